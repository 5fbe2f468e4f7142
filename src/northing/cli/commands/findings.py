import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from northing.engine.alignment.findings import RULES, Finding

HELP = "List where the plan disagrees with itself or with reality, each with its two facts."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of which organisation, and how to answer."""
    parser.add_argument("--organisation", metavar="KEY", help="which organisation (else your own, else the demo)")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object (docs/reference/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Run every rule on today's data and report; nothing is changed."""
    from northing.cli.organisation import open_data, to_look_at

    open_data()
    from northing.engine.alignment.findings import find
    from northing.portfolio.queries import full_snapshot

    organisation = to_look_at(arguments.organisation)
    snapshot = full_snapshot(organisation)
    found = find(snapshot)
    if arguments.json:
        document = as_document(found, organisation=organisation.key, as_of=snapshot.as_of)
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_lines(found, name=organisation.name))
    return 0


def as_document(found: Iterable[Finding], *, organisation: str, as_of: date) -> dict[str, object]:
    """The findings as plain data; money in minor currency units."""
    from northing.engine.formats.plain import to_plain

    rows = [{**to_plain(finding), "fingerprint": finding.fingerprint} for finding in found]
    return {"organisation": organisation, "as_of": as_of.isoformat(), "rules": len(RULES), "findings": rows}


def as_lines(found: Iterable[Finding], *, name: str) -> Iterator[str]:
    """The findings as text, by rule."""
    findings, names = list(found), {rule.key: rule.name for rule in RULES}
    if not findings:
        yield f"Nothing contradicts in {name}. {len(RULES)} rules ran."
        return
    noun = "finding" if len(findings) == 1 else "findings"
    yield f"{len(findings)} {noun} in {name}, by {len(RULES)} rules."
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        yield f"\n{names.get(rule, rule)}"
        for finding in group:
            yield from _lines_of(finding)


def _lines_of(finding: Finding) -> Iterator[str]:
    yield f"  {finding.sentence} ({finding.severity})"
    for fact in finding.facts:
        on = f", {fact.date.isoformat()}" if fact.date else ""
        yield f"    - {fact.text} [{fact.source}{on}]"
    if finding.stake_words:
        yield f"    At stake: {finding.stake_words}"
    yield f"    Repair: {finding.repair}"
