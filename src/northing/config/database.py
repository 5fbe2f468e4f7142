"""The database setting: SQLite in the data directory, or PostgreSQL by its address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from northing.config.errors import VariableError

# FULL, because NORMAL loses acknowledged writes at a power cut; the cache is 32 MB, the map 128 MB.
SQLITE_START = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-32000;PRAGMA mmap_size=134217728;"
BUSY_TIMEOUT_SECONDS = 20
KEEP_CONNECTION_SECONDS = 600


def database(url: str, *, data: Path) -> dict[str, Any]:
    """Django's DATABASES["default"] for a postgresql:// address, or for SQLite when the address is empty."""
    return postgresql(url) if url else sqlite(data)


def sqlite(data: Path) -> dict[str, Any]:
    """SQLite that waits for its turn when a transaction begins, instead of failing in its middle."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data / "northing.sqlite3"),
        "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT_SECONDS,
            "init_command": SQLITE_START,
        },
        # A file, not memory: a page in a browser needs a second connection that sees the test's writes.
        "TEST": {"NAME": str(data / "test.sqlite3")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Read postgresql://user:password@host:port/name?option=value; a socket folder goes into ?host=."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise VariableError(
            "NORTHING_DATABASE_URL names no PostgreSQL database. "
            "Repair: postgresql://user:password@host:5432/name, or leave it out to use SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
