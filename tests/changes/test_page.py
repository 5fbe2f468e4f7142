"""What the page of a change says in words."""

import pytest

from cast import make_cast
from northing.changes.models import ChangeEvent, ChangeKind
from northing.kernel import clock
from northing.organisation.models import Organisation, User


@pytest.fixture
def change(db):
    made = make_cast()
    shortage = {"role": "engineer", "month": "2027-03-01", "before": 0.0, "after": 2.0}
    return ChangeEvent.objects.create(
        organisation=Organisation.objects.get(),
        key="C-009",
        kind=ChangeKind.CAPACITY,
        title="One leaves",
        occurred_at=clock.now(),
        impact={"shortages": [shortage]},
        caused_by=made.alice.email,
    )


def test_a_shortage_is_told_by_the_name_of_its_role_and_month(change, client):
    client.force_login(User.objects.get(name="Alice"))
    page = client.get("/changes/C-009").content.decode()
    assert "Engineer Mar 2027" in page
    assert "2027-03-01" not in page
