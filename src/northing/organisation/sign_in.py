"""Signing in: with a password, by a one-time link, or as one of the invented people of the demo."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth import authenticate
from django.db import transaction

from northing.kernel import clock
from northing.kernel.errors import NorthingError, NotFound
from northing.organisation.models import OneTimeLink, SignInAttempt, User

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 100
LINK_LIFETIME = timedelta(hours=24)


class TooManyAttempts(NorthingError):
    """Guessing is slowed down: only for this account from this address, so nobody can lock others out."""

    status = 429


def with_password(email: str, password: str, *, address: str) -> User | None:
    """The account that the password opens, or None.

    Raises:
        TooManyAttempts: ten failures for the account, or a hundred in all, from this address in a quarter of an hour.
    """
    email = email.strip().lower()
    _refuse_guessing(email, address)
    user = authenticate(username=email, password=password)
    if not isinstance(user, User) or not user.is_active:
        SignInAttempt.objects.create(email=email[:254], address=address, at=clock.now())
        return None
    SignInAttempt.objects.filter(email=email, address=address).delete()
    return user


def _refuse_guessing(email: str, address: str) -> None:
    since = clock.now() - WINDOW
    SignInAttempt.objects.filter(at__lt=since).delete()
    recent = SignInAttempt.objects.filter(address=address)
    if recent.filter(email=email).count() >= MOST_PER_ACCOUNT or recent.count() >= MOST_PER_ADDRESS:
        raise TooManyAttempts("Too many attempts. Wait a quarter of an hour, or use a one-time link.")


def make_link(user: User) -> str:
    """A fresh token that signs the account in once within a day; earlier unused ones stop working."""
    token = secrets.token_urlsafe(24)
    OneTimeLink.objects.filter(user=user, used_at=None).delete()
    OneTimeLink.objects.create(user=user, token_hash=_hash(token), expires_at=clock.now() + LINK_LIFETIME)
    return token


def use_link(token: str) -> User:
    """The account of a link, which is used up by this.

    Raises:
        NotFound: the link is unknown, used or too old.
    """
    with transaction.atomic():
        rows = OneTimeLink.objects.select_for_update().select_related("user")
        link = rows.filter(token_hash=_hash(token), used_at=None, expires_at__gt=clock.now()).first()
        if link is None or not link.user.is_active:
            raise NotFound("This link was used already or is too old. Ask for a new one, or run ./northing up again.")
        link.used_at = clock.now()
        link.save()
        return link.user


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def demo_people() -> list[User]:
    """The invented accounts of the demo, which anybody who reaches the page may enter; they see only the demo."""
    accounts = User.objects.filter(person__organisation__is_demo=True, is_active=True).select_related("person")
    return list(accounts.order_by("pk"))


def as_demo_person(pk: int) -> User:
    """One of the demo's accounts.

    Raises:
        NotFound: the account is not one of the demo's.
    """
    found = next((user for user in demo_people() if user.pk == pk), None)
    if found is None:
        raise NotFound("There is no such person in the demo.")
    return found
