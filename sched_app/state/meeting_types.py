"""What can be booked: the list of meeting types, and the form of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, texts
from sched_app.errors import AppError, Invalid, NotFound
from sched_app.services import dates, meeting_types, members, schedules, workspaces
from sched_app.services.access import Actor
from sched_app.services.meeting_types import MeetingTypeView
from sched_app.services.members import MemberView
from sched_app.services.schedules import ScheduleView
from sched_app.state import offer_form, typed
from sched_app.state.base import AppState

NEW = "new"


@dataclass(frozen=True)
class TypeRow:
    """A meeting type in the list."""

    id: str
    name: str
    path: str
    edit_path: str
    words: str
    hosts: str
    visibility: str


class TypesState(AppState):
    """The list of meeting types."""

    is_loaded: bool = False
    types: list[TypeRow] = []
    dialog: str = ""
    target: str = ""
    target_name: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the list."""
        if gone := await self._enter():
            return gone
        self.dialog = ""
        await self._reload()
        return None

    @rx.event
    async def show(self, public_id: str, visibility: str) -> None:
        """Show a meeting type to everyone, to who has its link, or to nobody."""
        view = await self._run(meeting_types.set_visibility, public_id, visibility)
        self._say(f"offer.said.{view.visibility}", name=view.name)
        await self._reload()

    @rx.event
    async def duplicate(self, public_id: str, name: str) -> Any:
        """Make a copy that nobody sees yet, and open it."""
        copy = self._t("offer.copy_of", name=name)
        view = await self._run(meeting_types.duplicate, public_id, copy)
        return rx.redirect(routes.desk_meeting_type(view.public_id))

    @rx.event
    async def move(self, public_id: str, step: int) -> None:
        """Let a meeting type and its neighbour change places, here and where visitors see them."""
        await self._run(meeting_types.move, public_id, step)
        await self._reload()
        place = [row.id for row in self.types].index(public_id)
        self._say("offer.said.moved", name=self.types[place].name, place=place + 1)

    @rx.event
    async def ask(self, public_id: str, name: str) -> None:
        """Ask before a meeting type is archived."""
        self.target, self.target_name, self.dialog = public_id, name, "archive"

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is changed."""
        self.dialog, self.problem = "", ""

    @rx.event
    async def archive(self) -> None:
        """Archive the meeting type of the open dialog."""
        try:
            await self._run(meeting_types.archive, self.target)
        except AppError as error:
            self._show_problem(error)
            return
        self.dialog = ""
        self._say("offer.said.archived", name=self.target_name)
        await self._reload()

    async def _reload(self) -> None:
        found = await self._read(meeting_types.listed)
        self.types = [_row(view, self._locale) for view in found]
        self.is_loaded = True


class TypeState(AppState):
    """The form of one meeting type."""

    is_loaded: bool = False
    is_missing: bool = False
    is_forbidden: bool = False
    is_new: bool = True
    type_id: str = ""
    title: str = ""
    path: str = ""
    saved: str = ""
    values: dict[str, Any] = {}
    members: list[dict[str, Any]] = []
    currency: str = "EUR"
    rev: str = ""
    errors: dict[str, str] = {}
    attempt: int = 0
    is_busy: bool = False

    _version: int = 0
    _deposits: dict[int, int] = {}

    @rx.event
    async def load(self) -> Any:
        """Show the form of the meeting type that the address names, or an empty one."""
        if gone := await self._enter():
            return gone
        self.is_missing = self.is_loaded = False
        self.saved = ""
        self.is_forbidden = "edit_meeting_types" not in self.may
        if self.is_forbidden:
            return None
        asked = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        self.is_new = asked == NEW
        try:
            view, team, hours, self.currency = await self._read(_form, "" if self.is_new else asked)
        except NotFound:
            self.is_missing = True
            return None
        self.members = offer_form.choices(team, hours)
        if view is None:
            example = self.router.url.query_parameters.get("example", "")
            self.type_id, self.title, self.path = "", self._t("offer.new"), ""
            self.values = offer_form.fresh(example, self.members, self.member_id, self._locale)
            self.rev, self._version, self._deposits = "new", 0, {}
        else:
            self._show_view(view)
        self.errors, self.is_loaded = {}, True
        return None

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the form; faults stand at their fields."""
        self.is_busy, self.problem, self.saved = True, "", ""
        try:
            asked = offer_form.read(form, self._deposits, self.currency)
            if self.is_new:
                view = await self._run(meeting_types.create, asked)
            else:
                view = await self._run(
                    meeting_types.change, self.type_id, asked, version=self._version
                )
        except Invalid as error:
            self.errors = offer_form.places(self._faults(error), typed.text(form, "location_kind"))
            self.attempt += 1
            return None
        except AppError as error:
            self._show_problem(error)
            return None
        finally:
            self.is_busy = False
        self._show_view(view)
        self.saved = self._t("offer.saved")
        if not self.is_new:
            return None
        self.is_new = False  # A second click changes what the first one made.
        return rx.redirect(routes.MEETING_TYPES)

    def _show_view(self, view: MeetingTypeView) -> None:
        self.type_id, self.title, self.path = view.public_id, view.name, view.path
        self._version, self.rev = view.version, str(view.version)
        self._deposits = {one.minutes: one.deposit_minor for one in view.durations}
        self.values = offer_form.shown(view, self.currency)
        self.errors = {}


def _form(
    session: Session, public_id: str, *, actor: Actor
) -> tuple[MeetingTypeView | None, Sequence[MemberView], Sequence[ScheduleView], str]:
    view = meeting_types.get(session, public_id, actor=actor) if public_id else None
    return (
        view,
        members.members(session, actor=actor),
        schedules.listed(session, actor=actor),
        workspaces.currency_of(session, actor=actor),
    )


def _row(view: MeetingTypeView, locale: str) -> TypeRow:
    lengths = ", ".join(dates.duration_words(one.minutes, locale=locale) for one in view.durations)
    facts = [lengths, texts.t(f"offer.place_{view.location_kind}", locale)]
    if view.needs_approval:
        facts.append(texts.t("offer.on_request", locale))
    names = [host.name for host in view.hosts]
    more = texts.t("offer.more_hosts", locale, count=len(names) - 3) if len(names) > 3 else ""
    return TypeRow(
        id=view.public_id,
        name=view.name,
        path=view.path,
        edit_path=routes.desk_meeting_type(view.public_id),
        words=" · ".join(facts),
        hosts=", ".join(names[:3]) + more,
        visibility=view.visibility,
    )
