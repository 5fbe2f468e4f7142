import pytest

from northing import cli
from northing.cli import boot
from northing.cli.commands import test as test_command
from northing.cli.errors import CommandError
from northing.cli.registry import commands


def test_every_command_has_a_line_of_help(capsys):
    assert cli.run([]) == 0

    shown = capsys.readouterr().out
    for name, command in commands().items():
        assert name in shown
        assert command.HELP.endswith(".")


def test_the_version_names_what_it_stands_on(capsys):
    assert cli.run(["version"]) == 0

    assert capsys.readouterr().out.startswith("northing 0.1.0, Python 3.")


def test_a_word_that_is_not_understood_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.run(["up", "--prot", "8001"])

    assert stopped.value.code == 2
    assert "not understood: --prot 8001" in capsys.readouterr().err


def test_words_for_pytest_are_handed_on():
    arguments = cli.parse(["test", "--all", "tests/kernel", "-k", "journal", "-x"])

    assert arguments.all
    assert arguments.more == ["tests/kernel", "-k", "journal", "-x"]


def test_a_command_without_data_says_how_to_get_some(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("NORTHING_DATA", "")

    assert cli.run(["audit", "verify", "--data", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    assert said == (
        f"northing: there is no Northing data in {tmp_path}. "
        "Repair: run `northing up` once, or name the folder with --data.\n"
    )


def test_a_defect_is_not_dressed_up_as_a_refusal(monkeypatch):
    def defect(_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(commands()["version"], "run", defect)

    with pytest.raises(ZeroDivisionError):
        cli.run(["version"])


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], True),
        (["-x"], True),
        (["tests"], True),
        (["tests/journeys/test_harness.py"], True),
        (["tests/kernel"], False),
    ],
)
def test_a_browser_is_looked_for_when_the_words_leave_journeys_in(words, wanted):
    assert test_command.wants_browser(words) is wanted


def test_two_processes_unless_the_words_say_otherwise():
    assert test_command.parallel(["-x"]) == ["-n", "2"]
    assert test_command.parallel(["-n0"]) == []
    assert test_command.parallel(["--pdb"]) == []


@pytest.mark.parametrize(
    ("codes", "good"), [([0, 0], True), ([0, 5], True), ([5, 5], False), ([0, 1], False), ([], False)]
)
def test_a_run_is_good_when_something_ran_and_nothing_failed(codes, good):
    assert test_command.is_good(codes) is good


def test_a_wheel_has_no_tests(monkeypatch, tmp_path):
    monkeypatch.setattr(test_command.northing, "__file__", str(tmp_path / "lib" / "northing" / "__init__.py"))

    with pytest.raises(CommandError, match=r"Repair: run \./northing test in a checkout"):
        test_command.checkout()


def test_a_missing_postgresql_driver_is_named_with_the_repair(monkeypatch):
    monkeypatch.setenv("NORTHING_DATABASE_URL", "postgresql:///northing")
    monkeypatch.setattr(boot, "find_spec", lambda _name: None)

    with pytest.raises(CommandError, match=r"driver is not installed\. Repair: .* -r requirements/postgres\.txt"):
        boot.load_django()
