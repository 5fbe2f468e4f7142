"""Tarnwell Water in the database: units, people, plan, register, links, capacity, relative to the install day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import sin

from django.utils import timezone

from northing.benefits.models import Benefit
from northing.capacity.models import Allocation, Demand, Role, Supply
from northing.demo.tarnwell import people, projects
from northing.demo.tarnwell import plan as plans
from northing.demo.tarnwell.projects import BenefitSpec, ProjectSpec
from northing.demo.tarnwell.story import Story
from northing.engine.calendar import add_months, first_of_month, fiscal_year
from northing.engine.formats.json import plan_to_dict
from northing.engine.plan import Plan
from northing.engine.snapshot import RecordLine
from northing.kernel.journal import Act
from northing.organisation.models import Grant, Organisation, Person, Unit, User
from northing.portfolio.actions import document_of
from northing.portfolio.models import Budget, RecordVersion
from northing.register.models import Assumption, Component, CostLine, Dependency, RatingScale, Support
from northing.strategy.actions import project
from northing.strategy.models import Measure, Objective, PlanStatus, PlanVersion, Reading

PENCE_PER_MILLION = 100_000_000
FIRST_FISCAL_MONTH = 4
MONTHS_OF_SUPPLY = 36
READ_EVERY_MONTHS = 3
# The projects that carry the story.
TRUNK_MAINS_A, TRUNK_MAINS_B, SLUDGE_TO_ENERGY = 2, 5, 22
CONTACT_ASSIST, VULNERABILITY_REGISTER, IDENTITY_PLATFORM = 27, 28, 31


class Builder:
    """Writes one organisation; each method one part, in the order in which they need each other."""

    def __init__(self, organisation: Organisation, *, day: date, story: Story, act: Act) -> None:
        self.organisation, self.day, self.story, self.act = organisation, day, story, act
        self.month = first_of_month(day)
        self.units: dict[str, Unit] = {}
        self.people: dict[str, Person] = {}
        self.components: dict[int, Component] = {}
        self.roles: dict[str, Role] = {}

    def build(self) -> None:
        """Everything but the event, which is told through the product's own actions."""
        self.add_units()
        self.add_people()
        self.add_plan_versions()
        self.add_readings()
        self.add_components()
        self.add_links()
        self.add_capacity()
        self.add_records_and_budgets()

    def add_units(self) -> None:
        root = Unit.objects.create(organisation=self.organisation, key=people.ROOT.key, name=people.ROOT.name)
        self.units = {people.ROOT.key: root}
        for spec in people.UNITS:
            self.units[spec.key] = Unit.objects.create(
                organisation=self.organisation, key=spec.key, name=spec.name, parent=root
            )

    def add_people(self) -> None:
        for spec in people.PEOPLE:
            left = spec.left_days_ago if self.story.safety_owner_left else None
            person = Person.objects.create(
                organisation=self.organisation,
                key=spec.key,
                name=spec.name,
                email=f"{spec.key.replace('-', '.')}@tarnwell.example",
                unit=self.units[spec.unit],
                title=spec.title,
                role_key=spec.capacity_role,
                left_on=self.day - timedelta(days=left) if left else None,
            )
            self.people[spec.key] = person
            if spec.roles:
                self._add_account(person, spec.roles)
        for unit in (people.ROOT, *people.UNITS):
            self.units[unit.key].head = self.people[unit.head]
            self.units[unit.key].save()

    def _add_account(self, person: Person, roles: tuple[tuple[str, str], ...]) -> None:
        user = User.objects.create_user(person.email, name=person.name, person=person, organisation=self.organisation)
        Grant.objects.bulk_create(Grant(user=user, role=role, unit=self.units[unit]) for role, unit in roles)

    def plan(self) -> Plan:
        """Version 3 as the story has it."""
        return self._weighted(plans.plan(self.day))

    def event_plan(self) -> Plan:
        """Version 4 as the story has it."""
        return self._weighted(plans.event_plan(self.day))

    def _weighted(self, plan: Plan) -> Plan:
        weights = {"O1.1": self.story.leakage_weight, "O4.2": self.story.carbon_weight}
        return replace(
            plan,
            goals=tuple(
                replace(g, objectives=tuple(replace(o, weight=weights.get(o.key, o.weight)) for o in g.objectives))
                for g in plan.goals
            ),
        )

    def add_plan_versions(self) -> None:
        first, second = plans.earlier_plans(self.day)
        messages = ("The 2030 plan", "Weights agreed with the board", "Leakage target tightened after the dry summer")
        versions = zip((first, second, self.plan()), (-24, -12, -5), messages, strict=True)
        for number, (plan, months, message) in enumerate(versions, start=1):
            on = add_months(self.month, months)
            PlanVersion.objects.create(
                organisation=self.organisation,
                number=number,
                status=PlanStatus.PUBLISHED,
                document=plan_to_dict(plan, readings=False),
                effective_date=on,
                message=message,
                published_at=_noon(on),
                published_by=self.people["margaret-doyle"].email,
            )
        project(self.organisation, self.act)

    def add_readings(self) -> None:
        for measure in Measure.objects.filter(organisation=self.organisation):
            Reading.objects.bulk_create(self._readings(measure))

    def _readings(self, measure: Measure) -> list[Reading]:
        spec = next(m for specs in plans.MEASURES.values() for m in specs if m[0] == measure.key)
        baseline, now = spec[4], plans.LEVEL_NOW[measure.key]
        steps = -plans.BASELINE_MONTHS // READ_EVERY_MONTHS
        last = self.day - timedelta(days=self._read_days_ago(measure.key))
        dates = [add_months(last, -READ_EVERY_MONTHS * (steps - n)) for n in range(1, steps + 1)]
        return [
            Reading(measure=measure, date=on, value=value, source="Monthly operations return", recorded_by="import")
            for on, value in zip(dates, _path(baseline, now, steps), strict=True)
        ]

    def _read_days_ago(self, measure: str) -> int:
        return self.story.carbon_read_days_ago if measure == "M4.2" else 20

    def add_components(self) -> None:
        for spec in projects.PROJECTS:
            component = Component.objects.create(**self._fields(spec))
            self.components[spec.number] = component
            CostLine.objects.bulk_create(self._cost_lines(component, spec))

    def _fields(self, spec: ProjectSpec) -> dict[str, object]:
        start, finish = self._start(spec), self._finish(spec)
        slip = self.story.billing_before_identity if spec.number == IDENTITY_PLATFORM else spec.slip
        complete = self._complete_share(spec)
        return {
            "organisation": self.organisation,
            "unit": self.units[spec.unit],
            "key": spec.key,
            "name": spec.name,
            "manager": self.people[spec.manager],
            "sponsor": self.units[spec.unit].head,
            "stage": spec.stage,
            "baseline_start_date": start,
            "baseline_finish_date": finish,
            "forecast_start_date": start,
            "forecast_finish_date": add_months(finish, slip),
            "complete_share": complete,
            "mandatory_reason": spec.mandatory,
            "shift_options": list(spec.shifts),
            "scale_options": list(spec.scales),
            "tags": list(spec.tags),
            "reported_status": spec.status,
            "reported_on_date": self.day - timedelta(days=6),
            "source": "Tarnwell portfolio register",
            **self._earned_value(spec, complete),
        }

    def _start(self, spec: ProjectSpec) -> date:
        return add_months(self.month, spec.start)

    def _finish(self, spec: ProjectSpec) -> date:
        quarter = self.story.go_live_quarters.get(spec.number)
        if quarter is None:
            return add_months(self.month, spec.start + spec.months) - timedelta(days=1)
        begins = add_months(self.month, 3 * quarter - (self.month.month - 1) % 3)
        return begins + timedelta(days=20 * (spec.number - 25))

    def _complete_share(self, spec: ProjectSpec) -> float:
        if spec.stage == projects.CLOSED:
            return 1.0
        return round(max(0.0, min(1.0, -spec.start / (spec.months + spec.slip))) * 0.95, 2)

    def _earned_value(self, spec: ProjectSpec, complete: float) -> dict[str, object]:
        if spec.stage != "delivering":
            return {}
        earned = round(spec.cost * PENCE_PER_MILLION * complete)
        cpi = self.story.watermelon_cpi if spec.number == TRUNK_MAINS_A else 0.97
        planned = round(spec.cost * PENCE_PER_MILLION * min(1.0, -spec.start / spec.months))
        return {
            "planned_value": planned,
            "earned_value": earned,
            "actual_cost": round(earned / cpi),
            "earned_value_date": self.day - timedelta(days=10),
        }

    def _cost_lines(self, component: Component, spec: ProjectSpec) -> list[CostLine]:
        total = round(spec.cost * PENCE_PER_MILLION)
        budget = self._by_year(spec.start, spec.months, total)
        forecast = self._by_year(spec.start, spec.months + spec.slip, total)
        spent = self._by_year(spec.start, min(spec.months, -spec.start), round(total * -spec.start / spec.months))
        this_year = fiscal_year(self.day, first_month=FIRST_FISCAL_MONTH)
        return [
            CostLine(
                component=component,
                year=year,
                budget=budget.get(year),
                forecast=forecast.get(year),
                actual=min(spent.get(year, 0), total) if year <= this_year and spec.start < 0 else None,
            )
            for year in sorted(budget | forecast)
        ]

    def _by_year(self, start: int, months: int, total: int) -> dict[int, int]:
        """``total`` spread evenly over the months; the last year takes what rounding leaves."""
        if months <= 0:
            return {}
        years = [fiscal_year(add_months(self.month, start + n), first_month=FIRST_FISCAL_MONTH) for n in range(months)]
        spread = {year: total * years.count(year) // months for year in dict.fromkeys(years)}
        spread[years[-1]] += total - sum(spread.values())
        return spread

    def add_links(self) -> None:
        for spec in projects.BENEFITS:
            if spec.amount and not (
                spec.measure == "M3.4" and spec.project == VULNERABILITY_REGISTER and not self.story.handling_time_pull
            ):
                Benefit.objects.create(**self._benefit(spec))
        for component in projects.PROJECTS:
            for needed in component.needs:
                Dependency.objects.create(
                    component=self.components[component.number],
                    needs=self.components[needed],
                    reason="Customers sign in through it",
                )
        self._add_assumption()
        self._add_supports()

    def _benefit(self, spec: BenefitSpec) -> dict[str, object]:
        component = self.components[spec.project]
        start = (
            self.story.sludge_benefit_start
            if (spec.project, spec.measure) == (SLUDGE_TO_ENERGY, "M3.1")
            else spec.start
        )
        claim = spec.claim if self.story.shared_claim or spec.project != CONTACT_ASSIST else "contact-centre overtime"
        measure = Measure.objects.get(organisation=self.organisation, key=spec.measure)
        low, high = spec.amount * (1 - spec.spread), spec.amount * (1 + spec.spread)
        return {
            "component": component,
            "measure": measure,
            "name": f"{measure.name} {spec.amount:+g} {measure.unit}".replace("-", "−"),
            "amount": spec.amount,
            "low": low,
            "high": high,
            "start_date": add_months(self.month, start),
            "ramp_months": spec.ramp,
            "confidence": spec.confidence,
            "owner": component.unit.head,
            "cashable": round(spec.cashable * PENCE_PER_MILLION) or None,
            "claim": claim,
            "source": "Business case",
        }

    def _add_assumption(self) -> None:
        Assumption.objects.create(
            component=self.components[TRUNK_MAINS_B],
            statement="Pipe costs no more than £412 a metre",
            valid_until_date=self.day + timedelta(days=self.story.pipe_price_days),
            owner=self.people["sofia-marques"],
            source="Framework quotation",
        )

    def _add_supports(self) -> None:
        rated = [(23, "O3.2", 1, "Crews see the customer's history"), (3, "O1.2", 3, "Calmer pressure, fewer bursts")]
        if self.story.orphans_served:
            rated += [(37, "O3.1", 3, "Two leases end"), (38, "O2.3", 1, "Samples come back the same day")]
        for number, key, rating, reason in rated:
            objective = Objective.objects.get(organisation=self.organisation, key=key)
            Support.objects.create(component=self.components[number], objective=objective, rating=rating, reason=reason)

    def add_capacity(self) -> None:
        for key, (name, fte) in projects.ROLES.items():
            role = Role.objects.create(organisation=self.organisation, key=key, name=name)
            self.roles[key] = role
            Supply.objects.bulk_create(
                Supply(role=role, month=add_months(self.month, n), fte=fte) for n in range(MONTHS_OF_SUPPLY)
            )
        Demand.objects.bulk_create(d for spec in projects.PROJECTS for d in self._demand(spec))
        self._promise_engineer()

    def _demand(self, spec: ProjectSpec) -> list[Demand]:
        if spec.stage == projects.CLOSED:
            return []
        months = range(max(0, spec.start), min(MONTHS_OF_SUPPLY, spec.start + spec.months))
        component = self.components[spec.number]
        return [
            Demand(component=component, role=self.roles[role], month=add_months(self.month, n), fte=fte)
            for role, fte in spec.demand
            for n in months
        ]

    def _promise_engineer(self) -> None:
        start = add_months(self.month, projects.LEAVING_MONTHS[0])
        for number in (12, 11):
            Allocation.objects.create(
                component=self.components[number],
                person=self.people["callum-reid"],
                start_date=start,
                finish_date=add_months(start, 3) - timedelta(days=1),
                share=self.story.engineer_share,
                source=f"Resource plan of {self.components[number].name}",
            )

    def add_records_and_budgets(self) -> None:
        inside = [s for s in projects.PROJECTS if s.stage != projects.CANDIDATE]
        earlier = [s for s in inside if s.start < 0]
        for number, (specs, months) in enumerate(((earlier, -12), (inside, -3)), start=1):
            on = add_months(self.month, months)
            RecordVersion.objects.create(
                organisation=self.organisation,
                number=number,
                effective_date=on,
                document=document_of(RecordLine(s.key) for s in specs),
                reason="Annual portfolio decision" if number == 1 else "Mid-year portfolio decision",
                decided_by=self.people["margaret-doyle"].email,
                decided_at=_noon(on),
            )
        self._add_budgets(inside)

    def _add_budgets(self, inside: list[ProjectSpec]) -> None:
        lines = CostLine.objects.filter(component__in=[self.components[s.number] for s in inside])
        year = fiscal_year(self.day, first_month=FIRST_FISCAL_MONTH)
        for later, headroom in enumerate(projects.BUDGET_HEADROOM, start=year):
            spent = sum(line.forecast or 0 for line in lines if line.year == later)
            Budget.objects.create(organisation=self.organisation, year=later, amount=round(spent * (1 + headroom)))


def add_rating_scale(organisation: Organisation) -> None:
    """The five-point delivery confidence scale that many public portfolios use."""
    points = (
        ("green", "Green", "on_track"),
        ("amber-green", "Amber/Green", "on_track"),
        ("amber", "Amber", "at_risk"),
        ("amber-red", "Amber/Red", "off_track"),
        ("red", "Red", "off_track"),
    )
    RatingScale.objects.create(
        organisation=organisation,
        key="delivery-confidence-5",
        name="Delivery confidence, five points",
        points=[{"key": key, "label": label, "status": status} for key, label, status in points],
    )


def _path(baseline: float, now: float, steps: int) -> list[float]:
    """A straight way from the baseline to now with a little weather in it; the last step is exact."""
    way = now - baseline
    path = [baseline + way * n / steps + way * 0.12 * sin(n * 1.7) for n in range(1, steps)]
    return [round(value, 2) for value in path] + [now]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
