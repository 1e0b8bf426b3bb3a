"""How the calendar shows a range: columns of pieces at their places, a legend, words for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import calendar_layout, dates
from sched_app.services.calendar_layout import HOUR, Axis, Day
from sched_app.services.calendar_views import (
    AbsenceView,
    CalendarView,
    EntryView,
    TakenView,
    TypeView,
)

DAY_FROM, DAY_UNTIL = 8, 19  # The hours that are shown at least.
LEAST = 900  # Seconds; what is shorter is drawn as long, so that it can be hit.
LOOKS = {
    "requested": "req",
    "accepted": "held",
    "awaiting_payment": "held",
    "completed": "over",
    "no_show": "miss",
}


@dataclass(frozen=True)
class Piece:
    """A part of an entry on one day: its place and width, and what is said of it."""

    key: str
    id: str
    kind: str
    look: str
    tint: int
    top: int
    size: int
    lane: int
    lanes: int
    name: str
    words: str
    label: str
    starts_at: int
    ends_at: int
    may_move: bool
    is_cut: str = ""


@dataclass(frozen=True)
class Column:
    """A day, or one member's day; `segs` turn places into instants and back."""

    key: str
    on: str
    member: str
    head: str
    number: str
    name: str
    label: str
    is_today: bool
    is_chosen: bool
    segs: list[list[int]]
    missing: list[int]
    open: list[list[int]]
    pieces: list[Piece]
    offs: list[Piece]


@dataclass(frozen=True)
class Mark:
    """A line of the axis."""

    place: int
    words: str


@dataclass(frozen=True)
class Kind:
    """A meeting type in the legend."""

    tint: int
    name: str


@dataclass
class Look:
    """Who looks, at what, and when: what words and places depend on."""

    zone: str
    locale: str
    now: datetime
    on: date
    with_members: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    tints: Mapping[str, int] = field(default_factory=dict)

    def t(self, key: str, **params: object) -> str:
        """Give a text in the reader's language."""
        return texts.t(key, self.locale, **params)


def count_words(count: int, locale: str) -> str:
    """Say how many bookings there are."""
    return (
        texts.n("calendar.bookings", count, locale) if count else texts.t("calendar.none", locale)
    )


def tints(types: Sequence[TypeView]) -> dict[str, str]:
    """Give the colours of the types as CSS variables, each for both themes."""
    found = {}
    for number, kind in enumerate(types):
        light, dark = kind.colours["light"], kind.colours["dark"]
        for role in light:
            name = role.removeprefix("accent-")
            found[f"--k{number}-{name}"] = f"light-dark({light[role]},{dark[role]})"
    return found


def kinds(types: Sequence[TypeView]) -> list[Kind]:
    """List the types for the legend."""
    return [Kind(number, kind.name) for number, kind in enumerate(types)]


def columns(view: CalendarView, axis: Axis, look: Look, *, by_member: bool) -> list[Column]:
    """Give a column for each day, or one for each member on the one day that is looked at."""
    look.names = {member.id: member.name for member in view.members}
    look.tints = {kind.id: number for number, kind in enumerate(view.types)}
    if by_member:
        return [_column(view, axis.days[0], look, [member]) for member in view.chosen]
    look.with_members = len(view.chosen) > 1
    return [_column(view, day, look, view.chosen) for day in axis.days]


def shown_hours(axis: Axis, found: Sequence[Column]) -> list[int]:
    """Give the places between which the day is drawn, at whole hours around what is in it."""
    tops, bottoms = [DAY_FROM * HOUR], [DAY_UNTIL * HOUR]
    for one in found:
        spans = [(piece.top, piece.top + piece.size) for piece in one.pieces]
        spans += [(top, bottom) for top, bottom in one.open]
        tops += [top for top, _ in spans]
        bottoms += [bottom for _, bottom in spans]
    places = [row.place for row in axis.rows]
    top = max(place for place in places if place <= min(tops))
    return [top, min((place for place in places if place >= max(bottoms)), default=axis.length)]


def marks(axis: Axis, look: Look) -> list[Mark]:
    """Name the lines of the axis; an hour that comes twice carries its offset."""
    found = []
    for row in axis.rows:
        words = f"{row.minute // 60 % 24:02d}:{row.minute % 60:02d}"
        if row.offset is not None:
            day = next(day for day in axis.days if day.end - day.begin == axis.length)
            at = datetime.fromtimestamp(day.begin + row.place, UTC)
            words = f"{words} {dates.offset(at, look.zone)}"
        found.append(Mark(row.place, words))
    return found


