"""More workspaces in one deployment, where its setting allows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.workspaces import Deployment, Workspace, WorkspaceSlug
from sched_app.secrets_file import Secrets
from sched_app.services import access, events, members, workspaces
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import Checks
from sched_app.services.members import AddedView, MemberForm

ONE_ONLY = "first"


@dataclass(frozen=True, slots=True)
class NewWorkspaceForm:
    """A workspace to be made, and who owns it."""

    name: str
    slug: str
    timezone: str
    owner_name: str
    owner_email: str


def create(
    session: Session,
    form: NewWorkspaceForm,
    *,
    signup: str,
    secrets: Secrets,
    actor: Actor,
    now: datetime,
) -> AddedView:
    """Make another workspace for the operator; give its owner, with a path to join if they need it.

    An owner who can sign in already keeps name and password. Raise Conflict before set-up, and
    where `signup` holds one workspace alone; Invalid.
    """
    access.require(actor, Right.RUN_JOBS, 0)
    if signup == ONE_ONLY:
        raise Conflict("problem.one_workspace")
    lock_addresses(session)
    checks = Checks()
    row = checked(session, checks, form.name, form.slug, form.timezone, now=now)
    checks.finish()
    key = add(session, row, actor=actor, now=now)
    return members.add_member(
        session,
        MemberForm(form.owner_name, form.owner_email, "owner"),
        secrets=secrets,
        has_mail=False,
        actor=Actor(ActorKind.SYSTEM, workspace_id=key, request_id=actor.request_id),
        now=now,
    )


def lock_addresses(session: Session) -> None:
    """Let one address change at a time, so that no slug is given twice; Conflict before set-up."""
    if session.get(Deployment, 1, with_for_update={"key_share": True}) is None:
        raise Conflict("problem.not_set_up")


def checked(
    session: Session,
    checks: Checks,
    name: str,
    slug: str,
    timezone: str,
    *,
    now: datetime,
    name_field: str = "name",
) -> Workspace:
    """Check what a new workspace is called, faults at their fields; give its row, not added yet."""
    row = Workspace(
        name=checks.line(name_field, name, 120),
        slug=checks.slug("slug", slug, reserved=workspaces.RESERVED_SLUGS),
        timezone=checks.zone("timezone", timezone),
        created_at=now,
    )
    for given in (
        select(Workspace.id).where(Workspace.slug == row.slug),
        select(WorkspaceSlug.id).where(col(WorkspaceSlug.slug) == row.slug),
    ):
        if session.exec(given).first() is not None:
            checks.fault("slug", "field.slug_taken")
    return row


def add(session: Session, row: Workspace, *, actor: Actor, now: datetime) -> int:
    """Add a checked workspace, which the caller may, under the deployment's lock; give its key."""
    session.add(row)
    session.flush()
    key = row.id or 0
    events.record(
        session, "workspace_created", "workspace", key, workspace_id=key, actor=actor, now=now
    )
    return key
