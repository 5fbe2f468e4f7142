from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northing.engine.alignment import Dates, PlanCoverage, coverage_of
from northing.engine.errors import UnknownReference
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity, Reading
from northing.engine.register import Benefit, Project, Span, Status, Support
from northing.engine.snapshot import PlanOfRecord, RecordLine, Snapshot

AS_OF, TARGET_DATE = date(2027, 1, 1), date(2030, 3, 31)
READ = Reading(date(2026, 12, 31), 100.0, "annual return")


def measure(key: str = "m", **fields: object) -> Measure:
    values = {
        "unit": "Ml/d",
        "target": 60.0,
        "polarity": Polarity.DOWN,
        "target_date": TARGET_DATE,
        "readings": (READ,),
    }
    return Measure(key, key.upper(), **{**values, **fields})


def snapshot(*measures: Measure, benefits: tuple[Benefit, ...] = (), **fields: object) -> Snapshot:
    keys = sorted({benefit.project for benefit in benefits})
    plan = Plan("Plan", goals=(Goal("g", "G", objectives=(Objective("o", "O", 100, measures=measures),)),))
    record = PlanOfRecord(lines=tuple(RecordLine(key) for key in keys))
    projects = tuple(Project(key, key) for key in keys)
    return replace(Snapshot(AS_OF, plan, projects=projects, benefits=benefits, record=record), **fields)


def benefit(key: str, amount: float, **fields: object) -> Benefit:
    return Benefit(key, **{"project": f"p-{key}", "measure": "m", "start": date(2028, 1, 1), **fields}, amount=amount)


def test_coverage_is_promised_over_gap() -> None:
    result = coverage_of(snapshot(measure(), benefits=(benefit("a", -10.0, confidence=0.8), benefit("b", -4.0))))
    found = result.measure("m")
    assert (found.gap, found.promised.amount, found.coverage) == (-40.0, -12.0, 0.3)
    assert found.shortfall == pytest.approx(28.0)
    assert result.coverage == pytest.approx(0.3)


def test_a_project_outside_the_plan_of_record_does_not_count() -> None:
    state = replace(snapshot(measure(), benefits=(benefit("a", -10.0),)), record=PlanOfRecord())
    assert coverage_of(state).measure("m").coverage == 0


def test_a_line_scales_and_moves_its_benefits() -> None:
    state = snapshot(measure(), benefits=(benefit("a", -10.0, start=date(2030, 1, 31)),))
    half = replace(state, record=PlanOfRecord(lines=(RecordLine("p-a", scale=0.5),)))
    late = replace(state, record=PlanOfRecord(lines=(RecordLine("p-a", shift_months=3),)))
    assert [coverage_of(s).measure("m").promised.amount for s in (state, half, late)] == [-10.0, -5.0, 0.0]


def test_what_the_last_reading_shows_is_not_counted_twice() -> None:
    ramp = benefit("a", -12.0, start=date(2026, 1, 31), ramp_months=24)
    part = coverage_of(snapshot(measure(), benefits=(ramp,))).measure("m").promised.contributions[0]
    assert (part.share_at_target, part.share_at_reading) == (1.0, 334 / 730)
    assert part.contribution == pytest.approx(-12.0 * 396 / 730)


def test_an_undated_benefit_is_listed_and_not_counted() -> None:
    arrival = coverage_of(snapshot(measure(), benefits=(benefit("a", -10.0, start=None),))).measure("m").promised
    assert arrival.amount == 0
    assert "not counted" in arrival.contributions[0].note


def test_readings_after_the_as_of_date_are_not_known_yet() -> None:
    later = Reading(date(2027, 2, 1), 90.0)
    assert coverage_of(snapshot(measure(readings=(later, READ)))).measure("m").gap == -40.0


def test_of_two_readings_of_a_day_the_later_entry_counts() -> None:
    corrected = replace(READ, value=98.0)
    assert coverage_of(snapshot(measure(readings=(READ, corrected)))).measure("m").gap == -38.0


def test_a_dated_baseline_is_the_first_reading_and_an_undated_one_is_none() -> None:
    dated = measure(readings=(), baseline=112.0, baseline_date=date(2025, 4, 1))
    assert coverage_of(snapshot(dated)).measure("m").gap == -52.0
    undated = coverage_of(snapshot(replace(dated, baseline_date=None))).measure("m")
    assert (undated.gap, undated.reason) == (None, "no reading")


def test_a_trend_runs_on_to_the_target_date() -> None:
    readings = (Reading(date(2026, 1, 1), 104.0), Reading(date(2026, 7, 2), 102.0), Reading(date(2026, 12, 31), 100.0))
    found = coverage_of(snapshot(measure(readings=readings, follow_trend=True))).measure("m")
    assert found.level is not None
    assert found.level.value == pytest.approx(100.0 - 4 / 364 * 1186)
    assert found.level.trend


