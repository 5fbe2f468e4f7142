"""Every science's names, told alike to Python, type checkers and readers; importing the engine loads no science."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from northing import engine
from northing.engine.names import HOMES, RENAMED, SEVERAL

SOURCE = Path(engine.__file__)


def told_to_type_checkers():
    tree = ast.parse(SOURCE.read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.asname or alias.name for node in block.body for alias in node.names}


def test_the_names_for_type_checkers_are_those_that_can_be_imported():
    assert told_to_type_checkers() == set(engine.__all__) <= set(dir(engine))
    assert [name for name in engine.__all__ if getattr(engine, name, None) is None] == []


def public_names():
    for home in sorted({home for home, _ in HOMES.values()}):
        module = import_module(f"northing.engine.{home}")
        yield from ((home, name, getattr(module, name)) for name in getattr(module, "__all__", ()))


def test_every_public_name_of_a_science_can_be_imported_from_the_engine():
    """A name missing here belongs into engine/names.py, engine/__init__.py and docs/reference/engine.md."""
    renamed = set(RENAMED.values())
    missing = [
        f"{home}.{name}"
        for home, name, thing in public_names()
        if (home, name) not in renamed and name not in SEVERAL and getattr(engine, name, None) is not thing
    ]
    assert missing == []


def test_a_name_is_left_to_its_science_only_where_two_of_them_mean_different_things_by_it():
    meanings = {name: {id(thing) for _, one, thing in public_names() if one == name} for name in SEVERAL}
    modules = {module.name for module in iter_modules(engine.__path__)}
    assert [name for name in SEVERAL if len(meanings[name]) < 2 and name not in modules] == []


def test_the_page_of_the_library_lists_every_name():
    page = (SOURCE.parents[3] / "docs/reference/engine.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| \S", page, re.MULTILINE)) == set(engine.__all__)
    assert [name for name in SEVERAL if f"`{name}`" not in page] == []


def test_a_name_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="no attribute 'solve_everything'"):
        engine.solve_everything  # noqa: B018 - asking for it is the test


def test_importing_the_engine_loads_no_science():
    code = "import sys, northing.engine; sys.exit('numpy' in sys.modules)"
    path = {"PYTHONPATH": str(SOURCE.parents[2])}
    assert subprocess.run([sys.executable, "-c", code], env=path, check=False).returncode == 0
