"""The landing page: what can be booked here, and when the next time is free."""

from datetime import datetime, timedelta
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, texts, wiring
from sched_app.services import availability, dates, meeting_types, workspaces
from sched_app.services.access import Actor
from sched_app.services.meeting_types import PublicView
from sched_app.services.workspaces import WorkspaceView
from sched_app.state import shown, times
from sched_app.state.base import AppState, as_visitor

AHEAD = timedelta(days=31)
ASKED = 12  # Of so many types the next free time is looked up.
SOONEST = 3  # So many next free times stand beside the headline.


class HomeState(AppState):
    """The public meeting types of the only workspace, or of those that wish to be listed."""

    is_loaded: bool = False
    is_pending: bool = False
    is_chooser: bool = False
    business: str = "OpenHours"
    sections: list[dict[str, Any]] = []
    soonest: list[dict[str, str]] = []

    @rx.event
    async def open(self, zone: str, path: str = routes.HOME) -> None:
        """Load the page for a visitor in a zone, which only their browser knows."""
        zone = times.known_zone(zone if isinstance(zone, str) else "")
        if await self._read(_is_pending, who=as_visitor):
            self.is_pending, self.is_loaded = True, True
            return
        only = routes.site_of(str(path))
        found = await self._read(_offers, only, self._host, who=as_visitor)
        now, locale = wiring.current().clock(), self._locale
        self.is_pending = False
        self.is_chooser = len(found) != 1
        self.business = found[0][0] if len(found) == 1 else "OpenHours"
        self.sections = [
            {"name": name, "offers": [_offer(view, locale) for view, _ in offers]}
            for name, offers in found
        ]
        soon = sorted(
            (first, view.name, view.path)
            for _, offers in found
            for view, first in offers
            if first is not None
        )
        self.soonest = [
            _next(first, name, path, zone, now, locale) for first, name, path in soon[:SOONEST]
        ]
        self.is_loaded = True


def _is_pending(session: Session) -> bool:
    return workspaces.set_up_pending(session)


def _offers(
    session: Session, only: str, host: str, *, actor: Actor, now: datetime
) -> list[tuple[str, list[tuple[PublicView, datetime | None]]]]:
    """Read the public types of one workspace or of those listed, and each one's next free start.

    At a domain it is that of its workspace, whatever the path says.
    """
    asked = 0
    found = []
    for workspace in _asked(session, workspaces.at_host(session, host) or only):
        offers: list[tuple[PublicView, datetime | None]] = []
        for view in meeting_types.public_list(session, workspace.slug, actor=actor):
            asked += 1
            first = _first_free(session, view, actor, now) if asked <= ASKED else None
            offers.append((view, first))
        found.append((workspace.name, offers))
    return found


def _asked(session: Session, only: str) -> list[WorkspaceView]:
    if not only:
        return workspaces.listed(session)
    found = workspaces.by_slug(session, only)
    return [found] if isinstance(found, WorkspaceView) else []


def _first_free(session: Session, view: PublicView, actor: Actor, now: datetime) -> datetime | None:
    found = availability.open_times(session, view.key, now, now + AHEAD, actor=actor, now=now)
    return times.instants(found.times[:1])[0] if found.times else None


def _offer(view: PublicView, locale: str) -> dict[str, str]:
    called = view.location_kind == "phone" and not view.location_value
    kind = "phone_us" if called else view.location_kind
    return {
        "name": view.name,
        "about": view.description,
        "path": view.path,
        "length": dates.duration_words(view.duration_minutes, locale=locale),
        "place": texts.t(f"booking.place_{kind}", locale),
    }


def _next(
    first: datetime, name: str, path: str, zone: str, now: datetime, locale: str
) -> dict[str, str]:
    on = times.local_date(first, zone)
    away = (on - times.local_date(now, zone)).days
    day = (
        shown.capital(texts.t(("booking.today", "booking.tomorrow")[away], locale))
        if away < 2
        else dates.day_short(on, locale=locale, today=times.local_date(now, zone))
    )
    # A visitor's own clock habit is not known here: the booking page asks it.
    at = dates.clock(first, zone, locale=locale)
    return {
        "name": name,
        "when": f"{day}, {at}",
        "path": f"{path}?month={times.month_of(on)}&date={on.isoformat()}",
    }
