from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northing.engine.benefits import Dates, arrival_start, share_arrived, share_between, slip_days
from northing.engine.errors import NegativeAmount
from northing.engine.register import Benefit, Project, Span
from northing.engine.snapshot import RecordLine

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
START = date(2027, 4, 1)


def test_without_a_ramp_all_arrives_on_the_start_day() -> None:
    assert share_arrived(on=date(2027, 3, 31), start=START, ramp_months=0) == 0
    assert share_arrived(on=START, start=START, ramp_months=0) == 1


def test_a_ramp_begins_with_nothing_and_ends_on_the_same_day_of_the_last_month() -> None:
    shares = [share_arrived(on=day, start=START, ramp_months=12) for day in (START, date(2028, 4, 1))]
    assert shares == [0, 1]
    assert share_arrived(on=date(2027, 10, 1), start=START, ramp_months=12) == 183 / 366


def test_a_negative_ramp_is_refused() -> None:
    with pytest.raises(NegativeAmount, match="cannot last -1 months"):
        share_arrived(on=START, start=START, ramp_months=-1)


@given(start=DAYS, one=DAYS, other=DAYS, ramp=st.integers(0, 60))
def test_what_has_arrived_never_goes_away_again(start: date, one: date, other: date, ramp: int) -> None:
    shares = [share_arrived(on=day, start=start, ramp_months=ramp) for day in sorted((one, other))]
    assert 0 <= shares[0] <= shares[1] <= 1


def test_what_a_reading_shows_does_not_arrive_again() -> None:
    ramp = {"start": START, "ramp_months": 0}
    assert share_between(after=date(2027, 4, 1), until=date(2030, 3, 31), **ramp) == 0
    assert share_between(after=date(2027, 3, 31), until=date(2030, 3, 31), **ramp) == 1
    assert share_between(after=None, until=date(2030, 3, 31), **ramp) == 1


def test_nothing_arrives_between_a_reading_and_an_earlier_target_date() -> None:
    assert share_between(after=date(2028, 1, 1), until=date(2027, 6, 1), start=START, ramp_months=12) == 0


PROJECT = Project("p", "P", baseline=Span(finish=date(2027, 3, 1)), forecast=Span(finish=date(2027, 3, 31)))
LINE = RecordLine("p", shift_months=2)


def test_promised_dates_follow_the_plan_of_record_and_forecast_dates_the_slip_as_well() -> None:
    benefit = Benefit("b", "p", "m", 1.0, start=START)
    assert slip_days(PROJECT) == 30
    assert arrival_start(benefit, project=PROJECT, line=LINE, dates=Dates.PROMISED) == date(2027, 6, 1)
    assert arrival_start(benefit, project=PROJECT, line=LINE, dates=Dates.FORECAST) == date(2027, 7, 1)


def test_an_unknown_finish_is_no_slip() -> None:
    assert slip_days(Project("p", "P", baseline=Span(finish=START))) == 0


def test_a_benefit_without_a_date_arrives_with_the_baseline_finish_or_is_undated() -> None:
    benefit = Benefit("b", "p", "m", 1.0)
    assert arrival_start(benefit, project=PROJECT, line=LINE, dates=Dates.PROMISED) == date(2027, 5, 1)
    assert arrival_start(benefit, project=Project("p", "P"), line=LINE, dates=Dates.PROMISED) is None
