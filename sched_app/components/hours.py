"""The editors of hours, wrapped: a week, and the hours of single dates."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, sheets
from sched_app.components.icons import PATHS

_LIBRARY, _GRID = beside.path("hours.jsx"), beside.path("hours_grid.jsx")
assert _GRID  # hours.jsx draws its grid, which is brought along.
assert sheets  # hours.jsx stands on sheets.jsx, which that module brings along.

WORDS = (
    "add", "add_on", "closed", "copied", "copy", "copy_not", "copy_now", "copy_to", "empty", "from",
    "grid", "grid_closed", "grid_how", "grid_open", "grid_opened", "grid_shut", "grid_unsound",
    "hours_minutes", "hours_only", "how", "look", "minutes", "next_day", "none", "open_on",
    "overlap", "overlap_late", "overlap_next", "remove", "removed", "step", "time", "to", "to_word",
    "undo", "undone", "value",
)  # fmt: skip


class _HoursEditor(rx.Component):
    library = _LIBRARY
    tag = "HoursEditor"
    weekly: rx.Var[list[list[int]]]
    place: rx.Var[str]
    days: rx.Var[list[str]]
    shorts: rx.Var[list[str]]
    icons: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, str]]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(list[list[int]])]


class _RangesField(rx.Component):
    library = _LIBRARY
    tag = "RangesField"
    name: rx.Var[str]
    label: rx.Var[str]
    shown_if: rx.Var[list[str]]


def words() -> dict[str, str]:
    """Give the words of the editors; a sheet with a ranges field needs them as `hours`."""
    return {name: texts.t(f"week.{name}") for name in WORDS}


def hours_editor(*, weekly: Any, place: Any, on_save: Any, key: Any) -> rx.Component:
    """Draw the week's hours; `on_save` gets `[weekday, start, end]` in minutes, Monday is 0."""
    return _HoursEditor.create(
        weekly=weekly,
        place=place,
        days=[texts.weekday(day) for day in range(7)],
        shorts=[texts.weekday(day, is_short=True) for day in range(7)],
        icons={name: PATHS[name] for name in ("circle-alert", "copy", "plus", "trash", "undo")},
        words=words(),
        on_save=on_save,
        key=key,
    )


def ranges_field(label: str, name: str, **props: Any) -> rx.Component:
    """Draw the hours of a date inside a sheet, as pairs of minutes."""
    return _RangesField.create(name=name, label=label, **props)
