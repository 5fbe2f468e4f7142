from types import SimpleNamespace

from django import forms
from django.http import QueryDict
from django.template import Context, Template

from northing.ui.blocks import Column, Explanation, Fact, Kpi, Step, Tab


def show(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


COLUMNS = [
    Column("Project", key="name"),
    Column("Cost", key="cost", kind="number", unit="£m"),
    Column("Why", hidden_label=True),
]


def test_a_sorted_column_says_so_and_turns_round_keeping_the_filters():
    request = SimpleNamespace(GET=QueryDict("health=off&sort=cost&page=3"))
    html = show('{% table caption="All" columns=columns sort="cost" %}{% endtable %}', columns=COLUMNS, request=request)
    assert 'aria-sort="ascending"' in html
    assert 'href="?health=off&amp;sort=-cost"' in html
    assert 'href="?health=off&amp;sort=name"' in html


def test_totals_stand_under_the_header_and_the_caption_is_for_screen_readers():
    html = show(
        '{% table caption="All" columns=columns %}{% slot totals %}<th>38</th>{% endslot %}'
        "<tr><td>x</td></tr>{% endtable %}",
        columns=COLUMNS,
    )
    assert html.index('<tr class="totals"><th>38</th></tr>') < html.index("<tbody><tr><td>x</td></tr></tbody>")
    assert '<caption class="vh">All</caption>' in html
    assert '<span class="vh">Why</span>' in html


def test_a_field_ties_label_hint_and_error_to_its_control():
    html = show('{% field label="Target" name="target" kind="number" value=0 hint="In Ml/d" error="Enter a target" %}')
    assert '<label for="id_target">Target</label>' in html
    assert 'aria-describedby="id_target-hint id_target-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="0"' in html
    assert 'aria-required="true"' in html


def test_a_filter_may_stay_empty():
    html = show('{% field label="Find" name="q" kind="search" %}{% field label="Unit" name="u" kind="select" %}')
    assert "required" not in html


def test_an_optional_field_says_so_and_is_not_required():
    html = show('{% field label="Reason" name="reason" kind="textarea" optional=True %}')
    assert "(optional)" in html
    assert "required" not in html


def test_a_select_keeps_its_choice():
    html = show(
        '{% field label="Unit" name="u" kind="select" options=options value=2 %}', options=[(1, "One"), (2, "Two")]
    )
    assert '<option value="2" selected>Two</option>' in html


class Aim(forms.Form):
    title = forms.CharField(help_text="A verb first")
    note = forms.CharField(required=False)


def test_a_form_lists_its_errors_on_top_and_beside_the_field():
    form = Aim({"title": ""})
    html = show("{% error_summary form=form %}{% bound field=form.title %}{% bound field=form.note %}", form=form)
    assert '<a href="#id_title">This field is required.</a>' in html
    assert 'aria-describedby="id_title-hint id_title-error"' in html
    assert "(optional)" in html


def test_a_form_without_errors_has_no_summary():
    assert show("{% error_summary form=form %}", form=Aim({"title": "Cut leaks"})).strip() == ""


def test_an_action_posts_with_the_token_and_hidden_fields():
    html = show('{% action url="/go" label="Accept" fields=fields key="a" %}', fields={"version": 3}, csrf_token="tok")
    assert '<form class="press" method="post" action="/go">' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="tok">' in html
    assert '<input type="hidden" name="version" value="3">' in html
    assert 'data-key="a"' in html


def test_a_slider_is_a_native_range_with_its_value_beside_it():
    html = show('{% slider label="Keep" name="keep" value=92 low=80 unit=" %" hx-post="/p" %}')
    assert 'type="range" id="id_keep" name="keep" min="80" max="100" step="1" value="92"' in html
    assert 'hx-sync="this:replace" hx-post="/p"' in html
    assert ">92 %</output>" in html


def test_kpis_tabs_and_steps_show_their_facts():
    html = show(
        "{% kpis items=kpis %}{% tabs items=tabs %}{% steps items=steps %}",
        kpis=[Kpi("On track", "4 of 12", "two fewer", "/o")],
        tabs=[Tab("All", "/a", current=True, count=0)],
        steps=[Step("Detect", "today"), Step("Decide", current=True)],
    )
    assert '<a href="/o">4 of 12</a>' in html
    assert '<a href="/a" aria-current="page">All<span class="count">0</span></a>' in html
    assert 'class="done"' in html
    assert 'aria-current="step"' in html


def test_a_finding_shows_both_facts_with_source_and_date():
    facts = [Fact("Live on 1 Sep", "Register", "3 Mar 2027", "/a"), Fact("Done on 12 Oct", "Plan", "10 Mar 2027")]
    html = show(
        '{% finding title="Too early" severity="off_track" rule="Order" facts=facts %}{% endfinding %}', facts=facts
    )
    assert '<a class="quiet" href="/a">Register</a> · 3 Mar 2027' in html
    assert "Plan · 10 Mar 2027" in html


def test_an_explanation_names_formula_inputs_sources_and_dates():
    explanation = Explanation("P ÷ G", inputs=(("Gap", "28", "Plan v3", "1 Jan 2027"),))
    html = show("{% explain explanation=explanation %}", explanation=explanation)
    assert "P ÷ G" in html
    assert '<th scope="row">Gap</th><td class="num">28</td><td>Plan v3</td><td>1 Jan 2027</td>' in html


def test_the_states_say_what_is_true_and_what_to_do():
    html = show(
        '{% empty title="Nothing yet" %}{% button label="Import" href="/i" %}{% endempty %}'
        '{% failure title="Failed" still_true="Nothing changed" repair="Try again" request_id="7f" %}{% endfailure %}'
        '{% no_permission what="publish" who=who %}{% endno_permission %}',
        who=["Aisha Khan", "Tom"],
    )
    for part in ('href="/i"', "Nothing changed", "Request 7f", "You may not publish", "Aisha Khan, Tom can grant it."):
        assert part in html


def test_progress_polls_until_it_is_finished():
    running = show('{% progress label="Reading" done=4 total=9 poll="/job" cancel="/stop" %}')
    assert 'hx-get="/job" hx-trigger="every 1s"' in running
    assert 'action="/stop"' in running
    finished = show('{% progress label="Read" done=9 total=9 poll="/job" cancel="/stop" finished=True %}')
    assert "hx-get" not in finished
    assert "/stop" not in finished


def test_a_lost_race_keeps_both_texts():
    html = show('{% conflict field="Name" mine="A" theirs="B" who="Priya" %}')
    assert "Yours</h3>A</div>" in html
    assert "Theirs: Priya</h3>B</div>" in html
