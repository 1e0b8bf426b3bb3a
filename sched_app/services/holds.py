"""Times kept for visitors while they fill in the form: made, left, resumed, given up, expired."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import HoldExpired, NotFound, SlotTaken, TooMany
from sched_app.models.bookings import Booking
from sched_app.models.columns import epoch
from sched_app.models.meeting_types import MeetingType, MeetingTypeDuration, Visibility
from sched_app.models.schedules import Claim, Hold
from sched_app.secrets_file import Secrets
from sched_app.services import access, availability, claims, limits, links, routing
from sched_app.services.access import Actor, ActorKind, Right

_HOLDS = Hold.__table__  # type: ignore[attr-defined]
_CLAIMS = Claim.__table__  # type: ignore[attr-defined]
# Built once: making a statement costs more than running it.
_LENGTHS = (
    sa.select(
        col(MeetingTypeDuration.minutes),
        col(MeetingTypeDuration.price_minor),
        col(MeetingTypeDuration.deposit_minor),
    )
    .where(col(MeetingTypeDuration.meeting_type_id) == sa.bindparam("type"))
    .order_by(col(MeetingTypeDuration.position), col(MeetingTypeDuration.id))
)
GRACE = timedelta(seconds=20)
ADDRESS_FACTOR = 10


class HoldSettings(Protocol):
    """What of the operator's settings bears on holding and booking."""

    @property
    def hold_minutes(self) -> int: ...
    @property
    def holds_per_browser(self) -> int: ...
    @property
    def holds_per_hour(self) -> int: ...
    @property
    def bookings_per_hour(self) -> int: ...
    @property
    def bookings_per_email_day(self) -> int: ...
    @property
    def rate_limits(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator set about holding and booking; `limited` turns the hourly counts on."""

    hold_for: timedelta = timedelta(minutes=10)
    holds_per_browser: int = 2
    holds_per_hour: int = 60
    bookings_per_hour: int = 20
    bookings_per_email_day: int = 10
    limited: bool = True
    secrets: Secrets | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: HoldSettings, secrets: Secrets) -> "Terms":
        """Read the terms from the settings; the secrets key the counts by e-mail address."""
        return cls(
            hold_for=timedelta(minutes=settings.hold_minutes),
            holds_per_browser=settings.holds_per_browser,
            holds_per_hour=settings.holds_per_hour,
            bookings_per_hour=settings.bookings_per_hour,
            bookings_per_email_day=settings.bookings_per_email_day,
            limited=settings.rate_limits,
            secrets=secrets,
        )


@dataclass(frozen=True, slots=True)
class Length:
    """A duration on offer, in minutes, with its price and deposit in minor units."""

    minutes: int
    price_minor: int
    deposit_minor: int


@dataclass(frozen=True, slots=True)
class HoldView:
    """A time that is kept, and the token by which its holder speaks of it."""

    id: str
    token: str
    starts_at: datetime
    ends_at: datetime
    duration_minutes: int
    expires_at: datetime


def hold(
    session: Session,
    meeting_type_id: int,
    starts_at: datetime,
    *,
    duration_minutes: int | None,
    actor: Actor,
    terms: Terms,
    now: datetime,
    replaces: str | None = None,
    moving: Booking | None = None,
    keep: Collection[int] = (),
) -> HoldView:
    """Keep a time for a visitor who fills in the form.

    `replaces` is the token of the visitor's earlier hold, given up in the same transaction;
    `moving` is the booking that is to be moved there, which the hosts in `keep` keep if they can.
    Raise SlotTaken if the time is not offered, TooMany if this browser or address holds too much.
    """
    if starts_at.microsecond:
        raise SlotTaken()
    replaced = _id_of(session, replaces) if replaces else None
    also = claims.persons_of_hold(session, replaced) if replaced else ()
    # Read under the lock: it may be archived or changed while this waits.
    hosts = claims.lock(session, meeting_type_id, also=also)
    meeting_type = session.get_one(MeetingType, meeting_type_id)
    access.require(actor, Right.HOLD, meeting_type.workspace_id)
    # What was booked can be moved when its type is hidden, or its length offered no more.
    if moving is None and _is_hidden(meeting_type):
        raise NotFound()
    minutes = (
        moving.duration_minutes
        if moving
        else duration_of(session, meeting_type_id, duration_minutes).minutes
    )
    if replaced:
        claims.drop_hold(session, replaced)
    _cap(session, actor, terms, now)
    free = availability.offer_at(
        session,
        meeting_type_id,
        starts_at,
        duration_minutes=minutes,
        now=now,
        ignoring_owner=claims.booking_owner(moving.id) if moving and moving.id else None,
    )
    if not free:
        raise SlotTaken()
    chosen = routing.choose(
        meeting_type.routing,
        free,
        {key: host.count for key, host in hosts.items()},
        {key: host.priority for key, host in hosts.items()},
        keep=keep,
    ).host_ids
    persons = [hosts[key].person_id for key in chosen]
    return _keep(session, meeting_type, starts_at, minutes, persons, actor, terms, now, moving)


def _is_hidden(meeting_type: MeetingType) -> bool:
    is_inactive = meeting_type.visibility == Visibility.INACTIVE.value
    return is_inactive or meeting_type.archived_at is not None


def _keep(
    session: Session,
    meeting_type: MeetingType,
    starts_at: datetime,
    minutes: int,
    persons: list[int],
    actor: Actor,
    terms: Terms,
    now: datetime,
    moving: Booking | None,
) -> HoldView:
    token = secrets.token_urlsafe(32)
    expires_at = now + terms.hold_for
    row = Hold(
        workspace_id=meeting_type.workspace_id,
        meeting_type_id=meeting_type.id or 0,
        booking_id=moving.id if moving else None,
        token_hash=links.token_hash(token),
        browser_key=actor.browser_key,
        address_key=actor.address_key,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        duration_minutes=minutes,
        keeps_until=expires_at,
        expires_at=expires_at,
        created_at=now,
    )
    session.add(row)
    session.flush()
    hold_id = row.id or 0
    claims.take(
        session,
        persons,
        span_of(meeting_type, starts_at, minutes),
        owner=claims.booking_owner(moving.id)
        if moving and moving.id
        else claims.hold_owner(hold_id),
        workspace_id=meeting_type.workspace_id,
        booking_id=moving.id if moving else None,
        hold_id=hold_id,
        expires_at=expires_at,
        now=now,
    )
    return _view(row, token)


def span_of(meeting_type: MeetingType, starts_at: datetime, minutes: int) -> claims.Span:
    """Give the claim's span for a start and a duration in minutes."""
    start = epoch(starts_at)
    return claims.Span(
        start,
        start + minutes * 60,
        meeting_type.buffer_before_minutes * 60,
        meeting_type.buffer_after_minutes * 60,
    )


def duration_of(session: Session, meeting_type_id: int, minutes: int | None) -> Length:
    """Find a duration on offer, the first if none is named; raise NotFound for another length."""
    for row in session.connection().execute(_LENGTHS, {"type": meeting_type_id}):
        if minutes in (None, row.minutes):
            return Length(*row)
    raise NotFound("problem.duration_unknown")


def _cap(session: Session, actor: Actor, terms: Terms, now: datetime) -> None:
    """Refuse another hold beyond the caps; live holds count, a move's too."""
    if actor.kind not in (ActorKind.VISITOR, ActorKind.CUSTOMER):
        return
    caps = (
        (_HOLDS.c.browser_key, actor.browser_key, terms.holds_per_browser),
        (_HOLDS.c.address_key, actor.address_key, terms.holds_per_browser * ADDRESS_FACTOR),
    )
    is_postgres = session.connection().dialect.name == "postgresql"
    for column, key, most in caps:
        if not key:
            continue
        if is_postgres:
            # Holds of other hosts' times are made under other locks: those of one key queue here.
            queue = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))
            session.connection().execute(sa.select(queue))
        live = session.connection().execute(
            sa.select(sa.func.count()).where(column == key, _HOLDS.c.expires_at > now)
        )
        if live.scalar_one() >= most:
            raise TooMany("problem.too_many_holds", retry_after=int(terms.hold_for.total_seconds()))
    if terms.limited and actor.address_key:
        limits.count(
            session,
            f"hold:{actor.address_key}",
            most=terms.holds_per_hour,
            within=timedelta(hours=1),
            now=now,
        )


