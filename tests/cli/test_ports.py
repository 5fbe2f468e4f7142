import os
import socket

import pytest

from northing.cli import ports
from northing.cli.commands import up
from northing.cli.errors import CommandError


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_names_its_holder_and_another_port(taken):
    with pytest.raises(CommandError) as refused:
        ports.refuse_taken("127.0.0.1", taken)

    assert f"port {taken} is taken by process {os.getpid()} (" in str(refused.value)
    assert str(refused.value).endswith(f"northing up --port {taken + 1}")


def test_a_free_port_is_not_refused(taken):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]

    ports.refuse_taken("127.0.0.1", free)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_refused(port):
    with pytest.raises(CommandError, match=rf"there is no port {port}\. Repair: --port 8000"):
        ports.refuse_taken("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CommandError, match=r"192\.0\.2\.1 is not an address of this machine"):
        ports.refuse_taken("192.0.2.1", 8000)


def test_a_port_below_1024_says_that_it_needs_root():
    assert "needs root" in ports.sentence(PermissionError(13, "Permission denied"), host="127.0.0.1", port=80)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host, address):
    assert up.address(host, 8000) == address
