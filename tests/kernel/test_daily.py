from datetime import date

from northing.kernel import clock, daily


def test_a_days_tasks_run_once_and_again_on_the_next_day(monkeypatch):
    runs = []
    monkeypatch.setattr(daily, "_tasks", [lambda: runs.append(clock.today())])
    monkeypatch.setattr(daily, "_minutely", [])
    days = daily.Days()
    for day in (date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 2)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        days.look()
    assert runs == [date(2027, 1, 1), date(2027, 1, 2)]
