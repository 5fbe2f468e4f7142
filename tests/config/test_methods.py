"""A wrong method is answered before the token is looked for, at every address."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from northing.config.methods import allowed_methods


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_every_view_says_which_methods_it_takes():
    silent = [view.__name__ for view in views(get_resolver().url_patterns) if not allowed_methods(view)]
    assert silent == []


def test_the_methods_are_found_under_other_decorators():
    def view(_request):
        return HttpResponse()

    assert allowed_methods(require_safe(view)) == ["GET", "HEAD"]
    assert allowed_methods(never_cache(require_POST(view))) == ["POST"]
    assert allowed_methods(require_http_methods(["GET", "POST"])(view)) == ["GET", "POST"]
    assert allowed_methods(view) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [("post", "/projects"), ("get", "/strategy/draft/move"), ("put", "/")])
def test_a_wrong_method_is_405_without_a_token(method, path):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"]


@pytest.mark.django_db
def test_the_right_method_still_needs_the_token():
    assert Client(enforce_csrf_checks=True).post("/strategy/draft/move").status_code == 403
