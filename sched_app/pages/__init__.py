"""The pages of the site: each module here has `add(app)`, and stands in `MODULES`."""

from typing import Protocol

import reflex as rx

from sched_app.pages import (
    account_links,
    analytics,
    audit,
    availability,
    book,
    bookings,
    calendar,
    customer,
    customer_import,
    customers,
    home,
    join,
    manage,
    meeting_type,
    meeting_types,
    outbox,
    own_account,
    set_up,
    settings,
    sign_in,
    system,
    team,
    team_rights,
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
    account_links,
    set_up,
    join,
    today,
    calendar,
    bookings,
    customers,
    customer_import,
    customer,
    meeting_types,
    meeting_type,
    availability,
    why,
    outbox,
    system,
    audit,
    team,
    team_rights,
    analytics,
    settings,
    own_account,
)
