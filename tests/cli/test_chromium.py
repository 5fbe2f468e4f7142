import pytest

from northing.cli import chromium


@pytest.fixture
def machine(monkeypatch):
    """A machine without a browser, where root may use apt; apt's calls are written down."""
    programs, calls = {"apt-get": "/usr/bin/apt-get"}, []

    def apt(words, **_options):
        calls.append(words)
        if "chromium" in words:
            programs["chromium"] = "/usr/bin/chromium"

    monkeypatch.delenv("NORTHING_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", programs.get)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium.subprocess, "run", apt)
    return programs, calls


def test_a_browser_that_is_there_is_used(machine):
    programs, calls = machine
    programs["google-chrome"] = "/opt/chrome"

    assert chromium.find_or_install() == "/opt/chrome"
    assert calls == []


def test_a_named_browser_goes_first(machine, monkeypatch):
    monkeypatch.setenv("NORTHING_CHROMIUM", "/opt/own")

    assert chromium.find() == "/opt/own"


def test_root_gets_one_from_apt(machine):
    _, calls = machine

    assert chromium.find_or_install() == "/usr/bin/chromium"
    assert [words[2] for words in calls] == ["update", "install"]


def test_others_are_told_how_to_get_one(machine, monkeypatch, capsys):
    _, calls = machine
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)

    assert chromium.find_or_install() is None
    assert calls == []
    assert "journeys in a browser are skipped. Repair: apt install chromium" in capsys.readouterr().err


def test_a_failed_installation_skips_the_journeys(machine, monkeypatch, capsys):
    monkeypatch.setattr(chromium, "install", lambda: None)

    assert chromium.find_or_install() is None
    assert "apt could not install Chromium" in capsys.readouterr().err
