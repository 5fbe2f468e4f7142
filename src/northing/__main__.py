"""`python -m northing`, and the command `northing` of an installed wheel."""

import os
import sys

from northing.cli import run


def main() -> int:
    """Run the command line's words; the exit code is 0 for done, 1 for refused, 2 for not understood."""
    try:
        return run(sys.argv[1:])
    except BrokenPipeError:
        # Whoever read the output (`head`) has seen enough; Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
