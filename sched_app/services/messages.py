"""The outbox as the dashboard shows it: list, read, send again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.services import access, alarms, events, letters, outbox
from sched_app.services.access import Actor, Right
from sched_app.services.letters import Letterhead

PAGE = 50
FAILED_FOR = timedelta(days=7)  # So long a failure is news; the outbox keeps it.
NEWEST = 2_000  # So many messages are looked through for failures, whatever the outbox holds.


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of the outbox; `answer` holds the mail server's own words."""

    public_id: str
    template: str
    recipient: str
    subject: str
    status: str
    attempts: int
    answer: str
    created_at: datetime
    due_at: datetime
    done_at: datetime | None
    can_resend: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some lines of the outbox, newest first; `after` asks for the next ones."""

    rows: tuple[MessageRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with what it says; a private one shows neither text nor link."""

    row: MessageRow
    text: str
    html: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class TroubleView:
    """What went wrong with messages: refused lately, the newest of them, and due but not sent."""

    failed: int
    newest: MessageRow | None
    late: int
    late_since: datetime | None


def list_messages(
    session: Session,
    *,
    actor: Actor,
    status: str | None = None,
    after: str | None = None,
    most: int = PAGE,
) -> MessagePage:
    """List the workspace's messages, newest first, of one status if given."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_MESSAGES, workspace_id)
    wanted = select(OutboxMessage).where(OutboxMessage.workspace_id == workspace_id)
    if status:
        wanted = wanted.where(OutboxMessage.status == status)
    if after:
        last = sa.select(col(OutboxMessage.id)).where(
            col(OutboxMessage.public_id) == after, col(OutboxMessage.workspace_id) == workspace_id
        )
        wanted = wanted.where(col(OutboxMessage.id) < last.scalar_subquery())
    found = session.exec(wanted.order_by(col(OutboxMessage.id).desc()).limit(most + 1)).all()
    rows = tuple(_row(message) for message in found[:most])
    return MessagePage(rows, rows[-1].public_id if len(found) > most else None)


def trouble(session: Session, *, actor: Actor, now: datetime) -> TroubleView:
    """Tell which messages failed within a week, and which are due for ten minutes and unsent."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_MESSAGES, workspace_id)
    newest = (
        sa.select(col(OutboxMessage.id), col(OutboxMessage.status), col(OutboxMessage.done_at))
        .where(col(OutboxMessage.workspace_id) == workspace_id)
        .order_by(col(OutboxMessage.id).desc())
        .limit(NEWEST)
        .subquery()
    )
    failed, last = _first(
        session,
        sa.select(sa.func.count(), sa.func.max(newest.c.id)).where(
            newest.c.status == MessageStatus.FAILED.value, newest.c.done_at > now - FAILED_FOR
        ),
    )
    waiting = alarms.late(session, now=now).get(workspace_id)
    row = session.get_one(OutboxMessage, last) if last else None
    return TroubleView(
        failed,
        _row(row) if row else None,
        waiting.messages if waiting else 0,
        waiting.since if waiting else None,
    )


def view(session: Session, public_id: str, head: Letterhead, *, actor: Actor) -> MessageView:
    """Show what a message says, with a link that does not prove its reader; raise NotFound."""
    message = _find(session, public_id, actor, Right.READ_MESSAGES)
    if message.is_private or not message.payload:
        return MessageView(_row(message), "", "", message.is_private)
    accent = letters.accents(session, [message])[message.workspace_id]
    mail = letters.write(message, head, accent, as_copy=True)
    return MessageView(_row(message), mail.text, mail.html, is_private=False)


def resend(session: Session, public_id: str, *, actor: Actor, now: datetime) -> str:
    """Send a message again, at once, and give the public id of the one that goes out.

    What was sent goes out as a new message, since mail servers drop a second copy of the same
    Message-ID; anything else is tried again. Raise Conflict while it is being sent, or if what it
    said has been erased.
    """
    message = _find(session, public_id, actor, Right.RESEND_MESSAGES, lock=True)
    if message.status == MessageStatus.LEASED.value:
        raise Conflict("problem.message_in_flight")
    if not message.payload or not message.recipient:
        raise Conflict("problem.message_erased")
    events.record(
        session,
        "message.resent",
        "message",
        message.id or 0,
        workspace_id=message.workspace_id,
        actor=actor,
        now=now,
        facts={"was": message.status},
    )
    if message.status == MessageStatus.SENT.value:
        return _again(session, message, now)
    message.status = MessageStatus.WAITING.value
    message.due_at, message.done_at, message.attempts = now, None, 0
    message.first_due_at = now
    session.add(message)
    session.flush()
    return message.public_id


def _again(session: Session, message: OutboxMessage, now: datetime) -> str:
    base = message.dedupe_key.partition("#")[0]
    copies = sa.select(sa.func.count()).where(
        col(OutboxMessage.dedupe_key).startswith(f"{base}#", autoescape=True)
    )
    key = f"{base}#{session.connection().execute(copies).scalar_one() + 1}"
    outbox.put(
        session,
        workspace_id=message.workspace_id,
        kind=message.kind,
        template=message.template,
        dedupe_key=key,
        recipient=message.recipient,
        payload=message.payload,
        subject_kind=message.subject_kind,
        subject_id=message.subject_id,
        is_private=message.is_private,
        now=now,
    )
    return session.exec(
        select(OutboxMessage.public_id).where(OutboxMessage.dedupe_key == key)
    ).one()


def _first(session: Session, asked: Any) -> tuple[Any, ...]:
    return tuple(session.connection().execute(asked).one())


def _find(
    session: Session, public_id: str, actor: Actor, right: Right, *, lock: bool = False
) -> OutboxMessage:
    workspace_id = actor.workspace_id or 0
    access.require(actor, right, workspace_id)
    wanted = select(OutboxMessage).where(
        OutboxMessage.public_id == public_id, OutboxMessage.workspace_id == workspace_id
    )
    message = session.exec(wanted.with_for_update() if lock else wanted).first()
    if message is None:
        raise NotFound()
    return message


def _row(message: OutboxMessage) -> MessageRow:
    return MessageRow(
        public_id=message.public_id,
        template=message.template,
        recipient=message.recipient,
        subject=letters.subject(message),
        status=message.status,
        attempts=message.attempts,
        answer=message.last_answer,
        created_at=message.created_at,
        due_at=message.due_at,
        done_at=message.done_at,
        can_resend=bool(message.payload) and message.status != MessageStatus.LEASED.value,
    )