def test_one_reading_is_no_trend() -> None:
    found = coverage_of(snapshot(measure(follow_trend=True))).measure("m")
    assert (found.gap, found.level and found.level.trend) == (-40.0, False)


@pytest.mark.parametrize(
    ("level", "gap", "amount", "coverage"),
    [(5.0, 5.0, 2.0, 0.4), (25.0, -5.0, -2.0, 0.4), (15.0, 0.0, 0.0, 1.0), (5.0, 5.0, -2.0, 0.0)],
)
def test_a_range_needs_the_distance_to_the_band(level: float, gap: float, amount: float, coverage: float) -> None:
    band = measure(polarity=Polarity.RANGE, target=None, target_low=10.0, target_high=20.0)
    state = snapshot(replace(band, readings=(Reading(READ.date, level),)), benefits=(benefit("a", amount),))
    found = coverage_of(state).measure("m")
    assert (found.gap, found.coverage) == (gap, coverage)


@pytest.mark.parametrize(("level", "coverage"), [(60.0, 1.0), (50.0, 1.0), (60.0 + 1e-12, 1.0), (61.0, 0.0)])
def test_a_passed_target_is_covered(level: float, coverage: float) -> None:
    found = coverage_of(snapshot(measure(readings=(Reading(READ.date, level),)))).measure("m")
    assert found.coverage == coverage
    assert found.shortfall == 1 - coverage


def test_coverage_stays_between_none_and_all() -> None:
    much, wrong = benefit("a", -99.0), benefit("a", 5.0)
    assert coverage_of(snapshot(measure(), benefits=(much,))).measure("m").coverage == 1
    assert coverage_of(snapshot(measure(), benefits=(wrong,))).measure("m").coverage == 0


def test_a_range_of_amounts_gives_a_range_of_coverage() -> None:
    arrival = (
        coverage_of(snapshot(measure(), benefits=(benefit("a", -10.0, low=-6.0, high=-20.0),))).measure("m").promised
    )
    assert (arrival.coverage_low, arrival.coverage, arrival.coverage_high) == (0.15, 0.25, 0.5)


def test_unknown_is_neither_zero_nor_one_and_its_weight_is_shown() -> None:
    known = measure(weight=3.0)
    no_target, no_reading = measure("t", target=None), measure("r", readings=())
    result = coverage_of(snapshot(known, no_target, no_reading, benefits=(benefit("a", -10.0),)))
    assert [result.measure(key).reason for key in "mtr"] == ["", "no target", "no reading"]
    assert result.measure("t").coverage is None
    assert result.objective("o").coverage == 0.25
    assert result.objective("o").unknown_weight == pytest.approx(0.4)
    assert result.unknown_weight == pytest.approx(0.4)


def test_without_a_target_date_nothing_is_known_to_arrive_in_time() -> None:
    found = coverage_of(snapshot(measure(target_date=None), benefits=(benefit("a", -10.0),))).measure("m")
    assert (found.promised.amount, found.slippage_amount, found.shortfall) == (None, None, None)


def test_a_plan_of_which_nothing_is_known_has_no_alignment() -> None:
    result = coverage_of(snapshot(measure(target=None)))
    assert (result.coverage, result.unknown_weight, result.objective("o").status) == (None, 1.0, Status.UNKNOWN)
    assert result.reason
    assert coverage_of(snapshot()).objective("o").reason == "no measure"


def test_objectives_weigh_as_the_plan_says_and_alike_while_nobody_has_weighted() -> None:
    state = snapshot(benefits=(benefit("a", -10.0),))
    one, other = Objective("o1", "O1", 3.0, measures=(measure(),)), Objective("o2", "O2", 1.0, measures=(measure("n"),))
    weighted = replace(state, plan=Plan("P", goals=(Goal("g", "G", objectives=(one, other)),)))
    unweighted = (replace(one, weight=0.0), replace(other, weight=0.0))
    alike = replace(state, plan=Plan("P", goals=(Goal("g", "G", objectives=unweighted),)))
    assert coverage_of(weighted).coverage == pytest.approx(0.25 * 0.75)
    assert coverage_of(alike).coverage == pytest.approx(0.25 * 0.5)


def test_what_weighs_nothing_does_not_speak_for_the_plan() -> None:
    known, unknown = Objective("k", "K", 0.0, measures=(measure(),)), Objective("u", "U", 5.0)
    state = replace(snapshot(), plan=Plan("P", goals=(Goal("g", "G", objectives=(known, unknown)),)))
    assert coverage_of(state).coverage is None


def test_forecast_dates_show_slippage_in_the_unit() -> None:
    state = snapshot(measure(), benefits=(benefit("a", -10.0, start=date(2030, 3, 1)),))
    late = Project("p-a", "A", baseline=Span(finish=date(2029, 12, 1)), forecast=Span(finish=date(2030, 3, 1)))
    found = coverage_of(replace(state, projects=(late,)), dates=Dates.FORECAST)
    assert (found.measure("m").coverage, found.measure("m").promised.coverage) == (0.0, 0.25)
    assert (found.measure("m").slippage, found.measure("m").slippage_amount) == (0.25, -10.0)
    assert (found.slippage, found.objective("o").slippage) == (0.25, 0.25)


