"""`python -m northing`, and the command `northing` of an installed wheel."""

import sys

from northing.cli import run


def main() -> int:
    """Run the command line's words; the exit code is 0 for done, 1 for refused, 2 for not understood."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