def find(session: Session, token: str, *, now: datetime) -> Hold:
    """Find a live hold by its token; raise HoldExpired if there is none (any more)."""
    row = _live(session, token, now)
    if row is None:
        raise HoldExpired()
    return row


def _live(session: Session, token: str, now: datetime) -> Hold | None:
    return session.exec(
        select(Hold).where(Hold.token_hash == links.token_hash(token), col(Hold.expires_at) > now)
    ).first()


def meeting_type_of(session: Session, token: str) -> int | None:
    """Tell which meeting type a hold is for, so that its hosts can be locked before it is read."""
    return session.exec(
        select(Hold.meeting_type_id).where(Hold.token_hash == links.token_hash(token))
    ).first()


def release(session: Session, token: str) -> None:
    """Give up a hold, if it is still there. The token itself is the right to it."""
    _lock_type_of(session, token)
    found = _id_of(session, token)
    if found is not None:
        claims.drop_hold(session, found)


def _id_of(session: Session, token: str) -> int | None:
    return session.exec(select(Hold.id).where(Hold.token_hash == links.token_hash(token))).first()


def leave(session: Session, token: str, *, now: datetime) -> None:
    """Shorten a hold whose page went away to a few seconds, in which a reload can resume it."""
    _lock_type_of(session, token)
    row = _live(session, token, now)
    if row is not None:
        _expire_at(session, row, min(row.expires_at, now + GRACE))


