import argparse
import pkgutil
from importlib import import_module
from typing import Protocol, cast

from northing.cli import commands as folder


class Command(Protocol):
    """What a module in `commands/` offers. It imports Django and the engine inside `run`, so that help is quick."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the words that follow the command's name."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit code."""


def commands() -> dict[str, Command]:
    """The commands by name, in alphabetical order. A trailing underscore frees a name that Python keeps."""
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return {name.rstrip("_"): cast("Command", import_module(f"{folder.__name__}.{name}")) for name in names}
