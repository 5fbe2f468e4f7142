import argparse
import platform
import sys

from northing import __version__

HELP = "Print the version of Northing and of what it stands on."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(_arguments: argparse.Namespace) -> int:
    """Print one line."""
    import sqlite3

    import django

    parts = (
        f"northing {__version__}",
        f"Python {platform.python_version()}",
        f"Django {django.__version__}",
        f"SQLite {sqlite3.sqlite_version}",
    )
    sys.stdout.write(", ".join(parts) + "\n")
    return 0
