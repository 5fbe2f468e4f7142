"""Tarnwell Water, a water company that does not exist: its people, plan and projects are fiction.

All dates are offsets from the install day, so the demo never ages; every headline is computed from these inputs.
"""
