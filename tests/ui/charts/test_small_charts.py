import re
from datetime import date

import pytest

from northing.ui.charts.drawing import Scale, el, hatch
from northing.ui.charts.frontier import Point, frontier
from northing.ui.charts.letters import fit, text_width, wrap
from northing.ui.charts.months import Month, months
from northing.ui.charts.slope import Slope, slopes, spread
from northing.ui.charts.small import Cover, Progress, bullet, coverage, span_of, sparkline
from northing.ui.charts.variance import Variance, variances
from northing.ui.charts.waterfall import Contribution, Waterfall, waterfall


def rects(chart, kind):
    """(x, width) of the bars of a kind."""
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*class="([\w -]+)"', chart.svg)
    return [(float(x), float(width)) for x, width, name in found if name == kind]


def test_an_element_escapes_and_leaves_out_what_is_none():
    assert el("text", "<b>", x=1.0, class_="a", id=None) == '<text x="1" class="a">&lt;b&gt;</text>'


def test_a_scale_without_width_is_a_point():
    assert Scale(3, 3, 10, 90)(5) == 10


def test_the_hatch_of_one_chart_has_the_same_id_each_time():
    assert hatch("Leakage")[0] == hatch("Leakage")[0] != hatch("Spills")[0]


def test_a_title_with_markup_is_text():
    chart = sparkline([1, 2], span=span_of([[1, 2]]), title='"><script>')
    assert "<script>" not in chart.svg
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in chart.svg


def test_a_missing_reading_breaks_the_line_and_is_unknown_in_the_table():
    chart = sparkline([1, 2, None, 4, 5], span=span_of([[1, 5]]), title="Leakage")
    assert chart.svg.count('class="path"') == 2
    assert [value for _, value in chart.rows] == ["1", "2", "–", "4", "5"]


def test_sparklines_of_a_group_share_one_scale():
    span = span_of([[1, 2], [None, 9], []])
    assert (span.low, span.high) == (1, 9)


def test_a_bullet_is_solid_to_the_actual_and_hatched_on_to_the_forecast():
    chart = bullet(Progress(112, 98, 84, 91), title="Leakage", width=104)
    assert rects(chart, "actual") == [(2.0, 50.0)]
    assert rects(chart, "outline-status") == [(52.0, 25.0)]
    assert 'fill="url(#h' in chart.svg
    assert chart.rows[3] == ("Target", "84")


def test_a_bullet_without_a_forecast_says_unknown():
    assert bullet(Progress(0, 5, 10), title="Cyber").rows[2] == ("Forecast", "–")


def test_coverage_is_drawn_in_the_objectives_unit_and_states_what_is_short():
    chart = coverage(Cover(200, 150, 100, "/yr"), title="Spills", width=204)
    assert rects(chart, "gap") == [(2.0, 200.0)]
    assert rects(chart, "actual") == [(2.0, 150.0)]
    assert rects(chart, "outline-status") == [(2.0, 100.0)]
    assert chart.rows == [("Gap", "200"), ("Promised", "150"), ("Forecast", "100"), ("Short", "100")]


def test_variances_carry_sign_and_are_bad_where_more_is_worse():
    chart = variances([Variance("A", 2), Variance("B", -1)], title="Cost", better="down")
    assert chart.rows == [("A", "+2"), ("B", "−1")]
    assert [width for _, width in rects(chart, "bad") + rects(chart, "good")] == pytest.approx([121, 60.5])


def test_variances_without_rows_are_an_empty_picture():
    assert variances([], title="None").rows == []


def test_a_waterfall_adds_up_to_its_forecast():
    fall = Waterfall(41, [Contribution("Billing", -4), Contribution("Portal", 1)], 29)
    chart = waterfall(fall, title="Complaints")
    assert fall.forecast == 38
    assert chart.rows == [("Baseline", "41"), ("Billing", "−4"), ("Portal", "+1"), ("Forecast", "38"), ("Target", "29")]
    assert len(rects(chart, "good")) == len(rects(chart, "bad")) == 1


def test_the_frontier_rises_in_whole_moves_and_marks_the_chosen_point():
    curve = [Point(5, 0.92, "proposed", chosen=True, url="/five"), Point(0, 0.7, "us today"), Point(17, 1.0, "best")]
    chart = frontier(curve, title="Five moves keep 92 %")
    assert [row[1:] for row in chart.rows] == [("0", "70 %"), ("5", "92 %"), ("17", "100 %")]
    assert '<a href="/five">' in chart.svg
    assert 'role="group"' in chart.svg
    assert chart.svg.count('r="6"') == 1


def test_a_frontier_without_points_is_still_a_picture():
    assert frontier([], title="Nothing").rows == []


def test_slopes_keep_true_places_and_push_labels_apart():
    chart = slopes([Slope("A", 0.5, 0.6, "at_risk"), Slope("B", 0.5, 0.4, "on_track")], title="Coverage")
    assert chart.rows == [("A", "50 %", "60 %", "+10 pp"), ("B", "50 %", "40 %", "−10 pp")]
    assert spread([10, 10, 40], gap=15) == [10, 25, 40]


def test_a_month_above_its_limit_is_bad_and_an_unfirm_one_is_hatched():
    strip = [
        Month(date(2027, 1, 1), 3, ["Billing"]),
        Month(date(2027, 2, 1), 1, firm=False),
        Month(date(2027, 3, 1), 0),
    ]
    chart = months(strip, title="Go-lives", limit=2)
    assert len(rects(chart, "bad")) == len(rects(chart, "outline-status")) == 1
    assert chart.rows[0] == ("Jan 2027", "3", "Billing")


def test_letters_are_cut_and_wrapped_to_fit():
    assert text_width("MW", size=10) > text_width("il", size=10)
    assert fit("Short", width=100, size=12) == "Short"
    cut = fit("A name that is far too long", width=80, size=12)
    assert cut.endswith("…")
    assert text_width(cut, size=12) <= 80
    assert wrap("G1 Water that never stops", width=90, size=14, bold=True, most=2) == ["G1 Water", "that never s…"]


def test_the_twin_is_a_table_with_a_header_per_row():
    table = coverage(Cover(2, 1, 1), title="Gap <b>").table
    assert '<th scope="row">Gap</th><td class="num">2</td>' in table
    assert "&lt;b&gt;" in table
