"""Where the bot lives: Slack, SQL, files, the environment and the clock."""
