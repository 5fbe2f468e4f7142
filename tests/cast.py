"""The people of the tests: Alice leads the PMO, Bob heads the north, Vera may look, Sam sees the south only,
Ada administers, Charlie has no grant, Gone was kept out. One project of the north is confidential."""

from dataclasses import dataclass
from datetime import date

from northing.benefits.models import Benefit
from northing.capacity.models import Demand, Role, Supply
from northing.engine.formats.json import plan_to_dict
from northing.engine.plan import Goal, Measure, Objective, Plan, Polarity
from northing.engine.snapshot import RecordLine
from northing.kernel import clock
from northing.kernel.journal import Act
from northing.organisation.models import Grant, Organisation, Person, Unit, User
from northing.portfolio.actions import document_of
from northing.portfolio.models import Budget, RecordVersion
from northing.register.models import Component, CostLine
from northing.strategy.actions import project
from northing.strategy.models import Measure as MeasureRow
from northing.strategy.models import PlanStatus, PlanVersion, Reading

SECRET = "Zanzibar-7731"
POUND = 100


@dataclass
class Cast:
    organisation: Organisation
    north: Unit
    south: Unit
    alice: User
    bob: User
    vera: User
    sam: User
    ada: User
    charlie: User
    gone: User
    pump: Component
    mill: Component
    secret: Component

    def everybody(self):
        return {
            "alice": self.alice,
            "bob": self.bob,
            "vera": self.vera,
            "sam": self.sam,
            "ada": self.ada,
            "charlie": self.charlie,
            "gone": self.gone,
        }


def plan(*, target=80.0):
    measure = Measure(
        "M1", "Leakage", "Ml/d", Polarity.DOWN, 112.0, date(2025, 1, 1), target, target_date=date(2030, 1, 1)
    )
    return Plan(
        "Plan",
        goals=(
            Goal("G1", "Water", objectives=(Objective("O1", "Leak less", 100.0, unit="north", measures=(measure,)),)),
        ),
    )


def make_cast(key="acme"):
    organisation = Organisation.objects.create(key=key, name="Acme")
    root = Unit.objects.create(organisation=organisation, key=key, name="Acme")
    north = Unit.objects.create(organisation=organisation, key="north", name="North", parent=root)
    south = Unit.objects.create(organisation=organisation, key="south", name="South", parent=root)
    users = {
        "alice": _user(key, "Alice", [("portfolio_manager", root)], organisation),
        "bob": _user(key, "Bob", [("viewer", root), ("unit_head", north)], organisation),
        "vera": _user(key, "Vera", [("viewer", root)], organisation),
        "sam": _user(key, "Sam", [("viewer", south)], organisation),
        "ada": _user(key, "Ada", [("administrator", root)], organisation),
        "charlie": _user(key, "Charlie", [], None),
        "gone": _user(key, "Gone", [("executive", root)], organisation, is_active=False),
    }
    components = _register(organisation, north, south)
    _plan(organisation, components)
    return Cast(organisation, north, south, **users, **components)


def _user(key, name, grants, organisation, *, is_active=True):
    email = f"{name.lower()}@{key}.example"
    person = None
    if organisation:
        person = Person.objects.create(organisation=organisation, key=name.lower(), name=name, email=email)
    user = User.objects.create_user(
        email, "correct horse battery", name=name, person=person, organisation=organisation, is_active=is_active
    )
    for role, unit in grants:
        Grant.objects.create(user=user, role=role, unit=unit)
    return user


def _register(organisation, north, south):
    def component(number, name, unit, **fields):
        row = Component.objects.create(
            organisation=organisation,
            unit=unit,
            key=f"P-{number}",
            name=name,
            stage="approved",
            baseline_start_date=date(2026, 1, 1),
            baseline_finish_date=date(2027, 12, 31),
            **fields,
        )
        CostLine.objects.create(component=row, year=2027, budget=1000 * POUND, forecast=1000 * POUND)
        return row

    return {
        "pump": component(1, "New pumps", north),
        "mill": component(2, "Old mill", south),
        "secret": component(3, SECRET, north, confidential=True, description=f"About {SECRET}"),
    }


def _plan(organisation, components):
    PlanVersion.objects.create(
        organisation=organisation,
        number=1,
        status=PlanStatus.PUBLISHED,
        document=plan_to_dict(plan(), readings=False),
        effective_date=date(2026, 1, 1),
    )
    project(organisation, Act("test", "test.set_up", organisation.key))
    measure = MeasureRow.objects.get(organisation=organisation, key="M1")
    Reading.objects.create(measure=measure, date=date(2026, 10, 1), value=100.0)
    for component, amount in ((components["pump"], -10.0), (components["secret"], -4.0)):
        Benefit.objects.create(component=component, measure=measure, amount=amount, start_date=date(2028, 1, 1))
    role = Role.objects.create(organisation=organisation, key="engineer", name="Engineer")
    Supply.objects.bulk_create(Supply(role=role, month=date(2027, n, 1), fte=3.0) for n in range(1, 13))
    for component in components.values():
        Demand.objects.create(component=component, role=role, month=date(2027, 3, 1), fte=1.0)
    RecordVersion.objects.create(
        organisation=organisation,
        number=1,
        effective_date=date(2026, 1, 1),
        document=document_of(RecordLine(component.key) for component in components.values()),
        decided_at=clock.now(),
    )
    Budget.objects.create(organisation=organisation, year=2027, amount=10_000 * POUND)
