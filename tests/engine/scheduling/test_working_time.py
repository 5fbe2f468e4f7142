"""Working-time arithmetic against cases computed by hand."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.errors import TooLarge
from northing.engine.scheduling import (
    CONTINUOUS,
    STANDARD,
    Calendar,
    CalendarException,
    NoCommonWorkingTime,
    Shift,
)
from northing.engine.scheduling.worktime import WorkingTime, instant, moment

MONDAY = instant(datetime(2027, 3, 1))
NIGHT = Calendar("night", ((Shift(0, 360), Shift(1320, 1440)),) * 5 + ((Shift(0, 360),), ()))
EASTER = Calendar(
    "easter",
    STANDARD.week,
    (
        CalendarException(date(2027, 3, 26), date(2027, 3, 29), name="Easter"),
        CalendarException(date(2027, 3, 27), date(2027, 3, 27), (Shift(540, 600),), name="stocktaking"),
    ),
)


def at(text):
    return instant(datetime.fromisoformat(text))


def works(*calendars):
    return WorkingTime(calendars, MONDAY)


@pytest.mark.parametrize(
    ("start", "minutes", "finish"),
    [
        ("2027-03-01T08:00", 480, "2027-03-01T17:00"),  # one day ends in the evening, not next morning
        ("2027-03-01T08:00", 481, "2027-03-02T08:01"),
        ("2027-03-01T08:00", 240, "2027-03-01T12:00"),
        ("2027-03-01T12:30", 60, "2027-03-01T14:00"),  # begun in the lunch break
        ("2027-03-05T16:00", 120, "2027-03-08T09:00"),  # over the weekend
        ("2027-03-06T10:00", 0, "2027-03-06T10:00"),
        ("2027-03-01T08:00", -60, "2027-02-26T16:00"),
        ("2027-03-01T08:00", 480 * 261, "2028-02-28T17:00"),  # 366 days hold 262 Mondays to Fridays, one more than that
    ],
)
def test_work_ends_when_a_planner_says(start, minutes, finish):
    assert moment(works(STANDARD).add(at(start), minutes)) == datetime.fromisoformat(finish)


def test_a_holiday_is_skipped_and_the_last_exception_counts():
    easter = works(EASTER)
    assert moment(easter.add(at("2027-03-25T16:00"), 120)) == datetime(2027, 3, 27, 10, 0)
    assert moment(easter.add(at("2027-03-25T16:00"), 121)) == datetime(2027, 3, 30, 8, 1)
    assert easter.between(at("2027-03-25T08:00"), at("2027-03-30T17:00")) == 480 + 60 + 480


def test_a_night_shift_is_one_stretch_across_midnight():
    night = works(NIGHT)
    assert moment(night.add(at("2027-03-01T22:00"), 480)) == datetime(2027, 3, 2, 6, 0)
    assert list(night.stretches(at("2027-03-01T12:00"), at("2027-03-02T12:00"))) == [
        (at("2027-03-01T22:00"), at("2027-03-02T06:00"))
    ]


def test_two_calendars_share_only_their_common_hours():
    early = Calendar("early", ((Shift(360, 600),),) * 7)
    assert moment(works(STANDARD, early).add(at("2027-03-01T00:00"), 240)) == datetime(2027, 3, 2, 10, 0)


def test_starts_and_finishes_move_to_where_work_is():
    standard = works(STANDARD)
    assert moment(standard.at_or_after(at("2027-03-05T17:00"))) == datetime(2027, 3, 8, 8, 0)
    assert moment(standard.at_or_before(at("2027-03-08T08:00"))) == datetime(2027, 3, 5, 17, 0)
    assert moment(standard.at_or_before(at("2020-01-04T08:00"))) == datetime(2020, 1, 3, 17, 0)
    assert standard.works_at(at("2027-03-05T16:59"))
    assert not standard.works_at(at("2027-03-05T12:00"))


def test_calendars_that_never_meet_are_named():
    sunday = Calendar("sunday", ((),) * 6 + ((Shift(0, 60),),))
    with pytest.raises(NoCommonWorkingTime, match="'standard' and 'sunday': no working time within 60 years"):
        works(STANDARD, sunday).add(MONDAY, 1)


def test_a_schedule_of_centuries_is_refused():
    with pytest.raises(TooLarge, match="400 years"):
        works(CONTINUOUS).add(MONDAY, 500 * 366 * 1440)


@given(st.integers(-200_000, 200_000), st.integers(1, 50_000))
@settings(deadline=None)
def test_adding_and_taking_away_meet(offset, minutes):
    calendar = works(EASTER)
    start = calendar.at_or_after(MONDAY + offset)
    finish = calendar.add(start, minutes)
    assert calendar.between(start, finish) == minutes
    assert calendar.subtract(finish, minutes) == start
    assert sum(b - a for a, b in calendar.stretches(start, finish)) == minutes


@given(st.integers(-30_000, 30_000), st.integers(1, 3_000))
@settings(deadline=None)
def test_work_is_counted_minute_by_minute(offset, minutes):
    calendar, start = works(EASTER), MONDAY + offset
    working = [m for m in range(start, start + 20_000) if calendar.works_at(m)][:minutes]
    assert calendar.add(start, minutes) == working[-1] + 1
