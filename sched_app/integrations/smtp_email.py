"""Mail over SMTP."""

import base64
import contextlib
import quopri
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, quote
from urllib.parse import parse_qs, unquote, urlsplit

import idna

from sched_app.errors import VendorError
from sched_app.integrations.protocols import Email, Mailbox, SentInfo

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
TIMEOUT = 20.0
# A connection is used again within this many seconds, so that a burst of mails signs in once.
KEEP_FOR = 5.0
FAREWELL = 2.0
# The server wants a sign-in, or refuses ours: about our account, so the message itself may wait.
ABOUT_OUR_ACCOUNT = frozenset({530, 534, 535, 538})
WORDS = 900
NO_UTF8 = "The mail server does not take addresses with letters beyond ASCII"
CRLF = compat32.clone(linesep="\r\n")
BREAKS = frozenset("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\0")
PLAIN_ADDRESS = re.compile(
    r"[^\s<>()\[\],:;\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],:;\\\"@\x00-\x1f\x7f]+"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail goes, as read from SMTP_URL."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    timeout: float


def parse(url: str) -> Server:
    """Read an SMTP address; raise ValueError that says what is wrong and never shows a password.

    `smtp://` encrypts when the server offers it, without checking its certificate (`?starttls=off`:
    never); `smtp+starttls://` and `smtps://` insist, and check it. `?timeout=` is in seconds.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("SMTP_URL: the host or the port cannot be read") from None
    if parts.scheme not in PORTS:
        raise ValueError(f"SMTP_URL: begins with one of {', '.join(PORTS)}, then ://")
    if not parts.hostname:
        raise ValueError("SMTP_URL: names no host")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = sorted(set(options) - {"starttls", "timeout"})
    if unknown:
        raise ValueError(f"SMTP_URL: unknown option {unknown[0]}")
    if options.get("starttls", "on") not in ("on", "off"):
        raise ValueError("SMTP_URL: starttls is on or off")
    try:
        timeout = float(options.get("timeout", TIMEOUT))
    except ValueError:
        raise ValueError("SMTP_URL: timeout is a number of seconds") from None
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=options.get("starttls", "on") == "on",
        timeout=timeout,
    )


class SmtpEmail:
    """Sends mail through one SMTP server; safe to share between threads."""

    def __init__(
        self, url: str, *, trust: str | None = None, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        """Read the address; `trust` is a file of certificates to trust beside the system's."""
        self.server = parse(url)
        self._trust = trust
        self._ticks = ticks
        self._lock = threading.Lock()
        self._client: smtplib.SMTP | None = None
        self._used_at = 0.0

    def send(self, email: Email) -> SentInfo:
        """Hand a mail over and give the server's answer.

        Raise VendorError: permanent when the server refuses this message for good (5xx on MAIL,
        RCPT or DATA; RFC 5321 4.2.1), else not (4xx, sign-in refused, connection lost).
        """
        try:
            sender = _wire_address(email.sender.address)
        except ValueError as error:  # The operator can mend it: no message is to blame.
            raise VendorError(f"MAIL_FROM: {error}", permanent=False) from error
        try:
            recipient = _wire_address(email.recipient.address)
            body = compose(email)
        except ValueError as error:
            raise VendorError(f"The mail cannot be written: {error}", permanent=True) from error
        with self._lock:
            try:
                client = self._ready()
                answer = _hand_over(client, sender, recipient, body)
            except VendorError:
                self._used_at = self._ticks()  # The server answered: the connection is sound.
                raise
            except smtplib.SMTPResponseException as error:
                self._drop(politely=False)
                words = _words(error.smtp_code, error.smtp_error)
                raise VendorError(words, permanent=False) from error
            except (smtplib.SMTPException, OSError) as error:
                self._drop(politely=False)
                raise VendorError(_fault(self.server, error), permanent=False) from error
            self._used_at = self._ticks()
        return SentInfo(answer)

    def close(self) -> None:
        """End the open connection, if there is one."""
        with self._lock:
            self._drop(politely=True)

    def _ready(self) -> smtplib.SMTP:
        if self._client is not None:
            if self._ticks() - self._used_at < KEEP_FOR and _still_there(self._client):
                return self._client
            self._drop(politely=True)
        self._client = self._connect()
        return self._client

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        name = _own_name()
        if server.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=name,
                timeout=server.timeout,
                context=self._checked(),
            )
        else:
            client = smtplib.SMTP(
                server.host, server.port, local_hostname=name, timeout=server.timeout
            )
        try:
            client.ehlo_or_helo_if_needed()
            if server.scheme == "smtp+starttls":
                client.starttls(context=self._checked())
            elif server.scheme == "smtp" and server.starttls and client.has_extn("starttls"):
                client.starttls(context=_unchecked())
            client.ehlo_or_helo_if_needed()  # STARTTLS forgets the first greeting.
            if server.user:
                client.login(server.user, server.password)
        except BaseException:
            client.close()
            raise
        return client

    def _checked(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._trust:
            context.load_verify_locations(self._trust)
        return context

    def _drop(self, *, politely: bool) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        if politely and client.sock is not None:
            client.sock.settimeout(FAREWELL)
            # Nothing is lost if the farewell fails: every mail sent has been answered already.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
        client.close()


def compose(email: Email) -> bytes:
    """Write the mail as MIME: text, HTML and the iTIP object as alternatives (RFC 6047 2.4).

    Raise ValueError for a header that holds a line break or an address that is none.
    """
    # The standard library unquotes long names when it folds them, so that a name can add addresses
    # (Python 3.11): it writes the body's parts, and the headers are written here.
    lines = [
        _line("From", _mailbox(email.sender)),
        _line("To", _mailbox(email.recipient)),
        _line("Subject", _phrase(email.subject, taken=len("Subject: "))),
        _line("Date", format_datetime(email.at)),
        _line("Message-ID", email.message_id),
    ]
    if email.reply_to:
        lines.append(_line("Reply-To", ",\r\n ".join(map(_mailbox, email.reply_to))))
    lines += [_line(name, value) for name, value in email.headers.items()]
    body = MIMEMultipart("alternative", policy=CRLF)
    body.attach(_part("plain", email.text))
    body.attach(_part("html", email.html))
    if email.calendar is not None:
        calendar = MIMENonMultipart(
            "text", "calendar", policy=CRLF, charset="utf-8", method=email.calendar_method
        )
        # Base64 keeps the folding and the CRLFs of the iTIP object byte for byte.
        calendar["Content-Transfer-Encoding"] = "base64"
        calendar.set_payload(base64.encodebytes(email.calendar).decode())
        body.attach(calendar)
    return "".join(lines).encode() + body.as_bytes()


def _part(subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, policy=CRLF, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    raw = "\r\n".join(text.split("\n")).encode()
    part.set_payload(quopri.encodestring(raw).decode())
    return part


def _line(name: str, value: str) -> str:
    # A folded line goes on with a space; any other line break would begin a header of its own.
    if set(value.replace("\r\n ", "")) & BREAKS:
        raise ValueError(f"{name} holds a line break")
    return f"{name}: {value}\r\n"


def _mailbox(mailbox: Mailbox) -> str:
    address = _wire_address(mailbox.address)
    if not mailbox.name:
        return f"<{address}>"
    phrase = _phrase(mailbox.name, taken=len("Reply-To: "))
    if phrase == mailbox.name:
        phrase = f'"{quote(mailbox.name)}"'
    return f"{phrase}\r\n <{address}>" if len(phrase + address) > 60 else f"{phrase} <{address}>"


def _phrase(words: str, *, taken: int) -> str:
    """Give words as they are if short and plain, else as encoded words (RFC 2047)."""
    if set(words) & BREAKS:
        raise ValueError("a name or subject holds a line break")
    if words.isascii() and words.isprintable() and "=?" not in words and len(words) + taken <= 76:
        return words
    coded = Header(words, "utf-8", maxlinelen=76 - taken, header_name="").encode()
    return coded.replace("\n", "\r\n")


def _wire_address(address: str) -> str:
    """Give the domain in its ASCII form, which every server understands (RFC 5891)."""
    if not PLAIN_ADDRESS.fullmatch(address):
        raise ValueError("this is no mail address")
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{idna.encode(domain, uts46=True).decode()}"


def _hand_over(client: smtplib.SMTP, sender: str, recipient: str, body: bytes) -> str:
    options = [f"size={len(body)}"] if client.has_extn("size") else []
    if not (sender + recipient).isascii():
        if not client.has_extn("smtputf8"):
            raise VendorError(NO_UTF8, permanent=True)
        client.command_encoding = "utf-8"
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    for code, words in (
        client.mail(sender, options),
        client.rcpt(recipient),
    ):
        if code not in (250, 251):
            raise _refusal(code, words)
    try:
        code, words = client.data(body)
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    if code != 250:
        raise _refusal(code, words)
    return _words(code, words)


def _refusal(code: int, words: bytes | str) -> VendorError:
    permanent = 500 <= code < 600 and code not in ABOUT_OUR_ACCOUNT
    return VendorError(_words(code, words), permanent=permanent)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"{code} {' '.join(text.split())}"[:WORDS]


def _fault(server: Server, error: Exception) -> str:
    where = f"{server.host}:{server.port}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"{where} did not answer within {server.timeout:g} s"
    return f"{where}: {error or type(error).__name__}"[:WORDS]


def _still_there(client: smtplib.SMTP) -> bool:
    """Ask whether a kept connection still lives; servers close idle ones without a word."""
    try:
        return client.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _own_name() -> str:
    # Never `getfqdn`: without a name server it blocks for many seconds.
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
