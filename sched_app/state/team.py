"""The team: members and their week, invitations, roles, the round robin's fairness."""

from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.errors import AppError
from sched_app.services import (
    access,
    fairness,
    member_invitations,
    members,
    team_week,
    workspaces,
)
from sched_app.services.access import Actor, Right
from sched_app.services.fairness import FairnessView
from sched_app.services.member_invitations import InvitationForm, InvitationView
from sched_app.services.members import MemberView
from sched_app.services.team_week import WeekView
from sched_app.state import team_rows, typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet
from sched_app.state.team_rows import FairRow, InviteRow, MemberRow, Tile

EMPTY = {"email": "", "role": "organizer", "days": "7"}


class TeamState(Sheet, AppState):
    """The members, and the dialogs that invite one, change a role, or take an invitation back."""

    is_loaded: bool = False
    rows: list[MemberRow] = []
    invites: list[InviteRow] = []
    tiles: list[Tile] = []
    fair: list[FairRow] = []
    has_mail: bool = True
    dialog: str = ""
    opened: int = 0
    values: dict[str, str] = EMPTY
    target: str = ""
    target_name: str = ""
    role_values: dict[str, str] = {"role": "organizer"}
    link: str = ""
    link_name: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the team."""
        if gone := await self._enter():
            return gone
        self.dialog, self.link = "", ""
        self.has_mail = wiring.current().email is not None
        await self._reload()
        return None

    @rx.event
    def ask(self) -> None:
        """Open the dialog that invites someone."""
        self._open("invite", "", "")

    @rx.event
    def ask_role(self, public_id: str) -> None:
        """Open the dialog that gives a member another role."""
        for row in self.rows:
            if row.id == public_id:
                self.role_values = {"role": row.role}
                self._open("role", row.id, row.name)

    @rx.event
    def ask_revoke(self, public_id: str) -> None:
        """Open the dialog that takes an invitation back."""
        for row in self.invites:
            if row.id == public_id:
                self._open("revoke", row.id, row.email)

    @rx.event
    def close(self) -> None:
        """Close the dialog, or the link that was shown once."""
        self.dialog, self.link, self.link_name, self.problem = "", "", "", ""

    @rx.event
    async def invite(self, form: dict[str, Any]) -> None:
        """Invite someone; without a mail server the link is shown, once."""
        days = typed.text(form, "days")
        asked = InvitationForm(
            typed.text(form, "email"),
            typed.text(form, "role"),
            int(days) if days.isdecimal() and len(days) < 4 else 0,
        )
        sent = await self._sent(self._run(member_invitations.invite, asked, **self._mail()))
        if sent is None:
            return
        self.dialog = ""
        await self._went_out(sent.invitation.email, sent.join_path)
        await self._reload()

    @rx.event
    async def resend(self, public_id: str) -> None:
        """Send an invitation again; the earlier link ends."""
        try:
            sent = await self._run(member_invitations.resend, public_id, **self._mail())
        except AppError as error:
            self._show_problem(error)
            return
        await self._went_out(sent.invitation.email, sent.join_path)
        await self._reload()

    @rx.event
    async def revoke(self) -> None:
        """Take the invitation of the open dialog back."""
        if await self._sent(self._run(_revoke, self.target)):
            self.dialog = ""
            self._say("team.revoked", email=self.target_name)
            await self._reload()

    @rx.event
    async def change_role(self, form: dict[str, Any]) -> None:
        """Give the member of the open dialog another role."""
        role = typed.text(form, "role")
        changed = await self._sent(self._run(members.change_role, self.target, role))
        if changed is not None:
            self.dialog = ""
            self._say("team.role_changed", name=changed.name)
            await self._reload()

    @rx.event
    async def renew(self, public_id: str) -> None:
        """Make a new link for a member whom the operator added and who has not joined."""
        try:
            added = await self._run(members.new_join_link, public_id, **self._mail())
        except AppError as error:
            self._show_problem(error)
            return
        await self._went_out(added.member.name, added.join_path)

    def _open(self, dialog: str, target: str, name: str) -> None:
        self.dialog, self.target, self.target_name = dialog, target, name
        self.errors, self.problem = {}, ""
        self.opened += 1

    async def _went_out(self, name: str, join_path: str | None) -> None:
        if join_path:
            base = await self._read(workspaces.base_url)
            self.link, self.link_name = routes.absolute(base, join_path), name
            return
        self._say("team.mailed_to", name=name)

    def _mail(self) -> dict[str, Any]:
        whole = wiring.current()
        return {"secrets": whole.secrets, "has_mail": whole.email is not None}

    async def _reload(self) -> None:
        team, week, books, invited = await self._read(_team)
        now, locale = wiring.current().clock(), self._locale
        self.rows = [team_rows.member(one, week, locale) for one in team]
        self.invites = [team_rows.invitation(one, self.zone, now, locale) for one in invited]
        self.fair = [team_rows.fair(one, locale) for one in books]
        may_all = Right.READ_BOOKINGS.value in self.may
        self.tiles = team_rows.tiles(week, len(team), len(invited), locale) if may_all else []
        self.is_loaded = True


Team = tuple[list[MemberView], WeekView, list[FairnessView], list[InvitationView]]


def _team(session: Session, *, actor: Actor, now: datetime) -> Team:
    may_invite = access.scope(actor, Right.EDIT_TEAM, actor.workspace_id or 0) is not None
    return (
        members.members(session, actor=actor),
        team_week.week(session, actor=actor, now=now),
        fairness.books(session, actor=actor),
        member_invitations.invited(session, actor=actor, now=now) if may_invite else [],
    )


def _revoke(session: Session, public_id: str, *, actor: Actor, now: datetime) -> bool:
    member_invitations.revoke(session, public_id, actor=actor, now=now)
    return True
