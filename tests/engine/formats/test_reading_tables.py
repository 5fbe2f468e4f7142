from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.limits import Limits
from northing.engine.formats.table import read_csv, text_of
from northing.engine.formats.workbook import read_table, read_workbook

LIST = "Project name,Department\nÉlan “one”,Rail\nDas – Dorf,Road\n"


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def with_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, content.replace(old, new, 1) if part == name else content)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman"])
def test_the_encoding_is_found(encoding: str) -> None:
    table = read_csv(LIST.encode(encoding))
    assert table.rows[0].cells == ("Élan “one”", "Rail")
    assert table.rows[1].cells == ("Das – Dorf", "Road")


def test_stray_windows_bytes_in_a_utf8_file_are_read_and_named() -> None:
    data = "Project name,Department\nÉlan à été,Rail\nA".encode() + b"\x93b\x94,Road\n"
    table = read_csv(data)
    assert table.rows[1].cells[0] == "A“b”"
    assert table.notes[0].line == 3


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_although_cells_hold_others_and_newlines(separator: str) -> None:
    rows = [["Project name", "Department", "Aim"], ["A", "B", "one; two, three\nfour | five"], ["C", "D", "a, b, c"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    table = read_csv(text.encode())
    assert table.separator == separator
    assert [row.cells for row in table.rows] == [tuple(row) for row in rows[1:]]
    assert [row.number for row in table.rows] == [2, 3]


def test_a_separator_that_the_file_states_is_taken() -> None:
    assert read_csv(b"sep=|\nProject name|Department\nA|B\n").rows[0].cells == ("A", "B")


def test_titles_blank_rows_totals_and_footnotes_are_told_from_records() -> None:
    data = b"Our list 2027\n\nProject name,Department,Budget\nA,B,5\n\nC,D,6\nTotal,,11\nSource: us,,\n"
    table = read_csv(data)
    assert table.header == ("Project name", "Department", "Budget")
    assert table.header_row == 3
    assert [row.number for row in table.rows] == [4, 6]
    assert [(row.number, why) for row, why in table.set_aside] == [
        (7, "a totals row, not a record"),
        (8, "a footnote, not a record"),
    ]
    assert str(table.notes[0]) == "line 1: above the header, not a record: “Our list 2027”"


def test_two_header_rows_are_joined() -> None:
    table = read_csv(b"Project name,Budget,,Forecast,\n,2027,2028,2027,2028\nA,1,2,3,4\n")
    assert table.header == ("Project name", "Budget 2027", "Budget 2028", "Forecast 2027", "Forecast 2028")
    assert table.rows[0].cells == ("A", "1", "2", "3", "4")


def test_ragged_rows_keep_every_cell() -> None:
    table = read_csv(b"Project name,Department\nA,B,C\nD\n")
    assert table.header == ("Project name", "Department", "Column C")
    assert [row.cells for row in table.rows] == [("A", "B", "C"), ("D", "", "")]
    assert table.notes[0].line == 2


def test_columns_with_the_same_name_are_told_apart_and_blank_ones_go() -> None:
    assert read_csv(b"Project name,Note,,Note\nA,1,,2\n").header == ("Project name", "Note", "Note (2)")


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "the file", "empty"),
        (b" \n ", "the file", "empty"),
        (b"<html><table></table></html>", "the file", "web page"),
        (b"%PDF-1.7", "the file", "PDF"),
        (b'{"a": 1}', "the file", "JSON"),
        (b"<?xml version='1.0'?><a/>", "the file", "XML"),
        (bytes(range(256)) * 40, "the file", "not text"),
        (b'Project name,X\nA,"b\nC,d\n', "line 2", "never closed"),
        (b"," * 5_000_000, "line 1", "more than 1,000,000 characters"),
        (b"Project name\n" + b"," * 1_500 + b"\n", "row 2", "1,000 columns"),
        (b'Project name,X\nA,"' + b"x" * 100_001 + b'"\n', "line 2", "100,000 characters"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(data: bytes, place: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(data)
    assert caught.value.place == place
    assert words in caught.value.problem
    assert caught.value.repair


def test_limits_are_counted_while_reading() -> None:
    limits = Limits(rows=3)
    with pytest.raises(UnreadableFile, match="row 4"):
        read_csv(b"Project name,X\n" + b"A,b\n" * 9, limits=limits)
    with pytest.raises(UnreadableFile, match="more than 0"):
        read_csv(b"Project name,X\n", limits=Limits(bytes=3))


def test_the_sheet_that_looks_like_a_list_is_read_and_the_others_are_named() -> None:
    data = workbook(
        {
            "Read me": [["This workbook"], ["holds projects"]],
            "Data": [["Project name", "Start", "Budget"], ["A", date(2027, 4, 1), 12.5], ["B", date(2028, 4, 1), 3]],
        }
    )
    table = read_table(data)
    assert table.sheet == "Data"
    assert table.rows[0].cells == ("A", date(2027, 4, 1), 12.5)
    assert [text_of(cell) for cell in table.rows[1].cells] == ["B", "2028-04-01", "3"]
    assert "Read me" in table.notes[0].text
    assert read_workbook(data, sheet="Read me").sheet == "Read me"
    with pytest.raises(UnreadableFile, match="Choose one of Read me, Data"):
        read_workbook(data, sheet="Nothing")


PLAIN = workbook({"S": [["Project name", "Budget"], ["A", 1]]})
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_part(PLAIN, SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "document type"),
        (with_part(PLAIN, SHEET, b'r="B2"', b'r="XFD1048576"'), "last cell is in row 1,048,576, column 16,384"),
        (with_part(PLAIN, SHEET, b"</sheetData>", b" " * 9_000_000 + b"</sheetData>"), "several hundred times"),
        (PLAIN[: len(PLAIN) // 2], "damaged"),
        (OLE, "cannot be opened"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (workbook({"S": []}), "no sheet has a filled cell"),
    ],
)
def test_a_hostile_or_damaged_workbook_is_refused_before_it_costs_anything(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(data)
    assert words in caught.value.problem


def test_a_zip_renamed_to_xlsx_is_named_as_one() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("list.csv", "a,b")
    with pytest.raises(UnreadableFile, match="a zip archive, not a workbook"):
        read_table(buffer.getvalue())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet='aB1,;\t|"\n\r=é£ ', max_size=120).map(str.encode))
def test_any_bytes_give_a_table_or_a_sentence(data: bytes) -> None:
    try:
        table = read_table(data)
    except UnreadableFile as error:
        assert error.repair  # noqa: PT017
    else:
        assert all(len(row.cells) == len(table.header) for row in table.rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_any_change_of_a_workbook_gives_a_table_or_a_sentence(at: int, noise: bytes) -> None:
    try:
        read_table(PLAIN[:at] + noise + PLAIN[at + len(noise) :])
    except UnreadableFile as error:
        assert error.repair  # noqa: PT017
