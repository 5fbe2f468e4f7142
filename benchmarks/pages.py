"""How fast the pages are for people: web vitals of every page in Chromium, medians of several tries; stores nothing.

LCP is the largest contentful paint, INP the slowest of a few keys and clicks (Event Timing, in steps of 8 ms), CLS the
sum of layout shifts, TTFB the time to the first byte. Server, worker and browser share this machine.

Usage: python benchmarks/pages.py [--projects 38 1000] [--tries 5] [--throttle 1] [--port 8390] [--only /projects]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from northing.cli import chromium

ROOT = Path(__file__).parent.parent
PERSON = "Margaret Doyle"
GOALS = {"LCP": 1000.0, "INP": 100.0, "CLS": 0.02}
PATIENCE = 180
PATHS = (
    "/", "/?width=benefit", "/strategy", "/strategy/draft", "/strategy/draft?item=weights:", "/strategy/measures",
    "/strategy/policies", "/strategy/versions", "/strategy/versions/4", "/strategy/objectives/O2.2",
    "/strategy/measures/M2.2", "/strategy/measures/M2.2/readings", "/gaps", "/projects", "/projects/PRJ-013",
    "/projects?q=storm", "/plan-of-record", "/capacity", "/capacity?months=24", "/benefits", "/changes",
    "/changes/C-002", "/changes/decisions", "/findings", "/findings/rules", "/findings/1", "/units", "/units/customer",
    "/units/tarnwell", "/digest/", "/account/",
)  # fmt: skip
WATCH = """
window.vitals = {lcp: 0, cls: 0, inp: 0};
new PerformanceObserver(list => list.getEntries().forEach(e => vitals.lcp = e.startTime))
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) vitals.cls += e.value }))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(e => {
  if (e.interactionId) vitals.inp = Math.max(vitals.inp, e.duration) }))
  .observe({type: 'event', buffered: true, durationThreshold: 16});
"""


@dataclass(frozen=True)
class Vitals:
    """Milliseconds, and the CLS without a unit."""

    ttfb: float
    lcp: float
    inp: float
    cls: float

    @classmethod
    def median(cls, tries: list[Vitals]) -> Vitals:
        return cls(*(statistics.median(getattr(one, name) for one in tries) for name in ("ttfb", "lcp", "inp", "cls")))

    def over(self) -> str:
        found = {"LCP": self.lcp, "INP": self.inp, "CLS": self.cls}
        return " ".join(name for name, value in found.items() if value > GOALS[name])


def measure(page: Page, url: str) -> Vitals:
    """Load the page, its assets cached as on every page but the first; then press a few keys and buttons."""
    page.goto(url, wait_until="load")
    page.wait_for_timeout(250)
    for key in ("j", "k", "t", "t", "?", "Escape", "Control+k", "s", "Escape"):
        page.keyboard.press(key)
        page.wait_for_timeout(40)
    for _ in range(3):
        page.locator("[data-theme-toggle]").click()
        page.wait_for_timeout(40)
    page.wait_for_timeout(200)
    found = page.evaluate("vitals")
    ttfb = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    return Vitals(ttfb, found["lcp"], found["inp"], found["cls"])


@contextmanager
def served(projects: int, *, port: int) -> Iterator[str]:
    """An installation of its own with the demo, grown to so many projects, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="northing-pages-") as folder:
        environment = {**os.environ, "NORTHING_DATA": folder, "PYTHONPATH": str(ROOT / "src")}
        quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([sys.executable, "-m", "northing", "demo", "tarnwell"], check=True, **quiet)
        subprocess.run([sys.executable, str(ROOT / "benchmarks/register_of.py"), str(projects)], check=True, **quiet)
        running = subprocess.Popen([sys.executable, "-m", "northing", "up", "--port", str(port)], **quiet)
        try:
            yield answering(f"http://127.0.0.1:{port}")
        finally:
            running.terminate()
            running.wait(30)


def answering(home: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{home}/healthz", timeout=5):
                return home
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise SystemExit(f"{home} did not answer within {PATIENCE} s")


def walk(home: str, paths: tuple[str, ...], *, tries: int, throttle: float) -> Iterator[tuple[str, Vitals]]:
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=[*flags, *as_root])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        context.add_init_script(WATCH)
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        page.goto(f"{home}/sign-in/")
        page.get_by_role("button", name=PERSON).click()
        page.wait_for_load_state()
        rest(page, home)
        for path in paths:
            measure(page, home + path)  # the first look warms the server
            yield path, Vitals.median([measure(page, home + path) for _ in range(tries)])
        browser.close()


def rest(page: Page, home: str) -> None:
    """Wait until the worker has found its first proposal, or has given up: it would share the processor."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page.goto(f"{home}/changes/C-002")
        if not page.locator(".progress").count():
            return
        time.sleep(2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, nargs="+", default=[38, 1000])
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument(
        "--throttle", type=float, default=1.0, help="how many times slower the processor pretends to be"
    )
    parser.add_argument("--port", type=int, default=8390)
    parser.add_argument("--only", nargs="*", default=PATHS)
    asked = parser.parse_args()
    for projects in asked.projects:
        print(f"\n{projects} projects, median of {asked.tries}, processor {asked.throttle:g} times slower")
        print(f"{'page':<36}{'TTFB':>7}{'LCP':>7}{'INP':>6}{'CLS':>8}  over (LCP 1,000 ms, INP 100 ms, CLS 0.02)")
        with served(projects, port=asked.port) as home:
            for path, one in walk(home, tuple(asked.only), tries=asked.tries, throttle=asked.throttle):
                print(
                    f"{path:<36}{one.ttfb:>7.0f}{one.lcp:>7.0f}{one.inp:>6.0f}{one.cls:>8.3f}  {one.over()}", flush=True
                )


if __name__ == "__main__":
    main()
