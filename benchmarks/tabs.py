"""Tabs of browsers as the server sees them: a websocket each, and Reflex's words over it.

Engine.IO 4 carries Socket.IO 5 (its documents "Protocol"): `0` opens, `2` is a ping that `3`
answers, `40` connects a namespace, `42` is an event. What is said is what the built pages say.
"""

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson

NAMESPACE = "/_event"
ROOT = "reflex___state____state"
APP = f"{ROOT}.sched_app___state___base____app_state"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
PATIENCE = 60
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


def state(module: str, name: str) -> str:
    """Give a state's whole name, such as `state("booking", "booking_state")`."""
    return f"{APP}.sched_app___state___{module}____{name}"


@dataclass
class Tab:
    """One open page. Its events are timed from the word sent to the last word about it."""

    path: str
    query: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    token: str = field(default_factory=lambda: str(uuid4()))
    taken: list[float] = field(default_factory=list)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def open(self, port: int, *, until: Callable[[str], bool]) -> None:
        """Open the socket and load the page; `until` knows the words that end that."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        key = base64.b64encode(os.urandom(16)).decode()
        self._writer.write(
            (
                f"GET /_event/?token={self.token}&EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                f"User-Agent: {AGENT}\r\nAccept-Language: en-GB\r\n{cookie}\r\n"
            ).encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in head.split(b"\r\n", 1)[0], head
        boot = {
            "event": {
                "name": f"{ROOT}.hydrate_and_load",
                "payload": {"hashes": []},
                "router_data": self._where(),
            }
        }
        self._send(f"40{NAMESPACE},{orjson.dumps(boot).decode()}")
        await self._heard(until)

    async def event(
        self, name: str, payload: dict[str, Any], *, until: Callable[[str], bool]
    ) -> str:
        """Send an event and wait for the words that end it; give them."""
        begin = time.perf_counter()
        said = ["event", {"name": name, "payload": payload, "router_data": self._where()}]
        self._send(f"42{NAMESPACE},{orjson.dumps(said).decode()}")
        words = await self._heard(until)
        self.taken.append(time.perf_counter() - begin)
        return words

    def close(self) -> None:
        """Close the tab as a browser does: the socket is gone."""
        if self._writer is not None:
            self._writer.close()

    def _where(self) -> dict[str, Any]:
        return {"pathname": self.path, "asPath": self.path, "query": self.query}

    def _send(self, words: str) -> None:
        self._frame(TEXT, words.encode())

    def _frame(self, kind: int, data: bytes) -> None:
        assert self._writer is not None
        mask = os.urandom(4)
        head = bytes([0x80 | kind])
        if len(data) < 126:
            head += bytes([0x80 | len(data)])
        else:
            head += bytes([0x80 | 126]) + struct.pack("!H", len(data))
        repeated = (mask * (len(data) // 4 + 1))[: len(data)]
        veiled = (int.from_bytes(data) ^ int.from_bytes(repeated)).to_bytes(len(data))
        self._writer.write(head + mask + veiled)

    async def _heard(self, until: Callable[[str], bool]) -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                words = await self._word()
                if words == "2":
                    self._send("3")
                elif until(words):
                    return words

    async def _word(self) -> str:
        """Read one message; long ones come in several frames."""
        parts = b""
        while True:
            assert self._reader is not None
            first, second = await self._reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
            data = await self._reader.readexactly(size)
            assert first & 0xF != CLOSE, "the server closed the socket"
            if first & 0xF == PING:
                self._frame(PONG, data)
                continue
            parts += data
            if first & 0x80:
                return parts.decode()


def tells(*names: str) -> Callable[[str], bool]:
    """Give what knows a word about these vars."""
    return lambda words: all(f'"{name}_rx_state_"' in words for name in names)
