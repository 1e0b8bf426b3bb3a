"""Errors as problem documents (RFC 9457): stable types, words in the reader's language."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sched_app import logs, routes, texts
from sched_app.errors import AppError, CodeNeeded, Invalid, NotSignedIn, TooMany

# What the framework and the layers around it refuse: status → the problem's kind.
KINDS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    503: "busy",
}
# What pydantic found → the text; the numbers in them come from its context.
_FAULTS = {
    "missing": "field.required",
    "extra_forbidden": "field.unknown",
    "string_too_short": "field.too_short",
    "string_too_long": "field.too_long",
    "too_long": "field.list_too_long",
    "too_short": "field.too_few",
    "greater_than_equal": "field.too_small",
    "less_than_equal": "field.too_large",
    "instant": "field.instant",
    "date": "field.date",
    "nul": "field.control_characters",
    "literal_error": "field.choice",
    "json_invalid": "field.json",
}


def document(
    request: Request,
    status: int,
    kind: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make a problem document; `kind`, the last part of its type, keeps its meaning for ever."""
    locale = locale_of(request)
    body: dict[str, Any] = {
        "type": routes.problem(kind),
        "title": texts.t(f"problem_title.{kind}", locale),
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = list(errors)
    return Response(
        orjson.dumps(body),
        status,
        {"Cache-Control": "no-store", "Content-Language": locale, **(headers or {})},
        "application/problem+json",
    )


def locale_of(request: Request) -> str:
    """Choose the language of an answer's words by the request's first wish."""
    return texts.best_locale(request.headers.get("accept-language", "").split(",")[0].split(";")[0])


def of(request: Request, error: AppError) -> Response:
    """Give the problem document of one of our facts."""
    locale = locale_of(request)
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    errors = None
    if isinstance(error, Invalid | CodeNeeded):
        errors = [
            {"field": field, "detail": texts.t(key, locale, **params)}
            for field, (key, params) in error.fields.items()
        ]
    detail = texts.t(error.text_key, locale, **error.params)
    return document(request, error.status, error.kind, detail, errors=errors, headers=headers)


@contextmanager
def fields_named(name: Callable[[str], str]) -> Iterator[None]:
    """Tell a service's field faults by the names that the request's fields have."""
    try:
        yield
    except Invalid as error:
        raise Invalid({name(field): fault for field, fault in error.fields.items()}) from error


def install(api: FastAPI) -> None:
    """Make an app answer every error with a problem document."""
    api.add_exception_handler(AppError, _app_error)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(RequestValidationError, _validation_error)
    api.add_exception_handler(OperationalError, _database_error)
    api.add_exception_handler(Exception, _unexpected)


async def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    return of(request, error)


def http(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Give the problem document of a status that the framework or a layer around it decided on."""
    kind = KINDS.get(status, "bad-request")
    detail = texts.t("problem." + kind.replace("-", "_"), locale_of(request))
    return document(request, status, kind, detail, headers=headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_of(request))
    return http(request, error.status_code, headers)


def _methods_of(request: Request) -> list[str]:
    """List what the resource of a path takes; the framework names one route's methods only."""
    allowed: list[tuple[re.Pattern[str], set[str]]] = request.app.state.allowed
    path = request.url.path
    return sorted({method for place, methods in allowed if place.match(path) for method in methods})


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(fault["loc"][0] == "path" for fault in error.errors()):
        return http(request, 404)  # No row can have such a name.
    locale = locale_of(request)
    found = [
        {"field": _place(fault["loc"]), "detail": _words(fault, locale)}
        for fault in error.errors()[:50]
    ]
    detail = texts.t("problem.invalid", locale)
    return document(request, 422, "invalid", detail, errors=found)


def _place(where: Iterable[str | int]) -> str:
    first, *rest = map(str, where)
    if first == "body" and len(rest) == 1 and rest[0].isdigit():
        return "body"  # Broken JSON: the number is a place in the text.
    return ".".join(rest if first in ("body", "query", "path", "header") else [first, *rest])[:200]


def _words(fault: Mapping[str, Any], locale: str) -> str:
    key = _FAULTS.get(fault["type"], "field.wrong")
    context = fault.get("ctx") or {}
    numbers = {
        "longest": context.get("max_length", ""),
        "shortest": context.get("min_length", ""),
        "least": context.get("ge", ""),
        "most": context.get("le", ""),
    }
    return texts.t(key, locale, **numbers)


async def _database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    # The database is locked for longer than we wait, restarts, or chose us as a deadlock's victim.
    logs.get().exception("database_busy", exc_info=error)
    detail = texts.t("problem.busy", locale_of(request))
    return document(request, 503, "busy", detail, headers={"Retry-After": "2"})


async def _unexpected(request: Request, _error: Exception) -> Response:
    # The error goes on to the outermost layer, which logs it under the request's id.
    detail = texts.t("problem.unexpected", locale_of(request))
    return document(request, 500, "internal", detail)
