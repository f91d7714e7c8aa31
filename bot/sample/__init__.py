"""A made-up company: plausible teams with their people, histories, channels and digests, for `sample`."""
