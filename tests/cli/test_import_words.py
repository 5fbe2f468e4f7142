import argparse
from datetime import date

import pytest

from northing.cli.commands.import_ import read_bytes, read_mapping
from northing.cli.commands.recalibrate import share
from northing.cli.words import day
from northing.engine.formats.errors import UnreadableFile


def test_a_day_is_read_or_refused_in_words():
    assert day("2026-03-31") == date(2026, 3, 31)
    with pytest.raises(argparse.ArgumentTypeError, match="write it as 2026-03-31"):
        day("31.03.2026")


def test_a_share_may_be_written_as_percent():
    assert (share("0.9"), share("90"), share("1")) == (0.9, 0.9, 1.0)
    for text in ("0", "-1", "x", "900"):
        with pytest.raises(argparse.ArgumentTypeError, match="no share"):
            share(text)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_bytes(tmp_path / "nothing.csv")


def test_a_mapping_is_one_json_object(tmp_path):
    assert read_mapping(None) == {}
    for content, words in (("[1]", "no JSON object"), ("{", "is not JSON")):
        file = tmp_path / "mapping.json"
        file.write_text(content)
        with pytest.raises(UnreadableFile, match=words):
            read_mapping(file)
