"""The pages of the site: each module here has `add(app)`, and stands in `MODULES`."""

from typing import Protocol

import reflex as rx

from sched_app.pages import (
    availability,
    book,
    bookings,
    customer,
    customer_import,
    customers,
    home,
    join,
    manage,
    meeting_type,
    meeting_types,
    outbox,
    retention,
    set_up,
    settings,
    sign_in,
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
    book,
    manage,
    sign_in,
    set_up,
    join,
    today,
    bookings,
    customers,
    customer_import,
    customer,
    meeting_types,
    meeting_type,
    availability,
    why,
    outbox,
    team,
    settings,
    retention,
)
