"""Joining a team by a link: as a new person, or with the account that is signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from sched_app.errors import Conflict, NotFound, NotSignedIn
from sched_app.models.invitations import Invitation
from sched_app.models.workspaces import Role, SignIn, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import events, links, member_invitations, members, passwords, workspaces
from sched_app.services.access import Actor, ActorKind
from sched_app.services.forms import Checks
from sched_app.services.links import Purpose


@dataclass(frozen=True, slots=True)
class GreetingView:
    """What the page behind a link greets with; `has_account` asks its holder to sign in.

    `name` is known where a member was added by the operator; `role` is empty there.
    """

    workspace_name: str
    workspace_accent: str
    email: str
    name: str
    role: str
    invited_by: str
    has_account: bool


def accent(session: Session, token: str, *, secrets: Secrets) -> str:
    """Give the accent of the workspace behind a link; raise NotFound for one that was ended.

    One that ran out still has it: the page says so itself.
    """
    if links.read(secrets, token, Purpose.JOIN, Purpose.INVITE).purpose is Purpose.JOIN:
        return members.join_view(session, token, secrets=secrets).workspace_accent
    row = _behind(session, token, secrets)
    return session.get_one(Workspace, row.workspace_id).accent


def greeting(session: Session, token: str, *, secrets: Secrets, now: datetime) -> GreetingView:
    """Greet the holder of a link that lets one join; changes nothing; raise NotFound if it ended.

    The link is the right to do this, whether an invitation or the operator made it.
    """
    if links.read(secrets, token, Purpose.JOIN, Purpose.INVITE).purpose is Purpose.JOIN:
        known = members.join_view(session, token, secrets=secrets)
        return GreetingView(
            known.workspace_name, known.workspace_accent, known.email, known.name, "", "", False
        )
    row = _behind(session, token, secrets, now)
    workspace = session.get_one(Workspace, row.workspace_id)
    user = _user(session, row)
    return GreetingView(
        workspace_name=workspace.name,
        workspace_accent=workspace.accent,
        email=row.email,
        name="",
        role=row.role,
        invited_by=member_invitations.inviter(session, row),
        has_account=user is not None and not _may_begin(session, row, user),
    )


def join(
    session: Session,
    token: str,
    name: str,
    password: str,
    *,
    secrets: Secrets,
    actor: Actor,
    now: datetime,
) -> User:
    """Join by a link as a new person, with a name and a password; give the person to sign in.

    The link is the right to do this and works once. Raise NotFound, Invalid, or Conflict if there
    is an account with the address: its holder signs in first.
    """
    if links.read(secrets, token, Purpose.JOIN, Purpose.INVITE).purpose is Purpose.JOIN:
        return members.join(session, token, password, secrets=secrets, actor=actor, now=now)
    row = _behind(session, token, secrets, now, lock=True)
    checks = Checks()
    clean = checks.line("name", name, 120)
    passwords.check(checks, "password", password, email=row.email)
    checks.finish()
    user, is_new = members.found_or_made(session, clean, row.email, now)
    if not is_new and not _may_begin(session, row, user):
        raise Conflict("problem.sign_in_to_join")
    user.name, user.password_hash = clean, passwords.hashed(password)
    user.link_version += 1  # A link of the operator to set a password ends as well.
    session.add(user)
    session.flush()
    _accept(session, row, user, actor, now)
    return user


def accept(session: Session, token: str, *, secrets: Secrets, actor: Actor, now: datetime) -> None:
    """Join by an invitation with the account that is signed in, which then is in that workspace.

    Raise NotSignedIn, NotFound for a link that ended, or Conflict for who is a member already.
    """
    if actor.kind is not ActorKind.USER:
        raise NotSignedIn()
    row = _behind(session, token, secrets, now, lock=True)
    user = session.get_one(User, actor.user_id)
    _accept(session, row, user, actor, now)
    sign_in = session.get_one(SignIn, actor.sign_in_id)
    sign_in.workspace_id = row.workspace_id
    session.add(sign_in)
    session.flush()


def _accept(session: Session, row: Invitation, user: User, actor: Actor, now: datetime) -> None:
    if member_invitations.is_member(session, row.workspace_id, user.email_key):
        raise Conflict("problem.member_already")
    workspace = session.get_one(Workspace, row.workspace_id)
    membership = workspaces.joined(session, workspace, user, Role(row.role), now=now)
    row.accepted_at = now
    session.add(row)
    session.flush()
    events.record(
        session,
        "member_joined",
        "membership",
        membership.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts={"role": row.role, "invitation": row.id or 0},
    )


def _behind(
    session: Session,
    token: str,
    secrets: Secrets,
    now: datetime | None = None,
    *,
    lock: bool = False,
) -> Invitation:
    link = links.read(secrets, token, Purpose.INVITE)
    found = select(Invitation).where(Invitation.public_id == link.public_id)
    row = session.exec(found).first()
    if row is not None and lock:
        # The workspace first, as whoever invites, revokes and removes does.
        session.get_one(Workspace, row.workspace_id, with_for_update={"key_share": True})
        session.refresh(row, with_for_update={"key_share": True})
    if row is None or row.accepted_at is not None or row.revoked_at is not None:
        raise NotFound("problem.link_unknown")
    is_over = now is not None and not member_invitations.is_good(session, row, now)
    if is_over or row.link_version != link.version:
        raise NotFound("problem.link_unknown")
    return row


def _user(session: Session, row: Invitation) -> User | None:
    return session.exec(select(User).where(User.email_key == row.email_key)).first()


def _may_begin(session: Session, row: Invitation, user: User) -> bool:
    """Tell whether a person without password may choose one here: only by a link mailed to them.

    Whoever signed in before has a way of their own, and shows it first.
    """
    if user.password_hash is not None or not row.is_mailed:
        return False
    before = session.exec(select(SignIn.id).where(SignIn.user_id == user.id).limit(1))
    return before.first() is None
