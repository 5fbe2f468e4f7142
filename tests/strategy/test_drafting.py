from datetime import date

import pytest

from northing.engine.plan.diff import Subject
from northing.kernel.actions import undo_batch
from northing.kernel.errors import Conflict, Invalid, NotAllowed
from northing.kernel.models import Event
from northing.strategy import drafting, queries, starters
from northing.strategy.models import PlanStatus, PlanVersion


def rename(at, name):
    return drafting.save_item(at, subject=Subject.OBJECTIVE, key="O1", values={"name": name})


def name_of(plan):
    return plan.goals[0].objectives[0].name


def test_the_first_edit_begins_a_draft_and_leaves_the_published_plan(cast, desk, draft):
    rename(desk(), "Leak nothing")

    assert name_of(draft()) == "Leak nothing"
    assert name_of(queries.plan_of(queries.last_published(cast.organisation))) == "Leak less"
    assert queries.draft_of(cast.organisation).number == 2


def test_an_edit_that_changes_nothing_begins_no_draft(cast, desk):
    rename(desk(), "Leak less")

    assert queries.draft_of(cast.organisation) is None


@pytest.mark.parametrize("who", ["bob", "vera", "sam", "ada", "charlie"])
def test_only_those_with_the_permission_edit(cast, desk, who):
    before = Event.objects.count()

    with pytest.raises(NotAllowed) as refusal:
        rename(desk(getattr(cast, who)), "Mine")

    assert refusal.value.who == "PMO lead, Executive"
    assert Event.objects.count() == before


def test_undoing_the_first_edit_takes_the_draft_away_too(cast, desk):
    done = rename(desk(), "Leak nothing")

    undo_batch(done.batch, actor=cast.alice.email, organisation=cast.organisation.key)

    assert queries.draft_of(cast.organisation) is None


def test_two_people_who_edit_different_fields_both_get_theirs(desk, draft):
    drafting.save_item(desk(), subject=Subject.OBJECTIVE, key="O1", values={"description": "Begun"})
    mine, theirs = desk(), desk()

    drafting.save_item(theirs, subject=Subject.OBJECTIVE, key="O1", values={"name": "Theirs", "weight": 100.0})
    drafting.save_item(mine, subject=Subject.OBJECTIVE, key="O1", values={"name": "Leak less", "weight": 90.0})

    objective = draft().goals[0].objectives[0]
    assert (objective.name, objective.weight) == ("Theirs", 90.0)


def test_two_people_who_edit_the_same_field_both_keep_their_text(desk, draft):
    mine, theirs = desk(), desk()
    rename(theirs, "Theirs")

    with pytest.raises(Conflict) as lost:
        rename(mine, "Mine")

    assert (lost.value.mine, lost.value.theirs) == ({"Name": "Mine"}, {"Name": "Theirs"})
    assert name_of(draft()) == "Theirs"


def test_a_state_that_the_journal_does_not_know_overwrites_nothing(cast, desk, draft):
    rename(desk(), "Theirs")

    with pytest.raises(Conflict):
        rename(drafting.Desk(cast.alice, cast.organisation, "77-1"), "Mine")

    assert name_of(draft()) == "Theirs"


def test_what_somebody_changed_since_is_not_removed(desk, draft):
    mine = desk()
    rename(desk(), "Theirs")

    with pytest.raises(Conflict, match="was not removed"):
        drafting.remove_item(mine, subject=Subject.OBJECTIVE, key="O1")

    assert name_of(draft()) == "Theirs"


def test_undo_in_the_draft_goes_back_edit_by_edit_to_the_beginning(cast, desk, draft):
    for name in ("One", "Two", "Three"):
        rename(desk(), name)

    seen = []
    for _ in range(3):
        drafting.undo_last(desk())
        seen.append(name_of(draft()))

    assert seen == ["Two", "One", "Leak less"]
    assert queries.draft_of(cast.organisation) is None
    with pytest.raises(Invalid, match="nothing to undo"):
        drafting.undo_last(desk())


def test_an_undo_that_was_undone_can_be_taken_back_again(cast, desk, draft):
    rename(desk(), "One")
    rename(desk(), "Two")
    again = drafting.undo_last(desk())
    undo_batch(again, actor=cast.alice.email, organisation=cast.organisation.key)
    assert name_of(draft()) == "Two"

    drafting.undo_last(desk())

    assert name_of(draft()) == "One"


def test_what_was_undone_is_done_again_until_there_is_a_new_edit(desk, draft):
    for name in ("One", "Two"):
        rename(desk(), name)
    for _ in range(2):
        drafting.undo_last(desk())
    seen = []
    for _ in range(2):
        drafting.redo_last(desk())
        seen.append(name_of(draft()))
    assert seen == ["One", "Two"]
    with pytest.raises(Invalid, match="nothing to do again"):
        drafting.redo_last(desk())

    drafting.undo_last(desk())
    rename(desk(), "Three")
    with pytest.raises(Invalid, match="nothing to do again"):
        drafting.redo_last(desk())
    drafting.undo_last(desk())
    assert name_of(draft()) == "One"


def test_undo_and_redo_go_to_and_fro_through_edits_that_undo_each_other_by_hand(desk, draft):
    for name in ("One", "Leak less", "One"):
        rename(desk(), name)
    names = ["Leak less", "One", "Leak less"]
    for _ in range(2):
        seen = []
        for _ in range(2):
            drafting.undo_last(desk())
            seen.append(name_of(draft()))
        assert seen == names[:2]
        seen = []
        for _ in range(2):
            drafting.redo_last(desk())
            seen.append(name_of(draft()))
        assert seen == ["Leak less", "One"]


