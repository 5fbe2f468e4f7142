"""What people press, fill in and choose: buttons, actions, fields, sliders, menus."""

from __future__ import annotations

from typing import Any, Literal

from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from northing.ui.marks import icon as icon_mark
from northing.ui.registry import Attributes, component, tag

Kind = Literal["", "primary", "danger", "plain"]
InputKind = Literal[
    "text", "number", "date", "email", "password", "search", "url", "textarea", "select", "checkbox", "file"
]


_ASKED_FOR = {"text", "number", "date", "email", "password", "url", "textarea", "file"}


@component()
def button(
    *,
    attributes: Attributes,
    label: str,
    kind: Kind = "",
    href: str = "",
    type: Literal["submit", "button"] = "submit",  # noqa: A002  the attribute's own name
    icon: str = "",
    name: str = "",
    value: str = "",
    small: bool = False,
    key: str = "",
    id: str = "",  # noqa: A002  the attribute's own name
) -> SafeString:
    """A link when it has ``href``, else a button. ``key``: the single letter that presses it."""
    classes = " ".join(filter(None, ["button", kind, "small" if small else ""]))
    inner = format_html("{}{}", icon_mark(name=icon), label) if icon else label
    shared: Attributes = {"id": id or None, "class": classes, "data-key": key or None, **attributes}
    if href:
        return tag("a", attributes={"href": href, **shared}, children=inner)
    own: Attributes = {"type": type, "name": name or None, "value": value or None}
    return tag("button", attributes=own | shared, children=inner)


@component()
def icon_button(
    *,
    attributes: Attributes,
    icon: str,
    label: str,
    href: str = "",
    type: Literal["submit", "button"] = "button",  # noqa: A002  the attribute's own name
    small: bool = False,
    key: str = "",
) -> SafeString:
    """An icon with a name for screen readers and as a tooltip."""
    classes = "button icon-only small" if small else "button icon-only"
    shared: Attributes = {"class": classes, "aria-label": label, "title": label, "data-key": key or None}
    own: Attributes = {"href": href} if href else {"type": type}
    return tag("a" if href else "button", attributes=own | shared | attributes, children=icon_mark(name=icon))


@component()
def action(
    *,
    attributes: Attributes,
    url: str,
    label: str,
    kind: Kind = "",
    icon: str = "",
    small: bool = False,
    key: str = "",
    fields: dict[str, object] | None = None,
) -> dict[str, Any]:
    """A button with its own POST form (token included); ``fields`` are sent hidden. ``hx-…`` goes onto the form."""
    press = button(attributes={}, label=label, kind=kind, icon=icon, small=small, key=key)
    return {"url": url, "button": press, "fields": (fields or {}).items(), "attributes": attributes}


@component()
def field(
    *,
    attributes: Attributes,
    label: str,
    name: str,
    kind: InputKind = "text",
    value: object = "",
    options: Any = (),
    hint: str = "",
    error: str = "",
    optional: bool = False,
    id: str = "",  # noqa: A002  the attribute's own name
) -> dict[str, Any]:
    """Label above, hint, error, control. ``options``: (value, label) pairs for a select."""
    identity = id or f"id_{name}"
    described = [f"{identity}-hint"] * bool(hint) + [f"{identity}-error"] * bool(error)
    shared: Attributes = {
        "id": identity,
        "name": name,
        "aria-describedby": " ".join(described) or None,
        "aria-invalid": "true" if error else None,
        # not `required`: the server answers with sentences, and a browser would stop an empty filter
        "aria-required": "true" if not optional and kind in _ASKED_FOR else None,
        **attributes,
    }
    return {
        "id": identity,
        "label": label,
        "kind": kind,
        "value": "" if value is None else value,
        "options": [(key, word, str(key) == str(value)) for key, word in options],
        "hint": hint,
        "error": error,
        "optional": optional,
        "attributes": shared,
    }


@component()
def bound(*, field: BoundField) -> dict[str, Any]:
    """A field of a Django form in the same dress; its own widget, errors and help text."""
    widget = field.as_widget(attrs=_description(field))
    return {
        "id": field.id_for_label,
        "label": field.label,
        "widget": widget,
        "hint": field.help_text,
        "error": " ".join(map(str, field.errors)),
        "optional": not field.field.required,
    }


def _description(field: BoundField) -> dict[str, str | bool]:
    identity = field.id_for_label
    described = [f"{identity}-hint"] * bool(field.help_text) + [f"{identity}-error"] * bool(field.errors)
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return attributes


@component()
def error_summary(*, form: BaseForm | None = None, errors: Any = ()) -> dict[str, Any]:
    """All errors on top, each a link to its field. ``errors``: (field id, sentence) pairs when there is no form."""
    pairs = list(errors)
    if form is not None:
        pairs += [("", error) for error in form.non_field_errors()]
        pairs += [(bound.id_for_label, error) for bound in form for error in bound.errors]
    return {"pairs": pairs}


@component()
def slider(
    *,
    attributes: Attributes,
    label: str,
    name: str,
    value: object,
    low: object = 0,
    high: object = 100,
    step: object = 1,
    unit: str = "",
    low_word: str = "",
    high_word: str = "",
) -> dict[str, Any]:
    """A native range with its value beside it; ``hx-post`` and the like go onto the input and fire on change.

    While it is moved step by step by keys, only the last value is asked for.
    """
    sends = any(name.startswith("hx-") for name in attributes)
    patience: Attributes = {"hx-trigger": "change delay:150ms", "hx-sync": "this:replace"} if sends else {}
    return {
        "id": f"id_{name}",
        "label": label,
        "name": name,
        "value": value,
        "low": low,
        "high": high,
        "step": step,
        "unit": unit,
        "low_word": low_word,
        "high_word": high_word,
        "attributes": patience | attributes,
    }


@component(block=True)
def menu(
    *, children: SafeString, label: str, icon: str = "", start: bool = False, small: bool = False
) -> dict[str, Any]:
    """``Export ▾``: links and buttons in a <details>; it works without scripts."""
    return {"children": children, "label": label, "icon": icon, "start": start, "small": small}
