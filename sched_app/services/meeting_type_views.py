"""What a meeting type looks like to its organizers and to the public."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.models.meeting_types import (
    LocationKind,
    MeetingType,
    MeetingTypeDuration,
    MeetingTypeHost,
    Question,
    Routing,
)
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services.meeting_type_forms import (
    COLUMNS,
    DurationForm,
    HostForm,
    MeetingTypeForm,
    QuestionForm,
)

NAMED = (Routing.SINGLE.value, Routing.COLLECTIVE.value)


@dataclass(frozen=True, slots=True)
class DurationView:
    """A length on offer; money in minor units."""

    minutes: int
    price_minor: int
    deposit_minor: int


@dataclass(frozen=True, slots=True)
class HostView:
    """A host with the hours that are used for this meeting type."""

    member_public_id: str
    name: str
    schedule_public_id: str
    schedule_name: str
    priority: int
    weight: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An intake question; `shown_if` is the place of the earlier one that it waits for."""

    public_id: str
    label: str
    kind: str
    is_required: bool
    options: tuple[str, ...]
    shown_if: int | None
    shown_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingTypeView:
    """Everything about a meeting type, for members; `path` is its booking page."""

    public_id: str
    version: int
    name: str
    slug: str
    path: str
    description: str
    visibility: str
    routing: str
    durations: tuple[DurationView, ...]
    hosts: tuple[HostView, ...]
    questions: tuple[QuestionView, ...]
    buffer_before_minutes: int
    buffer_after_minutes: int
    notice_minutes: int
    interval_minutes: int
    horizon_days: int | None
    first_on: date | None
    last_on: date | None
    limit_per_day: int | None
    limit_per_week: int | None
    location_kind: str
    location_value: str
    needs_approval: bool
    request_blocks: bool
    request_expires_minutes: int
    change_notice_minutes: int


@dataclass(frozen=True, slots=True)
class PublicView:
    """What a booking page shows. The address of a meeting room is told to attendees only.

    `key` is for asking for times and stays on the server. `host_names` is empty where the host is
    chosen later. `workspace_slug` is the present one, whatever the page was asked by.
    """

    key: int
    public_id: str
    path: str
    name: str
    slug: str
    description: str
    workspace_name: str
    workspace_slug: str
    workspace_timezone: str
    workspace_locale: str
    workspace_accent: str
    currency: str
    visibility: str
    duration_minutes: int
    durations: tuple[DurationView, ...]
    host_names: tuple[str, ...]
    location_kind: str
    location_value: str
    needs_approval: bool
    request_expires_minutes: int
    notice_minutes: int
    change_notice_minutes: int
    horizon_days: int | None
    first_on: date | None
    last_on: date | None
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    durations: dict[int, list[DurationView]]
    hosts: dict[int, list[HostView]]
    questions: dict[int, list[QuestionView]]


def full(
    session: Session, workspace: Workspace, rows: Sequence[MeetingType]
) -> list[MeetingTypeView]:
    """Show meeting types of one workspace to its members, by three statements in all."""
    parts = _parts(session, rows)
    return [
        MeetingTypeView(
            public_id=row.public_id,
            version=row.version,
            name=row.name,
            slug=row.slug,
            path=routes.book(workspace.slug, row.slug),
            description=row.description,
            visibility=row.visibility,
            routing=row.routing,
            durations=tuple(parts.durations[_key(row)]),
            hosts=tuple(parts.hosts[_key(row)]),
            questions=tuple(parts.questions[_key(row)]),
            buffer_before_minutes=row.buffer_before_minutes,
            buffer_after_minutes=row.buffer_after_minutes,
            notice_minutes=row.notice_minutes,
            interval_minutes=row.interval_minutes,
            horizon_days=row.horizon_days,
            first_on=row.first_on,
            last_on=row.last_on,
            limit_per_day=row.limit_per_day,
            limit_per_week=row.limit_per_week,
            location_kind=row.location_kind,
            location_value=row.location_value,
            needs_approval=row.needs_approval,
            request_blocks=row.request_blocks,
            request_expires_minutes=row.request_expires_minutes,
            change_notice_minutes=row.change_notice_minutes,
        )
        for row in rows
    ]


