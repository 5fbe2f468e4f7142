"""Chart specimens for the gallery: the fictional Tarnwell Water."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from northing.ui.charts.drawing import Chart
from northing.ui.charts.frontier import Point, frontier
from northing.ui.charts.line_of_sight import Level, LineOfSightNode
from northing.ui.charts.line_of_sight_drawing import LineOfSight, draw
from northing.ui.charts.months import Month, months
from northing.ui.charts.slope import Slope, slopes
from northing.ui.charts.small import Cover, Progress, bullet, coverage, span_of, sparkline
from northing.ui.charts.variance import Variance, variances
from northing.ui.charts.waterfall import Contribution, Waterfall, waterfall

GOALS = (
    "G1 Water that never stops",
    "G2 Rivers we are proud of",
    "G3 Bills people can afford",
    "G4 A company fit for 2035",
)
# objective: goal, name, status, measure, promised share, forecast share, components as (name, status, £m)
OBJECTIVES: tuple[tuple[int, str, str, str, float, float, tuple[tuple[str, str, float], ...]], ...] = (
    (1, "O1.1 Leakage −25 % by FY30", "at_risk", "Leakage Ml/d 112 → 84", 0.86, 0.71, (("Smart metering rollout", "at_risk", 21.4), ("Trunk mains renewal A", "off_track", 12.8), ("Pressure management zones", "on_track", 4.6), ("Acoustic logging", "on_track", 3.2))),
    (1, "O1.2 Supply loss below 5 min a year", "at_risk", "Supply loss min 9.1 → 5.0", 0.78, 0.6, (("Trunk mains renewal B", "at_risk", 9.7), ("Pump standby upgrades", "on_track", 3.9), ("Burst response redesign", "on_track", 1.4))),
    (1, "O1.3 Drought headroom +60 Ml/d", "at_risk", "Headroom Ml/d −12 → +48", 0.9, 0.66, (("Tarn North reservoir", "at_risk", 14.6), ("Inter-zone transfer", "on_track", 8.3), ("Abstraction licence swap", "on_track", 0.7))),
    (2, "O2.1 Serious pollution to zero", "on_track", "Incidents /yr 3 → 0", 1.0, 1.0, (("Telemetry refresh", "on_track", 5.1), ("Rising-main monitoring", "on_track", 3.3), ("Pollution response hub", "on_track", 0.9))),
    (2, "O2.2 Storm spills −55 %", "off_track", "Spills /yr 4,120 → 1,850", 0.72, 0.58, (("Storm tank Eller", "off_track", 7.2), ("Storm tank Wick", "not_started", 6.8), ("CSO monitors", "at_risk", 4.4), ("Sewer digital twin", "on_track", 2.1))),
    (2, "O2.3 Phosphorus −80 %", "on_track", "P load t/yr 61 → 12", 0.97, 0.95, (("P-removal Holme", "on_track", 6.1), ("P-removal Stane", "on_track", 5.4), ("Catchment nature scheme", "at_risk", 1.2))),
    (3, "O3.1 Operating cost −8 % real", "at_risk", "Opex £m 180 → 166", 0.8, 0.52, (("ERP renewal", "at_risk", 11.2), ("Sludge-to-energy", "at_risk", 7.9), ("Field mobile app", "on_track", 2.6), ("Procurement reset", "on_track", 0.8))),
    (3, "O3.2 Complaints −30 %", "off_track", "Complaints /10k 41 → 29", 0.59, 0.41, (("Billing migration", "off_track", 8.8), ("Customer portal", "on_track", 3.4), ("Contact-centre assist", "on_track", 1.1))),
    (3, "O3.3 Support 60,000 homes", "on_track", "Homes 38k → 60k", 1.0, 0.96, (("Vulnerability register", "on_track", 1.3), ("Social tariff automation", "on_track", 0.9))),
    (4, "O4.1 Cyber profile met", "at_risk", "CAF score 52 → 85", 0.88, 0.7, (("OT cyber uplift", "at_risk", 6.2), ("Identity platform", "at_risk", 3.0), ("SOC service", "on_track", 2.4))),
    (4, "O4.2 Net-zero operations", "at_risk", "ktCO₂e 88 → 0", 0.45, 0.4, (("Solar at 14 sites", "on_track", 4.8), ("Fleet electrification", "not_started", 3.6))),
    (4, "O4.3 Lost-time injuries below 0.5", "on_track", "LTIFR 0.9 → 0.5", 1.0, 0.92, (("Lone-worker devices", "on_track", 0.6), ("Safety leadership", "on_track", 0.4))),
)  # fmt: skip
ORPHANS = (("Depot consolidation", "on_track", 3.1), ("Lab automation", "on_track", 0.9))
READINGS = (112.0, 111.0, 113.0, 109.0, None, 106.0, 104.0, 105.0, 101.0, 99.0)


@dataclass(frozen=True, slots=True)
class Specimen:
    title: str
    message: str
    sub: str
    chart: Chart


def sight_nodes() -> list[LineOfSightNode]:
    goals = [LineOfSightNode(str(at), name, f"#g{at}", Level.GOAL) for at, name in enumerate(GOALS, start=1)]
    return goals + [node for at, row in enumerate(OBJECTIVES) for node in _nodes(at, row)] + _orphans()


def _nodes(at: int, row: tuple[Any, ...]) -> list[LineOfSightNode]:
    goal, name, status, measure, promised, forecast, parts = row
    total = sum(cost for _, _, cost in parts)
    components = [_component(f"{at}-{i}", *part, parents=(str(at),)) for i, part in enumerate(parts)]
    spark = tuple(100 - (at % 3 + 1) * month * (0.5 + 0.2 * (month % 3)) for month in range(12))
    return [
        LineOfSightNode(str(at), name, f"#o{at}", Level.OBJECTIVE, status, parents=(str(goal),), note=f"£{total:.1f}m · weight {8 + at % 3} %"),
        *components,
        LineOfSightNode(
            str(at), measure, f"#m{at}", Level.MEASURE, status, parents=tuple(c.key for c in components),
            objective=str(at), spark=spark, cover=Cover(100, 100 * promised, 100 * forecast), note=f"{forecast:.0%} covered".replace("%", " %"),
        ),
    ]  # fmt: skip


def _component(key: str, name: str, status: str, cost: float, *, parents: tuple[str, ...]) -> LineOfSightNode:
    return LineOfSightNode(key, name, f"#p{key}", Level.COMPONENT, status, f"{cost:.1f}", cost, parents)


def _orphans() -> list[LineOfSightNode]:
    return [
        LineOfSightNode(f"x{at}", name, f"#x{at}", Level.COMPONENT, status, f"{cost:.1f}", cost, note="no objective")
        for at, (name, status, cost) in enumerate(ORPHANS)
    ]


def sight() -> LineOfSight:
    return draw(sight_nodes(), title="£157m of £186m funds objectives that are at risk or off track")


def specimens() -> list[Specimen]:
    return [*_inline(), *_analysis(), *_decision()]


def _inline() -> list[Specimen]:
    span = span_of([READINGS])
    leak = Progress(112, 99, 84, 91, "Ml/d")
    return [
        Specimen("Sparkline", "Leakage falls, one reading is missing", "Ml/d, monthly", sparkline(READINGS, span=span, title="Leakage from 112 to 99", status="at_risk", target=84)),
        Specimen("Bullet bar", "Leakage is at 99, forecast 91, target 84", "Ml/d from a baseline of 112", bullet(leak, title="Leakage 99 of 84 Ml/d", status="at_risk")),
        Specimen("Coverage bar", "1,310 of 2,270 spills a year are covered by forecast", "spills a year", coverage(Cover(2270, 1640, 1310, "/yr"), title="58 % of the gap is covered", status="off_track")),
    ]  # fmt: skip


def _analysis() -> list[Specimen]:
    rows = [
        Variance("Billing migration", 1.4),
        Variance("Trunk mains renewal A", 3.1),
        Variance("Field mobile app", -0.2),
        Variance("Storm tank Eller", 0.6),
    ]
    parts = (
        Contribution("Billing migration", -4.1),
        Contribution("Customer portal", -2.2),
        Contribution("Contact-centre assist", -1.9),
        Contribution("Smart metering (estimated bills)", 1.2),
    )
    strip = [
        Month(date(2027 + (3 + at) // 12, (3 + at) % 12 + 1, 1), load, firm=at < 6)
        for at, load in enumerate((0, 1, 0, 2, 1, 3, 0, 0, 1, 1, 2, 0))
    ]
    return [
        Specimen("Variance bars", "Trunk mains renewal A costs £3.1m more than its baseline", "forecast less baseline, £m", variances(rows, title="Cost variances of four projects", unit="£m", better="down")),
        Specimen("Waterfall", "Complaints reach 34, five short of the target", "complaints per 10,000", waterfall(Waterfall(41, parts, 29, "/10k"), title="Complaints from 41 to a forecast of 34")),
        Specimen("Monthly strip", "September has three go-lives against a limit of two", "go-lives a month, hatched = not firm", months(strip, title="Go-lives by month", limit=2, unit="Go-lives")),
    ]  # fmt: skip


def _decision() -> list[Specimen]:
    curve = [
        Point(0, 0.71, "us today"),
        Point(1, 0.79),
        Point(2, 0.84),
        Point(3, 0.88),
        Point(5, 0.92, "proposed", chosen=True, url="#five"),
        Point(8, 0.96),
        Point(12, 0.985),
        Point(17, 1.0, "best"),
    ]
    pairs = [
        Slope("O2.2 Spills", 0.58, 0.86, "off_track"),
        Slope("O1.1 Leakage", 0.71, 0.71, "at_risk"),
        Slope("O3.1 Opex", 0.52, 0.44, "at_risk"),
        Slope("O2.1 Pollution", 1, 1, "on_track"),
        Slope("O3.2 Complaints", 0.41, 0.43, "off_track"),
    ]
    return [
        Specimen("Moves against value", "Five moves keep 92 % of what seventeen would reach", "value kept by number of moves", frontier(curve, others=[Point(6, 0.8, "last year's plan")], title="Five moves keep 92 % of the best value")),
        Specimen("Before and after", "Spills gain 28 points, operating cost gives 8", "share of each gap covered", slopes(pairs, title="Coverage now and as proposed")),
    ]  # fmt: skip
