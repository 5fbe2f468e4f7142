import argparse
import signal
import threading

from northing.cli.boot import start_django
from northing.config import lifeline

HELP = "Do the jobs that pages hand over, until stopped; `northing up` starts one by itself."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(_arguments: argparse.Namespace) -> int:
    """Work until a stop signal; the job at hand is finished first, a lost one is taken up when its lease ends."""
    lifeline.end_with_supervisor()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    start_django()
    from northing.kernel import worker

    worker.work(until=stopping.is_set)
    return 0
