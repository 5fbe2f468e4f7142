"""Refuses to start where data could be lost or read by others. Each refusal names its repair."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError, connection

from northing.config import environment, secret
from northing.config.errors import Unsafe

# The key words by which example and default keys give themselves away.
TELLTALE_KEY_WORDS = ("insecure", "changeme", "change-me", "secret-key", "example")
SQLITE_SYNCHRONOUS_FULL = 2
FEWEST_DIFFERENT_CHARACTERS = 10


@dataclass(frozen=True)
class Configuration:
    """What the checks look at, so that they can be asked about any configuration."""

    debug: bool
    host: str
    allowed_hosts: tuple[str, ...]
    secret_key: str
    journal_key: str


def refuse_unsafe() -> None:
    """Raise `Unsafe` with every reason at once, so that one repair round suffices."""
    reasons = list(configuration_problems(current()))
    try:
        reasons += database_problems()
    except OperationalError as error:
        reasons.append(unreachable(error))
    if reasons:
        raise Unsafe("\n".join(reasons))


def current() -> Configuration:
    """The configuration in force. The key is read past Django, which raises on an empty one."""
    return Configuration(
        debug=settings.DEBUG,
        host=environment.host(),
        allowed_hosts=tuple(settings.ALLOWED_HOSTS),
        secret_key=secret.read(environment.secret_key_file()),
        journal_key=secret.read(environment.journal_key_file()),
    )


def configuration_problems(configuration: Configuration) -> Iterator[str]:
    """One sentence for each unsafe setting."""
    is_local = configuration.host in environment.LOOPBACK
    if configuration.debug and not is_local:
        yield (
            f"NORTHING_DEBUG is on while listening on {configuration.host}: error pages would show data and "
            "settings to others. Repair: unset NORTHING_DEBUG, or use --host 127.0.0.1."
        )
    if any(name.startswith((".", "*")) for name in configuration.allowed_hosts):
        yield (
            "NORTHING_ALLOWED_HOSTS holds a wildcard: links in mails could be made to lead elsewhere. "
            "Repair: name each host, separated by commas."
        )
    if environment.listens_everywhere(configuration.host) and is_nameless(configuration.allowed_hosts):
        yield (
            f"listening on {configuration.host}, but no name is set by which others reach this machine. "
            "Repair: NORTHING_ORIGIN=https://portfolio.example.org, or NORTHING_ALLOWED_HOSTS=name,address."
        )
    if is_weak(configuration.secret_key):
        yield (
            f"the secret key is missing, a default or shorter than {secret.SHORTEST_KEY} characters. "
            f"Repair: delete {environment.secret_key_file()}, the next `northing up` makes a new one "
            "(everybody signs in again)."
        )
    if is_weak(configuration.journal_key):
        yield (
            f"the journal's key {environment.journal_key_file()} is missing or damaged, so that nothing could be "
            "proved. Repair: bring the file back from the backup; for an empty database, run `northing up`."
        )


def unreachable(error: OperationalError) -> str:
    """The database's own words, and where to look."""
    place = "NORTHING_DATABASE_URL, and that the server runs" if environment.database_url() else "the disk"
    return f"the database cannot be opened ({' '.join(str(error).split())}). Repair: check {place}."


def is_nameless(allowed_hosts: tuple[str, ...]) -> bool:
    """Whether only this machine itself could ask for a page."""
    return all(name.strip("[]") in environment.LOOPBACK for name in allowed_hosts)


def is_weak(key: str) -> bool:
    """Whether a key is short, monotonous or copied from an example."""
    return (
        len(key) < secret.SHORTEST_KEY
        or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS
        or any(word in key.lower() for word in TELLTALE_KEY_WORDS)
    )


def database_problems() -> Iterator[str]:
    """One sentence for each setting with which the database could lose an acknowledged write."""
    if connection.vendor == "sqlite":
        yield from sqlite_problems(journal=pragma("journal_mode"), synchronous=int(pragma("synchronous")))
    else:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        yield from postgresql_problems({name: shown(name) for name in names})


def sqlite_problems(*, journal: str, synchronous: int) -> Iterator[str]:
    """`synchronous` as SQLite counts it: 0 off, 1 normal, 2 full, 3 extra."""
    if journal.lower() != "wal":
        yield (
            f"SQLite's journal mode is {journal}, not WAL: readers and writers would block each other. "
            "Repair: put the data directory on a local disk (a network disk has no shared memory for WAL)."
        )
    if synchronous < SQLITE_SYNCHRONOUS_FULL:
        yield (
            f"SQLite's synchronous is {synchronous}, below FULL: a power cut could lose saved work. "
            "Repair: remove the setting that lowers it, Northing asks for FULL itself."
        )


def postgresql_problems(values: Mapping[str, str]) -> Iterator[str]:
    """`synchronous_commit` may be on, local or one of the remote ones; only off loses acknowledged writes."""
    for name, value in values.items():
        if value == "off":
            yield (
                f"PostgreSQL's {name} is off: a crash could lose saved work. "
                f"Repair: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf();"
            )


def pragma(name: str) -> str:
    """The value of a SQLite pragma on the connection in use."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def shown(name: str) -> str:
    """The value of a PostgreSQL setting on the connection in use."""
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])
