import stat

from northing.config import secret
from northing.config.checks import is_weak


def test_a_new_key_is_strong_and_its_owners_only(tmp_path):
    path = tmp_path / "secret.key"

    secret.make(path)

    assert not is_weak(secret.read(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_that_is_there_is_kept(tmp_path):
    path = tmp_path / "secret.key"
    secret.make(path)
    first = secret.read(path)

    secret.make(path)

    assert secret.read(path) == first


def test_no_file_is_no_key(tmp_path):
    assert secret.read(tmp_path / "secret.key") == ""
