"""Charts drawn as SVG in Python: actual solid, plan outline, forecast hatched; each with the same rows as a table."""
