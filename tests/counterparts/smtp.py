"""A mail server that records what it takes and misbehaves when told to.

`python -m tests.counterparts.smtp --port P --log FILE` runs it alone: it appends one line of JSON
for each mail taken (Message-ID, recipients, monotonic time) and syncs the file before it says 250.
"""

import argparse
import asyncio
import os
import signal
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import orjson
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).parent / "localhost.pem"
NAME = "mail.test"


@dataclass(frozen=True)
class Taken:
    """One mail that the server took: the envelope and the bytes as they came."""

    sender: str
    recipient: str
    raw: bytes
    at: float
    encrypted: bool
    user: str
    connection: int

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """The Message-ID, in its brackets."""
        return str(self.message["Message-ID"])


@dataclass
class Fault:
    """What to do to the next mails: at `MAIL`, `RCPT` or `DATA`; `times` None means always."""

    at: str
    answer: str
    recipient: str | None = None
    times: int | None = None
    cut: bool = False

    def strikes(self, at: str, recipient: str) -> bool:
        """Tell whether this command fails, and count it."""
        if self.at != at or self.recipient not in (None, recipient) or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class SmtpServer:
    """The mails taken so far, the faults to come, and where the server listens."""

    port: int = 0
    users: dict[str, str] = field(default_factory=dict)
    on_taken: Callable[[Taken], None] | None = None
    delay: float = 0.0

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: list[Taken] = []
        self._faults: list[Fault] = []
        self._connections = 0

    @property
    def taken(self) -> list[Taken]:
        """The mails taken so far, in order."""
        with self._changed:
            return list(self._taken)

    @property
    def connections(self) -> int:
        """How many connections were opened that said hello."""
        return self._connections

    def wait_for(self, count: int, timeout: float = 60.0) -> list[Taken]:
        """Wait until so many mails were taken; raise TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._taken) >= count, timeout):
                raise TimeoutError(f"{len(self._taken)} of {count} mails came")
            return list(self._taken)

    def refuse(
        self,
        answer: str,
        *,
        at: str = "RCPT",
        recipient: str | None = None,
        times: int | None = None,
    ) -> None:
        """Answer a command with these words, such as `451 4.7.1 try later`."""
        self._faults.append(Fault(at, answer, recipient, times))

    def cut_after_data(self, *, times: int = 1) -> None:
        """Take the mail, then cut the line before saying so."""
        self._faults.append(Fault("CUT", "", None, times, cut=True))

    def heal(self) -> None:
        """Stop every fault."""
        self._faults.clear()
        self.delay = 0.0

    def strike(self, at: str, recipient: str = "") -> Fault | None:
        """Give the fault that hits this command, if any."""
        return next((fault for fault in self._faults if fault.strikes(at, recipient)), None)

    def keep(self, mail: Taken) -> None:
        """Record a mail."""
        if self.on_taken:
            self.on_taken(mail)
        with self._changed:
            self._taken.append(mail)
            self._changed.notify_all()


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        self.server._connections += 1
        session.host_name = hostname
        session.number = self.server._connections  # type: ignore[attr-defined]
        return lines

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self.server.strike("MAIL"):
            return fault.answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self.server.strike("RCPT", address):
            return fault.answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.server.delay:
            await asyncio.sleep(self.server.delay)
        recipient = envelope.rcpt_tos[0]
        if fault := self.server.strike("DATA", recipient):
            return fault.answer
        raw = envelope.original_content or b""
        auth = session.auth_data if session.authenticated else None
        user = auth.login.decode() if isinstance(auth, LoginPassword) else ""
        number: int = session.number  # type: ignore[attr-defined]
        encrypted = server.transport.get_extra_info("sslcontext") is not None
        mail = Taken(
            envelope.mail_from or "", recipient, raw, time.monotonic(), encrypted, user, number
        )
        self.server.keep(mail)
        if self.server.strike("CUT"):
            server.transport.abort()
        return "250 2.0.0 queued as " + str(len(self.server._taken))

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Sign in; without handled=False aiosmtpd never answers a wrong password."""
        right = (
            isinstance(data, LoginPassword)
            and self.server.users.get(data.login.decode()) == data.password.decode()
        )
        return AuthResult(success=right, handled=False, auth_data=data)


class _Controller(Controller):
    """A controller that lets the system choose the port."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def tls() -> ssl.SSLContext:
    """Give the server side of TLS, with the certificate in `localhost.pem`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def running(
    *,
    port: int = 0,
    users: dict[str, str] | None = None,
    starttls: bool = False,
    smtps: bool = False,
    on_taken: Callable[[Taken], None] | None = None,
    utf8: bool = True,
) -> Iterator[SmtpServer]:
    """Run the server in a thread on 127.0.0.1 and give it; `port` 0 lets the system choose."""
    server = SmtpServer(users=users or {}, on_taken=on_taken)
    handler = _Handler(server)
    controller = _Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls() if smtps else None,
        tls_context=tls() if starttls else None,
        server_hostname=NAME,
        enable_SMTPUTF8=utf8,
        authenticator=handler.check if users else None,
        auth_required=bool(users),
        auth_require_tls=starttls,
        ready_timeout=60.0,
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def main() -> None:
    """Run alone until a signal comes, logging every mail taken."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    arguments = parser.parse_args()
    log = os.open(arguments.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def write(mail: Taken) -> None:
        line = {"message_id": mail.message_id, "recipient": mail.recipient, "at": mail.at}
        os.write(log, orjson.dumps(line) + b"\n")
        os.fsync(log)

    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    with running(port=arguments.port, on_taken=write) as server:
        print(f"listening on 127.0.0.1:{server.port}", flush=True)
        asked.wait()


if __name__ == "__main__":
    main()
