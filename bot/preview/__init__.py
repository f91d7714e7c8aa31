"""Slack's side on one machine: used by `try` and by tests, never by `serve`."""
