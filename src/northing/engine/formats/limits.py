"""How large a file may be: counted while it is read, so that a hostile one costs little."""

from __future__ import annotations

from dataclasses import dataclass

from northing.engine.formats.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file; the defaults hold a register of 50,000 components with room to spare.

    Attributes:
        bytes: of the file as it arrives.
        unzipped_bytes: of everything inside a workbook.
        ratio: unzipped to zipped bytes of one part of a workbook larger than a megabyte.
        cell: characters in one cell.
        line: characters in one line of a text file.
        depth: of nested XML elements.
    """

    bytes: int = 60_000_000
    unzipped_bytes: int = 400_000_000
    ratio: int = 300
    parts: int = 2_000
    rows: int = 50_000
    columns: int = 1_000
    cells: int = 3_000_000
    cell: int = 100_000
    line: int = 1_000_000
    depth: int = 60
    elements: int = 500_000


DEFAULT = Limits()


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse what is empty or too large before anything looks into it."""
    if not data.strip():
        raise UnreadableFile("the file", "it is empty", "Choose the file again; it has no content")
    if len(data) > limits.bytes:
        size, most = len(data) // 1_000_000, limits.bytes // 1_000_000
        raise UnreadableFile(
            "the file", f"it has {size} MB, more than {most}", "Leave out attachments and unused sheets, or split it"
        )
