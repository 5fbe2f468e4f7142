"""Which organisation a command works on, and the data directory it finds it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from northing.cli import datadir, prepare
from northing.cli.boot import load_django, start_django
from northing.cli.errors import CommandError
from northing.config import environment

if TYPE_CHECKING:
    from northing.organisation.models import Organisation, User


def ready_data() -> None:
    """Bring even an empty data directory to where it can be written to; no demo, nothing is served."""
    datadir.ensure(environment.data_dir())
    prepare.make_keys()
    load_django()
    from northing.config.checks import refuse_unsafe

    refuse_unsafe()
    prepare.migrate()


def open_data() -> None:
    """Start Django on data that are there already, brought up to date.

    Raises:
        CommandError: there are none.
    """
    start_django()
    prepare.migrate()


def find_own(key: str | None) -> Organisation | None:
    """The organisation to import into: the named one, else the one that is not the demo; None when there is none.

    Raises:
        CommandError: the named one is the demo, or there are several to choose from.
    """
    from northing.organisation.models import Organisation

    own = Organisation.objects.filter(is_demo=False)
    if key:
        if Organisation.objects.filter(key=key, is_demo=True).exists():
            raise CommandError(f"{key} is the demo, which stays as it is. Repair: leave --organisation out.")
        return own.filter(key=key).first()
    found = list(own.order_by("created_at")[:2])
    if len(found) > 1:
        names = ", ".join(own.values_list("key", flat=True))
        raise CommandError(f"there are several organisations. Repair: name one with --organisation ({names}).")
    return found[0] if found else None


def start_own(*, key: str | None, name: str, currency: str) -> Organisation:
    """An empty organisation for one's own data, run by the administrator until people are invited."""
    from northing.organisation import actions

    return actions.start_own(actor=administrator(), name=name, currency=currency or "GBP", key=key or actions.OWN_KEY)


def administrator() -> User:
    """Who acts on the command line: whoever can run it on this data directory may do everything here."""
    from northing.organisation.actions import ensure_administrator

    return ensure_administrator()


def to_look_at(key: str | None) -> Organisation:
    """The organisation that a report is about: the named one, else the own one, else the demo.

    Raises:
        CommandError: there is none.
    """
    from northing.organisation.models import Organisation

    found = Organisation.objects.filter(key=key).first() if key else find_own(None)
    if found is None and not key:
        found = Organisation.objects.filter(is_demo=True).first()
    if found is None:
        known = ", ".join(Organisation.objects.values_list("key", flat=True)) or "none yet"
        raise CommandError(f"there is no such organisation (there are: {known}). Repair: import something first.")
    return found
