"""What the journeys in a browser share: a watch over what must never happen, axe, and other eyes and screens."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WCAG_2_2_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What follows a change of size is done in the frame after it: a page is judged as its reader sees it.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
OWN_SCHEMES = ("data:", "blob:", "about:", "chrome-error:")
NARROW = {"width": 400, "height": 800}
WIDE = {"width": 1920, "height": 1080}


@dataclass
class Watch:
    """Collects console errors, uncaught exceptions and requests that leave the server."""

    home: str
    faults: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.note(f"uncaught: {error}"))
        page.on("request", self.on_request)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text} ({message.location.get('url', '')})")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", *OWN_SCHEMES)):
            self.note(f"foreign request: {request.url}")

    def note(self, fault: str) -> None:
        if not any(pattern.search(fault) for pattern in self.expected):
            self.faults.append(fault)

    def expect(self, pattern: str) -> None:
        """Let a fault pass that the journey provokes, such as `status of 409`."""
        self.expected.append(re.compile(pattern))


def axe(page: Page) -> None:
    """Fail on any violation of WCAG 2.2 level A or AA, naming rule, place and repair."""
    page.evaluate(PAINTED)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": list(WCAG_2_2_AA)}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    assert not result["violations"], "\n".join(described(rule) for rule in result["violations"])


def described(rule: dict) -> str:
    places = [f"  {' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in rule["nodes"][:5]]
    return "\n".join([f"{rule['id']} ({rule['impact']}): {rule['help']}, {len(rule['nodes'])} times", *places])


def dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")


def light(page: Page) -> None:
    page.emulate_media(color_scheme="light")


def calm(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")


def narrow(page: Page) -> None:
    page.set_viewport_size(NARROW)


def wide(page: Page) -> None:
    page.set_viewport_size(WIDE)


def assert_no_sideways_scroll(page: Page) -> None:
    """WCAG 2.2 SC 1.4.10: text must not need two directions of scrolling."""
    extra = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert extra <= 0, f"the page is {extra} px wider than the window"
