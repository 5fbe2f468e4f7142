"""Findings through the user: what is listed, who may triage, and that each step can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from northing.changes import triage
from northing.changes.models import Finding, FindingState
from northing.changes.queries_findings import By, findings_for, get_finding_for, narrowed
from northing.demo.actions import load_demo
from northing.kernel import actions, clock, journal
from northing.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from northing.organisation.models import User
from northing.organisation.undo import undo_own
from northing.register.models import Component

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return load_demo("tarnwell")


def person(name: str) -> User:
    return User.objects.get(name=name)


@pytest.fixture
def lead(here):
    return person("Aisha Khan")


def listed(user, here, **words):
    return [seen.row.rule for seen in narrowed(findings_for(user, here), By(**words), user=user)]


def one(rule: str) -> Finding:
    return Finding.objects.filter(rule=rule).first()


def make_confidential(here, key: str, actor: User) -> None:
    with actions.acting(actor=actor.email, action="test", organisation=here.key) as act:
        component = Component.objects.get(organisation=here, key=key)
        component.confidential = True
        journal.update(component, act)


def test_the_list_has_the_most_severe_first_then_what_most_money_hangs_on(here, lead):
    assert listed(lead, here)[:6] == [
        "dependency_late",
        "green_over_red",
        "claimed_twice",
        "capacity_twice",
        "capacity_exceeded",
        "assumption_expired",
    ]
    assert listed(lead, here)[-1] == "measure_stale"


def test_filters_narrow_by_tab_rule_unit_severity_words_and_owner(here, lead):
    assert listed(lead, here, tab="behaviour") == ["green_over_red"]
    assert listed(lead, here, unit="people") == ["owner_left"]
    assert listed(lead, here, severity="low") == ["measure_stale"]
    assert listed(lead, here, q="depot OBJECTIVE") == ["money_without_objective"]
    assert listed(lead, here, mine="1") == []
    assert len(listed(lead, here, rule="money_without_objective")) == 2


def test_a_finding_that_names_a_hidden_project_is_neither_shown_nor_counted(here, lead):
    make_confidential(here, "PRJ-031", lead)
    head = person("Priya Raman")
    assert "dependency_late" in listed(lead, here)
    assert "dependency_late" not in listed(head, here)
    # the sums of this one contain the confidential project's money
    assert "weight_against_spend" not in listed(head, here)
    assert len(listed(head, here)) == 13
    with pytest.raises(NotFound):
        get_finding_for(head, here, one("dependency_late").pk)


def test_assigning_says_who_takes_care_of_it_and_can_be_undone(here, lead):
    finding = one("dependency_late")
    batch = triage.assign(actor=lead, findings=[finding], to=person("Jun Watanabe"))
    assert get_finding_for(lead, here, finding.pk).answers == "Jun Watanabe"
    undo_own(actor=lead, organisation=here, batch=batch)
    assert get_finding_for(lead, here, finding.pk).answers == "Elin Vaughan, head of Customer & Retail"


def test_a_finding_cannot_be_given_to_somebody_who_may_not_see_it(here, lead):
    make_confidential(here, "PRJ-031", lead)
    with pytest.raises(Invalid) as refused:
        triage.assign(actor=lead, findings=[one("dependency_late")], to=person("Priya Raman"))
    assert refused.value.fields["to"].startswith("Priya Raman may not see")


def test_a_snoozed_finding_comes_back_on_its_day(here, lead):
    finding = one("owner_left")
    triage.snooze(actor=lead, findings=[finding], until=clock.today() + timedelta(days=7))
    assert "owner_left" not in listed(lead, here)
    assert listed(lead, here, state="aside") == ["owner_left"]
    Finding.objects.filter(pk=finding.pk).update(snoozed_until_date=clock.today())
    assert "owner_left" in listed(lead, here)


@pytest.mark.parametrize("days", [0, -1, None])
def test_a_snooze_needs_a_day_after_today(here, lead, days):
    until = None if days is None else clock.today() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        triage.snooze(actor=lead, findings=[one("owner_left")], until=until)
    assert refused.value.fields == {"until": "Choose a day after today, on which it comes back."}


def test_a_dismissal_needs_a_reason_survives_the_next_run_and_is_revocable(here, lead):
    finding = one("policy_broken")
    with pytest.raises(Invalid):
        triage.dismiss(actor=lead, findings=[finding], reason="  ")
    triage.dismiss(actor=lead, findings=[finding], reason=" The board granted an exception ")
    triage.assign(actor=lead, findings=[one("owner_left")], to=lead)
    finding.refresh_from_db()
    assert (finding.state, finding.reason) == (FindingState.DISMISSED, "The board granted an exception")
    triage.reopen(actor=lead, findings=[finding])
    assert "policy_broken" in listed(lead, here)


def test_several_are_dismissed_and_taken_back_as_one_operation(here, lead):
    rows = list(Finding.objects.filter(rule="money_without_objective"))
    batch = triage.dismiss(actor=lead, findings=rows, reason="Stopped in spring")
    assert listed(lead, here, state="aside") == ["money_without_objective"] * 2
    undo_own(actor=lead, organisation=here, batch=batch)
    assert listed(lead, here, state="aside") == []


def test_who_may_not_triage_is_told_who_may(here):
    with pytest.raises(NotAllowed) as refused:
        triage.reopen(actor=person("Priya Raman"), findings=[one("owner_left")])
    assert refused.value.who == "Finance controller, PMO lead, Executive"


def test_what_is_resolved_or_gone_cannot_be_triaged(here, lead):
    finding = one("owner_left")
    finding.state = FindingState.RESOLVED
    finding.save()
    with pytest.raises(Invalid, match="resolved"):
        triage.reopen(actor=lead, findings=[finding])
    with pytest.raises(Invalid, match="no finding left"):
        triage.reopen(actor=lead, findings=[])


def test_the_second_of_two_who_triage_at_once_is_asked(here, lead):
    finding, stale = one("owner_left"), one("owner_left")
    triage.dismiss(actor=lead, findings=[finding], reason="Known", expected_version=finding.version)
    with pytest.raises(Conflict):
        triage.assign(actor=lead, findings=[stale], to=lead, expected_version=1)


def test_the_list_asks_the_database_the_same_number_of_questions_however_long_it_is(here, lead):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            findings_for(lead, here)
            assert all(seen.answers is not None for seen in findings_for(lead, here))
        return len(queries)

    many = asked()
    Finding.objects.exclude(rule="owner_left").delete()
    assert asked() == many <= 20
