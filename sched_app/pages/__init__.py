"""The pages of the site: each module here has `add(app)`, and stands in `MODULES`."""

from typing import Protocol

import reflex as rx

from sched_app.pages import (
    availability,
    book,
    bookings,
    home,
    inquiries,
    join,
    manage,
    meeting_type,
    meeting_types,
    outbox,
    set_up,
    settings,
    sign_in,
    site_desk,
    site_pages,
    sites,
    team,
    today,
    why,
)


class PageModule(Protocol):
    """A module with pages."""

    def add(self, app: rx.App) -> None:
        """Register the pages of one module."""


MODULES: tuple[PageModule, ...] = (
    home,
    sites,
    book,
    manage,
    sign_in,
    set_up,
    join,
    today,
    bookings,
    meeting_types,
    meeting_type,
    availability,
    why,
    outbox,
    team,
    site_desk,
    site_pages,
    inquiries,
    settings,
)
