"""Tarnwell Water for tests that only need the demo as it is: loaded once for a file, rolled back after each test."""

from datetime import date

import pytest
from django.db import transaction

from northing.demo.actions import load_demo
from northing.organisation.models import Grant, Unit, User
from northing.organisation.roles import RoleName

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(day=DAY)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _installed_today(monkeypatch):
    monkeypatch.setattr("northing.kernel.clock.today", lambda: DAY)


@pytest.fixture
def tarnwell(loaded, db):
    loaded.refresh_from_db()
    return loaded


@pytest.fixture
def person(tarnwell):
    """`person("elin-vaughan")` is her account."""
    return lambda key: User.objects.get(person__key=key, person__organisation=tarnwell)


@pytest.fixture
def viewer(tarnwell):
    """Vera sees the customer unit and nothing else."""
    user = User.objects.create_user("vera@tarnwell.example", name="Vera", organisation=tarnwell)
    Grant.objects.create(user=user, role=RoleName.VIEWER, unit=Unit.objects.get(organisation=tarnwell, key="customer"))
    return user


@pytest.fixture
def outsider(db):
    """Charlie has no grant anywhere."""
    return User.objects.create_user("charlie@elsewhere.example", name="Charlie")
