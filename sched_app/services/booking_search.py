"""Finds bookings: by words of name, e-mail, id and meeting type; by status, type, host and period.

A word is found by its beginning, whatever its accents; all words must be found. The index of words
is the database's own (FTS5 on SQLite, trigrams on PostgreSQL) and follows each change by itself.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Invalid
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services import access, booking_views
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.booking_views import Page

PARTS = ("words", "status", "meeting_type", "host", "since", "until")
YEARS = range(2000, 2200)
WORDS_MOST, WORD_LONGEST = 6, 40
LEAST = 2  # A single letter finds too much to be of use.
FEW = 2_000
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What bookings are narrowed to; empty parts narrow nothing.

    Meeting type and host are public ids, the dates whole days of the workspace.
    """

    words: tuple[str, ...] = ()
    status: str = ""
    meeting_type: str = ""
    host: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it narrows nothing."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Choices:
    """What bookings can be narrowed to: meeting types and hosts, by public id and name."""

    meeting_types: tuple[tuple[str, str], ...]
    hosts: tuple[tuple[str, str], ...]


def wanted(given: Mapping[str, str]) -> Wanted:
    """Read what was typed and chosen; raise Invalid for a status or date that is none."""
    status = given.get("status", "")
    if status and status not in set(BookingStatus):
        raise Invalid({"status": "field.choice"})
    named = {name: given.get(name, "").replace("\0", "") for name in ("meeting_type", "host")}
    return Wanted(
        _words(given.get("words", "")),
        status,
        **named,
        since=_day(given, "since"),
        until=_day(given, "until"),
    )


def find(
    session: Session,
    workspace_id: int,
    asked: Wanted,
    *,
    which: str,
    actor: Actor,
    now: datetime,
    limit: int = 25,
    cursor: str | None = None,
) -> Page:
    """List the bookings of one tab that fit, in its order; an organizer finds among their own.

    Raise Invalid for a cursor that is none of ours.
    """
    access.require(actor, Right.READ_BOOKINGS, workspace_id)
    limit = max(1, min(limit, booking_views.PAGE_MOST))
    given: dict[str, Any] = {
        "which": which, "actor": actor, "now": now, "limit": limit, "cursor": cursor,
        "host_id": _host(session, workspace_id, asked),
    }  # fmt: skip
    plain = _conditions(session, workspace_id, asked)
    found: dict[int, Booking] = {}
    for narrowed in _ways(session, workspace_id, asked.words):
        also = [*plain, *narrowed.conditions]
        for row in booking_views.rows(
            session, workspace_id, also=also, among=narrowed.ids, **given
        ):
            found[row.id or 0] = row
    rows = sorted(
        found.values(),
        key=lambda row: (row.starts_at, row.id or 0),
        reverse=booking_views.is_falling(which),
    )
    return booking_views.page_of(session, rows[: limit + 1], limit, actor=actor, now=now)


def choices(session: Session, *, actor: Actor) -> Choices:
    """List the meeting types and hosts to narrow to; an organizer chooses no host."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    types = session.exec(
        select(MeetingType.public_id, MeetingType.name)
        .where(MeetingType.workspace_id == workspace_id)
        .order_by(sa.func.lower(col(MeetingType.name)), col(MeetingType.id))
    )
    hosts: list[tuple[str, str]] = []
    if reach is Scope.ALL:
        members = session.exec(
            select(Membership.public_id, User.name)
            .join(User, col(User.id) == col(Membership.user_id))
            .where(Membership.workspace_id == workspace_id)
            .order_by(sa.func.lower(col(User.name)), col(Membership.id))
        )
        hosts = [(key, name) for key, name in members]
    return Choices(tuple((key, name) for key, name in types), tuple(hosts))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which all words can be found: further conditions, and the ids if they are few."""

    conditions: Sequence[Any] = ()
    ids: Sequence[int] | None = None


