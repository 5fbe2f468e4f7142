"""The command line. A command is a module in `commands/`: putting it there registers it."""

import argparse
import os
import sys
from collections.abc import Sequence

from northing.cli.errors import CommandError
from northing.cli.registry import commands
from northing.config.errors import Unsafe, VariableError
from northing.kernel.errors import NorthingError


def run(words: Sequence[str]) -> int:
    """Parse the words, run the command and answer with its exit code."""
    arguments = parse(words or ["help"])
    if arguments.data:
        os.environ["NORTHING_DATA"] = arguments.data
    try:
        return int(arguments.command.run(arguments))
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not is_for_the_reader(error):
            raise
        say_refusal(error)
        return 1


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments; `more` holds words that a command hands on to another program."""
    reader = parser()
    arguments, more = reader.parse_known_args(words)
    if more and not getattr(arguments.command, "PASSES_WORDS_ON", False):
        reader.error(f"not understood: {' '.join(more)}")
    arguments.more = more
    return arguments


def parser() -> argparse.ArgumentParser:
    """One sub-parser for each command; `--data` is understood by all of them."""
    main = argparse.ArgumentParser(
        prog="northing", description="Strategic portfolio management for project management offices."
    )
    names = main.add_subparsers(metavar="COMMAND", required=True)
    for name, command in commands().items():
        sub = names.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        sub.add_argument("--data", metavar="DIR", help="data directory (else NORTHING_DATA, else ./data)")
        command.add_arguments(sub)
        sub.set_defaults(command=command, parser=main)
    return main


def is_for_the_reader(error: Exception) -> bool:
    """Whether a failure is one whose message names the repair, so that a traceback would only hide it."""
    return isinstance(error, CommandError | Unsafe | VariableError | NorthingError)


def say_refusal(error: Exception) -> None:
    """Each reason on its own line, on stderr."""
    for line in str(error).splitlines():
        print(f"northing: {line}", file=sys.stderr)  # noqa: T201
