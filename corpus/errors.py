"""The one error that a user is meant to read."""


class CewenError(Exception):
    """A user's mistake: one line, in Chinese, that says what to do; exit code 2."""
