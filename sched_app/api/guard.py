"""What is refused unread: bodies too large or of another kind, wishes for other answers."""

from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sched_app import routes
from sched_app.api import problems

LARGEST_BODY = 64 * 1024
LARGER = {routes.CUSTOMERS_UPLOAD: 5_000_000}  # Files; each route checks what it is given.
LEAVE = routes.api("holds", "leave")
_JSON = ("application/json", "application/problem+json", "application/*", "*/*", "")


class Guard:
    """Refuses with 413, 415 and 406 what no operation of the API takes or gives."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        length = kind = accept = None
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = value
            elif name == b"content-type":
                kind = value
            elif name == b"accept":
                accept = value
        path = scope["path"]
        status, most = 0, LARGER.get(path, LARGEST_BODY)
        if length is not None and not (length.isdigit() and int(length) <= most):
            status = 413
        elif path.startswith(routes.API):
            if kind is not None and not _is_taken(kind, path == LEAVE):
                status = 415
            elif accept is not None and not _is_given(accept, path.endswith(".ics")):
                status = 406
        if status:
            refused = problems.http(Request(scope), status)
            return await refused(scope, receive, send)
        if scope["method"] in ("GET", "HEAD") or length is not None:
            return await self.app(scope, receive, send)
        return await self.app(scope, _Counted(receive, most), send)


class _Counted:
    """Counts a body of unknown length while it comes in."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most = receive, most
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise HTTPException(413)
        return message


@lru_cache(maxsize=256)
def _is_taken(kind: bytes, is_leaving: bool) -> bool:
    plain = kind.split(b";")[0].strip().lower()
    # A page that is being closed can send plain text only, without asking the browser first.
    return plain == b"application/json" or (plain == b"text/plain" and is_leaving)


@lru_cache(maxsize=256)
def _is_given(accept: bytes, is_calendar: bool) -> bool:
    parts = [
        part.replace(" ", "").lower().split(";") for part in accept.decode("latin-1").split(",")
    ]
    wanted = {part[0] for part in parts if "q=0" not in part[1:]}
    given = ("text/calendar", "text/*", "*/*", "") if is_calendar else _JSON
    return not wanted.isdisjoint(given)
