"""The pages of a workspace's site besides the only workspace's landing page."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import site
from sched_app.state.home import HomeState


def add(app: rx.App) -> None:
    """Register the pages of sites; the server draws what stands in them."""
    title = texts.t("home.title")
    app.add_page(landing, route=routes.SITE_PAGE, title=title)
    for route in (routes.SITE_SUB_PAGE, routes.OWN_PAGE, routes.CONTACT, routes.ROADMAP):
        app.add_page(page, route=route, title=title)


def landing() -> rx.Component:
    """Draw the landing page of a workspace that the address names."""
    return rx.fragment(
        site.frame(
            site.loading(), soon=HomeState.soonest, gone=site.nowhere(), class_name="landing"
        ),
        rx.el.div(on_mount=HomeState.open(site.ZONE, site.PATH)),
    )


def page() -> rx.Component:
    """Draw any other page of a site."""
    return site.frame(site.loading(), gone=site.nowhere())
