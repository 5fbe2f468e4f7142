import pytest
from django.test import Client

from lists import csv_of
from northing.exchange import kinds
from northing.organisation.actions import ensure_administrator, start_own


@pytest.fixture
def owner(db):
    return ensure_administrator()


@pytest.fixture
def own(owner):
    """An empty organisation of one's own."""
    return start_own(actor=owner, name="Harbour Board")


@pytest.fixture
def bring(own, owner):
    """`bring("projects", rows)` imports as the command line does and gives the report."""

    def take(kind, content, *, as_of=None, mapping=None, choices=None, name="list.csv"):
        data = content if isinstance(content, bytes) else csv_of(content)
        found = kinds.KINDS[kind]
        source = found.read(data, organisation=own, as_of=as_of, mapping=mapping)
        batch = kinds.new_batch(
            organisation=own,
            kind=kind,
            file_name=name,
            content=data,
            as_of=as_of,
            actor=owner,
            mapping=mapping,
            choices=choices,
        )
        return found.commit(actor=owner, organisation=own, batch=batch, source=source)

    return take


@pytest.fixture
def client(owner):
    client = Client()
    client.force_login(owner)
    return client
