"""Accounts and grants: who may see and do what, given and taken by administrators."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from northing.kernel import actions, clock, journal
from northing.kernel.errors import Invalid, NotFound
from northing.organisation.models import Grant, Organisation, Unit, User
from northing.organisation.roles import Permission, RoleName
from northing.organisation.scope import require
from northing.organisation.sign_in import make_link


def accounts_of(organisation: Organisation) -> QuerySet[User]:
    """Everybody with a grant in the organisation."""
    return User.objects.filter(grants__unit__organisation=organisation).distinct().order_by("name")


def get_account_for(actor: User, organisation: Organisation, pk: int) -> User:
    """One account of the organisation, for somebody who manages people.

    Raises:
        NotAllowed: the actor does not manage people.
        NotFound: there is no such account here.
    """
    require(actor, Permission.MANAGE_PEOPLE, organisation)
    account = accounts_of(organisation).filter(pk=pk).first()
    if account is None:
        raise NotFound("There is no such person here.")
    return account


def invite(*, actor: User, organisation: Organisation, email: str, name: str, role: str, unit_key: str) -> str:
    """Give an account a first grant, making the account if need be; the token of a one-time link to send.

    Raises:
        Invalid: e-mail, name, role or unit need a repair.
    """
    require(actor, Permission.MANAGE_PEOPLE, organisation)
    email = email.strip().lower()
    unit = _check(organisation, email, name, role, unit_key)
    with actions.acting(actor=actor.email, action="organisation.invite", organisation=organisation.key) as act:
        account = User.objects.filter(email=email).first()
        if account is None:
            account = User.objects.create_user(email, name=name.strip(), organisation=organisation)
        if not Grant.objects.filter(user=account, role=role, unit=unit).exists():
            journal.create(Grant(user=account, role=role, unit=unit), act)
    return make_link(account)


def _check(organisation: Organisation, email: str, name: str, role: str, unit_key: str) -> Unit:
    fields = {}
    try:
        validate_email(email)
    except ValidationError:
        fields["email"] = "Enter an e-mail address, such as name@example.org."
    if not name.strip():
        fields["name"] = "Enter the person's name."
    if role not in RoleName.values:
        fields["role"] = "Choose a role."
    unit = Unit.objects.filter(organisation=organisation, key=unit_key).first()
    if unit is None:
        fields["unit"] = "Choose the unit that the role is for."
    if fields or unit is None:
        raise Invalid(fields=fields)
    return unit


def grant(*, actor: User, organisation: Organisation, account: User, role: str, unit_key: str) -> Grant:
    """Give a role on a unit and everything below it.

    Raises:
        Invalid: there is no such role or unit, or it was given already.
    """
    require(actor, Permission.MANAGE_PEOPLE, organisation)
    unit = _check(organisation, account.email, account.name, role, unit_key)
    if Grant.objects.filter(user=account, role=role, unit=unit).exists():
        raise Invalid(f"{account.name} has this grant already.")
    with actions.acting(actor=actor.email, action="organisation.grant", organisation=organisation.key) as act:
        given = Grant(user=account, role=role, unit=unit)
        journal.create(given, act)
        return given


def revoke(*, actor: User, organisation: Organisation, pk: int) -> None:
    """Take a grant away; from the next request on it counts no more.

    Raises:
        NotFound: there is no such grant here.
        Invalid: it is the last one by which people can be managed.
    """
    require(actor, Permission.MANAGE_PEOPLE, organisation)
    given = Grant.objects.filter(pk=pk, unit__organisation=organisation).first()
    if given is None:
        raise NotFound("There is no such grant here.")
    managers = Grant.objects.filter(role=RoleName.ADMINISTRATOR, unit__organisation=organisation, unit__parent=None)
    if given.role == RoleName.ADMINISTRATOR and not managers.exclude(pk=pk).exists():
        raise Invalid("This is the last administrator. Make somebody else one first.")
    with actions.acting(actor=actor.email, action="organisation.revoke", organisation=organisation.key) as act:
        journal.delete(given, act)


def set_active(*, actor: User, organisation: Organisation, account: User, active: bool) -> None:
    """Let an account in or keep it out; keeping it out ends its sessions at once.

    Raises:
        Invalid: it is the actor's own account.
    """
    require(actor, Permission.MANAGE_PEOPLE, organisation)
    if account.pk == actor.pk:
        raise Invalid("You cannot lock yourself out.")
    with actions.acting(actor=actor.email, action="organisation.set_active", organisation=organisation.key) as act:
        account.is_active = active
        before = {"is_active": not active}
        journal.append(act, account, before=before, after={"is_active": active})
        account.save()
    if not active:
        end_sessions(account)


def end_sessions(account: User) -> None:
    """Sign the account out everywhere."""
    for session in Session.objects.filter(expire_date__gt=clock.now()):
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()
