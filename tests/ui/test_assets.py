import gzip
import re
from pathlib import Path

import northing.ui

HERE = Path(northing.ui.__file__).parent
BUILT = HERE / "static/ui"
TEMPLATES = [*HERE.parent.rglob("templates/**/*.html")]


def gzipped(name):
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def test_style_and_script_stay_within_their_budgets():
    assert gzipped("app.css") < 35_000
    assert gzipped("app.js") < 45_000


def test_nothing_is_fetched_from_elsewhere():
    for name in ("app.css", "app.js"):
        text = (BUILT / name).read_text()
        assert re.findall(r"https?://(?!www\.w3\.org)[\w.-]+", text) == []


def test_no_template_holds_inline_style_script_or_event():
    bad = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|hx-on", re.IGNORECASE)
    assert {str(path): bad.findall(path.read_text()) for path in TEMPLATES if bad.search(path.read_text())} == {}


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (BUILT / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'icon(?: name)?="([\w-]+)"', path.read_text())}
    assert named - sprite == set()
