import argparse
import sys

HELP = "Load the demo beside your own data, renew it, or remove it: `demo tarnwell`, `demo clean`, `demo remove`."
WHAT = {
    "tarnwell": "Tarnwell Water with its event and planted contradictions",
    "clean": "the same without them",
    "remove": "take the demo and its people away",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One word."""
    parser.add_argument(
        "what", choices=WHAT, nargs="?", default="tarnwell", help="; ".join(map(": ".join, WHAT.items()))
    )


def run(arguments: argparse.Namespace) -> int:
    """Load or remove; own data are not touched either way."""
    from northing.cli.boot import step
    from northing.cli.organisation import ready_data

    ready_data()
    from northing.demo.actions import load_demo, remove_demo

    if arguments.what == "remove":
        remove_demo()
        sys.stdout.write("The demo is removed.\n")
        return 0
    with step("Loading the demo, Tarnwell Water"):
        organisation = load_demo(arguments.what)
    sys.stdout.write(f"{organisation.name} is loaded. See it with `northing up`, or `northing align`.\n")
    return 0
