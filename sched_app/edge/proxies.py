"""Whom to believe about the client's address and scheme: the proxies that the setting names."""

from collections.abc import Sequence
from typing import Any, cast

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from sched_app.edge.asgi import App, Receive, Scope, Send, without

FORWARDED = (
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-proto",
    b"x-real-ip",
)


def behind(app: App, trusted: Sequence[str]) -> App:
    """Put the forwarded client and scheme into the scope, if a trusted proxy says so.

    Then all such headers are taken away, so that nothing inside can believe a stranger's.
    """

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await app(without(scope, *FORWARDED) if "headers" in scope else scope, receive, send)

    return cast("App", ProxyHeadersMiddleware(cast("Any", inside), trusted_hosts=list(trusted)))
