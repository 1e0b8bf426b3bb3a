"""A booking's facts, for tests of mails: one studio, one coach, one attendee in another zone."""

from dataclasses import replace
from datetime import UTC, datetime

from sched_app.integrations.protocols import Mailbox
from sched_app.services.mail_facts import By, HostFacts, Kind, MailFacts
from sched_app.services.mail_texts import Urls

INES = HostFacts("Ines Okafor", "ines@fernhill.example", "Europe/London", "en")
BEN = HostFacts("Ben Adeyemi", "ben@fernhill.example", "Asia/Tokyo", "en")
SENDER = Mailbox("Fernhill Studio", "bookings@fernhill.example")
URLS = Urls(
    manage="https://book.fernhill.example/booking/k1.e.bk_1.1.mac",
    again="https://book.fernhill.example/book/fernhill/coaching",
    dashboard="https://book.fernhill.example/dashboard/bookings",
)


def utc(*parts: int) -> datetime:
    """Give an aware UTC datetime."""
    return datetime(*parts, tzinfo=UTC)


FACTS = MailFacts(
    workspace_name="Fernhill Studio",
    accent="#7B2D5E",
    meeting="Coaching session",
    book_path="/book/fernhill/coaching",
    public_id="bk_1",
    link_version=1,
    attendee_name="Hannah Lindqvist",
    attendee_email="hannah@lindqvist.example",
    attendee_phone="",
    attendee_zone="Europe/Lisbon",
    attendee_locale="en",
    hosts=(replace(INES, zone="Europe/Paris"),),
    starts_at=utc(2026, 9, 16, 9, 30),
    ends_at=utc(2026, 9, 16, 10, 30),
    changed_at=utc(2026, 9, 8, 9, 24),
    location_kind="place",
    location_value="14 Alma Vale Road, Bristol BS8 2HL. Ring the second bell.",
    uid="bk_1@openhours",
    sequence=0,
    status="confirmed",
    invited=True,
    keeps_time=True,
    answers=(
        ("What would you like to work on?", "Left hand.\nAnd sight reading."),
        ("First time?", True),
    ),
)
_DEADLINE = utc(2026, 9, 10, 9, 24)
_INES_DID = {"by": By.HOST, "by_name": INES.name, "by_email": INES.email}
_REASON = "I teach at the school on Wednesdays.\nThursday works."
_BEFORE = {
    "previous_starts_at": utc(2026, 9, 15, 9, 30),
    "previous_ends_at": utc(2026, 9, 15, 10, 30),
    "sequence": 1,
}
_REQUEST = {"invited": False, "answer_by": _DEADLINE}

# Each message as it is sent: its name → what happened, with the facts of that moment.
CASES: dict[str, tuple[Kind, MailFacts]] = {
    "confirmed": (Kind.CONFIRMED, FACTS),
    "requested": (Kind.REQUESTED, replace(FACTS, status="requested", **_REQUEST)),
    "requested-time-open": (
        Kind.REQUESTED,
        replace(FACTS, status="requested", keeps_time=False, **_REQUEST),
    ),
    "accepted": (Kind.ACCEPTED, replace(FACTS, **_INES_DID)),
    "declined": (
        Kind.DECLINED,
        replace(FACTS, status="declined", reason=_REASON, **_INES_DID, **_REQUEST),
    ),
    "moved-by-attendee": (Kind.MOVED, replace(FACTS, by=By.ATTENDEE, **_BEFORE)),
    "moved-by-host": (Kind.MOVED, replace(FACTS, **_INES_DID, **_BEFORE)),
    "moved-request": (
        Kind.MOVED,
        replace(FACTS, by=By.ATTENDEE, status="requested", **_REQUEST, **_BEFORE),
    ),
    "cancelled-by-attendee": (
        Kind.CANCELLED,
        replace(FACTS, status="cancelled", by=By.ATTENDEE, reason="A cold, sorry.", sequence=2),
    ),
    "cancelled-by-host": (
        Kind.CANCELLED,
        replace(FACTS, status="cancelled", reason=_REASON, sequence=2, **_INES_DID),
    ),
    "handed-over": (
        Kind.HANDED_OVER,
        replace(FACTS, hosts=(BEN,), former_hosts=(INES,), sequence=1, **_INES_DID),
    ),
    "handed-over-request": (
        Kind.HANDED_OVER,
        replace(FACTS, hosts=(BEN,), status="requested", **_REQUEST),
    ),
    "expired": (Kind.EXPIRED, replace(FACTS, status="expired", **_REQUEST)),
    "released": (
        Kind.RELEASED,
        replace(FACTS, hosts=(BEN,), former_hosts=(INES,), by=By.ATTENDEE, **_BEFORE),
    ),
}
