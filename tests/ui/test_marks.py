from datetime import date

import pytest
from django.template import Context

from northing.engine.register.model import Status
from northing.engine.values import Value, ValueState
from northing.ui import marks, words


def money(value, **props):
    return marks.money(context=Context({"currency": "GBP"}), value=value, **props)


def test_a_status_is_shape_and_word_and_colour():
    html = marks.status(value=Status.OFF_TRACK, note="2 of 7")
    assert 'class="status is-off_track"' in html
    assert words.shape_path("off_track") in html
    assert "<span>Off track 2 of 7</span>" in html


def test_a_status_without_a_visible_word_still_says_it():
    assert '<span class="vh">At risk</span>' in marks.status(value="at_risk", word=False)


def test_an_unreported_status_is_unknown_and_never_green():
    assert "is-unknown" in marks.status(value=None)


def test_a_status_nobody_declared_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match="unknown status 'green'; one of on_track"):
        marks.status(value="green")


def test_no_two_statuses_share_a_shape():
    assert len({words.shape_path(key) for key in words.STATUS_WORDS}) == len(words.STATUS_WORDS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ">–<"),
        (Value(ValueState.WITHHELD, basis="Section 43 FOI"), ">withheld<"),
        (Value(ValueState.NOT_APPLICABLE), ">n/a<"),
        (Value(ValueState.NOT_YET_PLANNED), ">early<"),
        (0, ">£0<"),
    ],
)
def test_unknown_withheld_not_applicable_early_and_zero_are_five_different_things(value, text):
    assert text in money(value)


def test_a_withheld_figure_names_the_ground_of_withholding():
    assert 'title="Section 43 FOI"' in money(Value(ValueState.WITHHELD, basis="Section 43 FOI"))


def test_a_figure_leads_to_where_it_comes_from():
    assert '<a class="quiet" href="/why?a=1&amp;b=2">£21.4m</a>' in money(2_140_000_000, href="/why?a=1&b=2")


def test_a_fall_is_good_where_less_is_better():
    assert '<span class="delta good">−620</span>' in marks.number(value=4120, delta=-620, better="down")
    assert '<span class="delta bad">−620</span>' in marks.number(value=4120, delta=-620, better="up")
    assert '<span class="delta ">−620</span>' in marks.number(value=4120, delta=-620)


def test_an_estimate_and_a_stale_figure_say_so():
    assert "~<i>18.4</i>" in marks.number(value=18.4, estimated=True)
    assert '<span class="age">45 d</span>' in marks.number(value=62, stale="45 d")


def test_a_date_is_readable_by_people_and_machines():
    assert '<time class="nowrap" datetime="2027-03-12">12 Mar 2027</time>' in marks.day(value=date(2027, 3, 12))


def test_the_diff_grammar_strikes_underlines_and_points():
    assert '<del><span class="sign">−</span>−40 %</del>' in marks.change(kind="removed", before="−40 %")
    assert '<ins><span class="sign">+</span>−55 %</ins>' in marks.change(kind="added", after="−55 %")
    changed = marks.change(kind="changed", before="2,472", after="1,850", delta="−622")
    assert '2,472</span><span class="arrow">→</span><span class="now">1,850</span>' in changed
    assert "(−622)" in changed


def test_text_is_escaped():
    assert "<script>" not in marks.person(name="<script>") + marks.label(text="<script>") + marks.status(
        value="at_risk", note="<script>"
    )


def test_nobody_is_said_in_a_word():
    assert ">nobody<" in marks.person(name=None)
