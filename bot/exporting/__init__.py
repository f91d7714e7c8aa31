"""A team's own data for use outside Slack: gathered once, then written as CSV, JSON or a report (docs/export.md)."""
