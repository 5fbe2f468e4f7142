"""Editing the draft: each button is a form of its own, so that all of it works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from northing.engine.plan.diff import Subject
from northing.kernel.errors import Conflict, Invalid
from northing.kernel.idempotency import once
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.organisation.web import MemberRequest, member
from northing.strategy import desk, drafting, fields, history, queries, starters
from northing.strategy.desk import Chosen
from northing.strategy.drafting import Desk, Done
from northing.strategy.outline import remainder_text
from northing.ui.toasts import toast, warn

Write = Callable[[MemberRequest, Desk, Chosen], HttpResponseBase]


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """The draft as an outline, with the chosen item open."""
    require(request.user, Permission.EDIT_PLAN, request.organisation)
    return _page(request, Chosen.of(request.GET.get("item", "")))


def _page(request: MemberRequest, chosen: Chosen, *, error: Invalid | None = None) -> HttpResponseBase:
    typed = request.POST.dict() if error else None
    context = desk.context(request, chosen, typed=typed, errors=error.fields if error else None)
    context["problem"] = str(error) if error and not error.fields else ""
    return render(request, "strategy/draft.html", context, status=error.status if error else 200)


def editing(write: Write) -> Callable[..., HttpResponseBase]:
    """Hand a write the desk and the item; answer what cannot be kept with the page, a lost race with both texts."""

    @require_POST
    @member
    @wraps(write)
    def answer(request: MemberRequest) -> HttpResponseBase:
        require(request.user, Permission.EDIT_PLAN, request.organisation)
        at = Desk(request.user, request.organisation, request.POST.get("version", history.NO_DRAFT))
        chosen = Chosen.of(request.POST.get("item", ""))
        try:
            return write(request, at, chosen)
        except Invalid as error:
            return _page(request, chosen, error=error)
        except Conflict as error:
            return _conflict(request, chosen, error)

    return answer


def _conflict(request: MemberRequest, chosen: Chosen, error: Conflict) -> HttpResponseBase:
    changed = error.changed if isinstance(error, drafting.Lost) else frozenset()
    again = {name: value for name, value in request.POST.items() if name in changed | {"item"}}
    again["version"] = history.token_of(queries.draft_of(request.organisation))
    context = {
        "message": str(error),
        "conflicts": [
            {"field": name, "mine": mine, "theirs": error.theirs.get(name, "")} for name, mine in error.mine.items()
        ],
        "retry_url": request.path if error.mine else "",
        "retry_fields": again,
        "back_url": _address(chosen),
    }
    return render(request, "409.html", context, status=error.status)


def _address(chosen: Chosen, *, field: str = "") -> str:
    """The draft with the item open; a browser goes to the item's row, or puts the cursor into the field."""
    place = f"at-{chosen.key or 'plan'}"
    return f"{reverse('strategy:draft')}?{urlencode({'item': chosen.text})}#{field or place}"


def _done(request: MemberRequest, done: Done, text: str, chosen: Chosen, *, field: str = "") -> HttpResponseBase:
    if history.has_events(done.batch):
        toast(request, text, undo_url=reverse("organisation:undo", args=[done.batch]))
    else:
        toast(request, "Nothing differed, so nothing was saved.")
    return redirect(_address(chosen, field=field))


def _subject(chosen: Chosen) -> Subject:
    return chosen.subject or Subject.PLAN


