"""The script `northing` in the root: what it says when a machine lacks something, and when it has nothing to do."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script as a module, set down in an empty checkout."""
    loader = SourceFileLoader("northing_script", str(ROOT / "northing"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("northing_script", loader))
    loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("bootstrap", "runtime", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "REQUIREMENTS", tmp_path / "requirements")
    return module


@pytest.fixture
def installed(script):
    script.PYTHON.parent.mkdir(parents=True)
    script.PYTHON.touch()
    for name in ("bootstrap", "runtime"):
        script.stamp(name)
    return script


def test_an_old_python_is_named_with_the_repair(script, monkeypatch):
    monkeypatch.setattr(script.sys, "version_info", (3, 9, 2))

    with pytest.raises(script.SetupError, match=r"Python 3\.9\.2 at .* is too old.*`python3\.11 northing up`"):
        script.prepare(for_tests=False)


def test_a_missing_venv_module_is_named_with_the_repair(script, monkeypatch):
    monkeypatch.setattr(script.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(script.SetupError, match=r"no venv module\. Repair: `apt install python3-venv`"):
        script.prepare(for_tests=False)


def test_a_read_only_checkout_is_named_with_the_repair(script, monkeypatch):
    monkeypatch.setattr(script.os, "access", lambda _path, _mode: False)

    with pytest.raises(script.SetupError, match=r"is not writable, so \.venv cannot be made there"):
        script.prepare(for_tests=False)


def test_a_failed_step_shows_what_was_said_and_the_repair(script, capsys):
    failing = [sys.executable, "-c", "import sys; print('no route to host'); sys.exit(3)"]

    with pytest.raises(script.SetupError) as failed:
        script.run("Installing", [failing], repair="Check the network.")
    assert str(failed.value).splitlines()[1:] == ["  no route to host", "  Check the network."]
    assert capsys.readouterr().err == "Installing … failed\n"


def test_the_first_way_that_works_counts(script, tmp_path, capsys):
    failing = [sys.executable, "-c", "import sys; sys.exit(3)"]
    works = [sys.executable, "-c", f"open({str(tmp_path / 'done')!r}, 'w').close()"]

    script.run("Installing", [failing, works, failing], repair="Check the network.")

    assert (tmp_path / "done").exists()
    assert "failed" not in capsys.readouterr().err


def test_a_second_run_installs_nothing(installed, monkeypatch):
    monkeypatch.setattr(installed.subprocess, "run", None)

    installed.prepare(for_tests=False)


def test_a_changed_requirement_is_installed(installed):
    assert installed.is_installed("runtime")

    (installed.REQUIREMENTS / "runtime.txt").write_text("runtime==2\n")

    assert not installed.is_installed("runtime")


def test_a_moved_checkout_is_installed_anew(installed, monkeypatch, tmp_path):
    monkeypatch.setattr(installed, "ROOT", tmp_path / "elsewhere")

    assert not installed.is_installed("runtime")


def test_tests_need_more_than_serving(installed):
    assert not installed.is_installed("test")


def test_a_broken_off_set_up_is_not_taken_for_a_whole_one(script):
    script.PYTHON.parent.mkdir(parents=True)
    script.PYTHON.touch()

    assert not script.is_usable()


def test_a_refusal_is_one_sentence_and_exit_code_1():
    code = "import sys, runpy; sys.version_info = (3, 8, 0); runpy.run_path(sys.argv[1], run_name='__main__')"

    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "northing")], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("northing: Python 3.8.0 at ")
    assert "Traceback" not in done.stderr
