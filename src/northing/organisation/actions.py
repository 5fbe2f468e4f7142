"""Writes of organisations, people and grants."""

from __future__ import annotations

from northing.kernel import actions, journal
from northing.kernel.errors import Invalid
from northing.organisation.models import Grant, Organisation, Unit, User
from northing.organisation.roles import RoleName
from northing.organisation.sign_in import make_link

ADMINISTRATOR = "administrator@northing.local"
OWN_KEY = "own"
FIRST_ROLES = (RoleName.ADMINISTRATOR, RoleName.PORTFOLIO_MANAGER)


def ensure_administrator() -> User:
    """The account that set the installation up; it may do everything in every organisation."""
    user = User.objects.filter(email=ADMINISTRATOR).first()
    if user is None:
        user = User.objects.create_user(ADMINISTRATOR, name="Administrator")
    for root in Unit.objects.filter(parent=None):
        for role in FIRST_ROLES:
            Grant.objects.get_or_create(user=user, role=role, unit=root)
    return user


def one_time_link() -> str | None:
    """The path that signs the administrator in once; None after somebody has set its password."""
    user = ensure_administrator()
    return None if user.has_usable_password() else f"/sign-in/once/{make_link(user)}/"


def start_own(
    *, actor: User, name: str, currency: str = "GBP", fiscal_year_first_month: int = 4, key: str = OWN_KEY
) -> Organisation:
    """An empty organisation for one's own data, beside the demo; whoever starts it runs it.

    Raises:
        Invalid: there is no name, or own data was started already.
    """
    if not name.strip():
        raise Invalid(fields={"name": "Say what your organisation is called."})
    if Organisation.objects.filter(key=key).exists():
        raise Invalid("Your own organisation was started already.")
    with actions.acting(actor=actor.email, action="organisation.start_own", organisation=key) as act:
        organisation = Organisation(
            key=key, name=name.strip(), currency=currency, fiscal_year_first_month=fiscal_year_first_month
        )
        journal.create(organisation, act)
        root = Unit(organisation=organisation, key=key, name=name.strip())
        journal.create(root, act)
        for role in FIRST_ROLES:
            journal.create(Grant(user=actor, role=role, unit=root), act)
        actor.organisation = organisation
        actor.save()
    ensure_administrator()
    return organisation
