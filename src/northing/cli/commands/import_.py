import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from northing.cli.errors import CommandError
from northing.cli.words import day
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.limits import DEFAULT as LIMITS

HELP = "Import a business plan, a project list, benefits or budgets from a file."
KINDS = {
    "projects": "a project list: CSV or workbook",
    "plan": "a business plan: StratML, CSV or workbook outline, Markdown, JSON",
    "benefits": "what projects promise measures: CSV or workbook",
    "budgets": "what all projects together may cost in a fiscal year: CSV or workbook",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, from where, into which organisation."""
    parser.add_argument("kind", choices=KINDS, help="; ".join(f"{kind}: {what}" for kind, what in KINDS.items()))
    parser.add_argument("file", type=Path)
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day the file speaks of (2026-03-31)")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="JSON that says which column is which field")
    parser.add_argument("--organisation", metavar="KEY", help="which organisation (else your own, made when needed)")
    parser.add_argument("--organisation-name", default="Own data", metavar="NAME", help="its name when it is made")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object (docs/reference/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Import and report; 1 when the file cannot be read, with nothing changed."""
    from northing.cli.organisation import ready_data

    try:
        content, mapping = read_bytes(arguments.file), read_mapping(arguments.mapping)
        ready_data()
        report = take_over(arguments, content, mapping)
    except UnreadableFile as error:
        if arguments.json:
            say_json({"error": {"place": error.place, "problem": error.problem, "repair": error.repair}})
        raise CommandError(f"{arguments.file}: {error}") from error
    if arguments.json:
        say_json(report)
    else:
        from northing.exchange.report_text import as_text

        sys.stdout.write(as_text(report))
    return 0


def read_bytes(path: Path) -> bytes:
    """The file, refused by its size before it is loaded.

    Raises:
        UnreadableFile: it cannot be opened, or is too large.
    """
    try:
        size = path.stat().st_size
        if size > LIMITS.bytes:
            problem = f"it has {size // 1_000_000} MB, more than {LIMITS.bytes // 1_000_000}"
            raise UnreadableFile("the file", problem, "Leave out attachments and unused sheets, or split it")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            "the file", f"it cannot be opened ({error.strerror})", "Check the name, and who may read it"
        ) from error


def read_mapping(path: Path | None) -> dict[str, Any]:
    """The mapping that was given, else nothing.

    Raises:
        UnreadableFile: it is no JSON object.
    """
    if path is None:
        return {}
    try:
        found = json.loads(read_bytes(path))
    except ValueError as error:
        raise UnreadableFile("the mapping", f"{path} is not JSON ({error})", "See docs/reference/import.md") from error
    if not isinstance(found, dict):
        raise UnreadableFile("the mapping", f"{path} is no JSON object", 'Write {"columns": {"Project": "name"}}')
    return found


def take_over(arguments: argparse.Namespace, content: bytes, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Read first, then write everything in one transaction: the organisation when it is new, and the import."""
    from django.db import transaction

    from northing.cli.organisation import administrator, find_own, start_own
    from northing.exchange import kinds

    organisation = find_own(arguments.organisation)
    kind = kinds.KINDS[arguments.kind]
    settings, choices = kinds.split_mapping(mapping)
    source = kind.read(content, organisation=organisation, as_of=arguments.as_of, mapping=settings)
    with transaction.atomic():
        organisation = organisation or start_own(
            key=arguments.organisation, name=arguments.organisation_name, currency=kind.currency(source)
        )
        actor = administrator()
        batch = kinds.new_batch(
            organisation=organisation,
            kind=arguments.kind,
            file_name=arguments.file.name,
            content=content,
            as_of=arguments.as_of,
            mapping=settings,
            choices=choices,
            actor=actor,
        )
        report = kind.commit(actor=actor, organisation=organisation, batch=batch, source=source)
        if arguments.dry_run:
            transaction.set_rollback(True)
            report = {**report, "batch": None, "dry_run": True}
    return report


def say_json(document: Mapping[str, Any]) -> None:
    """One object on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
