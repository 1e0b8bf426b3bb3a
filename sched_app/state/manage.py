"""The page behind a booking's link: opening it shows, only its buttons act."""

from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.errors import AppError, HoldExpired, Invalid, NotFound, SlotTaken
from sched_app.services import (
    appointments,
    booking_views,
    cancellations,
    dates,
    move_options,
    moves,
    watching,
    workspaces,
)
from sched_app.services.access import Actor
from sched_app.services.booking_views import BookingView
from sched_app.services.holds import HoldView
from sched_app.state import keeping, shown, times
from sched_app.state.base import AppState, as_visitor
from sched_app.state.keeping import Keeping
from sched_app.state.parcels import Parcel
from sched_app.state.picking import Picker
from sched_app.state.shown import Shown

REASON_LONGEST = 500


class ManageState(Keeping, Picker, Shown, AppState):
    """One booking in the hands of its attendee."""

    is_missing: bool = False
    step: str = "show"
    title: str = ""
    title_words: str = ""
    file_url: str = ""
    news_url: str = ""
    portal_url: str = ""
    is_cancelling: bool = False
    is_working: bool = False
    reason_fault: str = ""

    _link: str = ""
    _page_url: str = ""
    _starts_at: datetime | None = None
    _just_moved: bool = False

    @rx.event
    async def hello(self, told: dict[str, Any]) -> None:
        """Show the booking of the page's link; nothing is changed by looking."""
        parcel = Parcel.of(told)
        if parcel.is_lost and self.at == parcel.path:
            return  # Another event of the page came first and found the visit again.
        self.problem, self.said = "", ""
        self._browser = parcel.browser
        self.my_zone, self.hour12 = parcel.zone, parcel.hour12
        self._link = parcel.path.rpartition("/")[2]
        self.step, self.hold, self.is_cancelling = "show", {}, False
        self._just_moved = False
        self.news_url = ""
        await self._look()
        self.at = parcel.path

    @rx.event
    async def news(self, _what: str) -> None:
        """Show the booking, or the free times, as they are now."""
        if self.at and self.step == "show":
            await self._look()
        elif self.at and self.step == "times":
            await self._refresh()

    @rx.event
    async def back(self, to: dict[str, Any]) -> None:
        """Follow the browser's Back and Forward."""
        wanted = to.get("step")
        if not self.at or wanted == self.step:
            return
        await self._let_go()
        self.step = "times" if wanted in ("times", "moving") and self.may_move else "show"
        if self.step == "times":
            await self._show(str(to.get("month", "")), str(to.get("date", "")))

    @rx.event
    async def change_time(self) -> None:
        """Open the month in order to move the booking."""
        self.problem = ""
        await self._let_go()
        if not self.may_move or self._starts_at is None:
            return
        on = times.local_date(self._starts_at, self.my_zone)
        self.step, self._just_moved = "times", False
        await self._show(times.month_of(on), on.isoformat(), first=True)

    @rx.event
    async def leave_as_is(self) -> None:
        """Go back to the booking without a change."""
        self.problem = ""
        await self._let_go()
        self.step = "show"
        await self._look()

    @rx.event
    async def keep_again(self) -> None:
        """Try to keep the new time whose hold ran out."""
        starts_at = times.instant(self.hold.get("starts_at", ""))
        if starts_at is None:
            return
        self.problem = ""
        try:
            await self._keep(starts_at)
        except SlotTaken:
            await self._gone()

    @rx.event
    async def move(self) -> Any:
        """Move the booking to the kept time."""
        token = self.hold.get("token", "")
        starts_at = times.instant(self.hold.get("starts_at", ""))
        if not token or starts_at is None or self.is_working:
            return
        self.problem = ""
        self.is_working = True
        yield
        try:
            moved = await self._move(token, starts_at)
            self._just_moved = True
            self._take(moved)
            self.hold, self.step = {}, "show"
            self._say("manage.moved_said")
        except SlotTaken:
            await self._gone()
        except AppError as error:
            self.problem = self._render(error)
        finally:
            self.is_working = False

    @rx.event
    def ask_cancel(self) -> None:
        """Open the question whether to cancel."""
        self.problem = self.reason_fault = ""
        self.is_cancelling = self.may_cancel

    @rx.event
    def keep_booking(self) -> None:
        """Close the question without a change."""
        self.is_cancelling = False

    @rx.event
    async def cancel(self, form: dict[str, Any]) -> Any:
        """Cancel the booking, with the reason that its host reads."""
        if not self._link or self.is_working:
            return
        self.is_working = True
        yield
        try:
            reason = str(form.get("reason", ""))[: REASON_LONGEST + 1]
            self._take(await self._run(_cancel, self._link, reason, who=as_visitor))
            self.is_cancelling = False
            self._say("manage.cancelled_said")
        except Invalid as error:
            self.reason_fault = self._faults(error).get("reason", "")
        except AppError as error:
            self.is_cancelling = False
            self.problem = self._render(error)
        finally:
            self.is_working = False

    async def _look(self) -> None:
        try:
            found, self._page_url, seen = await self._read(_view, self._link, who=as_visitor)
            self._take(found)
            place = (found.workspace_slug, found.meeting_type_slug)
            self.news_url = self.news_url or routes.live(*place, seen)
            self.is_missing = False
        except NotFound:
            self.business, self.is_missing = "OpenHours", True

    def _take(self, found: BookingView) -> None:
        """Put a booking on the page."""
        locale, zone, now = self._locale, self.my_zone, wiring.current().clock()
        self._show_booking(found, self._page_url, zone, self.hour12, locale, now)
        self._starts_at, self._minutes = found.starts_at, found.duration_minutes
        self.likely_zones = [found.workspace_timezone, found.attendee_timezone]
        self.file_url = routes.calendar_file(self._link)
        self.portal_url = routes.portal(found.workspace_slug)
        status = "coming" if found.status == "confirmed" else found.status
        if status == "coming" and found.starts_at <= now:
            status = "begun"
        # The news of the move comes back to this page too: it must not take the heading away.
        title = "moved" if status == "coming" and self._just_moved else status
        on = times.local_date(found.starts_at, zone)
        self.title = self._t(
            f"manage.{title}_title",
            name=shown.first_name(found.attendee_name),
            day=shown.near_day(on, self._today(), locale),
        )
        until = found.request_expires_at
        self.title_words = self._t(
            f"manage.{status}_words",
            until=dates.moment(until, zone, hour12=self.hour12, locale=locale) if until else "",
            business=found.workspace_name,
        )

    async def _starts_in(self, since: datetime, until: datetime) -> list[datetime]:
        return await self._read(_open_times, self._link, since, until, who=as_visitor)

    async def _keep(self, starts_at: datetime) -> None:
        view = await self._run(
            _hold, self._link, starts_at, self.hold.get("token") or None, who=as_visitor
        )
        self._show_hold(view)

    def _go_on(self) -> None:
        self.step = "moving"

    async def _move(self, token: str, starts_at: datetime) -> BookingView:
        """Move to the held time; a hold that ran out is made again if the time is still free."""
        try:
            return await self._run(_move, self._link, token, who=as_visitor)
        except HoldExpired:
            await self._keep(starts_at)
            return await self._run(_move, self._link, self.hold["token"], who=as_visitor)

    async def _gone(self) -> None:
        """Go back to the month: the time that was to be taken is gone."""
        self.hold, self.step = {}, "times"
        await self._refresh()
        self.problem = self._t("manage.taken_choose")


