"""Bolt callbacks: thin. They read a payload, ask a subject, and say what it answers; they know no rules."""
