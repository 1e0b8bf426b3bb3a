"""How the team is shown: members with their week on an hour line, invitations, fairness."""

from dataclasses import dataclass
from datetime import datetime

from babel.lists import format_list

from sched_app import texts
from sched_app.services import dates
from sched_app.services.fairness import FairnessView, ShareView
from sched_app.services.member_invitations import InvitationView
from sched_app.services.members import MemberView
from sched_app.services.team_week import MemberWeek, WeekView
from sched_app.state import booking_rows


@dataclass(frozen=True)
class MemberRow:
    """A member in the list; the widths are percent of the team's longest week."""

    id: str
    name: str
    email: str
    initials: str
    role: str
    is_me: bool
    has_joined: bool
    may_change_role: bool
    may_be_removed: bool
    may_any: bool
    types: str
    has_week: bool
    week: str
    coming: str
    open_width: str
    booked_width: str


@dataclass(frozen=True)
class InviteRow:
    """An invitation that nobody has accepted yet."""

    id: str
    email: str
    role: str
    words: str
    is_over: bool
    may_change: bool


@dataclass(frozen=True)
class Tile:
    """A number of the team's week, and what it means."""

    label: str
    value: str
    words: str


@dataclass(frozen=True)
class ShareRow:
    """One host's turns."""

    name: str
    load: str
    width: str
    words: str


@dataclass(frozen=True)
class FairRow:
    """The books of one meeting type."""

    id: str
    name: str
    routing: str
    look: str
    verdict: str
    words: list[str]
    shares: list[ShareRow]


def member(one: MemberView, week: WeekView, locale: str) -> MemberRow:
    """Show a member; the week of who may not be looked at stays empty."""
    found = week.members.get(one.public_id)
    longest = _longest(week)
    return MemberRow(
        id=one.public_id,
        name=one.name,
        email=one.email,
        initials=booking_rows.initials(one.name),
        role=one.role,
        is_me=one.is_me,
        has_joined=one.has_joined,
        may_change_role=one.may_change_role,
        may_be_removed=one.may_be_removed,
        may_any=one.may_change_role or one.may_be_removed,
        types=_types(found, locale),
        has_week=found is not None,
        week=_week(found, locale),
        coming=texts.n("team.coming_plural", found.coming, locale) if found else "",
        open_width=_percent(found.open_minutes if found else 0, longest),
        booked_width=_percent(found.booked_minutes if found else 0, longest),
    )


def _types(found: MemberWeek | None, locale: str) -> str:
    if found is None:
        return ""
    if not found.types:
        return texts.t("team.hosts_nothing", locale)
    return texts.t("team.hosts", locale, types=format_list(list(found.types), locale=locale))


def _week(found: MemberWeek | None, locale: str) -> str:
    if found is None:
        return ""
    booked = hours(found.booked_minutes, locale)
    if not found.open_minutes:
        return texts.t("team.week_closed", locale, booked=booked)
    return texts.t("team.week", locale, booked=booked, open=hours(found.open_minutes, locale))


def hours(minutes: int, locale: str) -> str:
    """Give a span in hours: "34 h", "7.5 h"."""
    whole = round(minutes / 60, 1)
    number = f"{whole:.0f}" if whole == int(whole) else f"{whole:.1f}"
    return texts.t("team.hours", locale, hours=number)


def tiles(week: WeekView, members: int, invited: int, locale: str) -> list[Tile]:
    """Sum the team's week up."""
    everyone = week.members.values()
    opened = sum(one.open_minutes for one in everyone)
    booked = sum(one.booked_minutes for one in everyone)
    percent = round(100 * booked / opened) if opened else 0
    share = texts.t("team.tile_share", locale, percent=percent)
    return [
        Tile(
            texts.t("team.tile_members", locale),
            str(members),
            texts.n("team.tile_invited_plural", invited, locale),
        ),
        Tile(
            texts.t("team.tile_open", locale),
            hours(opened, locale),
            texts.t("team.tile_week", locale, day=dates.day_short(week.monday, locale=locale)),
        ),
        Tile(texts.t("team.tile_booked", locale), hours(booked, locale), share),
        Tile(
            texts.t("team.tile_coming", locale),
            str(week.coming),
            texts.t("team.tile_coming_words", locale),
        ),
    ]


def invitation(one: InvitationView, zone: str, now: datetime, locale: str) -> InviteRow:
    """Show an invitation: who invited, and until when it is good."""
    key = "team.invited_over" if one.is_over else "team.invited_until"
    until = dates.moment(one.expires_at, zone, locale=locale, today=now.date())
    return InviteRow(
        id=one.public_id,
        email=one.email,
        role=one.role,
        words=texts.t(key, locale, by=one.invited_by, until=until),
        is_over=one.is_over,
        may_change=one.may_change,
    )


LOOKS = {"none": "badge ring", "even": "badge ok", "catching_up": "badge info half"}


def fair(view: FairnessView, locale: str) -> FairRow:
    """Tell a meeting type's books in plain words."""
    most = max(max((one.load for one in view.shares), default=0), 1)
    return FairRow(
        id=view.public_id,
        name=view.name,
        routing=texts.t(f"team.turns.{view.routing}", locale),
        look=LOOKS.get(view.verdict, "badge warn"),
        verdict=texts.t(f"team.fair.{view.verdict}", locale),
        words=_why(view, locale),
        shares=[
            ShareRow(
                name=one.name,
                load=texts.n("team.turns_plural", one.load, locale),
                width=_percent(max(one.load, 0), most),
                words=_share(one, view, locale),
            )
            for one in view.shares
        ],
    )


def _why(view: FairnessView, locale: str) -> list[str]:
    if view.verdict in ("none", "even"):
        return [texts.t(f"team.fair.{view.verdict}_words", locale, next=view.next_name)]
    said = [
        texts.t(
            "team.fair.seldom_free" if one.free < view.latest else "team.fair.comes_next",
            locale,
            name=one.name,
            free=one.free,
            latest=view.latest,
        )
        for one in view.behind
    ]
    return [*said, texts.t("team.fair.goes_on", locale, next=view.next_name)]


def _share(one: ShareView, view: FairnessView, locale: str) -> str:
    said = []
    if view.latest:
        said.append(
            texts.t("team.share.free", locale, free=one.free, got=one.got, latest=view.latest)
        )
    if one.alone:
        said.append(texts.n("team.share.alone_plural", one.alone, locale))
    if one.credited:
        said.append(texts.n("team.share.credited_plural", one.credited, locale))
    if one.head_start > 0:
        said.append(texts.t("team.share.head_start", locale, count=one.head_start))
    return " ".join(said)


def _longest(week: WeekView) -> int:
    spans = [max(one.open_minutes, one.booked_minutes) for one in week.members.values()]
    return max(*spans, 1) if spans else 1


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%"
