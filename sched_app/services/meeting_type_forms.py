"""Pure: checks what an organizer enters about a meeting type, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sched_app.models.meeting_types import LocationKind, QuestionKind, Routing, Visibility
from sched_app.services.forms import Checks, slug_from

YEAR_MINUTES = 525_600
DAY_MINUTES = 1_440
LONGEST_HORIZON = 730
LONGEST_REQUEST = 90 * DAY_MINUTES
MOST_DURATIONS, MOST_HOSTS, MOST_QUESTIONS, MOST_OPTIONS = 12, 50, 30, 50
MOST_BOOKINGS = 1_000
MOST_MONEY = 10**9
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2199, 12, 31)
YES_OR_NO = ("yes", "no")
WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.MULTIPLE)


@dataclass(frozen=True, slots=True)
class DurationForm:
    """A length on offer; money in minor units of the workspace's currency."""

    minutes: int
    price_minor: int = 0
    deposit_minor: int = 0


@dataclass(frozen=True, slots=True)
class HostForm:
    """Who hosts, by which hours (their default ones if empty); a higher priority goes first.

    Under the round robin a host of double `weight` gets twice as many turns.
    """

    member_public_id: str
    schedule_public_id: str = ""
    priority: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """An intake question; `public_id` names one that stays, a new one has none.

    With `shown_if`, the place of an earlier question in the form, it is asked only if that one is
    answered with one of `shown_values` (`yes` and `no` where it is a yes-or-no question).
    """

    label: str
    kind: str = QuestionKind.TEXT.value
    is_required: bool = False
    options: Sequence[str] = ()
    shown_if: int | None = None
    shown_values: Sequence[str] = ()
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class MeetingTypeForm:
    """A meeting type as its editor sends it.

    Without a slug one is made of the name. Either `horizon_days` counts, or both dates do. A phone
    location without a number means that the host calls the attendee.
    """

    name: str
    hosts: Sequence[HostForm]
    slug: str = ""
    description: str = ""
    visibility: str = Visibility.PUBLIC.value
    routing: str = Routing.SINGLE.value
    durations: Sequence[DurationForm] = (DurationForm(30),)
    questions: Sequence[QuestionForm] = ()
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    notice_minutes: int = 120
    interval_minutes: int = 30
    horizon_days: int | None = 60
    first_on: date | None = None
    last_on: date | None = None
    limit_per_day: int | None = None
    limit_per_week: int | None = None
    location_kind: str = LocationKind.LINK.value
    location_value: str = ""
    needs_approval: bool = False
    request_blocks: bool = True
    request_expires_minutes: int = 2 * DAY_MINUTES
    change_notice_minutes: int = 0


COLUMNS = (
    "name",
    "slug",
    "description",
    "visibility",
    "routing",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "notice_minutes",
    "interval_minutes",
    "horizon_days",
    "first_on",
    "last_on",
    "limit_per_day",
    "limit_per_week",
    "location_kind",
    "location_value",
    "needs_approval",
    "request_blocks",
    "request_expires_minutes",
    "change_notice_minutes",
)


def check(checks: Checks, form: MeetingTypeForm) -> MeetingTypeForm:
    """Check all that needs no database and give the clean form; faults stand at the fields."""
    routing = checks.one_of("routing", form.routing, Routing)
    kind = checks.one_of("location_kind", form.location_kind, LocationKind)
    first_on, last_on, horizon = _horizon(checks, form)
    return replace(
        form,
        name=checks.line("name", form.name, 120),
        slug=_slug(checks, form),
        description=checks.text("description", form.description, 2000),
        visibility=checks.one_of("visibility", form.visibility, Visibility).value,
        routing=routing.value,
        hosts=_hosts(checks, form.hosts, routing),
        durations=_durations(checks, form.durations),
        questions=_questions(checks, form.questions),
        first_on=first_on,
        last_on=last_on,
        horizon_days=horizon,
        location_kind=kind.value,
        location_value=_location(checks, kind, form.location_value),
        **_spans(checks, form),
        **_limits(checks, form),
    )


def _slug(checks: Checks, form: MeetingTypeForm) -> str:
    if not form.slug.strip() and not form.name.strip():
        return ""  # The fault is the name's.
    return checks.slug("slug", form.slug.strip() or slug_from(form.name))


def _spans(checks: Checks, form: MeetingTypeForm) -> dict[str, Any]:
    bounds = {
        "buffer_before_minutes": (0, DAY_MINUTES),
        "buffer_after_minutes": (0, DAY_MINUTES),
        "notice_minutes": (0, YEAR_MINUTES),
        "interval_minutes": (5, DAY_MINUTES),
        "request_expires_minutes": (5, LONGEST_REQUEST),
        "change_notice_minutes": (0, YEAR_MINUTES),
    }
    return {
        field: checks.whole(field, getattr(form, field), least, most)
        for field, (least, most) in bounds.items()
    }


