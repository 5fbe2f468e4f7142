from northing.ui.charts.line_of_sight import MOST_ORPHANS, Level, LineOfSightNode, collapse


def orphan(number, value):
    return LineOfSightNode(f"p{number}", f"P{number}", f"/p{number}", Level.COMPONENT, "on_track", value=value)


def test_of_many_components_without_an_objective_the_dearest_stay_and_the_sum_is_kept():
    nodes = [orphan(number, float(number)) for number in range(100)]
    kept = collapse(nodes, orphans_url="/projects?objective=none")
    assert len(kept) == MOST_ORPHANS
    assert sum(node.value for node in kept) == sum(node.value for node in nodes)
    assert (kept[-1].label, kept[-1].url) == ("89 more without an objective", "/projects?objective=none")
    assert min(node.value for node in kept[:-1]) == 89.0
