"""What the environment may say. Every variable Northing reads is read here; docs/reference lists them."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

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


def home() -> str:
    """Where links in mails lead, without a slash at the end: the origin, else this machine."""
    named = "localhost" if listens_everywhere(host()) else host()
    return origin() or f"http://{f'[{named}]' if ':' in named else named}:{os.environ.get('NORTHING_PORT', '8000')}"


@dataclass(frozen=True)
class Mail:
    """A mail server; ``is_tls`` encrypts from the first byte, ``is_starttls`` after a greeting."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_starttls: bool


def mail() -> Mail | None:
    """The mail server of NORTHING_MAIL_URL; None without one. It is encrypted unless ``?security=none`` says not to."""
    value = os.environ.get("NORTHING_MAIL_URL", "").strip()
    if not value:
        return None
    parts, wanted = urlsplit(value), parse_qs(urlsplit(value).query).get("security", [""])[0]
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1 or wanted not in {"", "none"}:
        raise VariableError(
            "NORTHING_MAIL_URL is no address of a mail server. Repair: smtps://user:password@mail.example.org:465 "
            "or smtp://mail.example.org:587 (encrypted by STARTTLS; ?security=none for a relay on this machine)."
        )
    is_tls = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=not is_tls and wanted != "none",
    )


def mail_from() -> str:
    """The sender of mails: NORTHING_MAIL_FROM, else northing@ the host of the origin."""
    named = os.environ.get("NORTHING_MAIL_FROM", "").strip()
    if any(character in named for character in "\r\n") or (named and "@" not in named):
        raise VariableError("NORTHING_MAIL_FROM is no address. Repair: Northing <northing@example.org>")
    return named or f"Northing <northing@{urlsplit(home()).hostname}>"


def allowed_hosts() -> list[str]:
    """Names that requests may ask for: NORTHING_ALLOWED_HOSTS (commas), origin, own host, loopback."""
    named = [name.strip() for name in os.environ.get("NORTHING_ALLOWED_HOSTS", "").split(",") if name.strip()]
    own = [] if listens_everywhere(host()) else [host()]
    return sorted({*named, *own, urlsplit(origin()).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})


def listens_everywhere(address: str) -> bool:
    """Whether the address means every network card, and so names none."""
    return address in {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound
