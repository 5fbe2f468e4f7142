"""Which characters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
import re

from northing.engine.formats.errors import Note, UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 26, 27})
_USUAL = frozenset("’‘“”–—•…£€°½¼·\u00a0\u00ad®™©éèêëàâäáãåçîïíìôöóòõøûüúùñßæœÉÈÀÇÖÜÄÅØŒº§«»")
_SAMPLE = 400_000
"""Bytes that are looked at."""
_MOSTLY = 0.3
"""Share of zero bytes on one side of all pairs from which on they are UTF-16."""


def decode(data: bytes) -> tuple[str, str, tuple[Note, ...]]:
    """The text, the encoding it was read in, and what had to be repaired.

    Raises:
        UnreadableFile: for bytes that are no text at all.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name), name, ()
    if wide := _wide(data):
        return _strict(data, wide), wide, ()
    _refuse_binary(data)
    text, name, notes = _narrow(data)
    if "\0" in text:
        notes += (Note(0, f"{text.count(chr(0))} NUL characters were taken out"),)
        text = text.replace("\0", "")
    return text, name, notes


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        raise UnreadableFile(
            "the file", f"it says it is {name} but is not ({error})", "Save it again as CSV UTF-8"
        ) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is NUL."""
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > _MOSTLY * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > _MOSTLY * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL)) + sample.count(0)
    if control * 20 > len(sample):
        raise UnreadableFile("the file", "it is not text", "Save the list as CSV UTF-8 or as an .xlsx workbook")


def _narrow(data: bytes) -> tuple[str, str, tuple[Note, ...]]:
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        first = error.start
    mixed, strays = _mixed(data)
    if mixed:
        line = data.count(b"\n", 0, first) + 1
        note = Note(line, f"{strays} bytes are not UTF-8 like the rest and were read as Windows characters")
        return mixed, "utf-8 with cp1252", (note,)
    return _single(data)


def _mixed(data: bytes) -> tuple[str, int]:
    """A UTF-8 file into which something else was pasted: more whole sequences than stray bytes."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(re.findall("[\udc80-\udcff]", text))
    whole = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    if whole <= strays:
        return "", strays
    return re.sub("[\udc80-\udcff]", lambda found: _windows(ord(found[0]) - 0xDC00), text), strays


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _single(data: bytes) -> tuple[str, str, tuple[Note, ...]]:
    """One byte per character: Windows, Latin-1 or old Mac, by whose reading looks most like prose."""
    candidates = ["cp1252", "mac_roman"] if re.search(rb"[\x80-\x9f]", data) else ["latin-1", "mac_roman"]
    best = max(candidates, key=lambda name: _prose(data, name))
    text = data.decode(best, "replace")
    if unknown := text.count("\ufffd"):
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        return text, best, (Note(line, f"{unknown} characters cannot be read in {best} and show as \ufffd"),)
    return text, best, ()


def _prose(data: bytes, name: str) -> float:
    """How many of the special characters are the usual ones, and stand where they usually do."""
    text = data[:_SAMPLE].decode(name, "replace")
    special = [found[0] for found in re.finditer(r"[^\x00-\x7f]", text)]
    odd = len(re.findall(r"[a-z][À-ÞŸ](?=[a-z])|\ufffd|\w[¢¤¥¦§¨«¬±²³´µ¶¸¹º»¿×÷](?=\w)", text))
    return sum(char in _USUAL for char in special) - 2 * odd - sum(char not in _USUAL for char in special)
