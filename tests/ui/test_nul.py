"""A NUL in an address, a query or a form is refused with a sentence before anything is looked up or kept."""

import pytest

from cast import make_cast
from northing.register.models import Component


@pytest.fixture
def alice(db, client):
    client.force_login(make_cast().alice)
    return client


def test_no_address_has_a_nul(alice):
    assert alice.get("/projects/%00").status_code == 404


def test_a_query_with_a_nul_is_told_its_repair(alice):
    answer = alice.get("/projects?q=%00")
    assert answer.status_code == 422
    assert b"invisible NUL character" in answer.content


def test_a_form_with_a_nul_keeps_nothing(alice):
    before = Component.objects.count()
    answer = alice.post("/projects/new", {"name": "New\0pipe"})
    assert answer.status_code == 422
    assert b"invisible NUL character" in answer.content
    assert Component.objects.count() == before
