from datetime import date

import pytest
from django.urls import reverse

from northing.kernel.errors import Invalid, NotAllowed
from northing.kernel.models import Event
from northing.organisation.models import Grant, Unit
from northing.register import links
from northing.register.models import Assumption, Component, Dependency, Support
from northing.strategy.models import Objective


def project(tarnwell, number):
    return Component.objects.get(organisation=tarnwell, key=f"PRJ-{number:03d}")


def form(client, key):
    """The edit form as a browser would send it back."""
    context = client.get(reverse("register:edit", args=[key])).context
    return {**context["typed"], "version": context["row_version"]}


def save(client, key, **changed):
    return client.post(reverse("register:edit", args=[key]), form(client, key) | changed)


@pytest.fixture
def lead(person, client):
    client.force_login(person("aisha-khan"))
    return client


def test_working_fields_save_at_once_with_an_event(tarnwell, lead):
    answer = save(lead, "PRJ-002", forecast_finish_date="2028-09-30", reported_status="at_risk", actual_cost="9.1m")

    assert answer.status_code == 302
    row = project(tarnwell, 2)
    assert row.forecast_finish_date == date(2028, 9, 30)
    assert (row.reported_status, row.reported_on_date) == ("at_risk", date(2026, 11, 22))
    assert row.actual_cost == 910_000_000
    event = Event.objects.order_by("-sequence").first()
    assert (event.action, event.actor) == ("register.edit_component", "aisha.khan@tarnwell.example")


def test_a_form_sent_back_untouched_changes_nothing(tarnwell, lead):
    before = Event.objects.count()

    answer = save(lead, "PRJ-002")

    assert answer.status_code == 302
    assert Event.objects.count() == before
    assert "Nothing differs" in lead.get(answer["Location"]).content.decode()


def test_an_edit_is_undone_from_its_toast(tarnwell, lead):
    answer = save(lead, "PRJ-002", name="Trunk mains A, renamed")
    page = lead.get(answer["Location"]).content.decode()
    batch = Event.objects.order_by("-sequence").first().batch
    assert f"/undo/{batch}/" in page

    lead.post(f"/undo/{batch}/")

    assert project(tarnwell, 2).name == "Trunk mains renewal A"


def test_what_the_plan_of_record_decides_is_not_edited_here(tarnwell, lead):
    before = project(tarnwell, 2)

    save(lead, "PRJ-002", baseline_finish_date="2040-01-01", whole_life_cost="1", name="Other")

    after = project(tarnwell, 2)
    assert after.name == "Other"
    assert after.baseline_finish_date == before.baseline_finish_date
    assert after.whole_life_cost == before.whole_life_cost
    assert "They change by a proposal" in lead.get("/projects/PRJ-002/edit").content.decode()


