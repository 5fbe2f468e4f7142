"""An installation with the cast in it."""

from northing.cli import boot

boot.start_django()

from cast import make_cast  # noqa: E402

make_cast()
