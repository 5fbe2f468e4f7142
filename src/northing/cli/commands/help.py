import argparse

HELP = "Print this list of commands."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Print every command with its one line."""
    arguments.parser.print_help()
    return 0
