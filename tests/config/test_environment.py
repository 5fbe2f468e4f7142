from pathlib import Path

import pytest

from northing.config import environment
from northing.config.database import database
from northing.config.errors import VariableError

DATA = Path("/srv/northing")


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in (
        "DATA",
        "HOST",
        "ORIGIN",
        "ALLOWED_HOSTS",
        "DEBUG",
        "DATABASE_URL",
        "SECRET_KEY_FILE",
        "PORT",
        "MAIL_URL",
        "MAIL_FROM",
    ):
        monkeypatch.delenv(f"NORTHING_{name}", raising=False)


def test_data_key_and_journal_key_live_in_one_directory(monkeypatch):
    monkeypatch.setenv("NORTHING_DATA", "/srv/northing")

    assert environment.data_dir() == DATA
    assert environment.secret_key_file() == DATA / "secret.key"
    assert environment.journal_key_file() == DATA / "journal.key"


def test_without_a_word_the_data_directory_is_below_the_current_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert environment.data_dir() == tmp_path / "data"


def test_only_this_machine_may_ask_unless_names_are_given(monkeypatch):
    assert environment.allowed_hosts() == ["127.0.0.1", "[::1]", "localhost"]

    monkeypatch.setenv("NORTHING_ORIGIN", "https://portfolio.example.org/")
    monkeypatch.setenv("NORTHING_ALLOWED_HOSTS", "10.0.0.5, pmo.example.org")
    monkeypatch.setenv("NORTHING_HOST", "0.0.0.0")
    assert {"portfolio.example.org", "10.0.0.5", "pmo.example.org"} < set(environment.allowed_hosts())
    assert "0.0.0.0" not in environment.allowed_hosts()


@pytest.mark.parametrize("value", ["portfolio.example.org", "ftp://x.example", "https://x.example/path", "https://"])
def test_an_origin_is_scheme_and_host(monkeypatch, value):
    monkeypatch.setenv("NORTHING_ORIGIN", value)

    with pytest.raises(VariableError, match="Repair: give scheme and host only"):
        environment.origin()


def test_debug_is_zero_or_one(monkeypatch):
    assert environment.debug() is False
    monkeypatch.setenv("NORTHING_DEBUG", "1")
    assert environment.debug() is True
    monkeypatch.setenv("NORTHING_DEBUG", "yes")
    with pytest.raises(VariableError, match="Repair: set it to 0 or 1"):
        environment.debug()


def test_sqlite_takes_its_lock_at_the_start_and_writes_through():
    setting = database("", data=DATA)

    assert setting["NAME"] == "/srv/northing/northing.sqlite3"
    assert setting["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert setting["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in setting["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in setting["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_read():
    setting = database("postgresql://pm%40o:s%2Fecret@db.example.org:6432/northing?sslmode=require", data=DATA)

    assert (setting["USER"], setting["PASSWORD"], setting["HOST"]) == ("pm@o", "s/ecret", "db.example.org")
    assert (setting["PORT"], setting["NAME"], setting["OPTIONS"]) == ("6432", "northing", {"sslmode": "require"})


def test_a_postgresql_socket_folder_is_read():
    setting = database("postgresql:///northing?host=/run/postgresql", data=DATA)

    assert (setting["HOST"], setting["PORT"], setting["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "northing.sqlite3"])
def test_another_address_is_refused_with_an_example(url):
    with pytest.raises(VariableError, match="Repair: postgresql://user:password@host:5432/name"):
        database(url, data=DATA)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://me%40acme.org:p%2Fw@mail.acme.org", ("mail.acme.org", 465, "me@acme.org", "p/w", True, False)),
        ("smtp://mail.acme.org", ("mail.acme.org", 587, "", "", False, True)),
        ("smtp://localhost:25?security=none", ("localhost", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_encrypted_unless_it_says_not_to_be(monkeypatch, url, expected):
    monkeypatch.setenv("NORTHING_MAIL_URL", url)

    assert environment.mail() == environment.Mail(*expected)


@pytest.mark.parametrize(
    "url", ["mail.acme.org", "http://mail.acme.org", "smtp://", "smtp://a:1x", "smtp://a?security=no"]
)
def test_an_address_that_is_no_mail_servers_is_refused_with_its_repair(monkeypatch, url):
    monkeypatch.setenv("NORTHING_MAIL_URL", url)

    with pytest.raises(VariableError, match="Repair: smtps://"):
        environment.mail()


def test_links_in_mails_lead_to_the_origin_or_to_this_machine(monkeypatch):
    monkeypatch.setenv("NORTHING_PORT", "8211")
    assert environment.home() == "http://127.0.0.1:8211"
    assert environment.mail_from() == "Northing <northing@127.0.0.1>"

    monkeypatch.setenv("NORTHING_ORIGIN", "https://portfolio.acme.org")
    assert environment.home() == "https://portfolio.acme.org"
    assert environment.mail_from() == "Northing <northing@portfolio.acme.org>"


def test_a_sender_with_a_line_break_is_refused(monkeypatch):
    monkeypatch.setenv("NORTHING_MAIL_FROM", "a@b.org\nBcc: c@d.org")

    with pytest.raises(VariableError, match="NORTHING_MAIL_FROM"):
        environment.mail_from()
