"""A business plan from any file we can read, told by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from northing.engine.formats.json import plan_from_json
from northing.engine.formats.limits import DEFAULT, Limits, check_size
from northing.engine.formats.outline import read_outline
from northing.engine.formats.stratml import PlanFile, read_stratml

_XML = re.compile(
    rb"^(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE (?!html)|(?!html|table|head|body|div)[A-Za-z_][\w.:-]*[\s/>])",
    re.IGNORECASE,
)
_WIDE_XML = (b"\xff\xfe<\0", b"\xfe\xff\0<")


def read_plan(
    data: bytes,
    *,
    name: str = "Business plan",
    source: str = "",
    mapping: Mapping[str, str] | None = None,
    first_month: int = 4,
    sheet: str = "",
    limits: Limits = DEFAULT,
) -> PlanFile:
    """A plan from StratML, our own JSON, CSV, a workbook, Markdown or indented text.

    Args:
        data: the file.
        name: of the plan where the file gives none.
        source: what the plan's source is called where the file gives none.
        mapping: header → role, for lists.
        first_month: in which fiscal years begin, for lists with years.
        sheet: of a workbook.
        limits: ceilings.

    Raises:
        UnreadableFile: naming place, problem and repair; nothing is taken over then.
    """
    check_size(data, limits)
    if _XML.match(data[:500]) or data.startswith(_WIDE_XML):
        return read_stratml(data, source=source, limits=limits)
    if data.lstrip()[:1] == b"{":
        return PlanFile(plan_from_json(data, source=source))
    return read_outline(data, name=name, mapping=mapping, first_month=first_month, sheet=sheet, limits=limits)