def test_what_cannot_be_kept_stays_typed_with_its_repair(tarnwell, lead):
    answer = save(
        lead, "PRJ-002", name="", actual_cost="a lot", forecast_start_date="2028-01-01", forecast_finish_date="2027"
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what the project is called." in page
    assert 'value="a lot"' in page
    assert project(tarnwell, 2).name == "Trunk mains renewal A"


def test_rules_across_fields_are_said_in_words(tarnwell, lead):
    finish = save(lead, "PRJ-002", forecast_start_date="2028-01-01", forecast_finish_date="2027-12-31")
    earned = save(lead, "PRJ-002", earned_value_date="", planned_value="-5")

    assert "cannot finish before it starts" in finish.content.decode()
    assert "Earned value needs all four" in earned.content.decode()
    assert "cannot be less than nothing" in earned.content.decode()


def test_who_saves_second_sees_both_texts_and_may_insist(tarnwell, lead):
    mine = form(lead, "PRJ-002") | {"name": "Mine"}
    save(lead, "PRJ-002", name="Theirs")

    answer = lead.post("/projects/PRJ-002/edit", mine)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Mine" in page
    assert "Theirs" in page
    assert project(tarnwell, 2).name == "Theirs"
    again = lead.post("/projects/PRJ-002/edit", answer.context["retry_fields"])
    assert again.status_code == 302
    assert project(tarnwell, 2).name == "Mine"


def test_a_word_for_a_missing_figure_goes_when_the_figure_comes(tarnwell, lead):
    Component.objects.filter(key="PRJ-021").update(
        states={
            "earned_value_date": {"state": "not_yet_planned", "text": "TBC"},
            "whole_life_cost": {"state": "withheld", "text": "Exempt"},
        }
    )

    save(lead, "PRJ-021", planned_value="1m", earned_value="1m", actual_cost="1m", earned_value_date="2026-11-01")

    assert list(project(tarnwell, 21).states) == ["whole_life_cost"]


def test_a_project_manager_edits_in_the_unit_and_nowhere_else(tarnwell, person, client):
    client.force_login(person("noor-haddad"))

    assert client.get("/projects/PRJ-002/edit").status_code == 200
    assert client.get("/projects/PRJ-001/edit").status_code == 403
    moved = save(client, "PRJ-002", unit="network")
    assert moved.status_code == 422
    assert project(tarnwell, 2).unit.key == "capital"


def test_only_the_cleared_decide_on_confidence(tarnwell, person, client, lead):
    save(lead, "PRJ-002", confidential="on")
    assert project(tarnwell, 2).confidential

    client.force_login(person("noor-haddad"))
    page = client.get("/projects/PRJ-002/edit")
    assert "Confidential" not in page.content.decode()
    save(client, "PRJ-002", name="Renamed", confidential="")
    assert (project(tarnwell, 2).name, project(tarnwell, 2).confidential) == ("Renamed", True)


PATHS = [
    "projects/PRJ-025/edit", "projects/PRJ-025/supports", "projects/PRJ-025/dependencies",
    "projects/PRJ-025/assumptions",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_viewer_cannot_edit_and_an_outsider_finds_nothing(tarnwell, viewer, outsider, client, path):
    client.force_login(viewer)
    answer = client.post(f"/{path}", {"reason": "x", "objective": "O3.2", "rating": "1", "needs": "PRJ-026",
                                      "statement": "x"})  # fmt: skip
    assert answer.status_code == 403
    assert "Project manager" in answer.content.decode()

    client.force_login(outsider)
    assert client.post(f"/{path}").status_code == 404


def test_a_confidential_project_is_not_there_for_others(tarnwell, viewer, client):
    Component.objects.filter(key="PRJ-025").update(confidential=True)
    client.force_login(viewer)

    assert client.get("/projects/PRJ-025/edit").status_code == 404


def test_a_new_project_is_a_candidate_with_the_next_number_made_once(tarnwell, lead):
    sent = {
        "name": "Leak hunters", "unit": "network", "manager": "", "sponsor": "priya-raman", "stage": "delivering",
        "reported_status": "not_started", "whole_life_cost": "1.2m", "baseline_start_date": "2027-04-01",
        "idempotency_key": "one",
    }  # fmt: skip
    first = lead.post("/projects/new", {**sent, "stage": "candidate"})
    again = lead.post("/projects/new", {**sent, "stage": "candidate"})

    assert first["Location"] == again["Location"] == "/projects/PRJ-039/edit"
    row = Component.objects.get(name="Leak hunters")
    assert (row.key, row.stage, row.whole_life_cost) == ("PRJ-039", "candidate", 120_000_000)
    assert "Leak hunters" in lead.get("/projects/PRJ-039/edit").content.decode()


def test_a_new_project_that_cannot_be_kept_stays_typed(tarnwell, lead):
    answer = lead.post("/projects/new", {"name": "", "unit": "nowhere", "whole_life_cost": "much"})

    assert answer.status_code == 422
    assert set(answer.context["errors"]) >= {"name", "unit", "whole_life_cost"}
    assert 'value="much"' in answer.content.decode()


def test_who_may_edit_nowhere_may_not_add_a_project(tarnwell, viewer, client):
    client.force_login(viewer)

    assert client.get("/projects/new").status_code == 403


def test_support_is_rated_corrected_and_removed(tarnwell, lead):
    lead.post("/projects/PRJ-002/supports", {"objective": "O3.1", "rating": "3", "reason": "Fewer call-outs"})
    row = Support.objects.get(component=project(tarnwell, 2))
    assert (row.objective.key, row.rating) == ("O3.1", 3)

    twice = lead.post("/projects/PRJ-002/supports", {"objective": "O3.1", "rating": "9", "reason": "More"})
    assert "rated already" in twice.content.decode()

    url = f"/projects/PRJ-002/supports/{row.pk}"
    lead.post(url, {"rating": "-1", "reason": "It costs more", "version": row.version})
    row.refresh_from_db()
    assert (row.rating, row.reason) == (-1, "It costs more")
    assert lead.post(url, {"rating": "1", "reason": "Stale", "version": "1"}).status_code == 409

    lead.post(f"{url}/remove")
    assert not Support.objects.filter(pk=row.pk).exists()


def test_a_rating_without_reason_or_off_the_scale_is_asked_again(tarnwell, lead):
    answer = lead.post("/projects/PRJ-002/supports", {"objective": "O3.1", "rating": "2", "reason": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a rating from −9 to 9." in page
    assert "Say why" in page


def test_a_circle_of_dependencies_is_refused_in_words(tarnwell, person, lead):
    lead.post("/projects/PRJ-026/dependencies", {"needs": "PRJ-025", "reason": "Same accounts"})
    assert Dependency.objects.filter(component=project(tarnwell, 26), needs=project(tarnwell, 25)).exists()

    with pytest.raises(links.CircularDependency) as caught:
        links.add_dependency(
            actor=person("aisha-khan"), component=project(tarnwell, 31), needs=project(tarnwell, 26), reason=""
        )

    assert "neither could ever go live" in caught.value.fields["needs"]
    page = lead.post("/projects/PRJ-031/dependencies", {"needs": "PRJ-026"})
    assert page.status_code == 422
    assert "neither could ever go live" in page.content.decode()


def test_a_project_needs_neither_itself_nor_the_same_twice_nor_nothing(tarnwell, person, lead):
    billing, actor = project(tarnwell, 25), person("aisha-khan")
    for needs in (billing, project(tarnwell, 31)):
        with pytest.raises(Invalid):
            links.add_dependency(actor=actor, component=billing, needs=needs, reason="")

    assert "Choose the project" in lead.post("/projects/PRJ-025/dependencies", {}).content.decode()


def test_a_hidden_project_is_neither_offered_nor_listed_as_needed(tarnwell, person, client):
    Component.objects.filter(key="PRJ-031").update(confidential=True)
    customer = Unit.objects.get(organisation=tarnwell, key="customer")
    user = person("elin-vaughan")
    Grant.objects.create(user=user, role="project_manager", unit=customer)
    Component.objects.filter(key="PRJ-031").update(manager=None, sponsor=None)
    client.force_login(user)

    page = client.get("/projects/PRJ-025/edit").content.decode()

    assert "Identity platform" not in page


def test_a_dependency_is_removed_and_undone(tarnwell, lead):
    row = Dependency.objects.get(component=project(tarnwell, 25))

    lead.post(f"/projects/PRJ-025/dependencies/{row.pk}/remove")
    assert not Dependency.objects.filter(pk=row.pk).exists()

    lead.post(f"/undo/{Event.objects.order_by('-sequence').first().batch}/")
    assert Dependency.objects.get(component=project(tarnwell, 25)).needs.key == "PRJ-031"


def test_an_assumption_is_stated_confirmed_and_taken_away(tarnwell, lead):
    lead.post("/projects/PRJ-005/assumptions", {"statement": "The road stays open", "valid_until": "2027-06-30"})
    row = Assumption.objects.get(statement="The road stays open")

    past = lead.post(f"/projects/PRJ-005/assumptions/{row.pk}/confirm", {"valid_until": "2026-01-01"})
    assert past.status_code == 422
    assert "Enter a day to come" in past.content.decode()

    url = f"/projects/PRJ-005/assumptions/{row.pk}"
    lead.post(f"{url}/confirm", {"valid_until": "2027-12-31", "source": "County", "version": row.version})
    row.refresh_from_db()
    assert (row.valid_until_date, row.source) == (date(2027, 12, 31), "County")

    lead.post(f"{url}/remove")
    assert not Assumption.objects.filter(pk=row.pk).exists()


def test_nobody_edits_what_is_not_theirs_through_the_actions(tarnwell, person):
    objective = Objective.objects.get(organisation=tarnwell, key="O3.1")
    with pytest.raises(NotAllowed):
        links.rate_support(
            actor=person("elin-vaughan"), component=project(tarnwell, 25), objective=objective, rating=1, reason="x"
        )


@pytest.mark.parametrize("part", ["supports", "dependencies", "assumptions"])
def test_a_line_that_is_gone_is_not_there(tarnwell, lead, part):
    assert lead.post(f"/projects/PRJ-005/{part}/999999/remove").status_code == 404
