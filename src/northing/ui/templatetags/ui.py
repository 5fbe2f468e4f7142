"""``{% load ui %}``: every component as a tag, and ``{% slot %}`` for their bodies."""

from __future__ import annotations

from functools import partial

from django import template
from django.utils.safestring import SafeString

from northing.ui import blocks, controls, marks
from northing.ui.registry import REGISTRY, Attributes, attribute_html, compile_component, compile_slot

register = template.Library()
register.tag("slot", compile_slot)
for modules in (marks, controls, blocks):
    assert modules, "importing a module declares its components"
for _name, _component in REGISTRY.items():
    register.tag(_name, partial(compile_component, _component))


@register.filter
def attrs(attributes: Attributes) -> SafeString:
    """The attributes of an element, escaped."""
    return attribute_html(attributes)
