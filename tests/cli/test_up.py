"""`northing up` with its real processes. They do not depend on the database: run once, on SQLite."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
PATIENCE_SECONDS = 60

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NORTHING_DATABASE_URL")), reason="processes are the same on PostgreSQL"
)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def command(data, port):
    return [sys.executable, "-m", "northing", "up", "--no-demo", "--port", str(port), "--data", str(data)]


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NORTHING_", "DJANGO_", "COV_"))}
    return kept | {"PYTHONPATH": str(SOURCE)}


@contextmanager
def up(data, port):
    process = subprocess.Popen(
        command(data, port), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        process.first_line = next((line for line in process.stdout if line.startswith("Northing is at")), "")
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()


def refused(data, port):
    done = subprocess.run(
        command(data, port), env=environment(), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 1
    return done.stderr


def status(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            return None


def family(data):
    """Processes that serve this directory, wherever they hang in the tree."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("NORTHING_DATA") == str(data) or str(data) in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def eventually(holds):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (result := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return result


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    data, port = tmp_path_factory.mktemp("up") / "data", free_port()
    with up(data, port) as process:
        yield process, data, port


def test_up_prints_its_address_and_answers(served):
    process, data, port = served

    assert process.first_line == f"Northing is at http://127.0.0.1:{port}/\n"
    assert status(port) == 200
    assert {"northing.sqlite3", "northing.log", "secret.key", "journal.key"} <= {file.name for file in data.iterdir()}


def test_nobody_else_can_read_the_data(served):
    _, data, _ = served

    assert [file.name for file in data.iterdir() if file.stat().st_mode & 0o077] == []


def test_a_second_up_on_the_same_data_is_refused(served):
    process, data, port = served

    said = refused(data, free_port())

    assert f"already running on {data} (process {process.pid}, http://127.0.0.1:{port})" in said


def test_an_up_on_a_taken_port_is_refused(served, tmp_path):
    _, _, port = served

    said = refused(tmp_path / "other", port)

    assert f"port {port} is taken by process" in said
    assert f"northing up --port {port + 1}" in said


def test_a_killed_web_server_comes_back(served):
    process, _, port = served
    [server] = [
        child for child in psutil.Process(process.pid).children() if "northing.config.server" in child.cmdline()
    ]

    server.kill()

    assert eventually(lambda: server.pid not in psutil.pids())
    assert eventually(lambda: status(port) == 200)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_stops_every_process(tmp_path, number):
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        assert len(family(data)) >= 3
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0

    assert family(data) == []
    assert status(port) is None


def test_even_kill_9_leaves_no_orphan_and_no_lock(tmp_path):
    data, port = tmp_path / "data", free_port()
    with up(data, port) as process:
        process.kill()
        process.wait(PATIENCE_SECONDS)
        assert eventually(lambda: family(data) == [])

    with up(data, port):
        assert status(port) == 200


def test_an_unsafe_configuration_is_refused_before_anything_starts(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret.key").write_text("changeme")

    said = refused(data, free_port())

    assert "the secret key is missing, a default or shorter than 50 characters" in said
    assert not (data / "northing.log").exists()
