import os
import stat

import pytest

from northing.cli import datadir, prepare
from northing.cli.errors import CommandError


@pytest.fixture(autouse=True)
def own_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_new_directory_is_its_owners_only(tmp_path):
    datadir.ensure(tmp_path / "a" / "b")

    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_a_file_in_its_place_is_named_with_the_repair(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(CommandError, match=r"data cannot be written to .* Repair: name another with --data DIR"):
        datadir.ensure(tmp_path / "data")


def test_a_second_holder_is_refused_with_the_first_ones_address(tmp_path):
    refusal = rf"already running on .* \(process {os.getpid()}, http://127.0.0.1:8000\)"
    with (
        datadir.held(tmp_path, url="http://127.0.0.1:8000"),
        pytest.raises(CommandError, match=refusal),
        datadir.held(tmp_path, url="http://127.0.0.1:8001"),
    ):
        pass

    with datadir.held(tmp_path, url="http://127.0.0.1:8001"):
        assert "8001" in (tmp_path / "up.lock").read_text()


def test_a_long_log_is_set_aside(tmp_path):
    log = tmp_path / "northing.log"
    log.write_bytes(b"x" * (datadir.LARGEST_LOG_BYTES + 1))

    assert datadir.open_log(tmp_path) == log
    assert not log.exists()
    assert (tmp_path / "northing.log.1").stat().st_size == datadir.LARGEST_LOG_BYTES + 1


def test_a_database_without_its_journal_key_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("NORTHING_DATA", str(tmp_path))
    (tmp_path / "northing.sqlite3").write_bytes(b"")

    with pytest.raises(CommandError, match=r"could not be verified any more\. Repair: bring the file back"):
        prepare.make_keys()
    assert not (tmp_path / "journal.key").exists()


def test_a_new_directory_gets_two_different_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("NORTHING_DATA", str(tmp_path))

    prepare.make_keys()

    assert (tmp_path / "journal.key").read_text() != (tmp_path / "secret.key").read_text()
