from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from northing.engine.register import Kind, Stage, Status
from northing.kernel.models import Versioned
from northing.organisation.models import Organisation, Person, Unit, User
from northing.organisation.querysets import OrganisationQuerySet
from northing.organisation.roles import Permission
from northing.organisation.scope import organisations_of, units_where
from northing.strategy.models import Objective

M = TypeVar("M", bound=models.Model)


def _choices(words: type[Kind | Stage | Status]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


class ComponentQuerySet(models.QuerySet["Component"]):
    def visible_to(self, user: User) -> Self:
        """Components in units that the user may see; confidential ones only to those cleared or named for them."""
        rows = self.none()
        for organisation in organisations_of(user):
            seen = units_where(user, Permission.SEE, organisation)
            cleared = units_where(user, Permission.SEE_CONFIDENTIAL, organisation)
            rows |= self.filter(self._open(seen) | models.Q(unit__in=cleared) | self._named(user, organisation))
        return rows

    @staticmethod
    def _open(seen: set[int]) -> models.Q:
        return models.Q(unit__in=seen, confidential=False)

    @staticmethod
    def _named(user: User, organisation: Organisation) -> models.Q:
        if user.person_id is None:
            return models.Q(pk=None)
        named = models.Q(manager=user.person_id) | models.Q(sponsor=user.person_id)
        return named & models.Q(organisation=organisation)


class Component(Versioned):
    """A programme or project of the register. Money is in minor currency units; null is unknown, never zero."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="components")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="components")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=400)
    external_id = models.CharField(max_length=120, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=_choices(Kind), default=Kind.PROJECT)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    manager = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="manages")
    sponsor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="sponsors")
    stage = models.CharField(max_length=12, choices=_choices(Stage), default=Stage.CANDIDATE)
    category = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    confidential = models.BooleanField(default=False)
    baseline_start_date = models.DateField(null=True, blank=True)
    baseline_finish_date = models.DateField(null=True, blank=True)
    forecast_start_date = models.DateField(null=True, blank=True)
    forecast_finish_date = models.DateField(null=True, blank=True)
    whole_life_cost = models.BigIntegerField(null=True, blank=True)
    complete_share = models.FloatField(default=0.0)
    mandatory_reason = models.CharField(max_length=400, blank=True)
    shift_options = models.JSONField(default=list, blank=True)
    scale_options = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    reported_status = models.CharField(max_length=12, choices=_choices(Status), default=Status.UNKNOWN)
    reported_on_date = models.DateField(null=True, blank=True)
    status_note = models.TextField(blank=True)
    planned_value = models.BigIntegerField(null=True, blank=True)
    earned_value = models.BigIntegerField(null=True, blank=True)
    actual_cost = models.BigIntegerField(null=True, blank=True)
    earned_value_date = models.DateField(null=True, blank=True)
    states = models.JSONField(default=dict, blank=True, help_text="Why a field is empty: withheld, not yet planned …")
    extra = models.JSONField(
        default=dict, blank=True, help_text="Columns of the source that have no field of their own"
    )
    source = models.CharField(max_length=400, blank=True)
    left_on_date = models.DateField(null=True, blank=True, help_text="No longer in the source since then")

    objects = ComponentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="component_key_is_unique"),
            models.CheckConstraint(
                condition=models.Q(complete_share__gte=0, complete_share__lte=1),
                name="complete_share_is_a_share",
                violation_error_message="Work done lies between 0 and 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class ComponentPartQuerySet(models.QuerySet[M]):
    def visible_to(self, user: User) -> Self:
        """Parts of components that the user may see."""
        return self.filter(component__in=Component.objects.visible_to(user))


class CostLine(models.Model):
    """Money of a component in a fiscal year (named by the year it ends in), in minor currency units."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="cost_lines")
    year = models.PositiveSmallIntegerField()
    budget = models.BigIntegerField(null=True, blank=True)
    forecast = models.BigIntegerField(null=True, blank=True)
    actual = models.BigIntegerField(null=True, blank=True)

    objects = ComponentPartQuerySet["CostLine"].as_manager()

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["component", "year"], name="one_cost_line_per_year")]

    def __str__(self) -> str:
        return f"{self.component} FY{self.year % 100:02d}"


class Dependency(models.Model):
    """Another component that has to finish before this one can go live."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="needed_by")
    reason = models.CharField(max_length=400, blank=True)

    objects = ComponentPartQuerySet["Dependency"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "needs"], name="a_dependency_is_stated_once"),
            models.CheckConstraint(
                condition=~models.Q(component=models.F("needs")),
                name="no_component_needs_itself",
                violation_error_message="A project cannot depend on itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} needs {self.needs}"


class Exclusion(models.Model):
    """Two components of which only one can be in."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="exclusions")
    other = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="excluded_by")

    objects = ComponentPartQuerySet["Exclusion"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "other"], name="an_exclusion_is_stated_once")
        ]

    def __str__(self) -> str:
        return f"{self.component} or {self.other}"


class Assumption(Versioned):
    """Something that a component rests on until a date, unless it is confirmed again."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="assumptions")
    statement = models.CharField(max_length=400)
    valid_until_date = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="assumptions")
    source = models.CharField(max_length=400, blank=True)

    objects = ComponentPartQuerySet["Assumption"].as_manager()

    def __str__(self) -> str:
        return self.statement


class Support(Versioned):
    """A rated link to an objective: the weaker kind, shown beside measured coverage and never added to it."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="supports")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="supports")
    rating = models.SmallIntegerField(choices=[(n, f"{n:+d}".replace("-", "−")) for n in (-9, -3, -1, 1, 3, 9)])
    reason = models.TextField()

    objects = ComponentPartQuerySet["Support"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "objective"], name="support_is_rated_once")
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.rating:+d} {self.objective}"


class RatingScale(models.Model):
    """What a rating is read against: its points from best to worst, each with the status it stands for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rating_scales")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    points = models.JSONField(help_text="[{key, label, status}], best first")

    objects = OrganisationQuerySet["RatingScale"].as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="scale_key_is_unique")]

    def __str__(self) -> str:
        return self.name


class ScaleMapping(models.Model):
    """How points of one scale read on another; without one, ratings on two scales are never compared."""

    source = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="mappings")
    target = models.ForeignKey(RatingScale, on_delete=models.CASCADE, related_name="mapped_from")
    points = models.JSONField(help_text="{point of the source: point of the target}")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "target"], name="scales_are_mapped_once")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Assessor(models.TextChoices):
    OWN = "own", "Own assessment"
    INDEPENDENT = "independent", "Independent assessment"


class Rating(models.Model):
    """A component's rating on a scale on a date, with who gave it."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="ratings")
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    point = models.CharField(max_length=80)
    date = models.DateField()
    assessor = models.CharField(max_length=12, choices=Assessor.choices, default=Assessor.INDEPENDENT)
    source = models.CharField(max_length=400, blank=True)

    objects = ComponentPartQuerySet["Rating"].as_manager()

    class Meta:
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "assessor", "date"], name="one_rating_per_assessor_and_date")
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.point}"
