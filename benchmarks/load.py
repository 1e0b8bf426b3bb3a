"""A light HTTP client for measuring: raw sockets kept open, requests written beforehand."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of requests took: the median in ms, how many a second, and the statuses."""

    median_ms: float
    per_second: float
    statuses: dict[int, int]


def get(path: str) -> bytes:
    """Write a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Write a POST request with a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, requests: Iterator[bytes], *, at_once: int, seconds: float) -> Load:
    """Send requests over some connections for some seconds, each after its last one's answer."""
    return asyncio.run(_run(port, requests, at_once, seconds, time.perf_counter))


async def _run(
    port: int,
    requests: Iterator[bytes],
    at_once: int,
    seconds: float,
    clock: Callable[[], float],
) -> Load:
    taken: list[float] = []
    statuses: dict[int, int] = {}
    begin = clock()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            sent = clock()
            if sent - begin >= seconds:
                break
            writer.write(request)
            head = await reader.readuntil(HEAD_END)
            length = head[head.index(LENGTH) + len(LENGTH) :].split(b"\r\n", 1)[0]
            await reader.readexactly(int(length))
            taken.append(clock() - sent)
            status = int(head[9:12])
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    await asyncio.gather(*(client() for _ in range(at_once)))
    return Load(statistics.median(taken) * 1000, len(taken) / (clock() - begin), statuses)
