"""Signing in and out: server-side rows behind a cookie, and the short tokens of the API."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import CodeNeeded, NotFound, NotSignedIn
from sched_app.models.accounts import ProofKind
from sched_app.models.columns import aware, epoch
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Membership, SignIn, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    events,
    links,
    passwords,
    persons,
    proofs,
    second_steps,
    tokens,
    tries,
)
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import email_key

Transaction = Callable[[], AbstractContextManager[Session]]

TOKEN_BYTES = 32
TOKEN_LIVES = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignInView:
    """One signed-in device."""

    public_id: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_this: bool


class Entered(NamedTuple):
    """What comes of proving who one is: a cookie's token, of a sign-in or of the step before it.

    Without a sign-in a code is asked for, and `entrances.finish` goes on with the token.
    """

    token: str
    sign_in: SignInView | None


@dataclass(frozen=True, slots=True)
class TokenView:
    """A short token for the API, and when it ends."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MeView:
    """Who is signed in, and in which workspace."""

    public_id: str
    member_public_id: str
    name: str
    email: str
    role: str
    workspace_public_id: str
    workspace_name: str
    workspace_slug: str
    workspace_timezone: str


@dataclass(frozen=True, slots=True)
class _Found:
    user_id: int
    password_hash: str | None


def sign_in(
    transaction: Transaction,
    secrets: Secrets,
    email: str,
    password: str,
    *,
    device: str,
    attempts: int,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
    code: str = "",
) -> Entered:
    """Sign a person in by password, and by `code` if that is known already; open to everyone.

    `attempts` may be made in a quarter of an hour for one account and from one address; they are
    spent, and kept, before the password is looked at, with no transaction open: it is slow on
    purpose. Raise NotSignedIn alike for unknown people and wrong passwords, TooMany, CodeNeeded.
    """
    with transaction() as session:
        key = email_key(email)
        tries.spend(session, secrets, "sign-in", key, attempts=attempts, actor=actor, now=now)
        user = session.exec(select(User).where(User.email_key == key)).first()
        found = _Found(_key(user.id), user.password_hash) if user else None
    if not passwords.is_right(found.password_hash if found else None, password) or found is None:
        raise NotSignedIn("problem.wrong_sign_in")
    fresh = passwords.hashed(password) if passwords.is_outdated(found.password_hash or "") else None
    if code:
        with transaction() as session:
            spend_code(session, secrets, found.user_id, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        user = session.get_one(User, found.user_id, with_for_update={"key_share": True})
        if user.password_hash != found.password_hash:  # It was changed while we were checking.
            raise NotSignedIn("problem.wrong_sign_in")
        user.password_hash = fresh or user.password_hash
        return enter(
            session, secrets, user, device=device, lasts=lasts, actor=actor, now=now, code=code
        )


def enter(
    session: Session,
    secrets: Secrets,
    user: User,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
    code: str = "",
    workspace_id: int | None = None,
) -> Entered:
    """Let in a person who has just proved who they are, or ask for their second step.

    Every way of signing in ends here: password, link, provider. Whoever has set up a second step
    gets no sign-in before its code is shown, which `spend_code` has counted. The sign-in is for
    that workspace, else as `open_sign_in` says. Raise CodeNeeded.
    """
    if second_steps.is_on(session, _key(user.id)):
        if not code:
            step = proofs.make(session, _key(user.id), ProofKind.STEP, now=now)
            return Entered(proofs.token(secrets, ProofKind.STEP, step.public_id), None)
        if not second_steps.passes(session, secrets, _key(user.id), code, now=now):
            raise CodeNeeded("problem.code_wrong")
    made = open_sign_in(
        session, user, device=device, lasts=lasts, actor=actor, now=now, workspace_id=workspace_id
    )
    return Entered(*made)


def spend_code(
    session: Session, secrets: Secrets, user_id: int, *, attempts: int, actor: Actor, now: datetime
) -> None:
    """Count an attempt at a second step, in a transaction of its own; raise TooMany."""
    # Whoever comes so far knows the password: from anywhere no more than from one address.
    most = {"attempts": attempts, "from_anywhere": attempts}
    tries.spend(session, secrets, "code", str(user_id), **most, actor=actor, now=now)


def open_sign_in(
    session: Session,
    user: User,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
    workspace_id: int | None = None,
) -> tuple[str, SignInView]:
    """Write a sign-in of a person whose right to it was just proved; give the cookie's token.

    It is for this workspace, else the one they joined first, else one whose customer they are;
    raise NotSignedIn if they belong nowhere.
    """
    workspace_id = workspace_id or persons.home(session, user.id)
    if workspace_id is None:
        raise NotSignedIn("problem.wrong_sign_in")
    token = token_urlsafe(TOKEN_BYTES)
    row = SignIn(
        user_id=_key(user.id),
        workspace_id=workspace_id,
        token_hash=links.token_hash(token),
        device=" ".join(device.split())[:200],
        created_at=now,
        seen_at=now,
        expires_at=now + lasts,
    )
    session.add(row)
    session.flush()
    entered = _live(session, col(SignIn.id) == row.id, actor, now)
    if entered is None:
        raise NotSignedIn("problem.wrong_sign_in")
    _record(session, "signed_in", row, actor=entered, now=now)
    return token, _view(row, row.id)


def first_membership(session: Session, user: User) -> Membership | None:
    """Give the membership of the workspace that a person joined first, of those they are in."""
    return persons.first_membership(session, user.id)


def actor_of(
    session: Session,
    token: str,
    *,
    now: datetime,
    request_id: str = "",
    browser_key: str = "",
    address_key: str = "",
) -> Actor | None:
    """Say who a cookie's token stands for; None if the sign-in is unknown, ended or over."""
    asked = access.visitor(browser_key=browser_key, address_key=address_key, request_id=request_id)
    return _live(session, col(SignIn.token_hash) == links.token_hash(token), asked, now)


def actor_of_jwt(
    session: Session, secrets: Secrets, token: str, *, asked: Actor, now: datetime
) -> Actor:
    """Say who a token of the API stands for; its sign-in is looked up, so that ending it works.

    `asked` is the visitor as whom the request came. Raise NotSignedIn for a forged, mangled or old
    token (RFC 8725: one algorithm, our own key for this use) or one whose sign-in is over.
    """
    named = tokens.read(secrets, token, now=now)
    found = _live(session, col(SignIn.public_id) == named, asked, now)
    if found is None:
        raise NotSignedIn("problem.sign_in_over")
    return found


def issue_jwt(session: Session, secrets: Secrets, actor: Actor, *, now: datetime) -> TokenView:
    """Make a token of 15 minutes that names the actor's sign-in; raise NotSignedIn without one."""
    row = session.get(SignIn, actor.sign_in_id) if actor.sign_in_id else None
    if row is None or not _is_live(row, now):
        raise NotSignedIn("problem.sign_in_over")
    ends = min(now + TOKEN_LIVES, row.expires_at)
    signed = tokens.sign(secrets, row.public_id, now=now, ends=ends)
    return TokenView(signed, aware(epoch(ends)))


def renew(session: Session, secrets: Secrets, token: str, *, now: datetime) -> TokenView:
    """Make a new token of the API for the sign-in whose cookie's token is shown."""
    actor = actor_of(session, token, now=now)
    if actor is None:
        raise NotSignedIn("problem.sign_in_over")
    return issue_jwt(session, secrets, actor, now=now)


def touch(session: Session, actor: Actor, *, now: datetime) -> bool:
    """Note that a sign-in is in use, every ten minutes at most; say whether it was written."""
    changed = session.connection().execute(
        sa.update(SignIn)
        .where(col(SignIn.id) == actor.sign_in_id, col(SignIn.seen_at) <= now - SEEN_EVERY)
        .values(seen_at=now)
    )
    return changed.rowcount == 1


def sign_out(session: Session, *, actor: Actor, now: datetime) -> None:
    """End the sign-in that the actor uses; raise NotSignedIn if there is none."""
    require_own(actor)
    row = session.get(SignIn, actor.sign_in_id) if actor.sign_in_id else None
    if row is None:
        raise NotSignedIn("problem.sign_in_over")
    _end(session, row, actor=actor, now=now)


def end_sign_in(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """End one of the actor's own sign-ins, on whichever device; raise NotFound for another's."""
    require_own(actor)
    row = session.exec(select(SignIn).where(SignIn.public_id == public_id)).first()
    if row is None or row.user_id != actor.user_id:
        raise NotFound()
    _end(session, row, actor=actor, now=now)


def end_others(session: Session, *, actor: Actor, now: datetime) -> int:
    """End all of the actor's sign-ins but the one that they use; give how many."""
    require_own(actor)
    if actor.sign_in_id is None:
        raise NotSignedIn("problem.sign_in_over")
    return end_all(session, actor.user_id or 0, actor=actor, now=now, but=actor.sign_in_id)


def end_all(
    session: Session, user_id: int, *, actor: Actor, now: datetime, but: int | None = None
) -> int:
    """End every live sign-in of a person, perhaps `but` one; the caller proved the right."""
    live = select(SignIn).where(
        SignIn.user_id == user_id, col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now
    )
    rows = [row for row in session.exec(live) if row.id != but]
    for row in rows:
        _end(session, row, actor=actor, now=now)
    return len(rows)


def end_all_in(
    session: Session, user_id: int, workspace_id: int, *, actor: Actor, now: datetime
) -> None:
    """End every live sign-in of a person to one workspace, which they leave; the caller may."""
    live = select(SignIn).where(
        SignIn.user_id == user_id,
        SignIn.workspace_id == workspace_id,
        col(SignIn.ended_at).is_(None),
    )
    for row in session.exec(live):
        _end(session, row, actor=actor, now=now)


def sign_ins(session: Session, *, actor: Actor, now: datetime) -> list[SignInView]:
    """List the actor's live sign-ins, the last seen first."""
    require_own(actor)
    found = session.exec(
        select(SignIn)
        .where(SignIn.user_id == actor.user_id)
        .where(col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now)
        .order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc())
    )
    return [_view(row, actor.sign_in_id) for row in found]


def me(session: Session, *, actor: Actor) -> MeView:
    """Tell who is signed in; raise NotSignedIn for everyone else."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    if actor.kind is not ActorKind.USER:
        raise NotSignedIn()
    membership = session.get_one(Membership, actor.membership_id)
    user = session.get_one(User, membership.user_id)
    workspace = session.get_one(Workspace, membership.workspace_id)
    return MeView(
        public_id=user.public_id,
        member_public_id=membership.public_id,
        name=user.name,
        email=user.email,
        role=membership.role,
        workspace_public_id=workspace.public_id,
        workspace_name=workspace.name,
        workspace_slug=workspace.slug,
        workspace_timezone=workspace.timezone,
    )


def require_own(actor: Actor) -> None:
    """Refuse whoever has no account of their own: who is not signed in, or came by a link."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.USE_ACCOUNT, workspace_id, customer_id=actor.customer_id)


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete sign-ins that were over a month ago, for the hourly job; give how many."""
    old = now - timedelta(days=30)
    gone = session.connection().execute(sa.delete(SignIn).where(col(SignIn.expires_at) < old))
    return gone.rowcount


def _live(
    session: Session, which: sa.ColumnElement[bool], asked: Actor, now: datetime
) -> Actor | None:
    """Give who is signed in: the member, else the customer of the sign-in's workspace."""
    found = session.exec(
        select(SignIn, Membership, Customer)
        .outerjoin(
            Membership,
            sa.and_(
                col(Membership.user_id) == col(SignIn.user_id),
                col(Membership.workspace_id) == col(SignIn.workspace_id),
                col(Membership.left_at).is_(None),
            ),
        )
        .outerjoin(
            Customer,
            sa.and_(
                col(Customer.user_id) == col(SignIn.user_id),
                col(Customer.workspace_id) == col(SignIn.workspace_id),
                col(Customer.erased_at).is_(None),
            ),
        )
        .where(which)
    ).first()
    if found is None or not _is_live(found[0], now):
        return None
    row: SignIn = found[0]
    membership: Membership | None = found[1]
    customer: Customer | None = found[2]
    if membership is not None:
        return _user(membership, row, asked)
    return as_customer(customer, row.id, asked) if customer is not None else None


def as_customer(row: Customer, sign_in_id: int | None, asked: Actor) -> Actor:
    """Make the actor of somebody who is signed in, as the customer that they are."""
    return Actor(
        ActorKind.CUSTOMER,
        workspace_id=row.workspace_id,
        user_id=row.user_id,
        customer_id=row.id,
        address=row.email_key or "",
        sign_in_id=sign_in_id,
        browser_key=asked.browser_key,
        address_key=asked.address_key,
        request_id=asked.request_id,
    )


def _user(membership: Membership, row: SignIn, asked: Actor) -> Actor:
    return Actor(
        ActorKind.USER,
        workspace_id=membership.workspace_id,
        user_id=membership.user_id,
        membership_id=membership.id,
        role=membership.role,
        sign_in_id=row.id,
        browser_key=asked.browser_key,
        address_key=asked.address_key,
        request_id=asked.request_id,
    )


def _is_live(row: SignIn, now: datetime) -> bool:
    return row.ended_at is None and row.expires_at > now


def _end(session: Session, row: SignIn, *, actor: Actor, now: datetime) -> None:
    if row.ended_at is None:
        row.ended_at = now
        session.add(row)
        _record(session, "signed_out", row, actor=actor, now=now)


def _record(session: Session, what: str, row: SignIn, *, actor: Actor, now: datetime) -> None:
    events.record(
        session, what, "sign_in", _key(row.id), workspace_id=row.workspace_id, actor=actor, now=now
    )


def _view(row: SignIn, this: int | None) -> SignInView:
    return SignInView(
        row.public_id, row.device, row.created_at, row.seen_at, row.expires_at, row.id == this
    )


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
