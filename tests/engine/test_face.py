"""What can be imported from the engine is what type checkers are told, and importing the engine loads no science."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from northing import engine

SOURCE = Path(engine.__file__)


def told_to_type_checkers():
    tree = ast.parse(SOURCE.read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.asname or alias.name for node in block.body for alias in node.names}


def test_the_names_for_type_checkers_are_those_that_can_be_imported():
    assert told_to_type_checkers() == set(engine.__all__) <= set(dir(engine))
    assert [name for name in engine.__all__ if getattr(engine, name, None) is None] == []


def test_a_name_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="no attribute 'solve_everything'"):
        engine.solve_everything  # noqa: B018 - asking for it is the test


def test_importing_the_engine_loads_no_science():
    code = "import sys, northing.engine; sys.exit('numpy' in sys.modules)"
    path = {"PYTHONPATH": str(SOURCE.parents[2])}
    assert subprocess.run([sys.executable, "-c", code], env=path, check=False).returncode == 0
