"""Writes of organisations, people and grants."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

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
        Invalid: there is no name, own data was started already, or the account is one of the demo's, which anybody
            may enter (see :func:`claim`).
    """
    if is_demo_account(actor):
        raise Invalid("The demo's people cannot own real data. Start it with an account of your own.")
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


def is_demo_account(user: User) -> bool:
    """Whether the account is one of the demo's invented people, which anybody who reaches the page may enter."""
    return user.person is not None and user.person.organisation.is_demo


def claim(*, email: str, password: str, person: str, name: str, currency: str = "GBP") -> User:
    """Make the first real account and its organisation, for somebody who has only looked around the demo so far.

    Raises:
        Invalid: something typed needs a repair, or there is an own organisation already.
    """
    email = email.strip().lower()
    if Organisation.objects.filter(is_demo=False).exists():
        raise Invalid("This installation has an owner already. Ask them for an invitation.")
    _check_claim(email, password, person)
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=person.strip())
        start_own(actor=user, name=name, currency=currency)
    return user


def _check_claim(email: str, password: str, person: str) -> None:
    fields: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        fields["email"] = "Enter an e-mail address, such as name@example.org."
    if not person.strip():
        fields["person"] = "Enter your name."
    if User.objects.filter(email=email).exists():
        fields["email"] = "There is an account with this address already; sign in with it."
    try:
        validate_password(password)
    except ValidationError as error:
        fields["password"] = " ".join(error.messages)
    if fields:
        raise Invalid(fields=fields)
