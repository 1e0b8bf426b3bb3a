"""The command palette, wrapped: pages, customers and bookings by a few letters, and the keys."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside
from sched_app.components.icons import PATHS
from sched_app.components.layout import ACCOUNT, PLACES
from sched_app.state.palette import PaletteState

_LIBRARY = beside.path("palette.jsx")
ICONS = ("arrow-right", "calendar", "search", "user")
WORDS = ("bookings_title", "close", "count", "customers", "find", "hint", "keys", "nothing", "open",
         "places", "results")  # fmt: skip
# The letter that follows G, by the key of a place.
LETTERS = {
    "today": "t", "calendar": "c", "bookings": "b", "customers": "k", "meeting-types": "m",
    "availability": "a", "team": "e", "analytics": "n", "outbox": "o", "settings": "s",
}  # fmt: skip
# Pages that are no places of the navigation.
MORE = (
    (routes.NEW_MEETING_TYPE, "plus", "palette.new_meeting_type"),
    (routes.CUSTOMER_IMPORT, "plus", "palette.import_customers"),
    (routes.INQUIRIES, "mail", "palette.inquiries"),
    (routes.SITE_PAGES, "file-text", "palette.site_pages"),
    (routes.SYSTEM, "settings", "palette.system"),
    (routes.RIGHTS, "users", "palette.rights"),
)
CALENDAR_KEYS = (("D", "day"), ("W", "week"), ("M", "month"), ("T", "today"), ("← →", "step"),
                 ("N", "new"))  # fmt: skip


class _Palette(rx.Component):
    library = _LIBRARY
    tag = "Palette"
    places: rx.Var[list[dict[str, str]]]
    keys: rx.Var[list[Any]]
    findings: rx.Var[list[Any]]
    asked: rx.Var[str]
    words: rx.Var[dict[str, str]]
    icons: rx.Var[dict[str, str]]
    on_seek: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _PaletteButton(rx.Component):
    library = _LIBRARY
    tag = "PaletteButton"
    words: rx.Var[dict[str, str]]
    icon: rx.Var[str]


def palette() -> rx.Component:
    """Draw the palette and the list of keys, closed until their keys or the button open them."""
    return _Palette.create(
        places=_places(),
        keys=_keys(),
        findings=PaletteState.findings,
        asked=PaletteState.asked,
        words=_words(),
        icons={name: PATHS[name] for name in ICONS},
        on_seek=PaletteState.seek,
    )


def button(class_name: str) -> rx.Component:
    """Draw the button that opens the palette."""
    return _PaletteButton.create(words=_words(), icon=PATHS["search"], class_name=class_name)


def _words() -> dict[str, str]:
    return {name: texts.t(f"palette.{name}") for name in WORDS}


def _places() -> list[dict[str, str]]:
    listed = [
        {"title": texts.t(text), "href": path, "icon": PATHS[icon], "key": LETTERS.get(key, "")}
        for key, path, icon, text in (*PLACES, ACCOUNT)
    ]
    return listed + [
        {"title": texts.t(text), "href": path, "icon": PATHS[icon], "key": ""}
        for path, icon, text in MORE
    ]


def _keys() -> list[Any]:
    everywhere = [["Ctrl K", texts.t("palette.find")], ["?", texts.t("palette.keys")]]
    going = [
        [f"G {LETTERS[key].upper()}", texts.t(text)] for key, _, _, text in PLACES if key in LETTERS
    ]
    calendar = [[combo, texts.t(f"palette.calendar.{name}")] for combo, name in CALENDAR_KEYS]
    return [
        [texts.t("palette.everywhere"), everywhere],
        [texts.t("palette.go"), going],
        [texts.t("calendar.nav"), calendar],
    ]
