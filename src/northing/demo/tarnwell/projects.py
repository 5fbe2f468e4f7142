"""The register of Tarnwell Water: what each project costs, when it runs, what it needs and what it promises.

Months are offsets from the month of the install day. A go-live in quarter 3 is placed by quarter, because the policy
that it breaks counts quarters.
"""

from typing import NamedTuple


class ProjectSpec(NamedTuple):
    """One component: ``cost`` in £m, ``start`` and ``months`` of the baseline, ``slip`` of the finish in months."""

    number: int
    name: str
    unit: str
    cost: float
    start: int
    months: int
    slip: int = 0
    stage: str = "delivering"
    status: str = "on_track"
    demand: tuple[tuple[str, float], ...] = ()
    shifts: tuple[int, ...] = ()
    scales: tuple[float, ...] = ()
    tags: tuple[str, ...] = ()
    mandatory: str = ""
    needs: tuple[int, ...] = ()
    quarter: int | None = None
    manager: str = "noor-haddad"

    @property
    def key(self) -> str:
        return f"PRJ-{self.number:03d}"


class BenefitSpec(NamedTuple):
    """``amount`` in the measure's unit, ``confidence``, ``start`` and ``ramp`` in months, ``cashable`` in £m a year."""

    project: int
    measure: str
    amount: float
    confidence: float
    start: int
    ramp: int
    spread: float = 0.25
    cashable: float = 0.0
    claim: str = ""


P, B = ProjectSpec, BenefitSpec
FACING = ("customer-facing",)
APPROVED, CLOSED, CANDIDATE = "approved", "closed", "candidate"
RISK, OFF, NEW = "at_risk", "off_track", "not_started"

