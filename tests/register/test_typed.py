from datetime import date

import pytest

from northing.kernel.errors import Invalid
from northing.register.typed import Typed, amount_text, percent_typed


@pytest.mark.parametrize(
    ("words", "minor"),
    [("12.4m", 1_240_000_000), ("£3,000", 300_000), ("950k", 95_000_000), ("1,234.50", 123_450), ("", None), ("0", 0)],
)
def test_money_is_read_as_people_write_it_and_empty_is_unknown(words, minor):
    typed = Typed({"cost": words})

    assert typed.money("cost") == minor
    assert typed.errors == {}


@pytest.mark.parametrize("words", ["a lot", "12 %", "TBC", "withheld"])
def test_what_is_no_money_gets_its_repair(words):
    typed = Typed({"cost": words})

    assert typed.money("cost") is None
    assert "Write an amount such as 12.4m" in typed.errors["cost"]


@pytest.mark.parametrize(("words", "share"), [("60", 0.6), ("60 %", 0.6), ("0", 0.0), ("100", 1.0), ("", None)])
def test_per_cent_is_a_share(words, share):
    assert Typed({"done": words}).percent("done") == share


@pytest.mark.parametrize("words", ["101", "-1", "half"])
def test_per_cent_beyond_all_or_nothing_is_asked_again(words):
    typed = Typed({"done": words})

    assert typed.percent("done") is None
    assert "0 to 100" in typed.errors["done"]


def test_a_day_that_does_not_exist_is_named():
    typed = Typed({"on": "31.04.2027", "then": "2027-04-30", "never": ""})

    assert typed.day("on") is None
    assert "April has 30 days" in typed.errors["on"]
    assert typed.day("then") == date(2027, 4, 30)
    assert typed.day("never") is None


@pytest.mark.parametrize("words", ["1.5", "-1", "121"])
def test_a_whole_number_has_bounds(words):
    typed = Typed({"ramp": words})

    assert typed.whole("ramp", most=120) is None
    assert "from 0 to 120" in typed.errors["ramp"]


def test_all_repairs_are_said_at_once():
    typed = Typed({"name": " ", "cost": "x", "note": "y" * 500})
    typed.text("name", missing="Say what it is called.")
    typed.money("cost")
    typed.text("note")

    with pytest.raises(Invalid) as caught:
        typed.check()

    assert set(caught.value.fields) == {"name", "cost", "note"}


def test_what_is_shown_is_read_back_exactly():
    for minor in (64_666_667, 1, 100, 1_240_000_000):
        assert Typed({"cost": amount_text(minor)}).money("cost") == minor
    assert Typed({"done": percent_typed(0.07)}).percent("done") == pytest.approx(0.07)
    assert amount_text(None) == percent_typed(None) == ""
