"""The file of a problem for the engine: what is wrong with it in one sentence, before anything computes with it."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

from northing.cli.solving import BEGIN, BadProblem, too_deep

LARGEST = 100 * 1024 * 1024
"""Bytes of a problem that are read at most."""

MOST_PARTS = 10_000_000
"""Objects and lists of a problem at most: as many take two gigabytes."""


def read_problem(name: str) -> object:
    """The file's JSON, or that of stdin for ``-``; what two readers would read differently is refused.

    Raises:
        BadProblem: it cannot be read, is too large, no UTF-8 text or no JSON, has NaN, infinity or a key twice.
    """
    data = _bytes(name)
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:
        raise BadProblem(
            "TooLarge", name, f"it has more than {MOST_PARTS:,} objects and lists: give fewer options or projects"
        )
    if not data.strip():
        raise BadProblem("NotJson", name, f"it is empty: {BEGIN}")
    try:
        text = data.decode(json.detect_encoding(data))
        document = json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        words = f"its byte {error.start:,} is no {error.encoding.upper()} text: save it as UTF-8"
        raise BadProblem("NotJson", name, words) from error
    except json.JSONDecodeError as error:
        words = f"it is not JSON in line {error.lineno}, column {error.colno}: {error.msg}. Correct it there"
        raise BadProblem("NotJson", name, words) from error
    except RecursionError as error:
        raise too_deep(name) from error
    except ValueError as error:
        is_endless = "integer string conversion" in str(error)
        words = "a whole number has more than 4,300 digits: correct it" if is_endless else str(error)
        raise BadProblem("NotJson", name, f"it is not JSON: {words}") from error
    return _of_whole_characters(document, text, name)


def _bytes(name: str) -> bytes:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadProblem("FileNotReadable", name, f"it cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadProblem("FileNotReadable", name, f"it cannot be read: {error}") from error
    if len(data) > LARGEST:
        raise BadProblem("TooLarge", name, f"it has more than {LARGEST // 1024**2} MB: give fewer options or projects")
    return data


def _of_whole_characters(document: object, text: str, name: str) -> object:
    r"""A \ud800 alone is half of a character, which nothing can write again."""
    if "\\ud" not in text.lower():
        return document
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadProblem("NotJson", name, "it has half a character (\\ud…): write the whole one") from error
    except RecursionError as error:
        raise too_deep(name) from error
    return document


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number; leave out what is unknown")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{twice!r:.80} stands twice in one object; keep one of the two")
    return found
