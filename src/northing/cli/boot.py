"""Starts Django for a command that works on the data."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from northing.cli.errors import CommandError
from northing.config import environment


def start_django() -> None:
    """Load the settings and refuse an unsafe configuration.

    Raises:
        CommandError: there is no data yet.
        Unsafe: see northing.config.checks.
    """
    data = environment.data_dir()
    if not environment.secret_key_file().exists():
        raise CommandError(
            f"there is no Northing data in {data}. Repair: run `northing up` once, or name the folder with --data."
        )
    os.umask(0o077)  # exports of confidential data among the files that a command writes
    load_django()
    from northing.config.checks import refuse_unsafe

    refuse_unsafe()


def load_django() -> None:
    """Load the settings and the apps, nothing else."""
    import django

    if environment.database_url() and find_spec("psycopg") is None:
        raise CommandError(
            "NORTHING_DATABASE_URL asks for PostgreSQL, but its driver is not installed. "
            "Repair: .venv/bin/uv pip install --require-hashes -r requirements/postgres.txt"
        )

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "northing.config.settings")
    django.setup()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say on stderr what is being done, and its seconds when it is done."""
    began = time.monotonic()
    say(f"{title} …", end=" ")
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - began:.1f} s")


def say(text: str, *, end: str = "\n") -> None:
    """Tell the person at the terminal; answers for programs go to stdout instead."""
    print(text, end=end, file=sys.stderr, flush=True)  # noqa: T201
