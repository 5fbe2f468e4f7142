"""Components: template tags with declared, typed props. An unknown, missing or misspelt prop is an error at parse time.

A component is a function whose keyword-only parameters are its props. It returns safe HTML, or a dict for its
template ``ui/components/<name>.html``. ``block=True`` gives it a body: ``children`` and the slots it declares.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Attributes = dict[str, object]
_PASSED_ON = re.compile(r"(hx-(?!on)|data-|aria-)[\w:.-]+|autocomplete|min|max|step|rows|accept|multiple")
_SUPPLIED = {"context", "children", "attributes"}


@dataclass(frozen=True, slots=True)
class Component:
    """A declared component.

    Attributes:
        props: name → whether a value must be given.
        choices: name → allowed values, for props typed as a Literal.
        slots: names that ``{% slot name %}`` may fill in the body.
    """

    name: str
    function: Callable[..., SafeString | dict[str, Any]]
    block: bool
    slots: tuple[str, ...]
    props: dict[str, bool]
    choices: dict[str, tuple[Any, ...]]
    takes: frozenset[str]

    def check(self, names: set[str]) -> None:
        """Raise TemplateSyntaxError, naming the prop and the repair, unless the given names fit."""
        unknown = {name for name in names - self.props.keys() if not self._passes_on(name)}
        if unknown:
            declared = ", ".join(self.props) or "none"
            raise template.TemplateSyntaxError(
                f"{self.name} has no prop {', '.join(sorted(unknown))}; it has {declared}"
            )
        missing = [name for name, required in self.props.items() if required and name not in names]
        if missing:
            raise template.TemplateSyntaxError(f"{self.name} needs {', '.join(missing)}")

    def _passes_on(self, name: str) -> bool:
        return "attributes" in self.takes and _PASSED_ON.fullmatch(name) is not None

    def render(self, context: Context, given: dict[str, Any], body: dict[str, SafeString]) -> SafeString:
        values = {name: value for name, value in given.items() if name in self.props} | body
        for name, allowed in self.choices.items():
            if name in values and values[name] not in allowed:
                options = ", ".join(map(str, allowed))
                raise ValueError(f"{self.name} {name}={values[name]!r}: it must be one of {options}")
        if "attributes" in self.takes:
            values["attributes"] = {name: value for name, value in given.items() if name not in self.props}
        if "context" in self.takes:
            values["context"] = context
        result = self.function(**values)
        return result if isinstance(result, str) else self._fill(context, result)

    def _fill(self, context: Context, values: dict[str, Any]) -> SafeString:
        engine = context.template.engine  # type: ignore[union-attr]  # a context is bound while it renders
        inner = context.new(values)
        for name in ("csrf_token", "request"):
            inner[name] = context.get(name)
        return engine.get_template(f"ui/components/{self.name}.html").render(inner)


REGISTRY: dict[str, Component] = {}


def component(
    *, block: bool = False, slots: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated function as the component of its name."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__.rstrip("_")
        parameters = inspect.signature(function).parameters
        supplied = _SUPPLIED | set(slots)
        REGISTRY[name] = Component(
            name=name,
            function=function,
            block=block,
            slots=slots,
            props={n: p.default is p.empty for n, p in parameters.items() if n not in supplied},
            choices=_choices(function),
            takes=frozenset(parameters),
        )
        return function

    return declare


def _choices(function: Callable[..., Any]) -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(function)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


class SlotNode(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:  # noqa: ARG002  a slot shows where its component puts it
        return SafeString("")


class ComponentNode(template.Node):
    def __init__(self, *, declared: Component, props: dict[str, FilterExpression], body: NodeList) -> None:
        self.declared = declared
        self.props = props
        self.nodelist = body

    def render(self, context: Context) -> SafeString:
        given = {name: expression.resolve(context) for name, expression in self.props.items()}
        body = self._body(context) if self.declared.block else {}
        return self.declared.render(context, given, body)

    def _body(self, context: Context) -> dict[str, SafeString]:
        slots = {node.name: node.nodelist.render(context) for node in self.nodelist if isinstance(node, SlotNode)}
        return {"children": self.nodelist.render(context), **slots}


def compile_component(declared: Component, parser: Parser, token: Token) -> ComponentNode:
    props = _props(declared, parser, token)
    declared.check(set(props))
    body = NodeList()
    if declared.block:
        body = parser.parse((f"end{declared.name}",))
        parser.delete_first_token()
        _check_slots(declared, body)
    return ComponentNode(declared=declared, props=props, body=body)


def _props(declared: Component, parser: Parser, token: Token) -> dict[str, FilterExpression]:
    props: dict[str, FilterExpression] = {}
    for bit in token.split_contents()[1:]:
        name, equals, value = bit.partition("=")
        if not equals or name in props:
            raise template.TemplateSyntaxError(f"{declared.name}: write {name}=value, once")
        props[name] = parser.compile_filter(value)
    return props


def _check_slots(declared: Component, body: NodeList) -> None:
    for node in body:
        if isinstance(node, SlotNode) and node.name not in declared.slots:
            known = ", ".join(declared.slots) or "none"
            raise template.TemplateSyntaxError(f"{declared.name} has no slot {node.name}; it has {known}")


def compile_slot(parser: Parser, token: Token) -> SlotNode:
    _, name = token.split_contents()
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)


def render(name: str, **props: object) -> SafeString:
    """A component without a template or body, from Python: ``render("status", value="at_risk")``."""
    declared = REGISTRY[name]
    declared.check(set(props))
    return declared.render(Context(), dict(props), {})


def attribute_html(attributes: Attributes) -> SafeString:
    """`` name="value"`` pairs; True writes the bare name, None and False leave it out."""
    bare = [name for name, value in attributes.items() if value is True]
    full = [(name, value) for name, value in attributes.items() if value is not None and not isinstance(value, bool)]
    return mark_safe(  # noqa: S308  both parts are escaped
        format_html_join("", " {}", ((name,) for name in bare)) + format_html_join("", ' {}="{}"', full)
    )


def tag(name: str, *, attributes: Attributes, children: object = "") -> SafeString:
    """One element with escaped attributes and (unless safe) escaped content."""
    return format_html("<{0}{1}>{2}</{0}>", name, attribute_html(attributes), children)
