import os
import signal
import sys
import time

import pytest

from northing.cli.errors import CommandError
from northing.cli.supervisor import MOST_RESTARTS, Supervisor

ENDS_AT_ONCE = [sys.executable, "-c", "print('cannot go on'); raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)",
]


@pytest.fixture
def supervisor(tmp_path):
    watched = Supervisor(tmp_path / "northing.log")
    yield watched
    watched.stop()


def test_what_ends_again_and_again_is_given_up_with_its_last_words(supervisor):
    supervisor.add("job worker", ENDS_AT_ONCE)

    with pytest.raises(CommandError) as given_up:
        supervisor.watch()

    assert str(given_up.value).startswith(f"the job worker ended again and again; the end of {supervisor.log}:\n")
    assert str(given_up.value).count("cannot go on") == MOST_RESTARTS + 1


def test_what_does_not_stop_when_asked_is_ended(supervisor, monkeypatch):
    monkeypatch.setattr("northing.cli.supervisor.SECONDS_TO_STOP", 0.1)
    child = supervisor.add("web server", STUBBORN)
    while "ready" not in supervisor.log.read_text():
        time.sleep(0.02)

    supervisor.stop()

    assert child.process.returncode == -signal.SIGKILL


def test_a_stop_signal_ends_the_watch(supervisor):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        supervisor.listen_to_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        supervisor.watch()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert supervisor.stopping.is_set()
