import pytest

from northing.engine.plan import Assessment, Goal, Influencer, Measure, Objective, Plan, Policy, edit, grafting
from northing.engine.plan.diff import Subject, diff_plans
from northing.engine.plan.edit import CannotEdit

PLAN = Plan(
    "Plan",
    goals=(
        Goal(
            "G1",
            "Water",
            objectives=(
                Objective("O1.1", "Leakage", 60.0, measures=(Measure("M1.1", "Litres", "l", target=5.0),)),
                Objective("O1.2", "Supply", 40.0),
            ),
        ),
        Goal("G2", "Rivers"),
    ),
    policies=(Policy("P-01", "Plain words"),),
    influencers=(Influencer("I-1", "Rain"),),
    assessments=(Assessment("A-1", "I-1", "More of it"),),
)


def outline(plan):
    return [(goal.key, [(o.key, [m.key for m in o.measures]) for o in goal.objectives]) for goal in plan.goals]


def test_setting_a_field_changes_that_item_alone():
    after = edit.set_fields(PLAN, Subject.MEASURE, "M1.1", {"target": 4.0})

    assert [(c.key, c.field, c.before, c.after) for c in diff_plans(PLAN, after)] == [("M1.1", "target", 5.0, 4.0)]


def test_the_plans_own_fields_are_set_too():
    assert edit.set_fields(PLAN, Subject.PLAN, "", {"vision": "Clear"}).vision == "Clear"


def test_an_item_that_is_gone_cannot_be_set():
    with pytest.raises(CannotEdit, match=r"no objective O9 in this plan any more"):
        edit.set_fields(PLAN, Subject.OBJECTIVE, "O9", {"name": "x"})


@pytest.mark.parametrize(
    ("subject", "parent", "key"),
    [
        (Subject.GOAL, "", "G3"),
        (Subject.OBJECTIVE, "G1", "O1.3"),
        (Subject.OBJECTIVE, "G2", "O2.1"),
        (Subject.MEASURE, "O1.1", "M1.1.2"),
        (Subject.POLICY, "", "P-02"),
        (Subject.INFLUENCER, "", "I-2"),
        (Subject.ASSESSMENT, "", "A-2"),
    ],
)
def test_an_added_item_gets_the_next_free_key_of_its_place(subject, parent, key):
    after, made = edit.add(PLAN, subject, "New", parent=parent)

    assert made == key
    item = edit.item_of(after, subject, key)
    assert (item.judgement if subject is Subject.ASSESSMENT else item.name) == "New"
    assert edit.parent_of(after, subject, key) == parent


def test_a_key_that_history_hangs_on_is_never_given_again():
    _, made = edit.add(PLAN, Subject.OBJECTIVE, "New", parent="G2", taken={"O2.1", "O2.2"})

    assert made == "O2.3"


def test_a_parent_without_a_number_still_gives_keys():
    plan = edit.set_fields(PLAN, Subject.GOAL, "G2", {"key": "rivers"})

    assert edit.add(plan, Subject.OBJECTIVE, "New", parent="rivers")[1] == "Orivers.1"


def test_an_item_is_added_behind_another():
    after, _ = edit.add(PLAN, Subject.OBJECTIVE, "New", parent="G1", after="O1.1")

    assert [o.name for o in after.goals[0].objectives] == ["Leakage", "New", "Supply"]


def test_nothing_is_added_under_a_parent_that_is_gone():
    with pytest.raises(CannotEdit, match="no goal G9"):
        edit.add(PLAN, Subject.OBJECTIVE, "New", parent="G9")


def test_removing_takes_all_that_belongs_to_the_item():
    assert outline(edit.remove(PLAN, Subject.GOAL, "G1")) == [("G2", [])]
    assert edit.remove(PLAN, Subject.INFLUENCER, "I-1").assessments == ()
    assert edit.remove(PLAN, Subject.POLICY, "P-01").policies == ()


def test_moving_swaps_neighbours_and_crosses_into_the_next_parent():
    down = edit.move(PLAN, Subject.OBJECTIVE, "O1.1", by=1)
    assert outline(down) == [("G1", [("O1.2", []), ("O1.1", ["M1.1"])]), ("G2", [])]

    across = edit.move(down, Subject.OBJECTIVE, "O1.1", by=1)
    assert outline(across) == [("G1", [("O1.2", [])]), ("G2", [("O1.1", ["M1.1"])])]

    assert edit.move(across, Subject.OBJECTIVE, "O1.1", by=-1) == down