def resume(session: Session, token: str, *, now: datetime) -> HoldView:
    """Give a hold back its full time after a reload; raise HoldExpired if it ran out."""
    _lock_type_of(session, token)
    row = find(session, token, now=now)
    if row.expires_at != row.keeps_until:
        _expire_at(session, row, row.keeps_until)
    return _view(row, token)


def rekey(session: Session, view: HoldView, token: str) -> HoldView:
    """Give a new hold another token, which its maker can derive again to repeat the answer."""
    session.connection().execute(
        sa.update(_HOLDS)
        .where(_HOLDS.c.public_id == view.id)
        .values(token_hash=links.token_hash(token))
    )
    return replace(view, token=token)


def _lock_type_of(session: Session, token: str) -> None:
    meeting_type_id = meeting_type_of(session, token)
    if meeting_type_id is not None:
        claims.lock(session, meeting_type_id)


def _expire_at(session: Session, row: Hold, at: datetime) -> None:
    row.expires_at = at
    session.flush()
    session.connection().execute(
        sa.update(_CLAIMS).where(_CLAIMS.c.hold_id == row.id).values(expires_at=epoch(at))
    )


def expire_due(session: Session, *, now: datetime, most: int = 200) -> int:
    """Remove holds that have run out, so that open pages learn of it; give how many."""
    # One type per transaction keeps the order of locks; the next call takes the next type.
    due = sa.select(_HOLDS.c.meeting_type_id).where(_HOLDS.c.expires_at <= now).limit(1)
    meeting_type_id = session.connection().execute(due).scalar()
    if meeting_type_id is None:
        return 0
    claims.lock(session, meeting_type_id)
    # Looked for under the lock: one may have been resumed or booked while this waited.
    expired = session.connection().execute(
        sa.select(_HOLDS.c.id)
        .where(_HOLDS.c.meeting_type_id == meeting_type_id, _HOLDS.c.expires_at <= now)
        .order_by(_HOLDS.c.id)
        .limit(most)
    )
    ids = list(expired.scalars())
    for hold_id in ids:
        claims.drop_hold(session, hold_id)
    return len(ids)


def _view(row: Hold, token: str) -> HoldView:
    return HoldView(
        row.public_id, token, row.starts_at, row.ends_at, row.duration_minutes, row.expires_at
    )
