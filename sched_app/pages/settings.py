"""Settings of the workspace, for its owner."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.base import AppState
from sched_app.state.settings import SettingsState

S = SettingsState
t = texts.t
SHADES = (
    "surface", "accent", "accent-hover", "accent-active", "on-accent", "accent-edge", "accent-text",
)  # fmt: skip


def add(app: rx.App) -> None:
    """Register the settings."""
    app.add_page(page, route=routes.SETTINGS, title=t("settings.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the settings."""
    return desk.page(
        kit.page_head(t("settings.title"), t("settings.words")),
        rx.cond(
            S.is_loaded,
            rx.cond(
                AppState.may.contains("edit_workspace"),
                rx.fragment(
                    _workspace(), rx.el.p(kit.link(t("retention.link"), href=routes.RETENTION))
                ),
                kit.empty(t("settings.forbidden"), t("settings.forbidden_words")),
            ),
            kit.skeleton(t("desk.loading")),
        ),
        active="settings",
    )


def _workspace() -> rx.Component:
    return sheets.sheet(
        sheets.line(t("accounts.business_name"), "name", required=True, max=120),
        sheets.line(
            t("accounts.slug"),
            "slug",
            "slug",
            required=True,
            max=60,
            before="/book/",
            hint=t("settings.slug_hint"),
        ),
        sheets.line(t("accounts.zone"), "timezone", "zone", hint=t("settings.zone_hint")),
        sheets.line(
            t("settings.language"),
            "locale",
            "select",
            options=[[locale, texts.own_name(locale)] for locale in texts.locales()],
            hint=t("settings.language_hint"),
        ),
        sheets.line(
            t("accounts.base_url"),
            "base_url",
            "url",
            required=True,
            max=300,
            hint=t("accounts.base_url_hint"),
        ),
        sheets.elsewhere("base_url", t("accounts.base_url_elsewhere")),
        sheets.line(
            t("settings.accent"),
            "accent",
            "colour",
            required=True,
            max=7,
            hint=t("settings.accent_hint"),
        ),
        sheets.still("accent", S.try_accent),
        rx.el.div(
            _look("light", t("settings.accent_light")),
            _look("dark", t("settings.accent_dark")),
            class_name="looks",
        ),
        sheets.line(t("settings.listed"), "is_listed", "switch", hint=t("settings.listed_hint")),
        rx.el.div(
            kit.saved(S.saved),
            sheets.unsaved(),
            sheets.send(t("offer.save"), t("offer.saving")),
            class_name="row g8 wrap end",
        ),
        place=S.member_id + ":settings",
        values=S.values,
        rev=S.saves.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save,
        class_name="card pad stack g20 form",
    )


def _look(theme: str, name: str) -> rx.Component:
    """Draw what the accent is in a theme, whichever theme the page is in."""
    return rx.el.figure(
        rx.el.div(
            rx.el.span(t("booking.confirm"), class_name="btn pri"),
            rx.el.span(t("booking.back_to_times"), class_name="link"),
            style={f"--{role}": S.looks[theme][role] for role in SHADES},
        ),
        rx.el.figcaption(name),
    )
