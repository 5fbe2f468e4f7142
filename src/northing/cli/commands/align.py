import argparse
import json
import sys

from northing.cli.words import day

HELP = "Show how far the plan of record closes the business plan's gaps, in each measure's own unit."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, as of when, and for whom the answer is."""
    parser.add_argument("--organisation", metavar="KEY", help="which organisation (else your own, else the demo)")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day to look from (today)")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object (docs/reference/json.md)")


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    from northing.cli.organisation import open_data, to_look_at

    open_data()
    from northing.alignment.queries import Picture
    from northing.alignment.report import as_json, as_text
    from northing.portfolio.queries import full_snapshot

    organisation = to_look_at(arguments.organisation)
    picture = Picture(full_snapshot(organisation, as_of=arguments.as_of))
    if arguments.json:
        document = {"organisation": {"key": organisation.key, "name": organisation.name}, **as_json(picture)}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(f"{organisation.name}: {as_text(picture)}")
    return 0
