from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError

from northing.ui.registry import REGISTRY, render


def show(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_component_is_a_tag():
    assert "is-at_risk" in show("{% status value=key %}", key="at_risk")


def test_from_python_it_gives_the_same():
    assert render("status", value="at_risk") == show('{% status value="at_risk" %}')


def test_an_unknown_prop_is_named_with_those_that_exist():
    with pytest.raises(TemplateSyntaxError, match="status has no prop colour; it has value, word, note"):
        show('{% status value="at_risk" colour="red" %}')


def test_a_missing_prop_is_named():
    with pytest.raises(TemplateSyntaxError, match="status needs value"):
        show("{% status %}")


def test_a_prop_is_given_once_and_by_name():
    with pytest.raises(TemplateSyntaxError, match="write at_risk=value, once"):
        show("{% status at_risk %}")


def test_a_value_outside_the_choices_is_an_error():
    with pytest.raises(ValueError, match="button kind='huge': it must be one of , primary, danger, plain"):
        show('{% button label="Go" kind="huge" %}')


def test_a_block_has_children_and_slots():
    html = show('{% panel title="Money" %}{% slot actions %}<i>act</i>{% endslot %}<b>body</b>{% endpanel %}')
    assert '<div class="row"><i>act</i></div>' in html
    assert html.index("act") < html.index("<b>body</b>")
    assert html.count("act") == 1


def test_an_undeclared_slot_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="panel has no slot foot; it has actions"):
        show('{% panel title="Money" %}{% slot foot %}{% endslot %}{% endpanel %}')


def test_htmx_attributes_are_passed_on_and_escaped():
    html = show('{% button label="Go" hx-post=url hx-target="#here" %}', url='/x"><script>')
    assert 'hx-post="/x&quot;&gt;&lt;script&gt;"' in html
    assert 'hx-target="#here"' in html


def test_an_expression_attribute_is_refused_as_it_would_need_eval():
    with pytest.raises(TemplateSyntaxError, match="hx-on:click"):
        show('{% button label="Go" hx-on:click="alert(1)" %}')


def test_a_title_is_escaped():
    assert "&lt;script&gt;" in show("{% panel title=title %}{% endpanel %}", title="<script>")


def test_every_component_is_in_the_reference():
    reference = (Path(__file__).parents[2] / "docs/reference/components.md").read_text()
    assert [name for name in REGISTRY if f"`{name}`" not in reference] == []
