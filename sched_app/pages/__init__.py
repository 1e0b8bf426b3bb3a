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
    inquiries,
    join,
    manage,
    meeting_type,
    meeting_types,
    outbox,
    own_account,
    portal,
    retention,
    set_up,
    settings,
    sign_in,
    sign_up,
    site_desk,
    site_pages,
    sites,
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
    sites,
    book,
    manage,
    sign_in,
    account_links,
    sign_up,
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
    site_desk,
    site_pages,
    inquiries,
    settings,
    own_account,
    retention,
    portal,
)
