"""Words of the command line that need reading, refused in words."""

import argparse
from datetime import date


def day(text: str) -> date:
    """An ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2026-03-31") from None
