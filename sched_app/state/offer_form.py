"""A meeting type as its form holds it, and back again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sched_app import texts
from sched_app.services import money
from sched_app.services.meeting_types import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    MeetingTypeView,
    QuestionForm,
)
from sched_app.services.members import MemberView
from sched_app.services.schedules import ScheduleView
from sched_app.state import typed
from sched_app.state.typed import Form

FIRST = 100  # The priority of whoever is asked first; the next has one less.
SPANS = (
    "buffer_before_minutes",
    "buffer_after_minutes",
    "notice_minutes",
    "interval_minutes",
    "request_expires_minutes",
    "change_notice_minutes",
)
LIMITS = ("limit_per_day", "limit_per_week")
# The examples that the empty list offers: minutes, minutes of break after, approval.
EXAMPLES = {"intro": (20, 0, False), "session": (60, 15, False), "consultation": (45, 15, True)}
Members = Sequence[Mapping[str, Any]]


def choices(team: Sequence[MemberView], hours: Sequence[ScheduleView]) -> list[dict[str, Any]]:
    """Give the members who can host, each with their schedules, the default one first."""
    return [
        {
            "id": one.public_id,
            "name": one.name,
            "email": one.email,
            "schedules": [
                {"id": own.public_id, "name": own.name}
                for own in hours
                if own.member_public_id == one.public_id
            ],
        }
        for one in team
    ]


def fresh(example: str, members: Members, me: str, locale: str) -> dict[str, Any]:
    """Give the values of a new meeting type, from an example if one is named."""
    minutes, rest, on_request = EXAMPLES.get(example, (30, 0, False))
    known = example in EXAMPLES
    own = next((one for one in members if one["id"] == me), None)
    schedule = own["schedules"][0]["id"] if own and own["schedules"] else ""
    return {
        "name": texts.t(f"offer.example.{example}", locale) if known else "",
        "slug": "",
        "description": texts.t(f"offer.example.{example}_words", locale) if known else "",
        "durations": [minutes],
        "prices": {},
        "buffer_before_minutes": 0,
        "buffer_after_minutes": rest,
        "notice_minutes": 240,
        "interval_minutes": 30 if minutes != 45 else 15,
        "change_notice_minutes": 0,
        "horizon": "days",
        "horizon_days": 60,
        "first_on": "",
        "last_on": "",
        "limit_per_day": "",
        "limit_per_week": "",
        "location_kind": "link",
        "location_link": "",
        "location_phone": "",
        "location_place": "",
        "needs_approval": on_request,
        "request_blocks": True,
        "request_expires_minutes": 2880,
        "visibility": "public",
        "routing": "single",
        "hosts": [{"member": me, "schedule": schedule, "rank": 0, "weight": 1}] if own else [],
        "questions": [],
    }


def shown(view: MeetingTypeView, currency: str) -> dict[str, Any]:
    """Give the values of a meeting type that exists, prices as they are typed."""
    ranks = sorted({host.priority for host in view.hosts}, reverse=True)
    by_dates = view.horizon_days is None
    return {
        "name": view.name,
        "slug": view.slug,
        "description": view.description,
        "durations": [one.minutes for one in view.durations],
        "prices": {
            str(one.minutes): money.typed(one.price_minor, currency)
            for one in view.durations
            if one.price_minor
        },
        **{name: getattr(view, name) for name in SPANS},
        "horizon": "dates" if by_dates else "days",
        "horizon_days": 60 if by_dates else view.horizon_days,
        "first_on": view.first_on.isoformat() if view.first_on else "",
        "last_on": view.last_on.isoformat() if view.last_on else "",
        **{name: getattr(view, name) or "" for name in LIMITS},
        "location_kind": view.location_kind,
        **{
            f"location_{kind}": view.location_value if view.location_kind == kind else ""
            for kind in ("link", "phone", "place")
        },
        "needs_approval": view.needs_approval,
        "request_blocks": view.request_blocks,
        "visibility": view.visibility,
        "routing": view.routing,
        "hosts": [
            {
                "member": host.member_public_id,
                "schedule": host.schedule_public_id,
                "rank": ranks.index(host.priority),
                "weight": host.weight,
            }
            for host in view.hosts
        ],
        "questions": [
            {
                "id": one.public_id,
                "label": one.label,
                "kind": one.kind,
                "required": one.is_required,
                "options": list(one.options),
                "after": one.shown_if,
                "values": list(one.shown_values),
            }
            for one in view.questions
        ],
    }


def read(form: Form, deposits: Mapping[int, int], currency: str) -> MeetingTypeForm:
    """Read what was sent; `deposits` are those of the lengths so far, which no page shows.

    A price that is no amount becomes one that the check of the form refuses.
    """
    kind = typed.text(form, "location_kind")
    by_dates = typed.text(form, "horizon") == "dates"
    lengths = form.get("durations")
    return MeetingTypeForm(
        name=typed.text(form, "name"),
        slug=typed.text(form, "slug"),
        description=typed.text(form, "description"),
        visibility=typed.text(form, "visibility"),
        routing=typed.text(form, "routing"),
        hosts=[_host(one) for one in typed.rows(form, "hosts")],
        durations=[
            _length(minutes, form.get("prices"), deposits, currency)
            for minutes in (lengths if isinstance(lengths, list) else [])
            if type(minutes) is int
        ],
        questions=[_question(one) for one in typed.rows(form, "questions")],
        horizon_days=None if by_dates else typed.whole(form, "horizon_days") or 0,
        first_on=typed.day(form, "first_on") if by_dates else None,
        last_on=typed.day(form, "last_on") if by_dates else None,
        location_kind=kind,
        location_value=typed.text(form, f"location_{kind}"),
        needs_approval=typed.flag(form, "needs_approval"),
        request_blocks=typed.flag(form, "request_blocks"),
        limit_per_day=typed.whole(form, "limit_per_day"),
        limit_per_week=typed.whole(form, "limit_per_week"),
        **{name: typed.whole(form, name) or 0 for name in SPANS},
    )


def places(faults: Mapping[str, str], kind: str) -> dict[str, str]:
    """Give faults by the form's own names."""
    return {
        f"location_{kind}" if name == "location_value" else name: words
        for name, words in faults.items()
    }


def _length(minutes: int, prices: Any, deposits: Mapping[int, int], currency: str) -> DurationForm:
    said = typed.text(prices, str(minutes)) if isinstance(prices, dict) else ""
    price = money.minor_of(said, currency) if said.strip() else 0
    if price is None:
        return DurationForm(minutes, -1)
    return DurationForm(minutes, price, min(price, deposits.get(minutes, 0)))


def _host(one: Form) -> HostForm:
    rank = typed.whole(one, "rank") or 0
    return HostForm(
        typed.text(one, "member"),
        typed.text(one, "schedule"),
        max(0, min(FIRST, FIRST - rank)),
        typed.whole(one, "weight") or 1,
    )


def _question(one: Form) -> QuestionForm:
    options = one.get("options")
    return QuestionForm(
        label=typed.text(one, "label"),
        kind=typed.text(one, "kind"),
        is_required=typed.flag(one, "required"),
        options=[
            line
            for line in (options if isinstance(options, list) else [])
            if isinstance(line, str) and line.strip()
        ],
        shown_if=typed.whole(one, "after"),
        shown_values=_lines(one.get("values")),
        public_id=typed.text(one, "id"),
    )


def _lines(value: Any) -> list[str]:
    return [line for line in (value if isinstance(value, list) else []) if isinstance(line, str)]