@editing
def save(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Keep the fields of the open item."""
    values = fields.read_fields(_subject(chosen), request.POST.dict())
    done = drafting.save_item(at, subject=_subject(chosen), key=chosen.key, values=values)
    return _done(request, done, f"{chosen.key or 'The plan'} saved in the draft.", chosen)


@editing
def save_weights(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Keep the weights of all objectives."""
    weights, errors = desk.typed_weights(request.POST.dict())
    if errors:
        raise Invalid(fields=errors)
    done = drafting.save_weights(at, weights=weights)
    plan = queries.plan_to_edit(request.organisation, queries.draft_of(request.organisation))
    return _done(request, done, f"Weights saved. {remainder_text(o.weight for o in plan.objectives())}", chosen)


@require_POST
@member
def remainder(request: MemberRequest) -> HttpResponseBase:
    """What is left of 100 while weights are typed; nothing is saved."""
    require(request.user, Permission.EDIT_PLAN, request.organisation)
    weights, errors = desk.typed_weights(request.POST.dict())
    text = "One of the weights is no number yet." if errors else remainder_text(weights.values())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@editing
@once
def add(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Add an item beside the open one, or under it."""
    kind = request.POST.get("add", "")
    if kind not in set(Subject) - {Subject.PLAN}:
        raise Invalid("Choose what to add: a goal, objective, measure, policy, influencer or assessment.")
    subject = Subject(kind)
    is_beside = subject is chosen.subject
    done = drafting.add_item(
        at,
        subject=subject,
        name=request.POST.get("new_name", ""),
        parent=request.POST.get("parent", "") if is_beside else chosen.key,
        after=chosen.key if is_beside else "",
    )
    text, made = f"{subject.capitalize()} {done.key} added.", Chosen(subject, done.key)
    # Typed in the outline, the next name is typed there too; typed beside it, in the same entry as before.
    place = "" if request.POST.get("from") == "outline" else "id_new_name"
    return _done(request, done, text, made, field=place)


@editing
def move(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Move the open item up or down, a level deeper or higher, or elsewhere."""
    way, parent = request.POST.get("way", ""), request.POST.get("parent", "")
    done = drafting.move_item(at, subject=_subject(chosen), key=chosen.key, way=way, parent=parent)
    return _done(request, done, f"{chosen.key} moved.", Chosen(_moved_to(_subject(chosen), way), done.key))


def _moved_to(subject: Subject, way: str) -> Subject:
    levels = [Subject.GOAL, Subject.OBJECTIVE, Subject.MEASURE]
    step = {"deeper": 1, "higher": -1}.get(way, 0)
    return levels[levels.index(subject) + step] if step else subject


@editing
def remove(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Take the open item out of the plan."""
    done = drafting.remove_item(at, subject=_subject(chosen), key=chosen.key)
    above = {Subject.OBJECTIVE: Subject.GOAL, Subject.MEASURE: Subject.OBJECTIVE}.get(_subject(chosen))
    after = Chosen(above, done.key) if above else Chosen(Subject.PLAN)
    return _done(request, done, f"{chosen.key} removed with all under it.", after)


@editing
@once
def paste(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Turn a bulleted list into items under the open one."""
    above = {Subject.GOAL: 1, Subject.OBJECTIVE: 2}.get(_subject(chosen), 0)
    read = starters.plan_from_lines(request.POST.get("lines", ""), levels_above=above)
    goal, objective = (chosen.key if above == level else "" for level in (1, 2))
    done = drafting.graft(at, other=read.plan, goal=goal, objective=objective)
    for note in read.notes:
        warn(request, str(note))
    return _done(request, done, "The list is in the draft.", chosen)


@editing
@once
def start_from(request: MemberRequest, at: Desk, _: Chosen) -> HttpResponseBase:
    """Begin with a template."""
    done = drafting.graft(at, other=starters.starter_plan(request.POST.get("starter", "")))
    return _done(request, done, "The template is in the draft; make it yours.", Chosen(Subject.PLAN))


@editing
def undo(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Take back the newest edit that still stands."""
    drafting.undo_last(at)
    toast(request, "The last edit of the draft was taken back.")
    return redirect(_address(chosen))


@editing
def redo(request: MemberRequest, at: Desk, chosen: Chosen) -> HttpResponseBase:
    """Do again what was taken back last."""
    drafting.redo_last(at)
    toast(request, "What was taken back is done again.")
    return redirect(_address(chosen))


@editing
def discard(request: MemberRequest, at: Desk, _: Chosen) -> HttpResponseBase:
    """Throw the draft away."""
    done = drafting.discard(at)
    toast(request, "The draft was discarded.", undo_url=reverse("organisation:undo", args=[done.batch]))
    return redirect("strategy:outline")
