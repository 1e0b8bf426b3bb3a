"""What a mail tells, taken down when the change happens and kept with the message as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

Answer = str | bool | int | float | list[str]


class Kind(StrEnum):
    """What happened to the booking; `RELEASED` tells a host that another one has it now."""

    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED = "moved"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RELEASED = "released"
    HANDED_OVER = "handed_over"


class By(StrEnum):
    """Who made the change."""

    ATTENDEE = "attendee"
    HOST = "host"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A host of the booking, with the zone of their hours."""

    name: str
    email: str
    zone: str
    locale: str


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A booking as it stood when the message was put, so that later changes leave it alone.

    Instants are aware. `invited` says whether calendars hold the booking. A host who reads is named
    by their place in `hosts`, then in `former_hosts`.
    """

    workspace_name: str
    accent: str
    meeting: str
    book_path: str
    public_id: str
    link_version: int
    attendee_name: str
    attendee_email: str
    attendee_phone: str
    attendee_zone: str
    attendee_locale: str
    hosts: tuple[HostFacts, ...]
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    location_kind: str
    location_value: str
    uid: str
    sequence: int
    status: str
    invited: bool
    keeps_time: bool
    answers: tuple[tuple[str, Answer], ...] = ()
    reason: str = ""
    by: By = By.SYSTEM
    by_name: str = ""
    by_email: str = ""
    previous_starts_at: datetime | None = None
    previous_ends_at: datetime | None = None
    answer_by: datetime | None = None
    former_hosts: tuple[HostFacts, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the facts as JSON values; instants as ISO 8601 text."""
        # Not `asdict`: it copies deeply, and this runs within every booking's transaction.
        values = {name: getattr(self, name) for name in _NAMES}
        for name in _INSTANTS:
            if values[name] is not None:
                values[name] = values[name].isoformat()
        for name in ("hosts", "former_hosts"):
            values[name] = [
                {"name": host.name, "email": host.email, "zone": host.zone, "locale": host.locale}
                for host in values[name]
            ]
        values["by"] = self.by.value
        return values

    @property
    def location(self) -> str:
        """Where it takes place; the attendee's own number for a call that names none."""
        is_call = self.location_kind == "phone"
        return self.location_value.strip() or (self.attendee_phone if is_call else "")

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read facts back; a field that an older version did not write keeps its default."""
        values = {name: kept[name] for name in _NAMES if name in kept}
        for name in _INSTANTS:
            if values.get(name) is not None:
                values[name] = datetime.fromisoformat(values[name])
        for name in ("hosts", "former_hosts"):
            values[name] = tuple(HostFacts(**host) for host in values.get(name, ()))
        values["answers"] = tuple((label, value) for label, value in values.get("answers", ()))
        values["by"] = By(values.get("by", By.SYSTEM))
        return cls(**values)

    def reader(self, place: int) -> HostFacts:
        """Give the host who reads a mail to hosts."""
        return (*self.hosts, *self.former_hosts)[place]


_NAMES = tuple(field.name for field in fields(MailFacts))
_INSTANTS = (
    "starts_at",
    "ends_at",
    "changed_at",
    "previous_starts_at",
    "previous_ends_at",
    "answer_by",
)
