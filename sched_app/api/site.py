"""What crawlers ask for first, and the files that everyone may read."""

from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from sched_app import routes, wiring
from sched_app.api.work import Ask, read
from sched_app.errors import NotFound
from sched_app.services import files, sitemap

router = APIRouter()
HIDDEN = (
    "/dashboard", routes.SIGN_IN, "/booking/", "/join/", "/set-up/", "/embed/", "/api/", "/auth/",
)  # fmt: skip
YEAR = "public, max-age=31536000, immutable"


@router.get(routes.ROBOTS, include_in_schema=False)
async def robots(request: Request) -> Response:
    """Tell crawlers what is nobody's business, and where the list of pages is."""

    def work(ask: Ask) -> Response:
        lines = ["User-agent: *", *[f"Disallow: {path}" for path in HIDDEN]]
        if base := sitemap.base(ask.session, _at(request)):
            lines.append(f"Sitemap: {routes.absolute(base, routes.SITEMAP)}")
        return PlainTextResponse("\n".join(lines) + "\n", headers=_day())

    return await read(request, work, counted=True)


@router.get(routes.SITEMAP, include_in_schema=False)
async def pages(request: Request) -> Response:
    """List every public page of the workspaces that are listed (sitemaps.org)."""

    def work(ask: Ask) -> Response:
        found = sitemap.urls(ask.session, _at(request), actor=ask.actor)
        rows = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in found)
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        )
        return Response(body, media_type="application/xml", headers=_day())

    return await read(request, work, counted=True)


@router.get(f"{routes.FILES}/{{file_id}}", include_in_schema=False)
async def stored_file(request: Request, file_id: str) -> Response:
    """Give a file that everyone may read; it never changes under its address."""

    def work(ask: Ask) -> Response:
        row = files.open_file(ask.session, file_id)
        data = wiring.current().files.get(row.storage_key)
        if data is None:
            raise NotFound()
        headers = {
            "Cache-Control": YEAR,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(data, media_type=row.content_type, headers=headers)

    return await read(request, work, counted=True)


def _at(request: Request) -> str:
    """Give the workspace whose domain is asked, as `edge/domains.py` left it."""
    return str(request.scope.get("openhours.at", ""))


def _day() -> dict[str, str]:
    return {"Cache-Control": "public, max-age=3600"}
