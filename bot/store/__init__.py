"""The only SQL: one module for each subject, each a handful of functions over an open transaction."""
