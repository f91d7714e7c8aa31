"""The page of `try`: Slack as a person sees it, in a browser on the same machine."""
