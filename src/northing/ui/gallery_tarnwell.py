"""The fictional Tarnwell Water as an outline: goals, their objectives, their components. The gallery draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# goal, or objective | status | measure | promised share | forecast share, or component | status | £m
OUTLINE = """
G1 Water that never stops
  O1.1 Leakage −25 % by FY30 | at_risk | Leakage Ml/d 112 → 84 | 0.86 | 0.71
    Smart metering rollout | at_risk | 21.4
    Trunk mains renewal A | off_track | 12.8
    Pressure management zones | on_track | 4.6
    Acoustic logging | on_track | 3.2
  O1.2 Supply loss below 5 min a year | at_risk | Supply loss min 9.1 → 5.0 | 0.78 | 0.6
    Trunk mains renewal B | at_risk | 9.7
    Pump standby upgrades | on_track | 3.9
    Burst response redesign | on_track | 1.4
  O1.3 Drought headroom +60 Ml/d | at_risk | Headroom Ml/d −12 → +48 | 0.9 | 0.66
    Tarn North reservoir | at_risk | 14.6
    Inter-zone transfer | on_track | 8.3
    Abstraction licence swap | on_track | 0.7
G2 Rivers we are proud of
  O2.1 Serious pollution to zero | on_track | Incidents /yr 3 → 0 | 1.0 | 1.0
    Telemetry refresh | on_track | 5.1
    Rising-main monitoring | on_track | 3.3
    Pollution response hub | on_track | 0.9
  O2.2 Storm spills −55 % | off_track | Spills /yr 4,120 → 1,850 | 0.72 | 0.58
    Storm tank Eller | off_track | 7.2
    Storm tank Wick | not_started | 6.8
    CSO monitors | at_risk | 4.4
    Sewer digital twin | on_track | 2.1
  O2.3 Phosphorus −80 % | on_track | P load t/yr 61 → 12 | 0.97 | 0.95
    P-removal Holme | on_track | 6.1
    P-removal Stane | on_track | 5.4
    Catchment nature scheme | at_risk | 1.2
G3 Bills people can afford
  O3.1 Operating cost −8 % real | at_risk | Opex £m 180 → 166 | 0.8 | 0.52
    ERP renewal | at_risk | 11.2
    Sludge-to-energy | at_risk | 7.9
    Field mobile app | on_track | 2.6
    Procurement reset | on_track | 0.8
  O3.2 Complaints −30 % | off_track | Complaints /10k 41 → 29 | 0.59 | 0.41
    Billing migration | off_track | 8.8
    Customer portal | on_track | 3.4
    Contact-centre assist | on_track | 1.1
  O3.3 Support 60,000 homes | on_track | Homes 38k → 60k | 1.0 | 0.96
    Vulnerability register | on_track | 1.3
    Social tariff automation | on_track | 0.9
G4 A company fit for 2035
  O4.1 Cyber profile met | at_risk | CAF score 52 → 85 | 0.88 | 0.7
    OT cyber uplift | at_risk | 6.2
    Identity platform | at_risk | 3.0
    SOC service | on_track | 2.4
  O4.2 Net-zero operations | at_risk | ktCO₂e 88 → 0 | 0.45 | 0.4
    Solar at 14 sites | on_track | 4.8
    Fleet electrification | not_started | 3.6
  O4.3 Lost-time injuries below 0.5 | on_track | LTIFR 0.9 → 0.5 | 1.0 | 0.92
    Lone-worker devices | on_track | 0.6
    Safety leadership | on_track | 0.4
"""
ORPHANS = (("Depot consolidation", "on_track", 3.1), ("Lab automation", "on_track", 0.9))


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    status: str
    cost: float


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective with its measure, the shares of its gap that are promised and forecast, and its components."""

    goal: str
    name: str
    status: str
    measure: str
    promised: float
    forecast: float
    parts: list[Part] = field(default_factory=list)


def aims() -> Iterator[Aim]:
    """The objectives in the outline's order; the indent says what a line is."""
    goal, aim = "", None
    for line in OUTLINE.strip("\n").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not line.startswith(" "):
            goal = cells[0]
        elif line.startswith("    ") and aim:
            aim.parts.append(Part(cells[0], cells[1], float(cells[2])))
        else:
            if aim:
                yield aim
            aim = Aim(goal, cells[0], cells[1], cells[2], float(cells[3]), float(cells[4]))
    if aim:
        yield aim
