"""How the bot talks: flows as YAML, a pure engine over them, and the choice of the next question. No Slack, no storage."""
