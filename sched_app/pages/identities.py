"""The page of a person's identities elsewhere."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, identities, kit
from sched_app.state.identities import IdentityState


def add(app: rx.App) -> None:
    """Register the page of identities."""
    app.add_page(
        page, route=routes.IDENTITIES, title=texts.t("openid.title"), on_load=IdentityState.load
    )


def page() -> rx.Component:
    """Draw the page of identities."""
    return desk.page(
        kit.page_head(texts.t("openid.title"), texts.t("openid.words")),
        rx.cond(
            IdentityState.is_loaded,
            identities.section(headed=False),
            kit.skeleton(texts.t("desk.loading")),
        ),
        active="account",
    )
