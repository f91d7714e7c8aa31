"""What the bot knows: maturity models, capabilities, questions, steps and their sources. Pure; no I/O but reading its YAML."""