def _ways(session: Session, workspace_id: int, words: tuple[str, ...]) -> list[_Way]:
    """Give the ways: all words in name, e-mail or id; or some of them in the type's name."""
    if not words:
        return [_Way()]
    ways = [_by_client(session, words)]
    types = {
        key: {word for word in words if _begins(name, word)}
        for key, name in session.exec(
            select(MeetingType.id, MeetingType.name).where(MeetingType.workspace_id == workspace_id)
        )
    }
    named = set[str]().union(*types.values())
    if named:
        fitting = [key for key, found in types.items() if found == named]
        rest = tuple(word for word in words if word not in named)
        other = _by_client(session, rest) if rest else _Way()
        in_type = col(Booking.meeting_type_id).in_(fitting)
        ways.append(_Way([*other.conditions, in_type], other.ids))
    return ways


def _by_client(session: Session, words: tuple[str, ...]) -> _Way:
    """Look the words up; where they are found too often, each booking is tried on the way."""
    fits = _fits_sqlite(words) if _is_sqlite(session) else _fits_postgres(words)
    asked = sa.select(fits.key).where(fits.condition).limit(FEW + 1)
    ids = list(session.connection().execute(asked).scalars())
    if len(ids) <= FEW:
        return _Way(ids=ids)
    if not _is_sqlite(session):
        return _Way([fits.condition])
    # A sum, and no column: else SQLite would begin with all that were found.
    return _Way([(col(Booking.id) + 0).in_(sa.select(fits.key).where(fits.condition))])


@dataclass(frozen=True, slots=True)
class _Fits:
    key: Any
    condition: Any


def _fits_sqlite(words: tuple[str, ...]) -> _Fits:
    index = sa.table("booking_search", sa.column("rowid"))
    query = " ".join(f'"{word}"*' for word in words)
    condition = sa.literal_column("booking_search").op("MATCH")(query)
    return _Fits(index.c.rowid, condition)


def _fits_postgres(words: tuple[str, ...]) -> _Fits:
    text = sa.func.booking_words(
        col(Booking.attendee_name), col(Booking.attendee_email), col(Booking.public_id)
    )
    return _Fits(col(Booking.id), sa.and_(*(text.like(f"% {word}%") for word in words)))


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"


def _conditions(session: Session, workspace_id: int, asked: Wanted) -> list[Any]:
    found: list[Any] = []
    if asked.status:
        found.append(col(Booking.status) == asked.status)
    if asked.meeting_type:
        key = sa.select(col(MeetingType.id)).where(
            col(MeetingType.workspace_id) == workspace_id,
            col(MeetingType.public_id) == asked.meeting_type,
        )
        found.append(col(Booking.meeting_type_id) == key.scalar_subquery())
    zone = ZoneInfo(session.get_one(Workspace, workspace_id).timezone)
    if asked.since:
        found.append(col(Booking.starts_at) >= _midnight(asked.since, zone))
    if asked.until:
        found.append(col(Booking.starts_at) < _midnight(asked.until + timedelta(days=1), zone))
    return found


def _host(session: Session, workspace_id: int, asked: Wanted) -> int | None:
    if not asked.host:
        return None
    key = session.exec(
        select(Membership.id).where(
            Membership.workspace_id == workspace_id, Membership.public_id == asked.host
        )
    ).first()
    return key or 0  # Nobody's bookings, for an id that is none.


def _words(typed: str) -> tuple[str, ...]:
    found = [word[:WORD_LONGEST] for word in _WORD.findall(_plain(typed[:500]))]
    found = list(dict.fromkeys(found))[:WORDS_MOST]
    return tuple(found) if any(len(word) >= LEAST for word in found) else ()


def _plain(words: str) -> str:
    """Give words in small letters without accents."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _begins(name: str, word: str) -> bool:
    return any(one.startswith(word) for one in _WORD.findall(_plain(name)))


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)


def _day(given: Mapping[str, str], name: str) -> date | None:
    words = given.get(name, "")
    try:
        found = date.fromisoformat(words) if words else None
    except ValueError as fault:
        raise Invalid({name: "field.date"}) from fault
    if found and found.year not in YEARS:
        raise Invalid({name: "field.date"})
    return found
