"""A workspace's team: who belongs to it, adding a member, and how they join."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.workspaces import Membership, Role, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, events, links, outbox, passwords, workspaces
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose


@dataclass(frozen=True, slots=True)
class MemberForm:
    """Who shall become a member."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the team sees them."""

    public_id: str
    name: str
    email: str
    role: str
    is_me: bool
    has_joined: bool


@dataclass(frozen=True, slots=True)
class AddedView:
    """A member who was added; `join_path` is set if nobody can mail it, and is shown once."""

    member: MemberView
    join_path: str | None


@dataclass(frozen=True, slots=True)
class JoinView:
    """What the page behind a join link greets with."""

    name: str
    email: str
    workspace_name: str
    workspace_accent: str


def members(session: Session, *, actor: Actor) -> list[MemberView]:
    """List the actor's team by name."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    found = session.exec(
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.workspace_id == actor.workspace_id, col(Membership.left_at).is_(None))
        .order_by(User.name, col(Membership.id))
    )
    return [_view(membership, user, actor) for membership, user in found]


def add_member(
    session: Session,
    form: MemberForm,
    *,
    secrets: Secrets,
    has_mail: bool,
    actor: Actor,
    now: datetime,
) -> AddedView:
    """Add a person to the actor's team and mail them how to join, or give the path to copy.

    Who can sign in already, for another workspace, is a member at once and keeps name and password.
    Raise Invalid, also for someone who has yet to join another workspace while nothing can be
    mailed: a link to copy would make its holder that person everywhere.
    """
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    role, clean = _checked(form, actor)
    workspace = session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})
    user, is_new = _found_or_made(session, clean, now)
    if not is_new:
        _check_known(session, user, actor, has_mail)
    membership = workspaces.joined(session, workspace, user, role, now=now)
    _record(session, "member_added", membership, actor=actor, now=now, facts={"role": role.value})
    path = None
    if not user.has_joined:
        path = _renewed_link(
            session, membership, user, workspace, secrets=secrets, has_mail=has_mail, now=now
        )
    return AddedView(_view(membership, user, actor), path)


def _checked(form: MemberForm, actor: Actor) -> tuple[Role, MemberForm]:
    checks = Checks()
    role = checks.one_of("role", form.role, Role)
    clean = MemberForm(
        checks.line("name", form.name, 120), checks.email("email", form.email), role.value
    )
    checks.finish()
    is_owner = access.scope(actor, Right.EDIT_WORKSPACE, actor.workspace_id or 0) is not None
    if role is Role.OWNER and not is_owner:
        raise Forbidden("problem.only_owners_make_owners")
    return role, clean


def _found_or_made(session: Session, form: MemberForm, now: datetime) -> tuple[User, bool]:
    fresh = User(email=form.email, email_key=email_key(form.email), name=form.name, created_at=now)
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    # Another workspace may add the same person right now: then this waits, and finds their row.
    inserted = session.connection().execute(
        insert(User)
        .values(fresh.model_dump(exclude={"id"}))
        .on_conflict_do_nothing()
        .returning(col(User.id))
    )
    is_new = inserted.first() is not None
    user = session.exec(select(User).where(User.email_key == fresh.email_key)).one()
    return user, is_new


def _check_known(session: Session, user: User, actor: Actor, has_mail: bool) -> None:
    checks = Checks()
    elsewhere = _live_memberships(session, user)
    if any(row.workspace_id == actor.workspace_id for row in elsewhere):
        checks.fault("email", "field.already_member")
    elif elsewhere and not user.has_joined and not has_mail:
        checks.fault("email", "field.joins_elsewhere")
    checks.finish()


def new_join_link(
    session: Session,
    public_id: str,
    *,
    secrets: Secrets,
    has_mail: bool,
    actor: Actor,
    now: datetime,
) -> AddedView:
    """Mail a member who has not joined a new link, or give it to copy; the old one ends.

    Raise Conflict if they have joined, since their password is theirs alone. Only the operator, at
    the machine itself, helps out someone who forgot it.
    """
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    membership = session.exec(
        select(Membership).where(
            Membership.workspace_id == actor.workspace_id,
            Membership.public_id == public_id,
            col(Membership.left_at).is_(None),
        )
    ).first()
    if membership is None:
        raise NotFound()
    user = session.get_one(User, membership.user_id, with_for_update={"key_share": True})
    if actor.kind is not ActorKind.SYSTEM:
        if user.has_joined:
            raise Conflict("problem.has_joined")
        if not has_mail and len(_live_memberships(session, user)) > 1:
            raise Conflict("field.joins_elsewhere")
    workspace = session.get_one(Workspace, membership.workspace_id)
    path = _renewed_link(
        session, membership, user, workspace, secrets=secrets, has_mail=has_mail, now=now
    )
    _record(session, "join_link_made", membership, actor=actor, now=now)
    return AddedView(_view(membership, user, actor), path)


def _renewed_link(
    session: Session,
    membership: Membership,
    user: User,
    workspace: Workspace,
    *,
    secrets: Secrets,
    has_mail: bool,
    now: datetime,
) -> str | None:
    user.link_version += 1
    session.add(user)
    session.flush()
    if not has_mail:
        return routes.join(links.derive(secrets, Purpose.JOIN, user.public_id, user.link_version))
    # The link is derived again when the mail is written: no row ever holds it.
    outbox.put(
        session,
        workspace_id=membership.workspace_id,
        kind="email",
        template="join",
        dedupe_key=f"join:{membership.public_id}:{user.link_version}",
        recipient=user.email,
        subject_kind="membership",
        subject_id=membership.id,
        is_private=True,
        payload={
            "name": user.name,
            "workspace": workspace.name,
            "user": user.public_id,
            "version": user.link_version,
            "locale": workspace.locale,
        },
        now=now,
    )
    return None


def join_view(session: Session, token: str, *, secrets: Secrets) -> JoinView:
    """Greet the holder of a join link; changes nothing; raise NotFound for one that is spent."""
    user, membership = _behind(session, token, secrets)
    workspace = session.get_one(Workspace, membership.workspace_id)
    return JoinView(user.name, user.email, workspace.name, workspace.accent)


def join(
    session: Session, token: str, password: str, *, secrets: Secrets, actor: Actor, now: datetime
) -> User:
    """Set a new member's password and give them, to be signed in; the link works once.

    The link is the right to do this. Raise NotFound for one that is forged or spent, and Invalid.
    """
    user, membership = _behind(session, token, secrets, lock=True)
    checks = Checks()
    passwords.check(checks, "password", password, email=user.email)
    checks.finish()
    user.password_hash = passwords.hashed(password)
    user.link_version += 1
    session.add(user)
    session.flush()
    accounts.end_all(session, membership.user_id, actor=actor, now=now)
    _record(session, "member_joined", membership, actor=actor, now=now)
    return user


def _behind(
    session: Session, token: str, secrets: Secrets, *, lock: bool = False
) -> tuple[User, Membership]:
    link = links.read(secrets, token, Purpose.JOIN)
    found = select(User).where(User.public_id == link.public_id)
    user = session.exec(found.with_for_update(key_share=True) if lock else found).first()
    live = _live_memberships(session, user) if user else []
    if user is None or user.link_version != link.version or not live:
        raise NotFound("problem.link_unknown")
    return user, live[0]


def _live_memberships(session: Session, user: User) -> list[Membership]:
    found = session.exec(
        select(Membership)
        .where(Membership.user_id == user.id, col(Membership.left_at).is_(None))
        .order_by(col(Membership.created_at), col(Membership.id))
    )
    return list(found)


def _record(
    session: Session,
    what: str,
    row: Membership,
    *,
    actor: Actor,
    now: datetime,
    facts: dict[str, str] | None = None,
) -> None:
    if row.id is None:
        raise ValueError("the row has not been flushed")
    events.record(
        session,
        what,
        "membership",
        row.id,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts=dict(facts or {}),
    )


def _view(membership: Membership, user: User, actor: Actor) -> MemberView:
    return MemberView(
        public_id=membership.public_id,
        name=user.name,
        email=user.email,
        role=membership.role,
        is_me=membership.id == actor.membership_id,
        has_joined=user.has_joined,
    )
