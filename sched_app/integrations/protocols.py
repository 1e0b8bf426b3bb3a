"""The roles that outside services play, and the dataclasses they are spoken to with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person's name and e-mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Email:
    """One mail to one recipient; `calendar` is an iTIP object, `calendar_method` its METHOD.

    `message_id` stands in angle brackets and is the same on every attempt; `at` is when the mail
    says it was written.
    """

    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    html: str
    message_id: str
    at: datetime
    reply_to: tuple[Mailbox, ...] = ()
    calendar: bytes | None = None
    calendar_method: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentInfo:
    """What the server said when it took the mail."""

    answer: str


class EmailSender(Protocol):
    """Sends mail, one recipient at a time."""

    def send(self, email: Email) -> SentInfo:
        """Hand a mail over; raise VendorError with the server's own words if it is not taken."""
        ...

    def close(self) -> None:
        """End any open connection."""
        ...


@dataclass(frozen=True, slots=True)
class OpenIDClaims:
    """What an issuer says of a person; (issuer, subject) is theirs alone and for ever.

    `vouches_for_email` is true only if the issuer says that the address is the person's today.
    """

    issuer: str
    subject: str
    email: str = ""
    vouches_for_email: bool = False


class OpenIDIssuer(Protocol):
    """Proves who somebody is, by OpenID Connect's code flow.

    `is_trusted` is the operator's word that an e-mail address it vouches for may be believed.
    """

    @property
    def key(self) -> str:
        """The part of our addresses that names it."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def is_trusted(self) -> bool:
        """Whether its word on e-mail addresses is believed."""
        ...

    def start(
        self, redirect_uri: str, *, state: str, nonce: str, verifier: str, now: datetime
    ) -> str:
        """Give the issuer's page to send a browser to; raise VendorError."""
        ...

    def finish(
        self, redirect_uri: str, code: str, *, nonce: str, verifier: str, now: datetime
    ) -> OpenIDClaims:
        """Exchange a code for who came back, all of it checked; raise VendorError."""
        ...


class FileStorage(Protocol):
    """Keeps the bytes of files under keys that we choose; a key is written once."""

    def put(self, key: str, data: bytes) -> None:
        """Keep a file; raise VendorError if it cannot be written."""
        ...

    def get(self, key: str) -> bytes | None:
        """Give a file's bytes, or None if there is none; raise VendorError."""
        ...

    def remove(self, key: str) -> None:
        """Forget a file; one that is not there is no error."""
        ...