def public(session: Session, workspace: Workspace, rows: Sequence[MeetingType]) -> list[PublicView]:
    """Show meeting types of one workspace to everyone, by three statements in all."""
    parts = _parts(session, rows)
    return [
        PublicView(
            key=_key(row),
            public_id=row.public_id,
            path=routes.book(workspace.slug, row.slug),
            name=row.name,
            slug=row.slug,
            description=row.description,
            workspace_name=workspace.name,
            workspace_slug=workspace.slug,
            workspace_timezone=workspace.timezone,
            workspace_locale=workspace.locale,
            workspace_accent=workspace.accent,
            currency=workspace.currency,
            visibility=row.visibility,
            duration_minutes=parts.durations[_key(row)][0].minutes,
            durations=tuple(parts.durations[_key(row)]),
            host_names=tuple(host.name for host in parts.hosts[_key(row)])
            if row.routing in NAMED
            else (),
            location_kind=row.location_kind,
            location_value=""
            if row.location_kind == LocationKind.LINK.value
            else row.location_value,
            needs_approval=row.needs_approval,
            request_expires_minutes=row.request_expires_minutes,
            notice_minutes=row.notice_minutes,
            change_notice_minutes=row.change_notice_minutes,
            horizon_days=row.horizon_days,
            first_on=row.first_on,
            last_on=row.last_on,
            questions=tuple(parts.questions[_key(row)]),
        )
        for row in rows
    ]


def as_form(view: MeetingTypeView) -> MeetingTypeForm:
    """Give the form that makes another meeting type like this one; its questions are new ones."""
    return MeetingTypeForm(
        **{name: getattr(view, name) for name in COLUMNS},
        hosts=[
            HostForm(one.member_public_id, one.schedule_public_id, one.priority, one.weight)
            for one in view.hosts
        ],
        durations=[
            DurationForm(one.minutes, one.price_minor, one.deposit_minor) for one in view.durations
        ],
        questions=[
            QuestionForm(
                one.label, one.kind, one.is_required, one.options, one.shown_if, one.shown_values
            )
            for one in view.questions
        ],
    )


def _parts(session: Session, rows: Sequence[MeetingType]) -> _Parts:
    keys = [_key(row) for row in rows]
    parts = _Parts(defaultdict(list), defaultdict(list), defaultdict(list))
    durations = select(MeetingTypeDuration).where(
        col(MeetingTypeDuration.meeting_type_id).in_(keys)
    )
    for length in session.exec(
        durations.order_by(col(MeetingTypeDuration.position), col(MeetingTypeDuration.id))
    ):
        parts.durations[length.meeting_type_id].append(
            DurationView(length.minutes, length.price_minor, length.deposit_minor)
        )
    for host, member, name, hours in session.exec(
        select(MeetingTypeHost, Membership.public_id, User.name, Schedule)
        .join(Membership, col(Membership.id) == col(MeetingTypeHost.membership_id))
        .join(User, col(User.id) == col(MeetingTypeHost.person_id))
        .join(Schedule, col(Schedule.id) == col(MeetingTypeHost.schedule_id))
        .where(
            col(MeetingTypeHost.meeting_type_id).in_(keys), col(MeetingTypeHost.left_at).is_(None)
        )
        .order_by(col(MeetingTypeHost.priority).desc(), User.name, col(MeetingTypeHost.id))
    ):
        parts.hosts[host.meeting_type_id].append(
            HostView(member, name, hours.public_id, hours.name, host.priority, host.weight)
        )
    asked = select(Question).where(
        col(Question.meeting_type_id).in_(keys), col(Question.archived_at).is_(None)
    )
    for question in session.exec(asked.order_by(col(Question.position), col(Question.id))):
        earlier = parts.questions[question.meeting_type_id]
        places = {one.public_id: place for place, one in enumerate(earlier)}
        earlier.append(
            QuestionView(
                question.public_id,
                question.label,
                question.kind,
                question.is_required,
                tuple(question.options),
                places.get(str(question.shown_if.get("question"))),
                tuple(question.shown_if.get("values", ())),
            )
        )
    return parts


def _key(row: MeetingType) -> int:
    if row.id is None:
        raise ValueError("the row has not been flushed")
    return row.id
