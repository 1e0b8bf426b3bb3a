"""A person of several workspaces: which they are in, and going from one to another."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.workspaces import Membership, SignIn, User, Workspace
from sched_app.services import access, accounts
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.accounts import Entered


@dataclass(frozen=True)
class OtherView:
    """A workspace that a person can go to."""

    public_id: str
    name: str


def others(session: Session, *, actor: Actor) -> list[OtherView]:
    """List the workspaces that the actor is in besides the one they are signed in to, by name."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    found = session.exec(
        select(Workspace.public_id, Workspace.name)
        .join(Membership, col(Membership.workspace_id) == col(Workspace.id))
        .where(
            Membership.user_id == actor.user_id,
            Membership.workspace_id != actor.workspace_id,
            col(Membership.left_at).is_(None),
        )
        .order_by(Workspace.name, col(Workspace.id))
    )
    return [OtherView(*row) for row in found]


def switch(session: Session, public_id: str, *, actor: Actor, now: datetime) -> Entered:
    """Go to another of the actor's workspaces: their sign-in ends, and one for it begins.

    It is over when the old one would have been, so that nobody stays signed in by switching. Raise
    NotFound for a workspace that they are not in.
    """
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    if actor.kind is not ActorKind.USER or actor.sign_in_id is None:
        raise NotSignedIn()
    membership = session.exec(
        select(Membership)
        .join(Workspace, col(Workspace.id) == col(Membership.workspace_id))
        .where(
            Workspace.public_id == public_id,
            Membership.user_id == actor.user_id,
            col(Membership.left_at).is_(None),
        )
    ).first()
    if membership is None:
        raise NotFound()
    present = session.get_one(SignIn, actor.sign_in_id)
    accounts.sign_out(session, actor=actor, now=now)
    made = accounts.open_sign_in(
        session,
        session.get_one(User, actor.user_id),
        device=present.device,
        lasts=present.expires_at - now,
        actor=actor,
        now=now,
        workspace_id=membership.workspace_id,
    )
    return Entered(*made)
