"""What the documentation promises is what the code does."""

import ast
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from northing.organisation.roles import PERMISSIONS, Permission, RoleName

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "northing"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def test_the_permissions_page_is_the_table_of_roles():
    page = dict(ROW.findall((ROOT / "docs/reference/permissions.md").read_text()))
    table = {
        permission.value: ", ".join(role.label for role in RoleName if permission in PERMISSIONS[role])
        for permission in Permission
    }
    assert page == table


def silent_names(path):
    for node in ast.parse(path.read_text()).body:
        is_named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if is_named and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_every_public_name_of_the_engine_says_what_the_code_cannot():
    paths = sorted((SOURCE / "engine").rglob("*.py"))
    assert [name for path in paths for name in silent_names(path)] == []


def test_nothing_is_left_for_later_in_the_product():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error")
    left = [
        f"{path.relative_to(ROOT)} has {mark}"
        for path in sorted(SOURCE.rglob("*.py"))
        for mark in marks
        if mark in path.read_text()
    ]
    assert left == []


def test_every_formula_page_names_its_source():
    pages = sorted((ROOT / "docs/formulas").glob("*.md"))
    assert pages
    assert [page.name for page in pages if "ource" not in page.read_text()] == []


def test_links_between_documents_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    links = [(page, link) for page in pages for link in LINK.findall(page.read_text())]
    assert [f"{page.name} → {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_the_blocks_of_compute_in_python_print_what_the_page_shows():
    page = (ROOT / "docs/how-to/compute-in-python.md").read_text()
    names, pairs = {}, re.findall(r"^```python\n(.*?)^```\n+```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(pairs) == page.count("```python") > 0
    for code, shown in pairs:
        with redirect_stdout(StringIO()) as printed:
            exec(code, names)
        assert printed.getvalue() == shown
