import argparse
import sys

from northing.cli.boot import start_django

HELP = "Prove that the event journal is what was written: `audit verify`."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify` is the one word there is."""
    parser.add_argument("what", choices=["verify"], help="walk the whole chain and name every fault")


def run(_arguments: argparse.Namespace) -> int:
    """Print each fault on its own line; 1 when there is one."""
    start_django()
    from northing.kernel import journal
    from northing.kernel.models import JournalHead

    faults = list(journal.verify())
    for fault in faults:
        sys.stdout.write(f"event {fault.sequence}: {fault.problem}\n")
    if faults:
        sys.stdout.write(f"The journal is not what was written: {len(faults)} found.\n")
        return 1
    head = JournalHead.objects.filter(pk=1).first()
    sys.stdout.write(f"The journal is whole: {head.sequence if head else 0} events, each sealed to the one before.\n")
    return 0
