"""A change of one's address: it takes effect when both mailboxes agree, and either stops it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from sched_app.errors import Conflict, NotFound
from sched_app.models.accounts import EmailChange
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import account_mails, accounts, events, links, profiles, proofs
from sched_app.services.access import Actor
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Transaction
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose

LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A change that waits, as the person sees it in their account."""

    email: str
    old_confirmed: bool
    new_confirmed: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What the page behind one of the two links shows; `is_new` is the new address's side."""

    name: str
    old_email: str
    new_email: str
    is_new: bool
    is_confirmed: bool
    other_confirmed: bool
    workspace_name: str
    workspace_accent: str


def ask(
    transaction: Transaction,
    secrets: Secrets,
    email: str,
    password: str,
    *,
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> WaitingView:
    """Mail both addresses a link each; nothing changes before both were followed.

    A change that waits already ends. An address that is somebody else's is told so by mail, and
    looks the same here. Raise Invalid at `email` or `password`, TooMany, Conflict without mail.
    """
    with transaction() as session:
        user = profiles.own(session, actor)
    if not has_mail:
        raise Conflict("problem.no_mail")
    checks = Checks()
    clean = checks.email("email", email)
    if clean and clean == user.email:
        checks.fault("email", "field.email_same")
    checks.finish()
    profiles.prove(transaction, secrets, password, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        user = profiles.own(session, actor, lock=True)
        _end_open(session, actor.user_id or 0, now)
        row = EmailChange(
            user_id=actor.user_id or 0, email=clean, email_key=email_key(clean),
            created_at=now, expires_at=now + LASTS,
        )  # fmt: skip
        session.add(row)
        session.flush()
        profiles.record(session, "email_change_asked", actor=actor, now=now)
        workspace = session.get_one(Workspace, actor.workspace_id)
        _mail(session, AccountMail.EMAIL_OLD, user, workspace, row, now, address=clean)
        is_free = _is_free(session, row)
        kind = AccountMail.EMAIL_NEW if is_free else AccountMail.EMAIL_TAKEN
        _mail(session, kind, user, workspace, row, now, recipient=clean)
    return _waiting(row)


def waiting(session: Session, *, actor: Actor, now: datetime) -> WaitingView | None:
    """Show the actor the change that waits, if there is one."""
    profiles.own(session, actor)
    row = session.exec(_open(actor.user_id or 0).where(col(EmailChange.expires_at) > now)).first()
    return _waiting(row) if row else None


def withdraw(session: Session, *, actor: Actor, now: datetime) -> None:
    """Take back the actor's own change; both links end."""
    profiles.own(session, actor)
    if _end_open(session, actor.user_id or 0, now):
        profiles.record(session, "email_change_withdrawn", actor=actor, now=now)


def view(session: Session, secrets: Secrets, link: str, *, now: datetime) -> ChangeView:
    """Show the holder of a link what is asked; changes nothing; raise NotFound if it is over."""
    row, is_new = _behind(session, secrets, link, now)
    user, workspace = _whose(session, row)
    return ChangeView(
        name=user.name,
        old_email=user.email,
        new_email=row.email,
        is_new=is_new,
        is_confirmed=bool(row.new_confirmed_at if is_new else row.old_confirmed_at),
        other_confirmed=bool(row.old_confirmed_at if is_new else row.new_confirmed_at),
        workspace_name=workspace.name,
        workspace_accent=workspace.accent,
    )


def confirm(session: Session, secrets: Secrets, link: str, *, actor: Actor, now: datetime) -> bool:
    """Say yes for one mailbox; the second yes changes the address, and then it is True.

    Raise NotFound for a link that is over, Conflict if somebody took the address meanwhile.
    """
    row, is_new = _behind(session, secrets, link, now, lock=True)
    user, workspace = _whose(session, row, lock=True)
    if is_new:
        row.new_confirmed_at = row.new_confirmed_at or now
    else:
        row.old_confirmed_at = row.old_confirmed_at or now
    session.add(row)
    session.flush()
    side = ["new" if is_new else "old"]
    _record(session, "email_change_confirmed", row, workspace, actor, now, fields=side)
    if row.new_confirmed_at is None or row.old_confirmed_at is None:
        return False
    _take_effect(session, row, user, workspace, actor, now)
    return True


def stop(session: Session, secrets: Secrets, link: str, *, actor: Actor, now: datetime) -> None:
    """Say no for one mailbox: the change ends, and so does the other link; raise NotFound."""
    row, is_new = _behind(session, secrets, link, now, lock=True)
    _, workspace = _whose(session, row)
    row.ended_at = now
    session.add(row)
    session.flush()
    side = ["new" if is_new else "old"]
    _record(session, "email_change_stopped", row, workspace, actor, now, fields=side)


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete changes that were over a day ago, for the hourly job; give how many."""
    old = col(EmailChange.expires_at) < now - LASTS
    return session.connection().execute(sa.delete(EmailChange).where(old)).rowcount


def _take_effect(
    session: Session,
    row: EmailChange,
    user: User,
    workspace: Workspace,
    actor: Actor,
    now: datetime,
) -> None:
    if not _is_free(session, row):
        raise Conflict("problem.email_taken")
    former, row.ended_at = user.email, now
    user.email, user.email_key, user.email_proved_at = row.email, row.email_key, now
    user.link_version += 1
    session.add_all((row, user))
    try:
        session.flush()
    except IntegrityError as error:  # Somebody took it in this very moment.
        raise Conflict("problem.email_taken") from error
    proofs.end_all(session, row.user_id, now=now)  # They were sent to the former mailbox.
    _record(session, "account_changed", row, workspace, actor, now, fields=["email"])
    _mail(
        session, AccountMail.EMAIL_CHANGED, user, workspace, row, now,
        recipient=former, address=user.email,
    )  # fmt: skip


def _mail(
    session: Session,
    kind: AccountMail,
    user: User,
    workspace: Workspace,
    row: EmailChange,
    now: datetime,
    *,
    recipient: str = "",
    address: str = "",
) -> None:
    has_link = kind in (AccountMail.EMAIL_OLD, AccountMail.EMAIL_NEW)
    account_mails.put(
        session, kind, user, workspace, key=row.public_id, recipient=recipient, address=address,
        link=row.public_id if has_link else "", subject=("email_change", row.id or 0), now=now,
    )  # fmt: skip


def _behind(
    session: Session, secrets: Secrets, link: str, now: datetime, *, lock: bool = False
) -> tuple[EmailChange, bool]:
    read = links.read(secrets, link, Purpose.EMAIL_NEW, Purpose.EMAIL_OLD)
    wanted = select(EmailChange).where(EmailChange.public_id == read.public_id)
    row = session.exec(wanted.with_for_update() if lock else wanted).first()
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise NotFound("problem.link_over")
    return row, read.purpose is Purpose.EMAIL_NEW


def _whose(session: Session, row: EmailChange, *, lock: bool = False) -> tuple[User, Workspace]:
    locked = {"key_share": True} if lock else None
    user = session.get_one(User, row.user_id, with_for_update=locked)
    membership = accounts.first_membership(session, user)
    if membership is None:
        raise NotFound("problem.link_over")
    return user, session.get_one(Workspace, membership.workspace_id)


def _is_free(session: Session, row: EmailChange) -> bool:
    holder = session.exec(select(User.id).where(User.email_key == row.email_key)).first()
    return holder in (None, row.user_id)


def _open(user_id: int) -> SelectOfScalar[EmailChange]:
    return select(EmailChange).where(
        EmailChange.user_id == user_id, col(EmailChange.ended_at).is_(None)
    )


def _end_open(session: Session, user_id: int, now: datetime) -> bool:
    rows = session.exec(_open(user_id).with_for_update()).all()
    for row in rows:
        row.ended_at = now
        session.add(row)
    session.flush()
    return bool(rows)


def _waiting(row: EmailChange) -> WaitingView:
    return WaitingView(
        row.email, bool(row.old_confirmed_at), bool(row.new_confirmed_at), row.expires_at
    )


def _record(
    session: Session,
    what: str,
    row: EmailChange,
    workspace: Workspace,
    actor: Actor,
    now: datetime,
    *,
    fields: list[str],
) -> None:
    events.record(
        session, what, "user", row.user_id,
        workspace_id=workspace.id or 0, actor=actor, now=now, fields=fields,
    )  # fmt: skip
