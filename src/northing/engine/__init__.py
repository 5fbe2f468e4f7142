"""The pure engine: frozen dataclasses in, results that explain themselves out.

No Django, no clock, no input or output: dates, seeds and rows are arguments, so every figure can be computed again.
"""
