"""The lists in a meeting type's form, wrapped: lengths, hosts, questions, breaks, the preview."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, sheets
from sched_app.components.icons import PATHS

_LIBRARY = beside.path("offers.jsx")
assert sheets  # offers.jsx stands on sheets.jsx, which that module brings along.

ICONS = ("arrow-down", "arrow-up", "clock", "mail", "map-pin", "phone", "plus", "trash", "video")
KINDS = ("text", "long_text", "choice", "multiple", "phone", "number", "yes_no")
WORDS = (
    "breaks_line", "host_hours", "host_missing", "host_priority", "host_single", "host_weight",
    "length_missing", "minutes_after", "on_request", "options_missing", "other", "other_length",
    "place_link", "place_phone", "place_place", "price_of", "price_wrong", "question_add",
    "question_after", "question_always", "question_down", "question_kind", "question_label",
    "question_most", "question_moved", "question_number", "question_options",
    "question_options_hint", "question_remove", "question_removed", "question_required",
    "question_unfinished", "question_up", "question_values", "untitled", "with_hosts",
)  # fmt: skip


class _LengthsField(rx.Component):
    library = _LIBRARY
    tag = "LengthsField"
    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    usual: rx.Var[list[int]]


class _PricesField(rx.Component):
    library = _LIBRARY
    tag = "PricesField"
    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    lengths: rx.Var[str]
    currency: rx.Var[str]


class _HostsField(rx.Component):
    library = _LIBRARY
    tag = "HostsField"
    name: rx.Var[str]
    label: rx.Var[str]
    members: rx.Var[list[dict[str, Any]]]
    routing: rx.Var[str]


class _QuestionsField(rx.Component):
    library = _LIBRARY
    tag = "QuestionsField"
    name: rx.Var[str]
    kinds: rx.Var[list[list[str]]]
    most: rx.Var[int]


class _BreaksLine(rx.Component):
    library = _LIBRARY
    tag = "BreaksLine"
    lengths: rx.Var[str]
    before: rx.Var[str]
    after: rx.Var[str]


class _OfferPreview(rx.Component):
    library = _LIBRARY
    tag = "OfferPreview"
    members: rx.Var[list[dict[str, Any]]]
    icons: rx.Var[dict[str, str]]


def words() -> dict[str, str]:
    """Give the words of these lists; the sheet around them needs them."""
    found = {name: texts.t(f"offer.{name}") for name in WORDS}
    spans = {name: texts.t(f"date.{name}") for name in ("minutes", "hours", "hours_minutes")}
    answers = {name: texts.t(f"check.{name}") for name in ("yes", "no")}
    return found | spans | answers


def lengths_field(label: str, name: str, usual: Sequence[int], **props: Any) -> rx.Component:
    """Draw the lengths on offer as chips of minutes."""
    return _LengthsField.create(name=name, label=label, usual=list(usual), **props)


def prices_field(label: str, name: str, *, lengths: str, currency: Any, hint: str) -> rx.Component:
    """Draw the price of each length that is chosen in the field `lengths`."""
    return _PricesField.create(
        name=name, label=label, lengths=lengths, currency=currency, hint=hint
    )


def hosts_field(label: str, name: str, *, members: Any, routing: str) -> rx.Component:
    """Draw who hosts: `members` are `{id, name, email, schedules: [{id, name}]}`.

    The value is a list of `{member, schedule, rank, weight}`; rank 0 is asked first.
    """
    return _HostsField.create(name=name, label=label, members=members, routing=routing)


def questions_field(name: str, *, most: int) -> rx.Component:
    """Draw the intake questions, in their order.

    Each is `{id, label, kind, required, options, after, values}`: it waits for one of `values` as
    the answer to the question at the place `after`, if that is given.
    """
    kinds = [[kind, texts.t(f"offer.kind.{kind}")] for kind in KINDS]
    return _QuestionsField.create(name=name, kinds=kinds, most=most)


def breaks_line(lengths: str, before: str, after: str) -> rx.Component:
    """Draw a booking with its breaks as an hour line, from the fields of these names."""
    return _BreaksLine.create(lengths=lengths, before=before, after=after)


def preview(members: Any) -> rx.Component:
    """Draw what clients will see, from what is typed."""
    icons = {name: PATHS[name] for name in ICONS}
    return _OfferPreview.create(members=members, icons=icons)