PROJECTS = (
    P(1, "Smart metering rollout", "network", 21.4, -14, 44, 2, status=RISK,
      demand=(("network-engineer", 10), ("customer-specialist", 3), ("data-analyst", 2))),
    P(2, "Trunk mains renewal A", "capital", 12.8, -18, 34, 5, demand=(("design-engineer", 3), ("site-supervisor", 6))),
    P(3, "Pressure management zones", "network", 4.6, -8, 22,
      demand=(("network-engineer", 4), ("control-engineer", 1)), scales=(1.1,)),
    P(4, "Acoustic logging", "network", 3.2, -4, 18, demand=(("network-engineer", 3), ("data-analyst", 1)),
      scales=(1.2,)),
    P(5, "Trunk mains renewal B", "capital", 9.7, -2, 30, 3, status=RISK,
      demand=(("design-engineer", 3), ("site-supervisor", 5))),
    P(6, "Pump standby upgrades", "network", 3.9, -10, 20, demand=(("process-engineer", 3),), scales=(0.9, 1.1)),
    P(7, "Burst response redesign", "network", 1.4, -20, 14, stage=CLOSED),
    P(8, "Tarn North reservoir", "capital", 14.6, -6, 40, 4, mandatory="Contract let", status=RISK,
      demand=(("design-engineer", 5), ("site-supervisor", 4))),
    P(9, "Inter-zone transfer", "capital", 8.3, 2, 30, stage=APPROVED,
      demand=(("design-engineer", 3), ("site-supervisor", 3)), shifts=(-2, 3, 6)),
    P(10, "Abstraction licence swap", "environment", 0.7, -3, 9, demand=(("ecologist", 1),), scales=(1.1,)),
    P(11, "Telemetry refresh", "digital", 5.1, -9, 24, demand=(("control-engineer", 3), ("software-engineer", 3))),
    P(12, "Rising-main monitoring", "treatment", 3.3, -5, 16,
      demand=(("control-engineer", 2), ("process-engineer", 2)), scales=(0.9, 1.1)),
    P(13, "Pollution response hub", "environment", 0.9, -7, 12, demand=(("ecologist", 2),), scales=(0.5,)),
    P(14, "Storm tank Eller", "capital", 7.2, -6, 30, 5, status=OFF,
      demand=(("design-engineer", 2), ("site-supervisor", 4))),
    P(15, "Storm tank Wick", "capital", 6.8, 3, 24, stage=CANDIDATE, status=NEW,
      demand=(("design-engineer", 2), ("site-supervisor", 3)), shifts=(3, 6)),
    P(16, "CSO monitors", "environment", 4.4, 5, 18, stage=APPROVED, status=RISK,
      demand=(("ecologist", 1), ("control-engineer", 2)), shifts=(-4, -2, 3)),
    P(17, "Sewer digital twin", "digital", 2.1, -2, 16, demand=(("data-analyst", 3), ("software-engineer", 2)),
      scales=(1.2,)),
    P(18, "Phosphorus removal Holme", "treatment", 6.1, -12, 30,
      demand=(("process-engineer", 4),), mandatory="Discharge permit"),
    P(19, "Phosphorus removal Stane", "treatment", 5.4, -4, 28,
      demand=(("process-engineer", 4),), mandatory="Discharge permit"),
    P(20, "Catchment nature scheme", "environment", 1.2, -6, 30, 3, status=RISK, demand=(("ecologist", 2),),
      scales=(0.5, 1.1)),
    P(21, "ERP renewal", "finance", 11.2, 3, 26, stage=APPROVED, status=RISK,
      demand=(("business-analyst", 5), ("software-engineer", 4), ("change-manager", 2)), shifts=(3, 6, 9)),
    P(22, "Sludge-to-energy", "treatment", 7.9, -8, 28, 2, status=RISK, demand=(("process-engineer", 3),)),
    P(23, "Field mobile app", "digital", 2.6, -3, 14,
      demand=(("software-engineer", 4), ("business-analyst", 1)), scales=(0.75, 1.1)),
    P(24, "Procurement reset", "finance", 0.8, -22, 16, stage=CLOSED),
    P(25, "Billing migration", "customer", 8.8, -9, 26, status=OFF,
      demand=(("software-engineer", 5), ("customer-specialist", 4), ("change-manager", 1)), tags=FACING,
      needs=(31,), manager="elin-vaughan"),
    P(26, "Customer portal", "customer", 3.4, -6, 16,
      demand=(("software-engineer", 3), ("customer-specialist", 2)), tags=FACING, quarter=3,
      manager="elin-vaughan", scales=(1.1,)),
    P(27, "Contact-centre assist", "customer", 1.1, -2, 11,
      demand=(("customer-specialist", 2),), tags=FACING, quarter=3, manager="elin-vaughan", scales=(1.2,)),
    P(28, "Vulnerability register", "customer", 1.3, -4, 14,
      demand=(("customer-specialist", 1), ("data-analyst", 1)), tags=FACING, quarter=3,
      manager="elin-vaughan", scales=(0.75,)),
    P(29, "Social tariff automation", "customer", 0.9, -18, 13, stage=CLOSED),
    P(30, "OT cyber uplift", "digital", 6.2, -7, 28, 3, status=RISK,
      demand=(("cyber-analyst", 4), ("control-engineer", 3)), scales=(1.1,)),
    P(31, "Identity platform", "digital", 3.0, -8, 20, 7, status=RISK,
      demand=(("cyber-analyst", 2), ("software-engineer", 2))),
    P(32, "SOC service", "digital", 2.4, -5, 18, demand=(("cyber-analyst", 2),), scales=(1.1,)),
    P(33, "Solar at 14 sites", "environment", 4.8, 4, 24, stage=APPROVED,
      demand=(("design-engineer", 4), ("site-supervisor", 1)), shifts=(3, 6), scales=(0.75, 0.5)),
    P(34, "Fleet electrification", "environment", 3.6, 6, 30, stage=APPROVED, status=NEW,
      demand=(("procurement-lead", 1),), shifts=(-3, 3)),
    P(35, "Lone-worker devices", "people", 0.6, -3, 9, demand=(("change-manager", 0.5),)),
    P(36, "Safety leadership", "people", 0.4, -8, 18, demand=(("change-manager", 0.5),)),
    P(37, "Depot consolidation", "finance", 3.1, -1, 20, demand=(("design-engineer", 3), ("site-supervisor", 1))),
    P(38, "Lab automation", "treatment", 0.9, -2, 12, demand=(("process-engineer", 1),)),
)  # fmt: skip

