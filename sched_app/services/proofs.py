"""Single-use proofs of who somebody is: made, found by their token, spent."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import NotFound
from sched_app.models.accounts import Proof, ProofKind
from sched_app.secrets_file import Secrets
from sched_app.services import links
from sched_app.services.links import Purpose

LASTS = timedelta(minutes=15)
_PURPOSES = {
    ProofKind.SIGN_IN: Purpose.SIGN_IN,
    ProofKind.RESET: Purpose.RESET,
    ProofKind.STEP: Purpose.STEP,
}


def make(session: Session, user_id: int, kind: ProofKind, *, now: datetime) -> Proof:
    """Write a proof that works once within a quarter of an hour; give it, flushed."""
    row = Proof(user_id=user_id, kind=kind.value, created_at=now, expires_at=now + LASTS)
    session.add(row)
    session.flush()
    return row


def token(secrets: Secrets, kind: ProofKind, public_id: str) -> str:
    """Derive the token of a proof; whoever shows it holds the proof."""
    return links.derive(secrets, _PURPOSES[kind], public_id, 1)


def find(
    session: Session,
    secrets: Secrets,
    given: str,
    kind: ProofKind,
    *,
    now: datetime,
    lock: bool = False,
) -> Proof:
    """Give the live proof behind a token; raise NotFound for one that is forged, spent or over."""
    link = links.read(secrets, given, _PURPOSES[kind])
    wanted = select(Proof).where(Proof.public_id == link.public_id, Proof.kind == kind.value)
    row = session.exec(wanted.with_for_update() if lock else wanted).first()
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise NotFound("problem.link_over")
    return row


def spend(
    session: Session, secrets: Secrets, given: str, kind: ProofKind, *, now: datetime
) -> Proof:
    """Use a proof up, of two rivals once; raise NotFound as `find` does."""
    row = find(session, secrets, given, kind, now=now, lock=True)
    row.ended_at = now
    session.add(row)
    session.flush()
    return row


def end_all(session: Session, user_id: int, *, now: datetime) -> None:
    """End every open proof of a person, whose password or address has just changed."""
    session.connection().execute(
        sa.update(Proof)
        .where(col(Proof.user_id) == user_id, col(Proof.ended_at).is_(None))
        .values(ended_at=now)
    )


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete proofs that were over a day ago, for the hourly job; give how many."""
    old = now - timedelta(days=1)
    gone = session.connection().execute(sa.delete(Proof).where(col(Proof.expires_at) < old))
    return gone.rowcount
