"""Invitations to a team: made, mailed, sent again, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.errors import Forbidden, NotFound
from sched_app.models.invitations import Invitation
from sched_app.models.workspaces import Membership, Role, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, events, links, members, outbox
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose

MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class InvitationForm:
    """Whom to invite, in which role, and for how many days the link works."""

    email: str
    role: str
    days: int = 7


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that nobody has accepted yet."""

    public_id: str
    email: str
    role: str
    invited_by: str
    sent_at: datetime
    expires_at: datetime
    is_over: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class InvitedView:
    """An invitation that went out; `join_path` is set if nobody can mail it, and is shown once."""

    invitation: InvitationView
    join_path: str | None

    @property
    def public_id(self) -> str:
        """The invitation's id."""
        return self.invitation.public_id


def invited(session: Session, *, actor: Actor, now: datetime) -> list[InvitationView]:
    """List the invitations that are open or ran out, the newest first."""
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    rows = session.exec(
        select(Invitation)
        .where(
            Invitation.workspace_id == actor.workspace_id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .order_by(col(Invitation.id).desc())
    )
    return [_view(session, row, actor, now) for row in rows]


def get(session: Session, public_id: str, *, actor: Actor, now: datetime) -> InvitationView:
    """Show one invitation that is open or ran out; raise NotFound."""
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    return _view(session, _found(session, public_id, actor), actor, now)


def invite(
    session: Session,
    form: InvitationForm,
    *,
    secrets: Secrets,
    has_mail: bool,
    actor: Actor,
    now: datetime,
) -> InvitedView:
    """Invite someone by mail, or give the link to copy; only owners invite owners.

    Raise Invalid for who is a member, or invited already.
    """
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    checks = Checks()
    role = checks.one_of("role", form.role, Role)
    email = checks.email("email", form.email)
    if not 1 <= form.days <= MOST_DAYS:
        checks.fault("days", "field.days")
    checks.finish()
    members.require_may_give(role, actor)
    if actor.membership_id is None:
        raise Forbidden()  # It is told who invites.
    members.lock_team(session, actor)
    _require_new(session, email_key(email), actor, now)
    row = Invitation(
        workspace_id=actor.workspace_id or 0,
        email=email,
        email_key=email_key(email),
        role=role.value,
        days=form.days,
        invited_by=actor.membership_id,
        link_version=0,
        created_at=now,
        sent_at=now,
        expires_at=now,
    )
    path = _send(session, row, secrets, has_mail, now)
    _record(session, "member_invited", row, actor=actor, now=now, facts={"role": row.role})
    return InvitedView(_view(session, row, actor, now), path)


def resend(
    session: Session,
    public_id: str,
    *,
    secrets: Secrets,
    has_mail: bool,
    actor: Actor,
    now: datetime,
) -> InvitedView:
    """Send an invitation again, for as many days as at first; the earlier link ends."""
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    row = _found(session, public_id, actor, lock=True)
    members.require_may_give(Role(row.role), actor)
    row.invited_by = actor.membership_id or row.invited_by
    path = _send(session, row, secrets, has_mail, now)
    _record(session, "invitation_resent", row, actor=actor, now=now)
    return InvitedView(_view(session, row, actor, now), path)


def revoke(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back: its link ends at once."""
    access.require(actor, Right.EDIT_TEAM, actor.workspace_id or 0)
    row = _found(session, public_id, actor, lock=True)
    members.require_may_give(Role(row.role), actor)
    _end(session, row, actor, now)


def revoke_all_of(session: Session, membership_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what a member invited who leaves; the caller may."""
    rows = session.exec(
        select(Invitation)
        .where(
            Invitation.invited_by == membership_id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .with_for_update(key_share=True)
    )
    for row in rows:
        _end(session, row, actor, now)


def _require_new(session: Session, key: str, actor: Actor, now: datetime) -> None:
    """Raise Invalid for an address that is in the team or invited; what ran out makes room."""
    checks = Checks()
    if is_member(session, actor.workspace_id or 0, key):
        checks.fault("email", "field.already_member")
    earlier = session.exec(
        select(Invitation).where(
            Invitation.workspace_id == actor.workspace_id,
            Invitation.email_key == key,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
    ).first()
    if earlier is not None and is_good(session, earlier, now):
        checks.fault("email", "field.already_invited")
    checks.finish()
    if earlier is not None:
        _end(session, earlier, actor, now)


def is_member(session: Session, workspace_id: int, email_key: str) -> bool:
    """Tell whether someone of an address belongs to a workspace; the caller may know."""
    found = session.exec(
        select(Membership.id)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            User.email_key == email_key,
            Membership.workspace_id == workspace_id,
            col(Membership.left_at).is_(None),
        )
    )
    return found.first() is not None


def is_good(session: Session, row: Invitation, now: datetime) -> bool:
    """Tell whether an open invitation still holds: in time, and its maker might make it today."""
    maker = select(Membership.role).where(
        Membership.id == row.invited_by, col(Membership.left_at).is_(None)
    )
    may = access.RIGHTS.get(session.exec(maker).first() or "", {})
    needed = Right.EDIT_WORKSPACE if row.role == Role.OWNER.value else Right.EDIT_TEAM
    return row.expires_at > now and needed in may


def _send(
    session: Session,
    row: Invitation,
    secrets: Secrets,
    has_mail: bool,
    now: datetime,
) -> str | None:
    """Raise the link's version and mail it, or give the path to copy."""
    row.link_version += 1
    row.is_mailed, row.sent_at = has_mail, now
    row.expires_at = now + timedelta(days=row.days)
    session.add(row)
    session.flush()
    if not has_mail:
        return routes.join(links.derive(secrets, Purpose.INVITE, row.public_id, row.link_version))
    workspace = session.get_one(Workspace, row.workspace_id)
    # The link is derived again when the mail is written: no row ever holds it.
    outbox.put(
        session,
        workspace_id=row.workspace_id,
        kind="email",
        template="invite",
        dedupe_key=f"invite:{row.public_id}:{row.link_version}",
        recipient=row.email,
        subject_kind="invitation",
        subject_id=row.id,
        is_private=True,
        payload={
            "workspace": workspace.name,
            "invitation": row.public_id,
            "version": row.link_version,
            "by": inviter(session, row),
            "role": row.role,
            "until": row.expires_at.isoformat(),
            "zone": workspace.timezone,
            "locale": workspace.locale,
        },
        now=now,
    )
    return None


def _found(session: Session, public_id: str, actor: Actor, *, lock: bool = False) -> Invitation:
    wanted = select(Invitation).where(
        Invitation.workspace_id == actor.workspace_id,
        Invitation.public_id == public_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    row = session.exec(wanted.with_for_update(key_share=True) if lock else wanted).first()
    if row is None:
        raise NotFound()
    return row


def _end(session: Session, row: Invitation, actor: Actor, now: datetime) -> None:
    row.revoked_at = now
    session.add(row)
    session.flush()
    _record(session, "invitation_revoked", row, actor=actor, now=now)


def inviter(session: Session, row: Invitation) -> str:
    """Give the name of who invited; the caller may know."""
    found = session.exec(
        select(User.name)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(Membership.id == row.invited_by)
    )
    return found.first() or ""


def _record(
    session: Session,
    what: str,
    row: Invitation,
    *,
    actor: Actor,
    now: datetime,
    facts: dict[str, str] | None = None,
) -> None:
    events.record(
        session,
        what,
        "invitation",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts=dict(facts or {}),
    )


def _view(session: Session, row: Invitation, actor: Actor, now: datetime) -> InvitationView:
    return InvitationView(
        public_id=row.public_id,
        email=row.email,
        role=row.role,
        invited_by=inviter(session, row),
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        is_over=not is_good(session, row, now),
        may_change=row.role != Role.OWNER.value
        or access.scope(actor, Right.EDIT_WORKSPACE, row.workspace_id) is not None,
    )
