"""The wheel, the checkout and the settings must name the same things."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def wanted(name):
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def pinned(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def names(requirements):
    return {re.split(r"[\[<>=]", line)[0] for line in requirements}


def test_the_wheel_needs_what_the_checkout_installs():
    assert PROJECT["project"]["dependencies"] == wanted("runtime")
    assert PROJECT["project"]["optional-dependencies"] == {name: wanted(name) for name in ("postgres", "scheduling")}


def test_everything_wanted_is_pinned_with_a_hash():
    for name in ("bootstrap", "runtime", "postgres", "scheduling", "test"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert names(wanted(name)) <= pinned(name)
        assert len(re.findall(r"==.*\\\n +--hash=sha256:", text)) == len(re.findall(r"^\S+==", text, re.MULTILINE))
        assert "://" not in text


def test_test_requirements_keep_the_runtime_pins():
    def versions(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))

    runtime, test = versions("runtime"), versions("test")
    assert {name: test[name] for name in runtime.keys() & test.keys()} == {
        name: runtime[name] for name in runtime.keys() & test.keys()
    }


def test_the_wheel_starts_with_the_same_command():
    assert PROJECT["project"]["scripts"] == {"northing": "northing.__main__:main"}


def test_the_set_up_script_needs_nothing_but_the_standard_library():
    tree = ast.parse((ROOT / "northing").read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert imported <= set(sys.stdlib_module_names)


def test_the_set_up_script_can_be_read_by_an_old_python():
    ast.parse((ROOT / "northing").read_text(), feature_version=(3, 7))


def test_every_room_that_exists_is_installed():
    rooms = {f"northing.{path.parent.name}" for path in (ROOT / "src" / "northing").glob("*/apps.py")}

    assert rooms - {"northing.config"} == {app for app in settings.INSTALLED_APPS if app.startswith("northing.")}


def test_help_answers_without_django():
    code = "import sys; from northing.cli import parser; parser(); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT / "src").returncode == 0
