"""What the bot knows: maturity models, capabilities, questions, steps, sources. Pure; it reads nothing but its YAML."""