def test_an_item_added_behind_another_belongs_to_the_same_parent(desk, draft):
    made = drafting.add_item(desk(), subject=Subject.MEASURE, name="Bursts", after="M1")

    assert [m.key for m in draft().goals[0].objectives[0].measures] == ["M1", made.key]


def test_items_are_added_moved_and_removed(desk, draft):
    made = drafting.add_item(desk(), subject=Subject.OBJECTIVE, name="  Lose  less ", parent="G1", after="O1")
    assert [o.name for o in draft().goals[0].objectives] == ["Leak less", "Lose less"]

    drafting.move_item(desk(), subject=Subject.OBJECTIVE, key=made.key, way="up")
    assert [o.name for o in draft().goals[0].objectives] == ["Lose less", "Leak less"]

    drafting.remove_item(desk(), subject=Subject.OBJECTIVE, key=made.key)
    assert [o.name for o in draft().goals[0].objectives] == ["Leak less"]


def test_the_key_of_a_removed_objective_is_not_given_again(cast, desk):
    drafting.remove_item(desk(), subject=Subject.MEASURE, key="M1")
    assert drafting.add_item(desk(), subject=Subject.MEASURE, name="New", parent="O1").key == "M1.1"
    assert "M1" in queries.keys_ever_used(cast.organisation)


@pytest.mark.parametrize("name", ["", "   ", "x" * 401])
def test_an_item_needs_a_name_that_fits(desk, name):
    with pytest.raises(Invalid) as refusal:
        drafting.add_item(desk(), subject=Subject.GOAL, name=name)

    assert list(refusal.value.fields) == ["new_name"]


def test_an_unknown_way_to_move_is_refused(desk):
    with pytest.raises(Invalid, match="no way to move"):
        drafting.move_item(desk(), subject=Subject.GOAL, key="G1", way="sideways")


def test_a_template_fills_an_empty_organisation(cast, empty):
    at = drafting.Desk(cast.alice, empty, "0")

    drafting.graft(at, other=starters.starter_plan("utility"))

    plan = queries.plan_of(queries.draft_of(empty))
    assert (plan.name, len(plan.goals), sum(o.weight for o in plan.objectives())) == ("Blank", 3, 100.0)


def test_publishing_freezes_the_draft_and_brings_identities_in_line(cast, desk):
    drafting.add_item(desk(), subject=Subject.OBJECTIVE, name="New", parent="G1")

    done = drafting.publish(desk(), effective_date=date(2026, 11, 22), message="Because")

    version = queries.version_in_force(cast.organisation, date(2026, 11, 22))
    assert (version.number, version.status, version.message) == (2, PlanStatus.PUBLISHED, "Because")
    assert [row.name for row in cast.organisation.objectives.filter(in_plan=True)] == ["Leak less", "New"]

    undo_batch(done.batch, actor=cast.alice.email, organisation=cast.organisation.key)
    assert queries.version_in_force(cast.organisation, date(2026, 11, 22)).number == 1
    assert queries.draft_of(cast.organisation).number == 2


def test_what_was_edited_after_the_review_is_not_published(cast, desk):
    rename(desk(), "One")
    seen = desk()
    rename(desk(), "Two")

    with pytest.raises(Conflict):
        drafting.publish(seen, effective_date=date(2026, 11, 22), message="Because")

    assert PlanVersion.objects.filter(organisation=cast.organisation, status=PlanStatus.PUBLISHED).count() == 1


def test_a_version_that_would_never_hold_is_refused(desk):
    rename(desk(), "One")

    with pytest.raises(Invalid) as refusal:
        drafting.publish(desk(), effective_date=date(2025, 12, 31), message=" ")

    assert refusal.value.fields == {
        "message": "Say in a sentence why the plan changes: everybody affected will read it.",
        "effective_date": "Plan v1 holds from 1 Jan 2026; choose that day or a later one.",
    }


def test_a_draft_that_says_the_same_is_not_published(cast, desk):
    rename(desk(), "One")
    rename(desk(), "Leak less")

    with pytest.raises(Invalid, match="there is nothing to publish"):
        drafting.publish(desk(), effective_date=date(2026, 11, 22), message="Because")


def test_a_retry_sends_only_what_the_person_changed(desk):
    mine = desk()
    drafting.save_item(desk(), subject=Subject.OBJECTIVE, key="O1", values={"name": "Theirs", "description": "Theirs"})

    with pytest.raises(drafting.Lost) as lost:
        drafting.save_item(
            mine, subject=Subject.OBJECTIVE, key="O1", values={"name": "Mine", "description": "", "weight": 90.0}
        )

    assert lost.value.changed == {"name", "weight"}


def test_weights_that_two_people_set_are_both_shown(desk, draft):
    drafting.add_item(desk(), subject=Subject.OBJECTIVE, name="New", parent="G1")
    mine = desk()
    drafting.save_weights(desk(), weights={"O1": 80.0, "O1.2": 20.0})

    drafting.save_weights(mine, weights={"O1": 100.0, "O1.2": 0.0})
    assert [o.weight for o in draft().objectives()] == [80.0, 20.0]
    with pytest.raises(drafting.Lost) as lost:
        drafting.save_weights(mine, weights={"O1": 70.0, "O1.2": 0.0})

    assert (lost.value.mine, lost.value.theirs) == ({"O1": "70"}, {"O1": "80"})
    assert lost.value.changed == {"weight:O1"}