def test_status_follows_forecast_coverage() -> None:
    amounts = {-40.0: Status.ON_TRACK, -30.0: Status.AT_RISK, -29.0: Status.OFF_TRACK}
    for amount, status in amounts.items():
        assert coverage_of(snapshot(measure(), benefits=(benefit("a", amount),))).objective("o").status is status


def test_rated_support_stands_beside_coverage() -> None:
    supports = (Support("p-a", "o", 9), Support("p-b", "o", -3), Support("absent", "o", 9))
    state = snapshot(measure(), benefits=(benefit("a", -10.0), benefit("b", -2.0)))
    found = coverage_of(replace(state, supports=supports)).objective("o")
    assert [support.rating for support in found.supports] == [9, -3]
    assert (found.support_score, found.coverage) == (6 / 18, coverage_of(state).coverage)


def test_a_number_opens_to_formula_and_inputs() -> None:
    trace = coverage_of(snapshot(measure(), benefits=(benefit("a", -10.0, source="case v2"),))).measure("m").trace
    opened = [(i.name, i.value, i.source) for i in trace.inputs]
    assert ("reading", 100.0, "annual return") in opened
    assert ("p-a: a", -10.0, "case v2") in opened
    assert trace.value == 0.25
    assert "÷ gap" in trace.formula


def test_every_level_and_every_kind_of_gap_has_a_trace() -> None:
    closed = measure("c", readings=(replace(READ, value=50.0),))
    trend = measure("t", readings=(Reading(date(2026, 1, 1), 104.0), READ), follow_trend=True)
    result = coverage_of(snapshot(measure(readings=()), closed, trend))
    assert result.measure("m").trace.formula == "unknown: no reading"
    assert "closed" in result.measure("c").trace.formula
    assert [i.name for i in result.measure("t").trace.inputs].count("reading") == 2
    assert [i.value for i in result.trace.inputs] == [result.objective("o").coverage]
    assert len(result.objective("o").trace.inputs) == 3
    assert coverage_of(snapshot(measure(readings=())), dates=Dates.FORECAST).measure("m").slippage is None


def test_an_unknown_key_is_named() -> None:
    result = coverage_of(snapshot(measure()))
    for find in (result.measure, result.objective):
        with pytest.raises(UnknownReference, match="'nowhere'"):
            find("nowhere")


AMOUNTS = st.integers(-400, 100).map(lambda tenth: tenth / 10)
DAYS = st.dates(date(2025, 1, 1), date(2031, 1, 1))
BENEFITS = st.builds(
    benefit, st.uuids().map(str), AMOUNTS, start=DAYS, ramp_months=st.integers(0, 36), confidence=st.floats(0, 1)
)
SEVERAL = st.lists(BENEFITS, max_size=6, unique_by=lambda found: found.key)


@given(several=SEVERAL, one=BENEFITS, level=st.floats(50, 130))
def test_a_further_project_never_lowers_coverage_unless_it_carries_a_disbenefit(
    several: list[Benefit], one: Benefit, level: float
) -> None:
    down = measure(readings=(Reading(READ.date, level),))
    helpful = replace(one, amount=-abs(one.amount))
    before = coverage_of(snapshot(down, benefits=tuple(several)))
    after = coverage_of(snapshot(down, benefits=(*several, helpful)))
    assert after.coverage is not None
    assert before.coverage is not None
    assert after.coverage >= before.coverage


@given(several=SEVERAL, factor=st.sampled_from([0.001, 1 / 3, 7.0, 1e6]))
def test_another_unit_changes_nothing(several: list[Benefit], factor: float) -> None:
    other = measure(target=60.0 * factor, readings=(replace(READ, value=100.0 * factor),))
    scaled = tuple(replace(found, amount=found.amount * factor) for found in several)
    before, after = (
        coverage_of(snapshot(measure(), benefits=tuple(several))),
        coverage_of(snapshot(other, benefits=scaled)),
    )
    assert after.coverage == pytest.approx(before.coverage)


def figures(result: PlanCoverage) -> list[object]:
    return [result.promised, result.forecast, [(m.promised, m.forecast) for m in result.measures()]]


@given(several=SEVERAL, seed=st.randoms())
def test_order_of_entry_changes_nothing(several: list[Benefit], seed: object) -> None:
    state = snapshot(measure(), benefits=tuple(several))
    shuffled = list(several)
    seed.shuffle(shuffled)
    lines = tuple(reversed(state.record.lines))
    other = replace(state, benefits=tuple(shuffled), projects=state.projects[::-1], record=PlanOfRecord(lines=lines))
    assert figures(coverage_of(other)) == figures(coverage_of(state))
