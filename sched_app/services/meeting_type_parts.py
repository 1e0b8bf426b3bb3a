"""The rows that belong to a meeting type: its hosts with their turns, lengths and questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from sched_app.models.meeting_types import (
    MeetingType,
    MeetingTypeDuration,
    MeetingTypeHost,
    Question,
)
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Membership
from sched_app.services import claims, routing
from sched_app.services.forms import Checks
from sched_app.services.meeting_type_forms import DurationForm, HostForm, QuestionForm


@dataclass(frozen=True, slots=True)
class Host:
    """A host who was found by their public ids."""

    membership_id: int
    person_id: int
    schedule_id: int
    priority: int
    weight: int = 1


def find_host(
    session: Session, checks: Checks, place: str, form: HostForm, workspace_id: int
) -> Host:
    """Find a member of the workspace and their schedule; faults stand below `place`."""
    # Under this lock the schedule that is found cannot be removed until the host has it.
    member = session.exec(
        select(Membership)
        .where(
            Membership.workspace_id == workspace_id,
            Membership.public_id == form.member_public_id,
            col(Membership.left_at).is_(None),
        )
        .with_for_update(key_share=True)
    ).first()
    if member is None:
        checks.fault(f"{place}.member_public_id", "field.member")
        return Host(0, 0, 0, 0)
    hours = select(Schedule.id).where(Schedule.membership_id == member.id)
    if form.schedule_public_id:
        hours = hours.where(Schedule.public_id == form.schedule_public_id)
    schedule = session.exec(
        hours.order_by(col(Schedule.is_default).desc(), col(Schedule.id))
    ).first()
    if schedule is None:
        checks.fault(f"{place}.schedule_public_id", "field.schedule")
    return Host(_key(member.id), member.user_id, schedule or 0, form.priority, form.weight)


def set_hosts(
    session: Session,
    row: MeetingType,
    hosts: Sequence[Host],
    before: Mapping[int, claims.Candidate],
    now: datetime,
) -> None:
    """Make these the hosts: who is new, or comes back, starts at the mean of those who stay.

    `before` is what `claims.lock` gave, so that nobody is given a turn meanwhile.
    """
    wanted = {host.membership_id: host for host in hosts}
    known = {
        kept.membership_id: kept
        for kept in session.exec(
            select(MeetingTypeHost).where(MeetingTypeHost.meeting_type_id == row.id)
        )
    }
    staying = [host.count for member, host in before.items() if member in wanted]
    for member, kept in known.items():
        if member not in wanted and kept.left_at is None:
            kept.left_at = now
    for member, host in wanted.items():
        kept = known.get(member) or MeetingTypeHost(
            workspace_id=row.workspace_id,
            meeting_type_id=_key(row.id),
            membership_id=member,
            person_id=host.person_id,
            schedule_id=host.schedule_id,
            joined_at=now,
        )
        if member not in before:
            own = routing.Count(kept.assigned, kept.credited, weight=host.weight)
            kept.head_start = routing.newcomer_offset(staying, own)
            kept.joined_at, kept.left_at = now, None
        kept.schedule_id = host.schedule_id
        kept.priority, kept.weight = host.priority, host.weight
        session.add(kept)
    session.flush()


def set_durations(session: Session, row: MeetingType, lengths: Sequence[DurationForm]) -> None:
    """Make these the lengths on offer, in this order."""
    known = {
        kept.minutes: kept
        for kept in session.exec(
            select(MeetingTypeDuration).where(MeetingTypeDuration.meeting_type_id == row.id)
        )
    }
    for minutes in known.keys() - {length.minutes for length in lengths}:
        session.delete(known[minutes])
    for position, length in enumerate(lengths):
        kept = known.get(length.minutes) or MeetingTypeDuration(
            workspace_id=row.workspace_id, meeting_type_id=_key(row.id), minutes=length.minutes
        )
        kept.price_minor, kept.deposit_minor = length.price_minor, length.deposit_minor
        kept.position = position
        session.add(kept)
    session.flush()


def set_questions(
    session: Session, row: MeetingType, questions: Sequence[QuestionForm], now: datetime
) -> None:
    """Make these the intake questions, in this order; one that is gone is archived."""
    known = {
        kept.public_id: kept
        for kept in session.exec(
            select(Question).where(
                Question.meeting_type_id == row.id, col(Question.archived_at).is_(None)
            )
        )
    }
    for public_id in known.keys() - {question.public_id for question in questions}:
        known[public_id].archived_at = now
    asked: list[str] = []
    for position, question in enumerate(questions):
        # An id that is not one of this meeting type's names nothing: that question is a new one.
        kept = known.pop(question.public_id, None) or Question(
            workspace_id=row.workspace_id, meeting_type_id=_key(row.id), label=question.label
        )
        kept.label, kept.kind, kept.position = question.label, question.kind, position
        kept.is_required, kept.options = question.is_required, list(question.options)
        kept.shown_if = {}
        if question.shown_if is not None:
            values = list(question.shown_values)
            kept.shown_if = {"question": asked[question.shown_if], "values": values}
        asked.append(kept.public_id)
        session.add(kept)
    session.flush()


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
