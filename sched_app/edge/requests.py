"""The outermost layer: a request id, common headers, one log line without paths or queries."""

import secrets
import time

from sched_app import logs
from sched_app.edge.asgi import App, Message, Receive, Scope, Send
from sched_app.edge.faults import answer_fault

COMMON = (
    (b"x-content-type-options", b"nosniff"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
QUIET = ("file", "/health", "/ready", "/ping")


class RequestLine:
    """Writes one line a request: id, method, route pattern, status, milliseconds.

    The route is a pattern (`/booking/[link]`), left by the inner layers in the scope's
    `openhours.seen`: private links stand in paths, and the page's token in the socket's query.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self._log = logs.get()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request under its id."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        request_id = f"rq_{secrets.token_hex(8)}"
        seen: dict[str, str | int] = {"route": "none", "status": 0}
        scope["openhours.seen"] = seen
        scope["openhours.request_id"] = request_id
        started = time.perf_counter()

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                given = {name for name, _ in message["headers"]}
                extra = [pair for pair in COMMON if pair[0] not in given]
                extra.append((b"x-request-id", request_id.encode()))
                message = {**message, "headers": [*message["headers"], *extra]}
            elif message["type"] == "websocket.accept":
                seen["status"] = 101
            elif message["type"] == "websocket.close" and not seen["status"]:
                seen["status"] = 403
            await send(message)

        with logs.about(request_id=request_id):
            try:
                await self.app(scope, receive, watching)
            except Exception:  # noqa: BLE001 (the last place that can answer)
                self._log.exception("request_failed", route=seen["route"])
                if scope["type"] == "http" and not seen["status"]:
                    await answer_fault(scope, watching)
            finally:
                self._write(scope, seen, started)

    def _write(self, scope: Scope, seen: dict[str, str | int], started: float) -> None:
        quiet = seen["route"] in QUIET and int(seen["status"]) < 400
        (self._log.debug if quiet else self._log.info)(
            "request",
            method=scope.get("method", "SOCKET"),
            route=seen["route"],
            status=seen["status"],
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
