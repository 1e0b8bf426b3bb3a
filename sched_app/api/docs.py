"""The OpenAPI document and the page that shows it, with all of its files our own."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from sched_app import __version__, routes, texts
from sched_app.api import answers, problems

router = APIRouter(include_in_schema=False)
OPENAPI = "/api/openapi.json"
_FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OpenHours API</title>
<link rel="icon" href="{routes.API_DOCS}/favicon-32x32.png">
<link rel="stylesheet" href="{routes.API_DOCS}/swagger-ui.css">
</head>
<body>
<main id="docs"></main>
<script src="{routes.API_DOCS}/swagger-ui-bundle.js"></script>
<script src="{routes.API_DOCS}/start.js"></script>
</body>
</html>
"""
_START = f"""SwaggerUIBundle({{ url: "{OPENAPI}", dom_id: "#docs", deepLinking: true,
  validatorUrl: null }});
"""
_ABOUT = """Book and manage meetings.

Members sign in (`POST /api/v1/sign-ins`) and send `Authorization: Bearer <access token>`. Visitors
need no token to see open times, to hold and book one, or to manage a booking by its link. The
cookie of the pages is not accepted here.

Errors are problem documents (RFC 9457): `type` is stable, `errors` names the fields. Creates take
an `Idempotency-Key`. Instants are ISO 8601 with an offset, and are answered in UTC unless said
otherwise. Lists come in pages: ask again with `cursor` until `next_cursor` is null.
"""


def install(
    api: FastAPI, given: tuple[type[BaseModel], ...], taken: tuple[type[BaseModel], ...]
) -> None:
    """Make an app describe itself; it answers `given`, and its routes read `taken` themselves."""

    @cache
    def document() -> dict[str, Any]:
        whole = get_openapi(
            title="OpenHours",
            version=__version__,
            openapi_version="3.1.0",
            description=_ABOUT,
            routes=api.routes,
        )
        _, told = models_json_schema(
            [
                *((model, "serialization") for model in given),
                *((model, "validation") for model in taken),
            ],
            ref_template="#/components/schemas/{model}",
        )
        parts = whole.setdefault("components", {})
        parts.setdefault("schemas", {}).update(told["$defs"])
        parts["securitySchemes"] = {
            "signIn": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        }
        return whole

    api.openapi = document  # type: ignore[method-assign]
    api.include_router(router)


@router.get(OPENAPI)
async def openapi(request: Request) -> Response:
    """Give the OpenAPI document."""
    return Response(_encoded(request.app), media_type="application/json")


@cache
def _encoded(api: FastAPI) -> bytes:
    return orjson.dumps(api.openapi())


@router.get(routes.API_DOCS)
async def page() -> Response:
    """Show the OpenAPI document as a page."""
    return HTMLResponse(
        _PAGE, headers={"Content-Security-Policy": _POLICY, "Referrer-Policy": "same-origin"}
    )


@router.get(routes.API_DOCS + "/{name}")
async def file(name: str) -> Response:
    """Give one of the page's files."""
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name not in _FILES:
        raise HTTPException(404)
    # The package's own code is not run: it would patch the framework.
    found = importlib.util.find_spec("fastapi_swagger")
    if found is None or found.origin is None:
        raise HTTPException(404)
    return FileResponse(
        Path(found.origin).parent / "resources" / name,
        media_type=_FILES[name],
        headers={"Cache-Control": "max-age=3600"},
    )


@router.get(routes.PROBLEMS + "/{kind}")
async def problem(request: Request, kind: str) -> Response:
    """Say in words what a problem's type means."""
    locale = problems.locale_of(request)
    key = f"problem_title.{kind}"
    if key not in texts.keys(texts.DEFAULT):
        raise HTTPException(404)
    return answers.raw(orjson.dumps({"type": routes.problem(kind), "title": texts.t(key, locale)}))
