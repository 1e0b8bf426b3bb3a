"""How operations answer, and what the OpenAPI document tells about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

PROBLEM = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
}
_WHY = {
    400: "The body is no JSON.",
    401: "No token, or one that is over.",
    403: "No right to do this.",
    404: "There is nothing here, or not for you.",
    406: "The answer is JSON, and `Accept` leaves that out.",
    409: "The present state does not allow it; `type` says what it is.",
    413: "The body is too large.",
    415: "The body is of another kind than JSON.",
    422: "Fields need another look, or the Idempotency-Key was used for something else.",
    429: "Too often, or too much at once; see `Retry-After`.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body give the same answer for 24 hours, and act once.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "pattern": "^[!-~]([ -~]*[!-~])?$",
    },
}
BROWSER = {
    "name": "OpenHours-Browser",
    "in": "header",
    "required": False,
    "description": "A random token of the visitor's browser, by which its holds are counted.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
SIGN_IN: dict[str, list[str]] = {"signIn": []}


def told(
    given: type[BaseModel] | None,
    status: int = 200,
    *,
    refuses: Iterable[int] = (),
    visitors: bool = False,
    body: bool = False,
    keyed: bool = False,
    browser: bool = False,
    calendar: bool = False,
    parameters: Iterable[Mapping[str, Any]] = (),
    takes: type[BaseModel] | None = None,
    plain: bool = False,
) -> dict[str, Any]:
    """Give a route's keyword arguments: its status, its answers, who may call it, its headers.

    The routes answer by themselves, past the framework's response models: encoding is a large part
    of a short request's time. `takes` is a body that a route reads itself, in `plain` text too.
    """
    codes = {401, 404, 406, 422, *refuses}
    if not visitors:
        codes |= {403}
    if body:
        codes |= {400, 413, 415}
    if keyed:
        codes |= {409}
    answers: dict[int | str, dict[str, Any]] = {
        code: {"description": _WHY[code], **PROBLEM} for code in sorted(codes)
    }
    if 401 in answers:
        answers[401] = answers[401] | {"headers": _header("WWW-Authenticate")}
    if 429 in answers:
        answers[429] = answers[429] | {"headers": _header("Retry-After")}
    answers[status] = {"description": "Done."}
    if given:
        answers[status]["content"] = {"application/json": _schema(given)}
    if calendar:
        answers[status]["content"] = {"text/calendar": {"schema": {"type": "string"}}}
    named = [*parameters, *[KEY] * keyed, *[BROWSER] * browser]
    extra: dict[str, Any] = {"security": [{}, SIGN_IN] if visitors else [SIGN_IN]}
    if named:
        extra["parameters"] = named
    if takes:
        kinds = ("application/json", *(["text/plain"] * plain))
        extra["requestBody"] = {
            "required": True,
            "content": {kind: _schema(takes) for kind in kinds},
        }
    return {
        "response_class": Response,
        "status_code": status,
        "response_model": None,
        "responses": answers,
        "openapi_extra": extra,
    }


def json(given: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a model; nothing of it may be kept by anyone in between."""
    return raw(given.model_dump_json().encode(), status, headers)


def raw(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON that is encoded already."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, status, kept, "application/json")


def nothing() -> Response:
    """Answer that it was done."""
    return Response(status_code=204)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}


def _header(name: str) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}}}
