class VariableError(ValueError):
    """An environment variable holds what Northing cannot use; the message names it and the repair."""


class Unsafe(Exception):
    """The configuration is refused; the message holds one line per reason, with its repair."""