@pytest.mark.parametrize(
    ("subject", "key", "by", "word"),
    [
        (Subject.GOAL, "G1", -1, "first"),
        (Subject.GOAL, "G2", 1, "last"),
        (Subject.OBJECTIVE, "O1.1", -1, "first"),
        (Subject.POLICY, "P-01", 1, "last"),
    ],
)
def test_nothing_moves_past_the_edge_of_the_plan(subject, key, by, word):
    with pytest.raises(CannotEdit, match=f"stands {word} already"):
        edit.move(PLAN, subject, key, by=by)


def test_an_objective_is_placed_under_another_goal_with_its_measures():
    assert outline(edit.place(PLAN, Subject.OBJECTIVE, "O1.1", parent="G2")) == [
        ("G1", [("O1.2", [])]),
        ("G2", [("O1.1", ["M1.1"])]),
    ]
    with pytest.raises(CannotEdit, match="no goal G9"):
        edit.place(PLAN, Subject.OBJECTIVE, "O1.1", parent="G9")


def test_an_empty_goal_goes_a_level_deeper_and_comes_back():
    deeper, key = edit.deepen(PLAN, Subject.GOAL, "G2")
    assert (key, outline(deeper)) == ("O1.3", [("G1", [("O1.1", ["M1.1"]), ("O1.2", []), ("O1.3", [])])])

    back, key = edit.lift(deeper, Subject.OBJECTIVE, "O1.3")
    assert (key, back.goals[1].name) == ("G2", "Rivers")


def test_a_bare_measure_becomes_an_objective_behind_its_own():
    plan, key = edit.add(PLAN, Subject.MEASURE, "Pressure", parent="O1.1")

    after, made = edit.lift(plan, Subject.MEASURE, key)

    assert made == "O1.3"
    assert [o.name for o in after.goals[0].objectives] == ["Leakage", "Pressure", "Supply"]


def test_an_assessment_is_added_to_its_influencer():
    after, key = edit.add(PLAN, Subject.ASSESSMENT, "Less of it", parent="I-1")

    assert edit.item_of(after, Subject.ASSESSMENT, key) == Assessment("A-2", "I-1", "Less of it")


def test_a_parent_of_what_belongs_to_the_plan_does_not_count():
    assert edit.add(PLAN, Subject.POLICY, "New", parent="G1")[0].policies[1].key == "P-02"


def test_the_plan_itself_and_its_goals_have_no_other_place():
    with pytest.raises(CannotEdit, match="not moved or removed"):
        edit.remove(PLAN, Subject.PLAN, "")
    with pytest.raises(CannotEdit, match="belongs to the plan itself"):
        edit.place(PLAN, Subject.GOAL, "G1", parent="G2")


@pytest.mark.parametrize(
    ("change", "subject", "key", "says"),
    [
        (edit.deepen, Subject.GOAL, "G1", "cannot hold"),
        (edit.deepen, Subject.OBJECTIVE, "O1.2", "cannot hold"),
        (edit.deepen, Subject.MEASURE, "M1.1", "lowest level"),
        (edit.lift, Subject.MEASURE, "M1.1", "cannot hold"),
        (edit.lift, Subject.GOAL, "G2", "highest level"),
    ],
)
def test_a_level_is_not_changed_where_something_would_be_lost(change, subject, key, says):
    with pytest.raises(CannotEdit, match=says):
        change(PLAN, subject, key)


def test_the_first_item_has_nothing_to_go_under():
    plan = Plan("Plan", goals=(Goal("G1", "Alone"),))

    with pytest.raises(CannotEdit, match="Nothing stands before G1"):
        edit.deepen(plan, Subject.GOAL, "G1")


def test_another_plan_is_grafted_under_fresh_keys():
    after = grafting.graft(PLAN, PLAN)

    assert [goal.key for goal in after.goals] == ["G1", "G2", "G3", "G4"]
    assert outline(after)[2] == ("G3", [("O3.1", ["M3.1.1"]), ("O3.2", [])])
    assert [policy.key for policy in after.policies] == ["P-01", "P-02"]


def test_a_graft_brings_statements_only_where_there_are_none():
    other = Plan("Other", vision="Theirs", mission="Theirs", values=("a", "b"))
    mine = edit.set_fields(PLAN, Subject.PLAN, "", {"vision": "Mine", "values": ("a",)})

    after = grafting.graft(mine, other)

    assert (after.name, after.vision, after.mission, after.values) == ("Plan", "Mine", "Theirs", ("a", "b"))


def test_a_list_is_grafted_under_a_goal_or_an_objective():
    under_goal = grafting.graft(PLAN, PLAN, goal="G2")
    assert outline(under_goal)[1] == ("G2", [("O2.1", ["M2.1.1"]), ("O2.2", [])])

    under_objective = grafting.graft(PLAN, PLAN, objective="O1.2")
    assert outline(under_objective)[0] == ("G1", [("O1.1", ["M1.1"]), ("O1.2", ["M1.2.1"])])
