"""Brings a data directory to the state in which it can be served. A process of its own, so that its memory ends.

Steps go to stderr. The answer is one JSON object on stdout: {"sign_in": address or null}.
"""

import argparse
import json
import sys
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec

from northing import __version__
from northing.cli import say_refusal
from northing.cli.boot import load_django, step
from northing.cli.errors import CommandError
from northing.config import environment, secret
from northing.config.errors import Unsafe, VariableError


def main() -> int:
    """Prepare, and answer with the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--no-demo", action="store_true")
    arguments = parser.parse_args()
    try:
        prepare(with_demo=not arguments.no_demo)
    except (CommandError, Unsafe, VariableError) as error:
        say_refusal(error)
        return 1
    sys.stdout.write(json.dumps({"sign_in": sign_in_address(arguments.url)}))
    return 0


def prepare(*, with_demo: bool) -> None:
    """Keys, checks, schema, demo and static files; each step finds out by itself whether it is done already."""
    make_keys()
    load_django()
    from northing.config.checks import refuse_unsafe

    refuse_unsafe()
    migrate()
    if with_demo:
        load_demo()
    collect_static_files()


def make_keys() -> None:
    """Make the two keys of a new directory; refuse a database whose journal key has gone."""
    journal_key = environment.journal_key_file()
    database = environment.data_dir() / "northing.sqlite3"
    if not journal_key.exists():
        if database.exists():
            raise CommandError(
                f"{database} is there, but {journal_key} is not: its journal could not be verified any more. "
                "Repair: bring the file back from the backup."
            )
        secret.make(journal_key)
    if not environment.secret_key_file().exists():
        secret.make(environment.secret_key_file())


def migrate() -> None:
    """Bring the schema up to date, in silence when it is."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(f"Bringing the database up to date ({len(plan)} migrations)"):
            call_command("migrate", verbosity=0, interactive=False)


def load_demo() -> None:
    """Fill an installation that holds no organisation with the demo."""
    from northing.organisation.models import Organisation

    if find_spec("northing.demo") and not Organisation.objects.exists():
        with step("Loading the demo, Tarnwell Water"):
            import_module("northing.demo.actions").load_demo()


def collect_static_files() -> None:
    """Copy style sheets, scripts and pictures under names that carry their hash, when any of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.STATIC_ROOT / ".collected"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    with step("Preparing static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted, encoding="ascii")


def static_fingerprint() -> str:
    """Changes when a static file is added, removed or edited, or the version does."""
    from django.contrib.staticfiles.finders import get_finders

    found = [
        f"{path} {storage.get_modified_time(path).timestamp()} {storage.size(path)}"
        for finder in get_finders()
        for path, storage in finder.list(ignore_patterns=[])
    ]
    return sha256("\n".join([__version__, *sorted(found)]).encode()).hexdigest()


def sign_in_address(url: str) -> str | None:
    """A link that signs the first person in, once; none where somebody has an account with a password."""
    if find_spec("northing.organisation.actions") is None:
        return None
    make_link = getattr(import_module("northing.organisation.actions"), "one_time_link", None)
    link = make_link() if make_link else None
    return f"{url}{link}" if link and link.startswith("/") else link


if __name__ == "__main__":
    sys.exit(main())
