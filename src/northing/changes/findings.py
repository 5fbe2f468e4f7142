"""Keep the list of findings in line with what the rules find now."""

from __future__ import annotations

from northing.changes.models import Finding, FindingState
from northing.engine.alignment import findings as engine
from northing.engine.formats.plain import to_plain
from northing.kernel import clock
from northing.organisation.models import Organisation, Unit
from northing.portfolio.queries import full_snapshot


def refresh(organisation: Organisation) -> None:
    """Add what is new, update what still holds, resolve what no longer does; dismissed ones stay dismissed."""
    found = {finding.fingerprint: finding for finding in engine.find(full_snapshot(organisation))}
    known = {row.fingerprint: row for row in Finding.objects.filter(organisation=organisation)}
    units = {unit.key: unit for unit in Unit.objects.filter(organisation=organisation)}
    for fingerprint, finding in found.items():
        row = known.get(fingerprint) or Finding(
            organisation=organisation, fingerprint=fingerprint, first_seen_at=clock.now()
        )
        _fill(row, finding, units)
    gone = [row for fingerprint, row in known.items() if fingerprint not in found]
    for row in gone:
        if row.state != FindingState.RESOLVED:
            row.state, row.resolved_at = FindingState.RESOLVED, clock.now()
            row.save()


def _fill(row: Finding, finding: engine.Finding, units: dict[str, Unit]) -> None:
    row.rule, row.sentence, row.severity = finding.rule, finding.sentence, finding.severity
    row.facts, row.repair = to_plain(finding.facts), finding.repair
    row.stake = {"money": finding.stake_money, "people": finding.stake_people, "words": finding.stake_words}
    row.components, row.objectives = list(finding.components), list(finding.objectives)
    row.unit = units.get(finding.unit or "")
    if row.state == FindingState.RESOLVED:
        row.state, row.resolved_at = FindingState.OPEN, None
    row.save()
