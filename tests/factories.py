"""Rows to test with: a workspace, its hosts with hours, a meeting type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlmodel import Session

from sched_app.models.meeting_types import (
    MeetingType,
    MeetingTypeDuration,
    MeetingTypeHost,
    Question,
)
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Membership, Role, User, Workspace
from sched_app.services.access import Actor, ActorKind

NINE_TO_FIVE = [[day, 9 * 60, 17 * 60] for day in range(5)]
_numbers = count(1)


@dataclass(frozen=True)
class Member:
    """A person, the membership by which they host, their hours, and the actor that they are."""

    user: User
    membership: Membership
    schedule: Schedule
    actor: Actor

    @property
    def id(self) -> int:
        """The membership's key."""
        assert self.membership.id is not None
        return self.membership.id


class Factory:
    """Makes rows with sensible defaults, flushed so that they have keys."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def workspace(
        self, *, slug: str | None = None, timezone: str = "UTC", **values: Any
    ) -> Workspace:
        """Make a workspace."""
        slug = slug or f"studio-{next(_numbers)}"
        name = values.pop("name", "Fernhill Studio")
        row = Workspace(slug=slug, name=name, timezone=timezone, created_at=self.now, **values)
        return self._add(row)

    def user(self, name: str = "Ana Ruiz", email: str | None = None) -> User:
        """Make a person without a password."""
        email = email or f"{name.split()[0].lower()}{next(_numbers)}@example.org"
        row = User(email=email, email_key=email.lower(), name=name, created_at=self.now)
        return self._add(row)

    def member(
        self,
        workspace: Workspace,
        name: str = "Ana Ruiz",
        *,
        user: User | None = None,
        role: Role = Role.ORGANIZER,
        timezone: str = "UTC",
        weekly: list[list[int]] | None = None,
    ) -> Member:
        """Make a host with hours, by default Monday to Friday 09:00–17:00 UTC."""
        user = user or self.user(name)
        membership = self._add(
            Membership(
                workspace_id=workspace.id, user_id=user.id, role=role.value, created_at=self.now
            )
        )
        schedule = self._add(
            Schedule(
                workspace_id=workspace.id,
                membership_id=membership.id,
                name="Usual hours",
                timezone=timezone,
                weekly=NINE_TO_FIVE if weekly is None else weekly,
                is_default=True,
                created_at=self.now,
            )
        )
        actor = Actor(
            ActorKind.USER,
            workspace_id=workspace.id,
            user_id=user.id,
            membership_id=membership.id,
            role=role.value,
        )
        return Member(user, membership, schedule, actor)

    def meeting_type(
        self,
        workspace: Workspace,
        hosts: Sequence[Member],
        *,
        minutes: int | Sequence[int] = 30,
        slug: str | None = None,
        priorities: Sequence[int] = (),
        **values: Any,
    ) -> MeetingType:
        """Make a meeting type: 30 minutes, no notice, 60 days ahead, on a link."""
        values = {
            "name": "Coaching session",
            "routing": "single" if len(hosts) == 1 else "round_robin",
            "notice_minutes": 0,
            "location_value": "https://meet.example.org/room",
            **values,
        }
        row = self._add(
            MeetingType(
                workspace_id=workspace.id,
                slug=slug or f"coaching-{next(_numbers)}",
                created_at=self.now,
                **values,
            )
        )
        lengths = [minutes] if isinstance(minutes, int) else minutes
        for position, length in enumerate(lengths):
            self._add(
                MeetingTypeDuration(
                    workspace_id=workspace.id,
                    meeting_type_id=row.id,
                    minutes=length,
                    position=position,
                )
            )
        for index, host in enumerate(hosts):
            self._add(
                MeetingTypeHost(
                    workspace_id=workspace.id,
                    meeting_type_id=row.id,
                    membership_id=host.membership.id,
                    person_id=host.user.id,
                    schedule_id=host.schedule.id,
                    priority=priorities[index] if priorities else 0,
                    joined_at=self.now,
                )
            )
        return row

    def question(self, meeting_type: MeetingType, label: str, **values: Any) -> Question:
        """Make an intake question."""
        return self._add(
            Question(
                workspace_id=meeting_type.workspace_id,
                meeting_type_id=meeting_type.id,
                label=label,
                **values,
            )
        )
