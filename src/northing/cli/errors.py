class CommandError(Exception):
    """A command cannot go on; the message is one sentence that ends with the repair."""