def _limits(checks: Checks, form: MeetingTypeForm) -> dict[str, Any]:
    return {
        field: None if value is None else checks.whole(field, value, 1, MOST_BOOKINGS)
        for field, value in (
            ("limit_per_day", form.limit_per_day),
            ("limit_per_week", form.limit_per_week),
        )
    }


def _horizon(checks: Checks, form: MeetingTypeForm) -> tuple[date | None, date | None, int | None]:
    if form.horizon_days is not None:
        return None, None, checks.whole("horizon_days", form.horizon_days, 1, LONGEST_HORIZON)
    for field, on in (("first_on", form.first_on), ("last_on", form.last_on)):
        if on is None:
            checks.fault(field, "field.required")
        elif not FIRST_DATE <= on <= LAST_DATE:
            checks.fault(field, "field.date")
    if form.first_on and form.last_on and form.last_on < form.first_on:
        checks.fault("last_on", "field.last_before_first")
    return form.first_on, form.last_on, None


def _location(checks: Checks, kind: LocationKind, value: str) -> str:
    clean = checks.line("location_value", value, 500, required=kind is not LocationKind.PHONE)
    if clean and kind is LocationKind.LINK:
        return checks.url("location_value", clean)
    if clean and kind is LocationKind.PHONE:
        digits = sum(letter.isdigit() for letter in clean)
        if not 5 <= digits <= 15 or set(clean) - set("0123456789+()-./ "):
            checks.fault("location_value", "field.phone")
    return clean


def _hosts(checks: Checks, hosts: Sequence[HostForm], routing: Routing) -> list[HostForm]:
    if not hosts:
        checks.fault("hosts", "field.some_host")
    elif routing is Routing.SINGLE and len(hosts) > 1:
        checks.fault("hosts", "field.one_host")
    elif len(hosts) > MOST_HOSTS:
        checks.fault("hosts", "field.too_many", most=MOST_HOSTS)
    seen: set[str] = set()
    for index, host in enumerate(hosts):
        if host.member_public_id in seen:
            checks.fault(f"hosts.{index}.member_public_id", "field.twice")
        seen.add(host.member_public_id)
        checks.whole(f"hosts.{index}.priority", host.priority, 0, 100)
        checks.whole(f"hosts.{index}.weight", host.weight, 1, 100)
    return list(hosts)


def _durations(checks: Checks, durations: Sequence[DurationForm]) -> list[DurationForm]:
    if not durations:
        checks.fault("durations", "field.required")
    elif len(durations) > MOST_DURATIONS:
        checks.fault("durations", "field.too_many", most=MOST_DURATIONS)
    seen: set[int] = set()
    for index, duration in enumerate(durations):
        place = f"durations.{index}"
        checks.whole(f"{place}.minutes", duration.minutes, 5, DAY_MINUTES, step=5)
        checks.whole(f"{place}.price_minor", duration.price_minor, 0, MOST_MONEY)
        most = max(0, min(duration.price_minor, MOST_MONEY))
        checks.whole(f"{place}.deposit_minor", duration.deposit_minor, 0, most)
        if duration.minutes in seen:
            checks.fault(f"{place}.minutes", "field.twice")
        seen.add(duration.minutes)
    return list(durations)


def _questions(checks: Checks, questions: Sequence[QuestionForm]) -> list[QuestionForm]:
    if len(questions) > MOST_QUESTIONS:
        checks.fault("questions", "field.too_many", most=MOST_QUESTIONS)
        return []
    for index, question in enumerate(questions):
        _condition(checks, f"questions.{index}", index, question, questions)
    return [
        _question(checks, f"questions.{index}", question)
        for index, question in enumerate(questions)
    ]


def _condition(
    checks: Checks, place: str, at: int, question: QuestionForm, questions: Sequence[QuestionForm]
) -> None:
    """Check that a question waits for an answer which an earlier one can have."""
    if question.shown_if is None:
        return
    if not 0 <= question.shown_if < at:
        checks.fault(f"{place}.shown_if", "field.earlier_question")
        return
    asked = questions[question.shown_if]
    can_be = YES_OR_NO if asked.kind == QuestionKind.YES_NO else [*map(str.strip, asked.options)]
    if not question.shown_values or set(question.shown_values) - set(can_be):
        checks.fault(f"{place}.shown_if", "field.choice")


def _question(checks: Checks, place: str, question: QuestionForm) -> QuestionForm:
    kind = checks.one_of(f"{place}.kind", question.kind, QuestionKind)
    options: list[str] = []
    if kind in WITH_OPTIONS:
        options = [
            checks.line(f"{place}.options.{index}", option, 120)
            for index, option in enumerate(question.options[: MOST_OPTIONS + 1])
        ]
        if len(options) > MOST_OPTIONS:
            checks.fault(f"{place}.options", "field.too_many", most=MOST_OPTIONS)
        elif len(options) < 2:
            checks.fault(f"{place}.options", "field.options")
        elif len(set(options)) < len(options):
            checks.fault(f"{place}.options", "field.twice")
    return replace(
        question,
        label=checks.line(f"{place}.label", question.label, 300),
        kind=kind.value,
        options=options,
    )
