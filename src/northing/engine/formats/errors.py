"""What a reader says when it cannot go on, and what it says when it could but had to decide something."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableFile(Exception):
    """A file cannot be read at all; nothing of it was taken over.

    Attributes:
        place: where, in the file's own terms (``"line 12, column 3"``, ``"sheet Projects"``, ``"the file"``).
        problem: what is wrong there.
        repair: what the reader can do about it.
    """

    def __init__(self, place: str, problem: str, repair: str) -> None:
        super().__init__(f"{place}: {problem}. {repair}")
        self.place = place
        self.problem = problem
        self.repair = repair

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[str, str, str]]:
        """Pickled by its three parts, so that it survives the way out of a child process."""
        return type(self), (self.place, self.problem, self.repair)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader had to decide or could not use, with its place; the file was read all the same.

    Attributes:
        line: 1-based line or spreadsheet row; 0 when it concerns the whole file.
    """

    line: int
    text: str
    repair: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.text}" + (f". {self.repair}" if self.repair else "")
