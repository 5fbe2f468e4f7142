"""Portfolios too large for branch and bound alone: relaxation, rounding, then neighbourhoods solved exactly."""
