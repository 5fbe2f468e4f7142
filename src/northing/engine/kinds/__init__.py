"""Every kind of problem that the engine solves, by name: read from plain data, solved, checked, answered in plain data.

``answer({"kind": "selection", "problem": {…}, "options": {…}}, effort=Effort(time_limit=10))``
"""

from northing.engine.kinds.model import Answer, Check
from northing.engine.kinds.registry import KINDS, UnknownKind, answer, kinds

__all__ = ["KINDS", "Answer", "Check", "UnknownKind", "answer", "kinds"]