BENEFITS = (
    B(1, "M1.1", -9.0, 0.85, 30, 6),
    B(2, "M1.1", -5.0, 0.8, 16, 6),
    B(3, "M1.1", -4.0, 0.9, 14, 6),
    B(4, "M1.1", -2.5, 0.9, 14, 4),
    B(5, "M1.2", -1.4, 0.75, 28, 4),
    B(6, "M1.2", -1.1, 0.9, 10, 6),
    B(7, "M1.2", -0.8, 0.95, -6, 12),
    B(8, "M1.3", 30.0, 0.8, 34, 3),
    B(9, "M1.3", 22.0, 0.85, 32, 3),
    B(10, "M1.3", 8.0, 0.95, 6, 0),
    B(11, "M2.1", -0.9, 0.9, 15, 6),
    B(12, "M2.1", -1.0, 0.9, 11, 6),
    B(13, "M2.1", -0.5, 0.9, 5, 3),
    B(14, "M2.2", -700.0, 0.9, 24, 4),
    B(15, "M2.2", -620.0, 0.9, 27, 4),
    B(16, "M2.2", -450.0, 0.85, 23, 24),
    B(17, "M2.2", -250.0, 0.8, 14, 6),
    B(18, "M2.3", -18.0, 0.9, 18, 3),
    B(19, "M2.3", -16.0, 0.95, 24, 3),
    B(20, "M2.3", -8.0, 0.8, 24, 6),
    B(21, "M3.1", -4.0, 0.7, 29, 6, cashable=4.0, claim="finance back office"),
    B(22, "M3.1", -2.5, 0.8, 18, 6, cashable=2.5, claim="power bought"),
    B(22, "M4.2", -14.0, 0.8, 21, 6),
    B(23, "M3.1", -1.5, 0.9, 11, 6, cashable=1.5, claim="field travel"),
    B(24, "M3.1", -1.6, 0.95, -5, 12, cashable=1.6, claim="purchasing"),
    B(26, "M3.1", -1.4, 0.8, 12, 6, cashable=1.4, claim="contact-centre hours"),
    B(27, "M3.1", -1.4, 0.8, 12, 6, cashable=1.4, claim="contact-centre hours"),
    B(25, "M3.2", -5.5, 0.75, 17, 6),
    B(26, "M3.2", -2.4, 0.8, 12, 6),
    B(27, "M3.2", -1.5, 0.75, 12, 6),
    B(27, "M3.4", -1.4, 0.8, 12, 6),
    B(28, "M3.4", 0.5, 0.8, 12, 6),
    B(28, "M3.3", 12.0, 0.9, 12, 6),
    B(29, "M3.3", 10.0, 0.95, -4, 12),
    B(30, "M4.1", 12.0, 0.8, 21, 6),
    B(31, "M4.1", 7.0, 0.85, 12, 6),
    B(32, "M4.1", 6.0, 0.9, 13, 3),
    B(33, "M4.2", -34.0, 0.85, 28, 3),
    B(34, "M4.2", -24.0, 0.8, 36, 3),
    B(35, "M4.3", -0.08, 0.9, 6, 3),
    B(36, "M4.3", -0.15, 0.9, 10, 6),
)

# role: name, full-time equivalents that projects may use
ROLES = {
    "design-engineer": ("Design engineer", 27.0),
    "network-engineer": ("Network engineer", 20.0),
    "process-engineer": ("Process engineer", 20.0),
    "control-engineer": ("Control engineer", 13.0),
    "site-supervisor": ("Site supervisor", 30.0),
    "software-engineer": ("Software engineer", 26.0),
    "data-analyst": ("Data analyst", 9.0),
    "business-analyst": ("Business analyst", 8.0),
    "cyber-analyst": ("Cyber analyst", 9.0),
    "customer-specialist": ("Customer specialist", 14.0),
    "ecologist": ("Ecologist", 8.0),
    "change-manager": ("Change manager", 6.0),
    "procurement-lead": ("Procurement lead", 4.0),
    "project-manager": ("Project manager", 12.0),
}
DESIGN_ENGINEERS_LEAVING = 6.0
LEAVING_MONTHS = (4, 5, 6)
# What each year's budget holds beyond what the plan of record is forecast to spend, as a share of it: the next two
# years are committed to the last penny, later ones are not.
BUDGET_HEADROOM = (0.006, 0.008, 0.03, 0.05, 0.1)
