import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import northing
from northing.cli import chromium, throwaway_postgres
from northing.cli.boot import say
from northing.cli.errors import CommandError

HELP = "Run the test suite on SQLite and on PostgreSQL; further words go to pytest."
PASSES_WORDS_ON = True
NOT_ABOUT_THE_DATABASE = ("journeys", "engine", "cli", "ui")
NOTHING_COLLECTED = 5  # pytest's exit code: the words left no test for this database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which databases, and whether branches are counted."""
    parser.add_argument("--all", action="store_true", help="run all of it on PostgreSQL too")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="run on one database")
    parser.add_argument("--coverage", action="store_true", help="measure branch coverage into .coverage")


def run(arguments: argparse.Namespace) -> int:
    """Run both, and end with the counts of both together."""
    root = checkout()
    words = [*parallel(arguments.more), *arguments.more]
    if wants_browser(arguments.more):
        os.environ["NORTHING_CHROMIUM"] = chromium.find_or_install() or ""
    counts: Counter[str] = Counter()
    codes = []
    if arguments.only != "postgresql":
        codes.append(run_on_sqlite(root, words, counts, with_coverage=arguments.coverage))
    if arguments.only != "sqlite":
        codes.append(run_on_postgresql(root, words, counts, arguments))
    failed = counts["failed"] + counts["error"]
    sys.stdout.write(f"{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped\n")
    return int(failed > 0 or not is_good(codes))


def checkout() -> Path:
    """The folder that holds tests/: a wheel has none."""
    root = Path(northing.__file__).parents[2]
    if not (root / "tests" / "conftest.py").exists():
        raise CommandError("the tests are not part of the wheel. Repair: run ./northing test in a checkout.")
    return root


def parallel(words: list[str]) -> list[str]:
    """Two processes, unless the words say otherwise."""
    return [] if any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in words) else ["-n", "2"]


def wants_browser(words: list[str]) -> bool:
    """Whether the words leave the journeys in: all tests, or named ones."""
    named = [word for word in words if word.startswith("tests")]
    return not named or any("journeys" in word or word.strip("/") == "tests" for word in named)


def run_on_sqlite(root: Path, words: list[str], counts: Counter[str], *, with_coverage: bool) -> int:
    """Everything, the journeys included."""
    say("SQLite:")
    coverage = ["--cov", "--cov-report="] if with_coverage else []
    return pytest(root, [*coverage, *words], counts, database="")


def run_on_postgresql(root: Path, words: list[str], counts: Counter[str], arguments: argparse.Namespace) -> int:
    """What works on the data: neither the pure engine, nor what a browser sees, nor set-up depends on the database."""
    say("PostgreSQL:")
    left_out = [] if arguments.all else [f"--ignore=tests/{folder}" for folder in NOT_ABOUT_THE_DATABASE]
    with throwaway_postgres.running() as address:
        return pytest(root, [*left_out, *words], counts, database=address)


def pytest(root: Path, words: list[str], counts: Counter[str], *, database: str) -> int:
    """Run pytest, add its counts (which tests/conftest.py writes) to `counts`; its exit code."""
    with tempfile.TemporaryDirectory(prefix="northing-counts-") as folder:
        report = Path(folder) / "counts.json"
        environment = {
            **os.environ,
            "NORTHING_DATABASE_URL": database,
            "NORTHING_TEST_COUNTS": str(report),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "pytest", *words]
        code = subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603
        if report.exists():
            counts.update(json.loads(report.read_text(encoding="utf-8")))
        return code


def is_good(codes: list[int]) -> bool:
    """Whether each run succeeded, and at least one had something to do."""
    return all(code in {0, NOTHING_COLLECTED} for code in codes) and 0 in codes