def _column(view: CalendarView, day: Day, look: Look, members: Sequence[str]) -> Column:
    whose = set(members)
    drawn = [_booking(one, day, look) for one in view.entries if whose & set(one.member_ids)]
    drawn += [_taken(one, day, look) for one in view.taken if one.member_id in whose]
    offs = [_absence(one, day, look) for one in view.absences if one.member_id in whose]
    pieces = [piece for piece in drawn if piece]
    is_one = not look.with_members
    name = look.names.get(members[0], "") if is_one else ""
    today = look.now.astimezone(ZoneInfo(look.zone)).date()
    said = look.t(
        "calendar.day_label",
        day=dates.day_heading(day.on, locale=look.locale, today=today),
        bookings=count_words(sum(one["kind"] == "booking" for one in pieces), look.locale),
    )
    spans = [span for member in members for span in view.openings.get(member, ())]
    places = [day.piece(*span) for span in spans]
    return Column(
        key=f"{day.on.isoformat()}:{members[0] if is_one else ''}",
        on=day.on.isoformat(),
        member=members[0] if is_one else "",
        head=dates.weekday_short(day.on, locale=look.locale),
        number=str(day.on.day),
        name=name,
        label=f"{name}, {said}" if name and len(view.members) > 1 else said,
        is_today=day.on == today,
        is_chosen=day.on == look.on,
        segs=[list(segment) for segment in day.segments],
        missing=list(day.missing or ()),
        open=[list(span) for span in calendar_layout.merged(place for place in places if place)],
        pieces=_side_by_side(pieces),
        offs=_side_by_side([piece for piece in offs if piece]),
    )


def _booking(entry: EntryView, day: Day, look: Look) -> dict[str, Any] | None:
    status = look.t(f"status.{entry.status}")
    hosts = ", ".join(look.names[one] for one in entry.member_ids)
    kind = entry.meeting_name
    if entry.status in ("requested", "awaiting_payment"):
        kind = look.t(f"calendar.{entry.status}", meeting=kind)
    times = dates.time_range(entry.starts_at, entry.ends_at, look.zone, locale=look.locale)
    clock = dates.clock(entry.starts_at, look.zone, locale=look.locale)
    label = look.t(
        "calendar.entry_label", times=times, name=entry.name, meeting=entry.meeting_name,
        status=status,
    )  # fmt: skip
    if look.with_members or len(entry.member_ids) > 1:
        kind = look.t("calendar.with_host", meeting=kind, hosts=hosts)
        label = look.t("calendar.with_host", meeting=label, hosts=hosts)
    return _piece(
        entry.id,
        "booking",
        (entry.starts_at, entry.ends_at),
        day,
        look=LOOKS.get(entry.status, ""),
        tint=look.tints.get(entry.type_id, 0),
        name=entry.name,
        words=f"{clock} {kind}",
        label=label,
        may_move=entry.may_move,
    )


def _taken(one: TakenView, day: Day, look: Look) -> dict[str, Any] | None:
    name = look.t("calendar.held" if one.is_held else "calendar.elsewhere")
    times = dates.time_range(one.starts_at, one.ends_at, look.zone, locale=look.locale)
    member = look.names[one.member_id] if look.with_members else ""
    return _piece(
        f"{one.member_id}:{times}",
        "held" if one.is_held else "busy",
        (one.starts_at, one.ends_at),
        day,
        look="held" if one.is_held else "over",
        name=name,
        words=member,
        label=" ".join(filter(None, (times, name, member))),
    )


def _absence(one: AbsenceView, day: Day, look: Look) -> dict[str, Any] | None:
    name = look.names[one.member_id]
    off = look.t("calendar.off")
    return _piece(
        one.id,
        "off",
        (one.starts_at, one.ends_at),
        day,
        look="off",
        name=one.reason or off,
        words=look.t("calendar.off_of", name=name) if look.with_members else off,
        label=look.t("calendar.off_label", name=name, reason=one.reason or off),
    )


def _piece(
    key: str, kind: str, span: tuple[datetime, datetime], day: Day, **said: Any
) -> dict[str, Any] | None:
    """Cut an entry to what lies on a day; None if nothing does."""
    begin, end = _second(span[0]), _second(span[1])
    place = day.piece(begin, end)
    if place is None:
        return None
    is_cut = ("t" if begin < day.begin else "") + ("b" if end > day.end else "")
    return {
        "key": f"{kind}:{key}:{day.on.isoformat()}",
        "id": key,
        "kind": kind,
        "top": place[0],
        "size": place[1] - place[0],
        "starts_at": begin,
        "ends_at": end,
        "is_cut": is_cut,
        "tint": 0,
        "may_move": False,
        **said,
    }


def _side_by_side(pieces: Sequence[dict[str, Any]]) -> list[Piece]:
    spans = [(one["top"], one["top"] + max(LEAST, one["size"])) for one in pieces]
    placed = zip(pieces, calendar_layout.lanes(spans), strict=True)
    found = [Piece(**one, lane=lane.number, lanes=lane.of) for one, lane in placed]
    return sorted(found, key=lambda one: (one.top, one.lane))


def _second(at: datetime) -> int:
    return int(at.timestamp())
