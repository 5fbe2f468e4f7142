import argparse
import json
import sys

from northing.cli.words import day

HELP = "Find the least disruptive portfolio that keeps a share of the best value, and say why."


def share(text: str) -> float:
    """``0.9`` and ``90`` are both ninety percent."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    value = value / 100 if value > 1 else value
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no share; write it as 0.9")
    return value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much of the best value to keep, whose, and for whom the answer is."""
    parser.add_argument("--kept", type=share, default=0.9, help="share of the best value to keep (0.9)")
    parser.add_argument("--organisation", metavar="KEY", help="which organisation (else your own, else the demo)")
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day to look from, with the plans in force then (today, with what is announced for later)",
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object (docs/reference/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print the report; nothing is changed."""
    from northing.cli.organisation import open_data, to_look_at

    open_data()
    from northing.changes.recalibration import as_text, recalibration_of
    from northing.portfolio.queries import announced_snapshot, full_snapshot

    organisation, on = to_look_at(arguments.organisation), arguments.as_of
    snapshot = full_snapshot(organisation, as_of=on) if on else announced_snapshot(organisation)
    found = recalibration_of(snapshot, kept_share=arguments.kept)
    if arguments.json:
        document = {"organisation": {"key": organisation.key, "name": organisation.name}, **found}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(f"{organisation.name}: {as_text(found)}")
    return 0
