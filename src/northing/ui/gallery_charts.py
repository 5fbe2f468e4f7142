"""Chart specimens for the gallery: the fictional Tarnwell Water."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from northing.ui.charts.drawing import Chart
from northing.ui.charts.frontier import Point, frontier
from northing.ui.charts.line_of_sight import Level, LineOfSightNode
from northing.ui.charts.line_of_sight_drawing import LineOfSight, draw
from northing.ui.charts.months import Month, months
from northing.ui.charts.slope import Slope, slopes
from northing.ui.charts.small import Cover, Progress, bullet, coverage, span_of, sparkline
from northing.ui.charts.variance import Variance, variances
from northing.ui.charts.waterfall import Contribution, Waterfall, waterfall
from northing.ui.figures import share_text
from northing.ui.gallery_tarnwell import ORPHANS, Aim, aims

READINGS = (112.0, 111.0, 113.0, 109.0, None, 106.0, 104.0, 105.0, 101.0, 99.0)


@dataclass(frozen=True, slots=True)
class Specimen:
    title: str
    message: str
    sub: str
    chart: Chart


def sight() -> LineOfSight:
    return draw(sight_nodes(), title="£157m of £186m funds objectives that are at risk or off track")


def sight_nodes() -> list[LineOfSightNode]:
    known = list(aims())
    goals = [LineOfSightNode(name, name, "#goal", Level.GOAL) for name in dict.fromkeys(aim.goal for aim in known)]
    return goals + [node for at, aim in enumerate(known) for node in _nodes(at, aim)] + _orphans()


def _nodes(at: int, aim: Aim) -> list[LineOfSightNode]:
    key = aim.name.split()[0]
    parts = [
        LineOfSightNode(p.name, p.name, f"#{key}-{i}", Level.COMPONENT, p.status, f"{p.cost:.1f}", p.cost, (key,))
        for i, p in enumerate(aim.parts)
    ]
    note = f"£{sum(part.cost for part in aim.parts):.1f}m · weight {8 + at % 3} %"
    aimed = LineOfSightNode(key, aim.name, f"#{key}", Level.OBJECTIVE, aim.status, parents=(aim.goal,), note=note)
    return [aimed, *parts, _measure(at, aim, key)]


def _measure(at: int, aim: Aim, key: str) -> LineOfSightNode:
    return LineOfSightNode(
        key,
        aim.measure,
        f"#measure-{key}",
        Level.MEASURE,
        aim.status,
        parents=tuple(part.name for part in aim.parts),
        objective=key,
        note=f"{share_text(aim.forecast)} covered",
        spark=tuple(100 - (at % 3 + 1) * month * (0.5 + 0.2 * (month % 3)) for month in range(12)),
        cover=Cover(100, 100 * aim.promised, 100 * aim.forecast),
    )


def _orphans() -> list[LineOfSightNode]:
    return [
        LineOfSightNode(name, name, "#orphan", Level.COMPONENT, status, f"{cost:.1f}", cost, note="no objective")
        for name, status, cost in ORPHANS
    ]


def specimens() -> list[Specimen]:
    return [
        Specimen("Sparkline", "Leakage falls, one reading is missing", "Ml/d, monthly", _sparkline()),
        Specimen("Bullet bar", "Leakage is at 99, forecast 91, target 84", "Ml/d, baseline 112", _bullet()),
        Specimen("Coverage bar", "1,310 of 2,270 spills a year are covered", "spills a year", _coverage()),
        Specimen("Variance bars", "Trunk mains renewal A costs £3.1m more", "forecast less baseline, £m", _variances()),
        Specimen("Waterfall", "Complaints reach 34, five short of the target", "per 10,000 homes", _waterfall()),
        Specimen("Monthly strip", "September has three go-lives; the limit is two", "hatched = not firm", _months()),
        Specimen("Moves against value", "Five moves keep 92 % of what 17 would reach", "value by moves", _frontier()),
        Specimen("Before and after", "Spills gain 28 points, opex gives 8", "share of each gap covered", _slopes()),
    ]


def _sparkline() -> Chart:
    return sparkline(READINGS, span=span_of([READINGS]), title="Leakage from 112 to 99", status="at_risk", target=84)


def _bullet() -> Chart:
    return bullet(Progress(112, 99, 84, 91, "Ml/d"), title="Leakage 99 of 84 Ml/d", status="at_risk")


def _coverage() -> Chart:
    return coverage(Cover(2270, 1640, 1310, "/yr"), title="58 % of the gap is covered", status="off_track")


def _variances() -> Chart:
    rows = (("Billing migration", 1.4), ("Trunk mains renewal A", 3.1), ("Field mobile app", -0.2))
    bars = [Variance(name, value) for name, value in rows]
    return variances(bars, title="Cost variances of three projects", unit="£m", better="down")


def _waterfall() -> Chart:
    rows = (("Billing migration", -4.1), ("Customer portal", -2.2), ("Contact assist", -1.9), ("Estimated bills", 1.2))
    parts = [Contribution(name, value) for name, value in rows]
    return waterfall(Waterfall(41, parts, 29, "/10k"), title="Complaints from 41 to a forecast of 34")


def _months() -> Chart:
    loads, firm_until = (0, 1, 0, 2, 1, 3, 0, 0, 1, 1, 2, 0), 6
    strip = [
        Month(date(2027 + (3 + at) // 12, (3 + at) % 12 + 1, 1), load, firm=at < firm_until)
        for at, load in enumerate(loads)
    ]
    return months(strip, title="Go-lives by month", limit=2, unit="Go-lives")


def _frontier() -> Chart:
    curve = [Point(moves, value) for moves, value in ((1, 0.79), (2, 0.84), (3, 0.88), (8, 0.96), (12, 0.985))]
    marks = [Point(0, 0.71, "us today"), Point(5, 0.92, "proposed", chosen=True, url="#five"), Point(17, 1.0, "best")]
    return frontier(curve + marks, others=[Point(6, 0.8, "last year")], title="Five moves keep 92 % of the best value")


def _slopes() -> Chart:
    rows = (
        ("O2.2 Spills", 0.58, 0.86, "off_track"),
        ("O1.1 Leakage", 0.71, 0.71, "at_risk"),
        ("O3.1 Opex", 0.52, 0.44, "at_risk"),
        ("O2.1 Pollution", 1.0, 1.0, "on_track"),
        ("O3.2 Complaints", 0.41, 0.43, "off_track"),
    )
    return slopes([Slope(*row) for row in rows], title="Coverage now and as proposed")
