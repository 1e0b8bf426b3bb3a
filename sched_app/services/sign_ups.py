"""Signing up: whoever reads a mailbox makes an account and a workspace of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.integrations.protocols import Mailbox
from sched_app.models.accounts import SignUp
from sched_app.models.workspaces import Role, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    account_mails,
    accounts,
    events,
    links,
    members,
    new_workspaces,
    passwords,
    proofs,
    tries,
    workspaces,
)
from sched_app.services.access import Actor
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Entered, Transaction
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose

OPEN = "open"
_TABLE = SignUp.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SignUpForm:
    """What the page behind the mailed link asks; who has an account keeps name and password."""

    name: str
    password: str
    workspace_name: str
    slug: str
    timezone: str


@dataclass(frozen=True, slots=True)
class SignUpView:
    """Whose mailbox was proved, and whether there is an account with it."""

    email: str
    has_account: bool


def ask(
    session: Session,
    secrets: Secrets,
    email: str,
    *,
    signup: str,
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Mail a link to an address, known or not; nothing is made before it is followed.

    Open to everyone where `signup` is; `attempts` may be made from one network. The mail goes out
    with those of the first workspace. Raise NotFound, Conflict without mail, Invalid, TooMany.
    """
    _require_open(signup)
    if not has_mail:
        raise Conflict("problem.no_mail")
    host = workspaces.host(session)
    checks = Checks()
    clean = checks.email("email", email)
    checks.finish()
    key = email_key(clean)
    # Fewer in all than from one address: nobody's mailbox is flooded.
    most = {"attempts": attempts, "from_anywhere": max(1, attempts // 2)}
    tries.spend(session, secrets, "sign-up", key, **most, actor=actor, now=now)
    row = SignUp(email=clean, email_key=key, created_at=now, expires_at=now + proofs.LASTS)
    session.add(row)
    session.flush()
    account_mails.put_to(
        session, AccountMail.SIGN_UP, Mailbox("", clean), host, named=account_mails.APP,
        key=row.public_id, subject=("sign_up", row.id or 0), link=row.public_id, now=now,
    )  # fmt: skip
    events.record(
        session, "sign_up_asked", "sign_up", row.id or 0,
        workspace_id=host.id or 0, actor=actor, now=now,
    )  # fmt: skip


def greet(
    session: Session, secrets: Secrets, link: str, *, signup: str, now: datetime
) -> SignUpView:
    """Greet the holder of a mailed link; changes nothing; raise NotFound for one that is over."""
    row = _find(session, secrets, link, signup, now)
    user = session.exec(select(User).where(User.email_key == row.email_key)).first()
    return SignUpView(row.email, user is not None and user.has_joined)


def check(
    session: Session, secrets: Secrets, link: str, form: SignUpForm, *, signup: str, now: datetime
) -> None:
    """Tell what is wrong with a form before it is posted; raise NotFound, Invalid."""
    shown = greet(session, secrets, link, signup=signup, now=now)
    _checked(session, form, shown, now)


def create(
    transaction: Transaction,
    secrets: Secrets,
    link: str,
    form: SignUpForm,
    *,
    signup: str,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Make account and workspace for the holder of a mailed link, all at once, and let them in.

    The link proves the address, as one to sign in does; who has an account keeps name and password,
    and is asked for their second step. Raise NotFound, Invalid.
    """
    with transaction() as session:
        shown = greet(session, secrets, link, signup=signup, now=now)
        _checked(session, form, shown, now)
    hashed = "" if shown.has_account else passwords.hashed(form.password)
    with transaction() as session:
        new_workspaces.lock_addresses(session)
        row = _find(session, secrets, link, signup, now, lock=True)
        workspace, name = _checked(session, form, shown, now)
        _end_all(session, row.email_key, now)
        user = _person(session, row, name, hashed, now)
        new_workspaces.add(session, workspace, actor=actor, now=now)
        membership = workspaces.joined(session, workspace, user, Role.OWNER, now=now)
        return accounts.enter(
            session, secrets, user, device=device, lasts=lasts, actor=actor, now=now,
            workspace_id=membership.workspace_id,
        )  # fmt: skip


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete sign-ups that were over a day ago, for the hourly job; give how many."""
    old = now - timedelta(days=1)
    gone = session.connection().execute(sa.delete(SignUp).where(col(SignUp.expires_at) < old))
    return gone.rowcount


def _require_open(signup: str) -> None:
    if signup != OPEN:
        raise NotFound()


def _find(
    session: Session,
    secrets: Secrets,
    given: str,
    signup: str,
    now: datetime,
    *,
    lock: bool = False,
) -> SignUp:
    _require_open(signup)
    link = links.read(secrets, given, Purpose.SIGN_UP)
    wanted = select(SignUp).where(SignUp.public_id == link.public_id)
    row = session.exec(wanted.with_for_update() if lock else wanted).first()
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise NotFound("problem.link_over")
    return row


def _checked(
    session: Session, form: SignUpForm, shown: SignUpView, now: datetime
) -> tuple[Workspace, str]:
    checks = Checks()
    name = ""
    if not shown.has_account:
        name = checks.line("name", form.name, 120)
        passwords.check(checks, "password", form.password, email=shown.email)
    row = new_workspaces.checked(
        session, checks, form.workspace_name, form.slug, form.timezone,
        name_field="workspace_name", now=now,
    )  # fmt: skip
    checks.finish()
    return row, name


def _end_all(session: Session, key: str, now: datetime) -> None:
    """End every link to one mailbox: it was asked for one workspace, however often."""
    session.connection().execute(
        sa.update(_TABLE)
        .where(_TABLE.c.email_key == key, _TABLE.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def _person(session: Session, row: SignUp, name: str, hashed: str, now: datetime) -> User:
    user, is_new = members.found_or_made(session, name, row.email, now)
    if not is_new:
        session.refresh(user, with_for_update={"key_share": True})
    if not user.has_joined:
        user.name, user.password_hash = name, hashed
        user.link_version += 1  # A link of the operator to set a password ends as well.
    user.email_proved_at = user.email_proved_at or now
    session.add(user)
    session.flush()
    return user
