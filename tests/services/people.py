"""The askers that every refusal is tested with."""

from dataclasses import replace

from sched_app.models.workspaces import Role, Workspace
from sched_app.services import access
from sched_app.services.access import Actor, ActorKind
from tests.factories import Factory, Member

STRANGER = access.visitor()


def customer_of(workspace: Workspace) -> Actor:
    """Someone who holds a manage link in the workspace."""
    return Actor(ActorKind.CUSTOMER, workspace_id=workspace.id, booking_id=17, by_mail=True)


def outsider(make: Factory) -> Member:
    """The owner of another workspace."""
    return make.member(make.workspace(), "Olga Other", role=Role.OWNER)


def system_in(workspace: Workspace) -> Actor:
    """The system, acting in a workspace."""
    return replace(access.SYSTEM, workspace_id=workspace.id)
