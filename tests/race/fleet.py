"""Server processes as an operator starts them: several on one database, killed, started again."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import Any

import orjson

from tests.support.ports import free_port

ROOT = Path(__file__).parent.parent.parent
READY_WITHIN = 120.0
ANSWER_WITHIN = 120.0
IDLE_AT_MOST = 2.0  # Seconds; uvicorn closes a connection after five.


@dataclass
class Server:
    """One process of `python -m sched_app serve --api-only`, its log in a file."""

    folder: Path
    database_url: str
    root: Path = ROOT
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        """Start the process; it may not be ready yet."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(self.root),
            "DATABASE_URL": self.database_url,
            "OPENHOURS_DATA_DIR": str(self.folder),
            "OPENHOURS_RATE_LIMITS": "false",
            "OPENHOURS_HOLDS_PER_BROWSER": "1000",
            "OPENHOURS_HOST": "127.0.0.1",
            **self.settings,
        }
        command = [
            sys.executable,
            "-m",
            "sched_app",
            "serve",
            "--api-only",
            "--port",
            str(self.port),
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self) -> Path:
        """Where the process writes."""
        return self.folder / f"server-{self.port}.log"

    def wait(self) -> None:
        """Wait until the server says that it is ready; raise RuntimeError if it will not be."""
        began = time.monotonic()
        while time.monotonic() - began < READY_WITHIN:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
            client = Client(self.port)
            with suppress(OSError, http.client.HTTPException), closing(client):
                if client.call("GET", "/ready")[0] == 200:
                    return
            select([], [], [], 0.05)  # Nothing tells us sooner that a port is being listened on.
        raise RuntimeError(f"not ready after {READY_WITHIN} s: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End the process by SIGKILL, at once, whatever it is at."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process in good order."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running(
    count: int,
    folder: Path,
    database_url: str,
    *,
    root: Path = ROOT,
    settings: Mapping[str, str] | None = None,
) -> Iterator[list[Server]]:
    """Run so many servers on one database."""
    servers = [Server(folder, database_url, root, settings or {}) for _ in range(count)]
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.stop()


class Client:
    """A kept-open connection to one server's API."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN)
        self._used = time.monotonic()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask, and give status and parsed answer; raise OSError or HTTPException without one."""
        sent = {**self.headers, **headers}
        if time.monotonic() - self._used > IDLE_AT_MOST:
            self.connection.close()  # The server may be about to: it is opened again.
        data = None
        if body is not None:
            data = orjson.dumps(body)
            sent["Content-Type"] = "application/json"
        try:
            self.connection.request(method, path, data, sent)
            answer = self.connection.getresponse()
            text = answer.read()
        except BaseException:
            self.connection.close()
            raise
        self._used = time.monotonic()
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.status, orjson.loads(text) if is_json and text else text

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Post to the API."""
        return self.call("POST", f"/api/v1{path}", body)
