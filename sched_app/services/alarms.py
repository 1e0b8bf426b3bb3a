"""The alarm about messages that wait too long: found, told once to the owners, ended.

A message counts from when it was first due: one that is tried again and again waits as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.columns import epoch
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.models.operations import Alarm
from sched_app.models.workspaces import Membership, Role, User, Workspace
from sched_app.services import letters, outbox

LATE_AFTER = timedelta(minutes=10)
QUIET = timedelta(minutes=30)  # So long nothing is late before an alarm is over.

_TABLE = OutboxMessage.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Late:
    """How many messages of a workspace wait too long, and since when the first of them."""

    messages: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The alarms that were raised just now, and those that ended."""

    raised: Sequence[Alarm]
    ended: Sequence[Alarm]


def late(session: Session, *, now: datetime) -> dict[int, Late]:
    """Find the messages that wait too long, by workspace; the caller checks who may know."""
    is_under_way = sa.and_(
        _TABLE.c.status == MessageStatus.LEASED.value,
        _TABLE.c.leased_until > now,
        _TABLE.c.attempts <= 1,
    )
    # A sum, and no column: SQLite would group by the index of all messages of a workspace.
    workspace = _TABLE.c.workspace_id + 0
    rows = session.connection().execute(
        sa.select(workspace, sa.func.count(), sa.func.min(_TABLE.c.first_due_at))
        .where(
            outbox.is_open(_TABLE.c.status),
            _TABLE.c.first_due_at <= now - LATE_AFTER,
            _TABLE.c.template != letters.ALARM,
            # Whoever is sending it just now, for the first time, is not behind.
            ~is_under_way,
        )
        .group_by(workspace)
    )
    return {key: Late(count, since) for key, count, since in rows}


def watch(session: Session, *, now: datetime) -> Told:
    """Raise an alarm where messages have begun to wait, once, and end those that are over."""
    waiting = late(session, now=now)
    standing = {
        alarm.workspace_id: alarm
        for alarm in session.exec(select(Alarm).where(col(Alarm.ended_at).is_(None)))
    }
    raised, ended = [], []
    for workspace_id, found in waiting.items():
        if workspace_id in standing:
            standing[workspace_id].seen_at = now
        else:
            raised.append(_raise(session, workspace_id, found, now))
    for workspace_id, alarm in standing.items():
        if workspace_id not in waiting and now - alarm.seen_at >= QUIET:
            alarm.ended_at = now
            _withdraw(session, alarm, now)
            ended.append(alarm)
    session.flush()
    return Told(raised, ended)


def _raise(session: Session, workspace_id: int, found: Late, now: datetime) -> Alarm:
    alarm = Alarm(
        workspace_id=workspace_id,
        messages=found.messages,
        late_since=found.since,
        began_at=now,
        seen_at=now,
    )
    session.add(alarm)
    session.flush()
    workspace = session.get_one(Workspace, workspace_id)
    owners = session.exec(
        select(User)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            Membership.workspace_id == workspace_id,
            Membership.role == Role.OWNER.value,
            col(Membership.left_at).is_(None),
        )
        .order_by(col(User.id))
    )
    for owner in owners:
        outbox.put(
            session,
            workspace_id=workspace_id,
            kind="email",
            template=letters.ALARM,
            dedupe_key=_key(alarm, owner.id),
            recipient=owner.email,
            payload=_payload(workspace, owner, found),
            now=now,
            subject_kind="alarm",
            subject_id=alarm.id,
        )
    return alarm


def _payload(workspace: Workspace, owner: User, found: Late) -> dict[str, Any]:
    return {
        "name": owner.name,
        "workspace": workspace.name,
        "locale": workspace.locale,
        "zone": workspace.timezone,
        "messages": found.messages,
        "since": epoch(found.since),
    }


def _withdraw(session: Session, alarm: Alarm, now: datetime) -> None:
    """Keep back the mails that could not go out while it lasted: it is over."""
    session.connection().execute(
        sa.update(_TABLE)
        .where(
            _TABLE.c.subject_kind == "alarm",
            _TABLE.c.subject_id == alarm.id,
            _TABLE.c.workspace_id == alarm.workspace_id,
            _TABLE.c.status == MessageStatus.WAITING.value,
        )
        .values(status=MessageStatus.KEPT.value, done_at=now)
    )


def _key(alarm: Alarm, user_id: int | None) -> str:
    return f"alarm:{alarm.id}:{user_id}"
