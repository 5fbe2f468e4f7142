"""The only place of selection where a solver is imported."""
