"""Small pieces that the layers share: types, headers, whole answers."""

import gzip
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> str | None:
    """Give a request header's first value; names are lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def without(scope: Scope, *names: bytes) -> Scope:
    """Copy a scope, leaving these request headers out."""
    kept = [(key, value) for key, value in scope["headers"] if key not in names]
    return {**scope, "headers": kept}


def accepts_gzip(scope: Scope) -> bool:
    """Whether the client takes gzip."""
    return "gzip" in (header(scope, b"accept-encoding") or "")


async def answer(
    send: Send,
    status: int,
    body: bytes,
    headers: Iterable[tuple[bytes, bytes]] = (),
    *,
    head: bool = False,
) -> None:
    """Send a whole answer; `head` leaves the body out and keeps its length."""
    lines = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": b"" if head else body})


async def redirect(send: Send, status: int, location: str) -> None:
    """Send the client elsewhere."""
    await answer(send, status, b"", [(b"location", location.encode("ascii", "replace"))])


async def problem(send: Send, status: int, kind: str, title: str, detail: str) -> None:
    """Send a problem document (RFC 9457)."""
    import orjson

    body = {"type": f"/api/problems/{kind}", "title": title, "status": status, "detail": detail}
    await answer(
        send,
        status,
        orjson.dumps(body),
        [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")],
    )


async def refuse_socket(receive: Receive, send: Send) -> None:
    """Answer a socket's handshake with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def squeezed(body: bytes) -> bytes:
    """Compress a page."""
    return gzip.compress(body, 6, mtime=0)