def _customer(session: Session, link: str, visitor: Actor) -> tuple[Actor, str]:
    actor, booking = appointments.by_link(session, wiring.current().secrets, link, asker=visitor)
    return actor, booking.public_id


def _view(
    session: Session, link: str, *, actor: Actor, now: datetime
) -> tuple[BookingView, str, str]:
    """Read the booking, the whole address of its page, and the mark of its times' version."""
    customer, booking = appointments.by_link(session, wiring.current().secrets, link, asker=actor)
    page_url = routes.absolute(
        workspaces.public_url(session, booking.workspace_id), routes.booking(link)
    )
    seen = watching.seen(session, booking.meeting_type_id)
    return booking_views.get(session, booking.public_id, actor=customer, now=now), page_url, seen


def _open_times(
    session: Session, link: str, since: datetime, until: datetime, *, actor: Actor, now: datetime
) -> list[datetime]:
    """Read the times to which the booking can move; where it is now is none of them."""
    customer, booking = appointments.by_link(session, wiring.current().secrets, link, asker=actor)
    found = move_options.times(session, booking.public_id, since, until, actor=customer, now=now)
    return [start for start in found if start != booking.starts_at]


def _hold(
    session: Session,
    link: str,
    starts_at: datetime,
    replaces: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> HoldView:
    customer, public_id = _customer(session, link, actor)
    return moves.hold(
        session,
        public_id,
        starts_at,
        actor=customer,
        terms=keeping.terms(),
        now=now,
        replaces=replaces,
    )


def _move(session: Session, link: str, token: str, *, actor: Actor, now: datetime) -> BookingView:
    customer, public_id = _customer(session, link, actor)
    moved = moves.move(session, public_id, actor=customer, now=now, hold_token=token)
    return booking_views.view(session, moved, actor=customer, now=now)


def _cancel(
    session: Session, link: str, reason: str, *, actor: Actor, now: datetime
) -> BookingView:
    customer, public_id = _customer(session, link, actor)
    cancelled = cancellations.cancel(session, public_id, reason=reason, actor=customer, now=now)
    return booking_views.view(session, cancelled, actor=customer, now=now)
