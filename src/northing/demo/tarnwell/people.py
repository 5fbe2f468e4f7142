"""The units of Tarnwell Water and the people of the story; every one of them is invented."""

from typing import NamedTuple


class UnitSpec(NamedTuple):
    key: str
    name: str
    head: str


class PersonSpec(NamedTuple):
    key: str
    name: str
    unit: str
    title: str
    roles: tuple[tuple[str, str], ...] = ()
    capacity_role: str = ""
    left_days_ago: int | None = None


ROOT = UnitSpec("tarnwell", "Tarnwell Water", "margaret-doyle")
UNITS = (
    UnitSpec("network", "Network", "priya-raman"),
    UnitSpec("treatment", "Treatment", "tom-okafor"),
    UnitSpec("customer", "Customer & Retail", "elin-vaughan"),
    UnitSpec("environment", "Environment", "marcus-bell"),
    UnitSpec("capital", "Capital delivery", "sofia-marques"),
    UnitSpec("digital", "Digital", "jun-watanabe"),
    UnitSpec("finance", "Finance & Regulation", "hannah-osei"),
    UnitSpec("people", "People & Safety", "luis-ferreira"),
)


def _head(key: str, name: str, unit: str, title: str) -> PersonSpec:
    return PersonSpec(key, name, unit, title, (("viewer", "tarnwell"), ("unit_head", unit)))


PEOPLE = (
    PersonSpec("margaret-doyle", "Margaret Doyle", "tarnwell", "Chief executive", (("executive", "tarnwell"),)),
    PersonSpec("aisha-khan", "Aisha Khan", "tarnwell", "Head of the PMO", (("portfolio_manager", "tarnwell"),)),
    _head("priya-raman", "Priya Raman", "network", "Director of Network"),
    _head("tom-okafor", "Tom Okafor", "treatment", "Director of Treatment"),
    _head("elin-vaughan", "Elin Vaughan", "customer", "Director of Customer & Retail"),
    _head("marcus-bell", "Marcus Bell", "environment", "Director of Environment"),
    _head("sofia-marques", "Sofia Marques", "capital", "Director of Capital delivery"),
    _head("jun-watanabe", "Jun Watanabe", "digital", "Chief digital officer"),
    PersonSpec(
        "hannah-osei",
        "Hannah Osei",
        "finance",
        "Director of Finance & Regulation",
        (("controller", "tarnwell"), ("unit_head", "finance")),
    ),
    _head("luis-ferreira", "Luis Ferreira", "people", "Director of People & Safety"),
    PersonSpec(
        "noor-haddad",
        "Noor Haddad",
        "capital",
        "Project manager",
        (("viewer", "tarnwell"), ("project_manager", "capital")),
    ),
    PersonSpec("callum-reid", "Callum Reid", "treatment", "Control engineer", capacity_role="control-engineer"),
    PersonSpec("grace-lindqvist", "Grace Lindqvist", "people", "Safety analyst", left_days_ago=20),
)
