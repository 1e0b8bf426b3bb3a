"""A business as it is after its first quarter of an hour: set up, with one meeting type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from sched_app import routes
from sched_app.db import Database
from sched_app.models.workspaces import Membership
from sched_app.secrets_file import Secrets
from sched_app.services import access, meeting_types, workspaces
from sched_app.services.access import Actor, ActorKind
from sched_app.services.meeting_type_forms import HostForm, MeetingTypeForm

ZONE = "Europe/Berlin"
EMAIL = "ana@example.org"
PASSWORD = "an owner's long phrase"


@dataclass(frozen=True)
class Studio:
    """Who owns it, and where it is booked."""

    owner: Actor
    slug: str
    meeting_type: str
    meeting_type_id: str

    @property
    def book(self) -> str:
        """The path of the booking page."""
        return routes.book(self.slug, self.meeting_type)

    @property
    def embed(self) -> str:
        """The path of the page for frames."""
        return routes.embed(self.slug, self.meeting_type)


def open_studio(
    database: Database,
    secrets: Secrets,
    base_url: str,
    now: datetime,
    *,
    zone: str = ZONE,
    **values: Any,
) -> Studio:
    """Set a deployment up through its services; `values` are the meeting type's."""
    form = workspaces.SetUpForm(
        "Ana Ruiz", EMAIL, PASSWORD, "Fernhill Studio", "fernhill", zone, base_url
    )
    with database.transaction() as session:
        token = workspaces.set_up_token(secrets)
        workspaces.set_up(session, token, form, secrets=secrets, actor=access.visitor(), now=now)
        member = session.exec(select(Membership).order_by(col(Membership.id))).one()
        owner = Actor(
            ActorKind.USER,
            workspace_id=member.workspace_id,
            user_id=member.user_id,
            membership_id=member.id,
            role=member.role,
        )
        given = {
            "name": "First lesson",
            "slug": "first-lesson",
            "description": "Half an hour to get to know each other.",
            "location_value": "https://meet.example.org/room",
            **values,
        }
        made = meeting_types.create(
            session,
            MeetingTypeForm(hosts=[HostForm(member.public_id)], **given),
            actor=owner,
            now=now,
        )
    return Studio(owner, "fernhill", made.slug, made.public_id)
