"""The team: who belongs to it, adding a member, their link to join."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sched_app import routes, wiring
from sched_app.errors import AppError
from sched_app.services import members, workspaces
from sched_app.services.members import AddedView, MemberForm
from sched_app.state import booking_rows, typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet

EMPTY = {"name": "", "email": "", "role": "organizer"}


@dataclass(frozen=True)
class MemberRow:
    """A member in the list."""

    id: str
    name: str
    email: str
    initials: str
    role: str
    is_me: bool
    has_joined: bool


class TeamState(Sheet, AppState):
    """The members, and the dialog that adds one."""

    is_loaded: bool = False
    rows: list[MemberRow] = []
    has_mail: bool = True
    is_adding: bool = False
    opened: int = 0
    values: dict[str, str] = EMPTY
    link: str = ""
    link_name: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the team."""
        if gone := await self._enter():
            return gone
        self.is_adding, self.link = False, ""
        self.has_mail = wiring.current().email is not None
        await self._reload()
        return None

    @rx.event
    def ask(self) -> None:
        """Open the dialog that adds a member."""
        self.is_adding, self.errors, self.problem = True, {}, ""
        self.opened += 1

    @rx.event
    def close(self) -> None:
        """Close the dialog, or the link that was shown once."""
        self.is_adding, self.link, self.link_name, self.problem = False, "", "", ""

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Add a member; without a mail server their link is shown, once."""
        asked = MemberForm(*(typed.text(form, name) for name in ("name", "email", "role")))
        added = await self._sent(self._run(members.add_member, asked, **self._mail()))
        if added is None:
            return
        self.is_adding = False
        await self._added(added)
        await self._reload()

    @rx.event
    async def renew(self, public_id: str) -> None:
        """Make a new link to join for a member who has not; the old one ends."""
        try:
            added = await self._run(members.new_join_link, public_id, **self._mail())
        except AppError as error:
            self._show_problem(error)
            return
        await self._added(added)

    async def _added(self, added: AddedView) -> None:
        if added.join_path:
            base = await self._read(workspaces.base_url)
            self.link, self.link_name = routes.absolute(base, added.join_path), added.member.name
            return
        key = "team.added" if added.member.has_joined else "team.mailed"
        self._say(key, name=added.member.name, email=added.member.email)

    def _mail(self) -> dict[str, Any]:
        whole = wiring.current()
        return {"secrets": whole.secrets, "has_mail": whole.email is not None}

    async def _reload(self) -> None:
        found = await self._read(members.members)
        self.rows = [
            MemberRow(
                id=one.public_id,
                name=one.name,
                email=one.email,
                initials=booking_rows.initials(one.name),
                role=one.role,
                is_me=one.is_me,
                has_joined=one.has_joined,
            )
            for one in found
        ]
        self.is_loaded = True
