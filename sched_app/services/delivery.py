"""Sends what the outbox holds: lease, write, hand over, record; one message at a time.

No transaction is open while a server is waited for. A crash between the server's answer and our
record repeats one message, under the same Message-ID; a crashed worker's lease runs out by itself.
"""

import secrets as random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.errors import VendorError
from sched_app.integrations.protocols import Email, EmailSender, Mailbox
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.secrets_file import Secrets
from sched_app.services import letters, outbox
from sched_app.services.letters import Letterhead

Transaction = Callable[[], AbstractContextManager[Session]]

LEASE_FOR = timedelta(minutes=5)
BATCH = 20
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
# With the waits above these are four days, as long as mail servers try (RFC 5321 4.5.4.1).
MOST_ATTEMPTS = 55
# A message waits at least this long behind an earlier one to the same person on the same subject.
BEHIND = timedelta(seconds=15)
ANSWER_LENGTH = 1000

_TABLE = OutboxMessage.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended, with the server's own words."""

    status: MessageStatus
    answer: str


def deliver_due(
    transaction: Transaction,
    email: EmailSender | None,
    *,
    secrets: Secrets,
    mail_from: str,
    clock: Callable[[], datetime],
    most: int = BATCH,
    lease_for: timedelta = LEASE_FOR,
) -> int:
    """Send one batch of due messages and give how many were taken up.

    Without a mail server they are kept to be read instead, and stay so when one is set up later:
    nobody wants the confirmations of last month. They can be sent again by hand.
    """
    if email is None:
        with transaction() as session:
            return keep(session, now=clock())
    lease_key = random.token_hex(16)
    began = clock()
    with transaction() as session:
        leased = outbox.lease(
            session, lease_key=lease_key, most=most, lease_for=lease_for, now=began
        )
        leased = _in_order(session, leased, lease_key, now=began)
        head = letters.letterhead(session, secrets=secrets, mail_from=mail_from)
        accents = letters.accents(session, leased)
    stuck: set[tuple[str, int | None, str]] = set()
    for message in leased:
        # Half the lease is left for the attempt itself, so that no one else takes it meanwhile.
        if _about(message) in stuck or clock() - began > lease_for / 2:
            with transaction() as session:
                release(session, message, now=clock())
            continue
        outcome = attempt(email, message, head, accents[message.workspace_id], now=clock())
        if outcome.status is MessageStatus.WAITING:
            stuck.add(_about(message))
        with transaction() as session:
            record(session, message, outcome, now=clock())
    return len(leased)


def has_due(session: Session, *, now: datetime) -> bool:
    """Say whether a worker would find anything to do; reads one small index and writes nothing."""
    due = (
        sa.select(_TABLE.c.id)
        .where(
            outbox.is_open(_TABLE.c.status),
            _TABLE.c.due_at <= now,
            sa.or_(_TABLE.c.leased_until.is_(None), _TABLE.c.leased_until <= now),
        )
        .limit(1)
    )
    return session.connection().execute(due).first() is not None


def keep(session: Session, *, now: datetime) -> int:
    """Keep every open message to be read, since there is no mail server; give how many."""
    kept = session.connection().execute(
        sa.update(_TABLE)
        .where(outbox.is_open(_TABLE.c.status))
        .values(status=MessageStatus.KEPT.value, leased_until=None, lease_key="", done_at=now)
    )
    return int(kept.rowcount)


def attempt(
    email: EmailSender, message: OutboxMessage, head: Letterhead, accent: str, *, now: datetime
) -> Outcome:
    """Write a message and hand it over once; a refusal for good, or one too many, ends it."""
    try:
        written = letters.write(message, head, accent)
        name = letters.sender_name(message)
    except Exception as error:  # noqa: BLE001 - One message that cannot be written must not stop the rest; it shows why.
        return Outcome(MessageStatus.FAILED, f"This mail cannot be written: {error!r}")
    mail = Email(
        sender=Mailbox(name, head.sender),
        recipient=written.recipient,
        reply_to=written.reply_to,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=head.message_id(message.public_id),
        at=now,
        calendar=written.calendar,
        calendar_method=written.method,
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no out-of-office answers.
    )
    try:
        return Outcome(MessageStatus.SENT, email.send(mail).answer)
    except VendorError as error:
        is_over = error.permanent or message.attempts >= MOST_ATTEMPTS
        return Outcome(MessageStatus.FAILED if is_over else MessageStatus.WAITING, error.message)


def record(session: Session, message: OutboxMessage, outcome: Outcome, *, now: datetime) -> bool:
    """Write how an attempt ended; False if the lease ran out and another worker has it."""
    is_done = outcome.status is not MessageStatus.WAITING
    return _update(
        session,
        message,
        status=outcome.status.value,
        last_answer=outcome.answer[:ANSWER_LENGTH],
        done_at=now if is_done else None,
        due_at=message.due_at if is_done else now + wait_after(message.attempts),
    )


def release(session: Session, message: OutboxMessage, *, now: datetime) -> bool:
    """Give a message back that was not tried: it counts as no attempt."""
    return _update(
        session,
        message,
        status=MessageStatus.WAITING.value,
        attempts=message.attempts - 1,
        due_at=now + BEHIND,
    )


def wait_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: 30 s, doubled each time, at most two hours."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def _update(session: Session, message: OutboxMessage, **values: object) -> bool:
    changed = session.connection().execute(
        sa.update(_TABLE)
        .where(
            _TABLE.c.id == message.id,
            _TABLE.c.status == MessageStatus.LEASED.value,
            _TABLE.c.lease_key == message.lease_key,
        )
        .values(leased_until=None, lease_key="", **values)
    )
    return bool(changed.rowcount == 1)


def _in_order(
    session: Session, leased: list[OutboxMessage], lease_key: str, *, now: datetime
) -> list[OutboxMessage]:
    """Hold back what would overtake an earlier message: no "confirmed" after the "cancelled"."""
    if not leased:
        return []
    others = session.connection().execute(
        sa.select(
            _TABLE.c.id, _TABLE.c.subject_kind, _TABLE.c.subject_id, _TABLE.c.recipient
        ).where(
            outbox.is_open(_TABLE.c.status),
            _TABLE.c.lease_key != lease_key,
            _TABLE.c.subject_id.in_([message.subject_id for message in leased]),
        )
    )
    first: dict[tuple[str, int | None, str], int] = {}
    for key, *about in others:
        first[tuple(about)] = min(key, first.get(tuple(about), key))
    kept = []
    for message in leased:
        key = message.id or 0
        if first.get(_about(message), key) < key:
            release(session, message, now=now)
        else:
            kept.append(message)
    return kept


def _about(message: OutboxMessage) -> tuple[str, int | None, str]:
    if message.subject_id is None:
        return (message.public_id, None, message.recipient)
    return (message.subject_kind, message.subject_id, message.recipient)
