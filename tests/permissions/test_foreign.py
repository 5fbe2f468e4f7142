"""An id of another organisation answers like one that nobody ever gave, on every route that takes an id."""

import re
import uuid

import pytest
from django.urls import reverse

from cast import make_cast
from northing.benefits.models import Benefit
from northing.changes.models import ChangeEvent, Finding
from northing.exchange.models import ImportBatch
from northing.kernel import clock
from northing.kernel.models import Event, Job
from northing.organisation.models import Grant, Unit
from northing.register.models import Assumption, Dependency, Support
from northing.stakeholders.models import Digest
from northing.strategy.models import Measure, Objective
from policy import POLICY

BY_COMPONENT = {route for route, line in POLICY.items() if line.component and "pk" not in line.args}
NAMES_NO_ONE = {
    "ui:state_page",
    "organisation:sign_in_once",
    "organisation:sign_in_demo",
    "strategy:version",
    "strategy:version_export",
    *(route for route, line in POLICY.items() if set(line.args) <= {"form"}),
}


@pytest.fixture
def rival(cast):
    """Another organisation that has one of everything, under names that ours does not use."""
    made = make_cast("rival")
    ours = made.organisation
    Measure.objects.filter(organisation=ours).update(key="MX")
    Objective.objects.filter(organisation=ours).update(key="OX")
    Unit.objects.filter(organisation=ours, key="north").update(key="north-x")
    ChangeEvent.objects.create(organisation=ours, key="C-900", kind="plan", title="Theirs", occurred_at=clock.now())
    return made


@pytest.fixture
def foreign(rival):
    """By route, which argument is an id, and the rival's own value of it."""
    ours, objective = rival.organisation, Objective.objects.get(key="OX")
    batch = Event.objects.create(sequence=10**6, at=clock.now(), organisation="rival", actor="x", action="x.y").batch
    job = Job.objects.create(kind="x", organisation="rival", requested_by=rival.alice)
    staged = ImportBatch.objects.create(organisation=ours, kind="projects", file_name="their.csv", content=b"")
    finding = Finding.objects.create(
        organisation=ours, rule="same_name", fingerprint="f", sentence="Theirs", facts=[], first_seen_at=clock.now()
    )
    digest = Digest.objects.create(
        organisation=ours, user=rival.alice, period_date=clock.today(), since=clock.now(), until=clock.now()
    )
    parts = {
        "benefit": Benefit.objects.filter(component=rival.pump).first(),
        "support": Support.objects.create(component=rival.pump, objective=objective, rating=3, reason="x"),
        "dependency": Dependency.objects.create(component=rival.pump, needs=rival.mill),
        "assumption": Assumption.objects.create(component=rival.pump, statement="x"),
    }
    found = {
        "organisation:undo": ("batch", batch),
        "organisation:revoke": ("pk", Grant.objects.get(user=rival.vera).pk),
        "benefits:edit": ("pk", parts["benefit"].pk),
        "benefits:remove": ("pk", parts["benefit"].pk),
        "alignment:objective": ("key", "OX"),
        "alignment:measure": ("key", "MX"),
        "changes:finding": ("pk", finding.pk),
        "changes:finding_triage": ("pk", finding.pk),
    }
    found |= {f"organisation:{name}": ("pk", job.pk) for name in ("job", "job_cancel")}
    found |= {f"organisation:{name}": ("pk", rival.vera.pk) for name in ("person_link", "set_active", "grant")}
    found |= {f"strategy:{name}": ("key", "MX") for name in ("reading", "record_reading", "correct_reading")}
    found |= {f"stakeholders:{name}": ("key", "north-x") for name in ("unit", "unit_data", "object")}
    found |= {f"stakeholders:{name}": ("pk", digest.pk) for name in ("digest_of", "send_again")}
    found |= {route: ("pk", staged.pk) for route in POLICY if route.startswith("exchange:") and POLICY[route].args}
    found |= {route: ("key", "C-900") for route, line in POLICY.items() if line.args.get("key") == "C-001"}
    for kind in ("support", "dependency", "assumption"):
        ends = [route for route in POLICY if route.startswith("register:") and route.endswith(f"_{kind}")]
        found |= {route: ("pk", parts[kind].pk) for route in ends if "pk" in POLICY[route].args}
    return found


def test_every_route_that_takes_an_id_is_asked(foreign):
    asked = {*foreign, *BY_COMPONENT, *NAMES_NO_ONE}
    assert {route for route, line in POLICY.items() if line.args} - asked == set()


@pytest.mark.parametrize("role", ["sam", "vera", "bob", "ada", "alice"])
def test_a_foreign_id_answers_like_an_unknown_one_and_changes_nothing(role, cast, foreign, client_of):
    client = client_of(cast.everybody()[role])
    before = Event.objects.count()
    wrong = [
        (route, theirs[:2], unknown[:2])
        for route, (argument, value) in foreign.items()
        if (theirs := answer_of(client, route, argument, value))
        != (unknown := answer_of(client, route, argument, never_given(value)))
    ]
    assert wrong == []
    assert Event.objects.count() == before


def never_given(value):
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    return value + 90_000 if isinstance(value, int) else "ZZ-77"


def answer_of(client, route, argument, value):
    line = POLICY[route]
    url = reverse(route, kwargs={**line.args, argument: value})
    get, post = client.get(url), client.post(url, line.data)
    return get.status_code, post.status_code, plain(get, value), plain(post, value)


def plain(response, value):
    text = response.content.decode(errors="replace")
    text = re.sub(r"\d+", "N", text) if isinstance(value, int) else text.replace(str(value), "ID")
    return re.sub(r'(csrfmiddlewaretoken" value="|name="csrf-token" content=")[^"]*|[0-9a-fN]{8}\b', "", text)
