"""What the environment may say. Every variable Northing reads is read here; docs/reference lists them."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from northing.config.errors import VariableError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def data_dir() -> Path:
    """Where data, key and log live: NORTHING_DATA, else `data` below the current folder."""
    return Path(os.environ.get("NORTHING_DATA") or "data").expanduser().absolute()


def database_url() -> str:
    """A postgresql:// address from NORTHING_DATABASE_URL; empty means SQLite in the data directory."""
    return os.environ.get("NORTHING_DATABASE_URL", "").strip()


def secret_key_file() -> Path:
    """NORTHING_SECRET_KEY_FILE, else `secret.key` in the data directory."""
    named = os.environ.get("NORTHING_SECRET_KEY_FILE")
    return Path(named).expanduser() if named else data_dir() / "secret.key"


def journal_key_file() -> Path:
    """NORTHING_JOURNAL_KEY_FILE, else `journal.key` in the data directory: it seals the journal for good."""
    named = os.environ.get("NORTHING_JOURNAL_KEY_FILE")
    return Path(named).expanduser() if named else data_dir() / "journal.key"


def debug() -> bool:
    """NORTHING_DEBUG: 1 shows tracebacks in the browser, allowed only on a loopback address."""
    return is_on("NORTHING_DEBUG")


def dev_pages() -> bool:
    """NORTHING_DEV_PAGES: 1 adds /dev/states, a gallery of every component for those who build pages."""
    return is_on("NORTHING_DEV_PAGES")


def is_on(name: str) -> bool:
    """Whether a switch is 1; anything but 0 and 1 is refused, since `false` would be taken for true."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise VariableError(f"{name} is {value!r}. Repair: set it to 0 or 1.")
    return value == "1"


def host() -> str:
    """The address that is listened on: NORTHING_HOST, which `northing up --host` sets."""
    return os.environ.get("NORTHING_HOST", "127.0.0.1")


def origin() -> str:
    """NORTHING_ORIGIN: the address people type, such as https://portfolio.example.org, without a path."""
    value = os.environ.get("NORTHING_ORIGIN", "").strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise VariableError(
            f"NORTHING_ORIGIN is {value!r}. Repair: give scheme and host only, as in https://portfolio.example.org"
        )
    return value


def allowed_hosts() -> list[str]:
    """Names that requests may ask for: NORTHING_ALLOWED_HOSTS (commas), origin, own host, loopback."""
    named = [name.strip() for name in os.environ.get("NORTHING_ALLOWED_HOSTS", "").split(",") if name.strip()]
    own = [] if listens_everywhere(host()) else [host()]
    return sorted({*named, *own, urlsplit(origin()).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})


def listens_everywhere(address: str) -> bool:
    """Whether the address means every network card, and so names none."""
    return address in {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound
