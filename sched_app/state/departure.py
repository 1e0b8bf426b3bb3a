"""The dialog in which a member leaves: what becomes of each of their coming bookings."""

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from babel.lists import format_list

from sched_app import routes, wiring
from sched_app.errors import AppError
from sched_app.services import dates, departures
from sched_app.services.availability import Fit
from sched_app.services.departures import CANCEL, REFUSE, DepartureView
from sched_app.services.hand_over import NOBODY, HandOverView, TakerView
from sched_app.state import typed
from sched_app.state.base import AppState
from sched_app.state.sheet import Sheet
from sched_app.state.team import TeamState


@dataclass(frozen=True)
class Choice:
    """One thing that can become of a booking."""

    value: str
    label: str
    is_out: bool


@dataclass(frozen=True)
class Leaving:
    """A coming booking of who leaves, and what becomes of it."""

    id: str
    when: str
    name: str
    meeting: str
    chosen: str
    choices: list[Choice]


class DepartureState(Sheet, AppState):
    """What a member leaves behind, while the dialog is open."""

    member: str = ""
    name: str = ""
    is_me: bool = False
    opened: int = 0
    bookings: list[Leaving] = []
    more_words: str = ""
    types_words: str = ""
    count_words: str = ""
    cancels: int = 0

    @rx.event
    async def ask(self, public_id: str) -> None:
        """Show what a member would leave behind; nothing is changed."""
        self.problem, self.errors = "", {}
        try:
            view = await self._read(departures.preview, public_id, locale=self._locale)
        except AppError as error:
            self._show_problem(error)
            return
        self._show_departure(view)
        self.opened += 1

    @rx.event
    def choose(self, booking: str, value: str) -> None:
        """Choose what becomes of a booking."""
        self.bookings = [
            replace(one, chosen=value) if one.id == booking else one for one in self.bookings
        ]
        self._count()

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is changed."""
        self.member, self.problem, self.bookings = "", "", []

    @rx.event
    async def remove(self, form: dict[str, Any]) -> Any:
        """End the membership; every coming booking goes where the dialog says."""
        choices = {one.id: one.chosen for one in self.bookings}
        left = await self._sent(
            self._run(
                departures.leave,
                self.member,
                choices=choices,
                # What came in since is not called off unseen; what is told as "more" may be.
                rest=CANCEL if self.more_words else REFUSE,
                reason=typed.text(form, "reason"),
            )
        )
        if left is None:
            return None
        was_me = self.is_me
        self.close()
        if was_me:
            root = await self.get_state(AppState)
            root.reset()
            return rx.redirect(routes.SIGN_IN)
        said = "team.left_types" if left.inactive else "team.left"
        self._say(
            said,
            name=left.name,
            given=left.handed_over,
            cancelled=left.cancelled,
            types=format_list(list(left.inactive), locale=self._locale),
        )
        team = await self.get_state(TeamState)
        await team._reload()
        return None

    def _show_departure(self, view: DepartureView) -> None:
        self.member, self.name, self.is_me = view.member_public_id, view.name, view.is_me
        self.bookings = [self._leaving(one) for one in view.bookings]
        total = len(view.bookings) + view.more
        self.count_words = self._n("team.leaving_plural", total) if total else ""
        self.more_words = self._n("team.leaving_more_plural", view.more) if view.more else ""
        ends = [one.name for one in view.types if one.is_last]
        self.types_words = (
            self._t("team.leaving_types", types=format_list(ends, locale=self._locale))
            if ends
            else ""
        )
        self._count()

    def _count(self) -> None:
        self.cancels = sum(one.chosen == CANCEL for one in self.bookings)

    def _leaving(self, view: HandOverView) -> Leaving:
        today = wiring.current().clock().date()
        chosen = view.suggested or CANCEL
        return Leaving(
            id=view.public_id,
            when=dates.moment(view.starts_at, self.zone, locale=self._locale, today=today),
            name=view.attendee_name,
            meeting=view.meeting_name,
            chosen=chosen,
            choices=self._choices(view),
        )

    def _choices(self, view: HandOverView) -> list[Choice]:
        found = []
        if view.other_hosts:
            names = format_list(list(view.other_hosts), locale=self._locale)
            found.append(Choice(NOBODY, self._t("team.go_on", names=names), False))
        found += [
            Choice(one.member_public_id, self._taker(one), one.fit is Fit.TAKEN)
            for one in sorted(view.takers, key=lambda taker: list(Fit).index(taker.fit))
        ]
        found.append(Choice(CANCEL, self._t("team.cancel_it"), False))
        return found

    def _taker(self, one: TakerView) -> str:
        if one.fit is Fit.FREE:
            return self._t("team.take_free", name=one.name)
        if one.words:
            return self._t("team.take_words", name=one.name, words=one.words)
        key = "team.take_taken" if one.fit is Fit.TAKEN else "team.take_stranger"
        return self._t(key, name=one.name)
