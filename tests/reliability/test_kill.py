"""kill -9 in the middle of writing: nothing acknowledged is lost, nothing is half done, the journal verifies."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
KILLS = 6
LONGEST_LIFE = 1.2

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NORTHING_DATABASE_URL")), reason="PostgreSQL's own crash safety is not ours to test"
)


def run(*words, data, **options):
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "NORTHING_DATA": str(data), "PYTHONPATH": paths}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen([sys.executable, *words], env=environment, cwd=ROOT, **options)


def finished(*words, data):
    process = run(*words, data=data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    data = tmp_path_factory.mktemp("installation")
    code, output = finished("-m", "northing", "demo", "remove", "--data", str(data), data=data)
    assert code == 0, output
    code, output = finished(str(HERE / "prepare.py"), data=data)
    assert code == 0, output
    return data


def killed_writer(data, *, lives_for):
    process = run(str(HERE / "writer.py"), data=data, stdout=subprocess.PIPE, text=True, start_new_session=True)
    said = [process.stdout.readline()]
    time.sleep(lives_for)
    os.killpg(process.pid, signal.SIGKILL)
    return {line.strip() for line in said + process.stdout.readlines() if line.endswith("\n")}


def test_kill_9_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(installation):
    chance = random.Random(7)
    acknowledged = set()
    for _ in range(KILLS):
        acknowledged |= killed_writer(installation, lives_for=chance.uniform(0.05, LONGEST_LIFE))
    with sqlite3.connect(installation / "northing.sqlite3") as database:
        stored = {row[0] for row in database.execute("SELECT date FROM strategy_reading WHERE source = 'kill test'")}
        events = database.execute(
            "SELECT count(*) FROM kernel_event"
            " WHERE subject_kind = 'strategy.reading' AND action = 'strategy.record_reading'"
        ).fetchone()[0]
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len(acknowledged) > KILLS
    assert acknowledged <= stored
    assert len(stored) - len(acknowledged) <= KILLS
    assert events == len(stored)
    code, output = finished("-m", "northing", "audit", "verify", "--data", str(installation), data=installation)
    assert code == 0, output
