from dataclasses import replace

import pytest
from django.db import OperationalError, connection

from northing.config import checks
from northing.config.checks import Configuration, configuration_problems

KEY = "k3Jx9-QmZ0vT7_bWc2LrYp5NsHdGfEaUi8oXtR1yVqBwM4zKj6SnPlDhCg"
SAFE = Configuration(
    debug=False, host="127.0.0.1", allowed_hosts=("127.0.0.1", "localhost"), secret_key=KEY, journal_key=KEY
)


def problems(**changes):
    return list(configuration_problems(replace(SAFE, **changes)))


def test_a_safe_configuration_is_not_refused():
    assert problems() == []


def test_debug_is_allowed_on_this_machine_only():
    assert problems(debug=True) == []
    [reason] = problems(debug=True, host="10.0.0.5", allowed_hosts=("10.0.0.5",))
    assert "NORTHING_DEBUG is on while listening on 10.0.0.5" in reason
    assert "Repair: unset NORTHING_DEBUG" in reason


@pytest.mark.parametrize("name", ["*", ".example.org", "*.example.org"])
def test_a_wildcard_host_is_refused(name):
    [reason] = problems(allowed_hosts=("localhost", name))
    assert reason.startswith("NORTHING_ALLOWED_HOSTS holds a wildcard")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_listening_everywhere_needs_a_name(host):
    [reason] = problems(host=host)
    assert "no name is set by which others reach this machine" in reason
    assert problems(host=host, allowed_hosts=("localhost", "portfolio.example.org")) == []


@pytest.mark.parametrize("key", ["", "x" * 80, KEY[:49], "django-insecure-" + KEY, "changeme" + KEY])
def test_a_weak_secret_key_is_refused(key):
    [reason] = problems(secret_key=key)
    assert reason.startswith("the secret key is missing, a default or shorter than 50 characters")


def test_a_missing_journal_key_is_refused():
    [reason] = problems(journal_key="")
    assert "bring the file back from the backup" in reason


@pytest.mark.parametrize(
    ("journal", "synchronous", "words"),
    [
        ("wal", 2, []),
        ("WAL", 3, []),
        ("wal", 1, ["synchronous is 1, below FULL"]),
        ("delete", 2, ["journal mode is delete, not WAL"]),
        ("memory", 0, ["journal mode is memory", "synchronous is 0"]),
    ],
)
def test_sqlite_must_survive_a_power_cut(journal, synchronous, words):
    found = list(checks.sqlite_problems(journal=journal, synchronous=synchronous))

    assert len(found) == len(words)
    assert all(word in reason for word, reason in zip(words, found, strict=True))


def test_postgresql_must_survive_a_power_cut():
    found = list(checks.postgresql_problems({"fsync": "off", "synchronous_commit": "local", "full_page_writes": "off"}))

    assert [reason.split(":")[0] for reason in found] == [
        "PostgreSQL's fsync is off",
        "PostgreSQL's full_page_writes is off",
    ]
    assert found[0].endswith("ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();")


@pytest.mark.django_db
def test_the_checks_read_the_database_in_use():
    found = list(checks.database_problems())

    # The suite's PostgreSQL forgets on purpose; its SQLite is set up as the product's.
    assert len(found) == (3 if connection.vendor == "postgresql" else 0)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
def test_sqlite_gets_its_cache_and_map():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        assert cursor.fetchone() == (-32000,)
        cursor.execute("PRAGMA mmap_size")
        assert cursor.fetchone() == (134217728,)


def test_every_reason_is_given_at_once(monkeypatch):
    monkeypatch.setattr(checks, "current", lambda: replace(SAFE, secret_key="", allowed_hosts=("*",)))
    monkeypatch.setattr(checks, "database_problems", lambda: iter(()))

    with pytest.raises(checks.Unsafe) as refused:
        checks.refuse_unsafe()
    assert len(str(refused.value).splitlines()) == 2


def test_a_database_that_cannot_be_opened_is_a_sentence(monkeypatch):
    def fail():
        raise OperationalError("connection refused\n  Is the server running?")

    monkeypatch.setattr(checks, "current", lambda: SAFE)
    monkeypatch.setattr(checks, "database_problems", fail)
    monkeypatch.setenv("NORTHING_DATABASE_URL", "postgresql:///northing")

    with pytest.raises(checks.Unsafe) as refused:
        checks.refuse_unsafe()
    assert str(refused.value) == (
        "the database cannot be opened (connection refused Is the server running?). "
        "Repair: check NORTHING_DATABASE_URL, and that the server runs."
    )
