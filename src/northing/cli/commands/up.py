import argparse
import http.client
import json
import os
import subprocess
import sys
import time

from northing.cli import datadir, ports
from northing.cli.boot import say
from northing.cli.errors import CommandError
from northing.cli.supervisor import Child, Supervisor
from northing.config import environment

HELP = "Prepare the data directory, serve Northing, and print its address."
SECONDS_TO_ANSWER = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether an empty directory gets the demo."""
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty data directory empty")


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl+C or SIGTERM."""
    data = environment.data_dir()
    os.environ.update(NORTHING_DATA=str(data), NORTHING_HOST=arguments.host, NORTHING_PORT=str(arguments.port))
    url = address(arguments.host, arguments.port)
    datadir.ensure(data)
    with datadir.held(data, url=url):
        ports.refuse_taken(arguments.host, arguments.port)
        sign_in = prepare(url=url, with_demo=not arguments.no_demo)
        serve(arguments, url=url, sign_in=sign_in)
    return 0


def address(host: str, port: int) -> str:
    """What to type into the browser on this machine, without a slash at the end."""
    if environment.origin():
        return environment.origin()
    name = "localhost" if environment.listens_everywhere(host) else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def prepare(*, url: str, with_demo: bool) -> str | None:
    """Run the preparation as a process of its own; the sign-in address it made, if any."""
    command = [sys.executable, "-m", "northing.cli.prepare", "--url", url]
    done = subprocess.run(  # noqa: S603 - our own module
        command if with_demo else [*command, "--no-demo"], stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise CommandError("")  # that process has said why
    sign_in: str | None = json.loads(done.stdout)["sign_in"]
    return sign_in


def serve(arguments: argparse.Namespace, *, url: str, sign_in: str | None) -> None:
    """Start the server and the job worker, say where they are, and watch them."""
    supervisor = Supervisor(datadir.open_log(environment.data_dir()))
    supervisor.listen_to_signals()
    try:
        server = supervisor.add("web server", [sys.executable, "-m", "northing.config.server"])
        supervisor.add("job worker", [sys.executable, "-m", "northing", "worker"])
        wait_for_answer(supervisor, server, arguments)
        if not supervisor.stopping.is_set():
            announce(url, sign_in)
        supervisor.watch()
    finally:
        supervisor.stop()
    say("Northing has stopped.")


def wait_for_answer(supervisor: Supervisor, server: Child, arguments: argparse.Namespace) -> None:
    """Return when the first page would come, or a stop signal came."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not supervisor.stopping.wait(0.05):
        status = health(arguments.host, arguments.port)
        if status == http.client.OK:
            return
        if status or not server.is_alive() or time.monotonic() > deadline:
            raise CommandError(server.last_words(f"the web server is not well (status {status or 'none'})"))


def health(host: str, port: int) -> int | None:
    """The status with which the server speaks of itself and its database; None while nothing answers."""
    target = "localhost" if environment.listens_everywhere(host) else host
    connection = http.client.HTTPConnection(target, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def announce(url: str, sign_in: str | None) -> None:
    """The address on stdout, everything else beside it."""
    sys.stdout.write(f"Northing is at {url}/\n")
    if sign_in:
        sys.stdout.write(f"Sign in once with {sign_in}\n")
    sys.stdout.flush()
    say(f"Data and log are in {environment.data_dir()}. Ctrl+C stops it.")
