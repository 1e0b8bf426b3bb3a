"""Files that a signed-in browser fetches by its cookie; reading alone, and never kept in between.

A foreign page can at most make the browser download such a file: the answer cannot be read there.
"""

from collections.abc import Callable, Iterator

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from sched_app import routes, texts, wiring
from sched_app.api.work import flow, visitor
from sched_app.errors import NotSignedIn
from sched_app.services import accounts, audit, audit_words, csv_files
from sched_app.services.access import Actor
from sched_app.services.audit import AuditPage, AuditRow

router = APIRouter(include_in_schema=False)
HEAD = (
    "at", "what", "event", "by_kind", "by", "subject_kind", "subject_id", "subject",
    "fields", "device", "request_id",
)  # fmt: skip


@router.get(routes.AUDIT_CSV)
async def audit_csv(request: Request) -> Response:
    """Give the audit log as CSV, narrowed by `who`, `what`, `kind`, `since` and `until`."""
    wanted = audit.wanted(request.query_params)
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")
    locale = texts.best_locale(request.headers.get("accept-language", "").split(",")[0])

    def read(after: str | None) -> AuditPage:
        def step(session: Session) -> AuditPage:
            actor = _signed_in(session, request, token)
            return audit.listing(session, wanted, actor=actor, after=after, most=audit.MOST)

        return wiring.current().database.read(step)

    # The first part is read before the answer begins, so that a refusal is told as one.
    first = await flow(request, lambda _whole, _actor, _now: read(None))
    return StreamingResponse(
        _lines(first, read, locale),
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="audit.csv"',
        },
    )


def _lines(page: AuditPage, read: Callable[[str | None], AuditPage], locale: str) -> Iterator[str]:
    yield csv_files.MARK + csv_files.line(HEAD)
    while True:
        yield "".join(_line(row, locale) for row in page.rows)
        if page.after is None:
            return
        page = read(page.after)


def _line(row: AuditRow, locale: str) -> str:
    return csv_files.line(
        (
            row.at.isoformat(),
            audit_words.what(row.what, locale),
            row.what,
            row.actor_kind,
            row.actor_name,
            row.subject_kind,
            row.subject_id,
            row.subject_name,
            " ".join(row.fields),
            row.device,
            row.request_id,
        )
    )


def _signed_in(session: Session, request: Request, token: str) -> Actor:
    """Look the sign-in up anew for each part: one that is ended ends the file."""
    whole = wiring.current()
    asked = visitor(request, whole)
    actor = accounts.actor_of(session, token, now=whole.clock(), request_id=asked.request_id)
    if actor is None:
        raise NotSignedIn()
    return actor
