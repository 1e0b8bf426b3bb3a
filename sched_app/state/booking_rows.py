"""How the dashboard shows bookings: rows of the list, the facts and the story of one."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.booking_history import HappeningView, HistoryView
from sched_app.services.booking_views import BookingView

GONE = ("cancelled", "declined", "expired")


@dataclass(frozen=True)
class BookingRow:
    """A booking in the list, and what its reader may do with it."""

    id: str
    path: str
    time: str
    day: str
    name: str
    email: str
    meeting: str
    initials: str
    hosts: str
    status: str
    is_gone: bool
    may_answer: bool
    may_move: bool
    may_cancel: bool
    may_complete: bool
    may_no_show: bool
    may_reopen: bool
    may_any: bool


NOTHING = BookingRow(*("",) * 10, *(False,) * 8)


@dataclass(frozen=True)
class Step:
    """A line of a booking's story: a change, or a message by how far it got (`kind`)."""

    at: str
    words: str
    kind: str
    answer: str


@dataclass(frozen=True)
class Answer:
    """A question and what was answered."""

    question: str
    answer: str


def row(view: BookingView, *, zone: str, now: datetime, locale: str, path: str) -> BookingRow:
    """Show a booking in the list."""
    today = now.astimezone(ZoneInfo(zone)).date()
    on = view.starts_at.astimezone(ZoneInfo(zone)).date()
    may = {
        "may_answer": view.may_answer,
        "may_move": view.may_move,
        "may_cancel": view.may_cancel and not view.may_answer,
        "may_complete": view.may_note and view.status != "completed",
        "may_no_show": view.may_note and view.status != "no_show",
        "may_reopen": view.may_reopen,
    }
    return BookingRow(
        id=view.id,
        path=path,
        time=dates.time_range(view.starts_at, view.ends_at, zone, locale=locale, today=today),
        day=dates.day_short(on, locale=locale, today=today),
        name=view.attendee_name,
        email=view.attendee_email or view.attendee_phone,
        meeting=view.meeting_name,
        initials=initials(view.hosts[0].name) if view.hosts else "",
        hosts=", ".join(host.name for host in view.hosts),
        status=view.status,
        is_gone=view.status in GONE,
        may_any=any(may.values()),
        **may,
    )


def initials(name: str) -> str:
    """Give the first letters of a name's first and last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def when(view: BookingView, zone: str, *, now: datetime, locale: str) -> str:
    """Give a booking's time in full, with the zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return dates.when(view.starts_at, view.ends_at, zone, locale=locale, today=today)


def answers(view: BookingView, locale: str) -> list[Answer]:
    """Show the intake questions with what was answered."""
    found = []
    for one in view.answers:
        value = one.get("value")
        if isinstance(value, bool):
            said = texts.t("desk.yes" if value else "desk.no", locale)
        elif isinstance(value, list):
            said = ", ".join(map(str, value))
        else:
            said = "" if value is None else str(value)
        found.append(Answer(str(one.get("label", "")), said or texts.t("desk.no_answer", locale)))
    return found


def story(view: HistoryView, *, zone: str, now: datetime, locale: str) -> list[Step]:
    """Tell what happened and which messages went out or did not, the newest first."""
    steps: list[tuple[datetime, int, Step]] = []
    before = ""
    for one in view.happenings:
        # Accepting a free request confirms it at once: that is one step to a reader.
        if not (one.what == "confirmed" and before == "accepted"):
            again = one.what == "confirmed" and before in ("completed", "no_show")
            words = _happened(one, "reopened" if again else one.what, zone, now, locale)
            at = _moment(one.at, zone, now, locale)
            steps.append((one.at, len(steps), Step(at, words, "change", "")))
        before = one.what
    for note in reversed(view.notices):
        status = "waiting" if note.status == "leased" else note.status
        said = {"what": template_words(note.template, locale), "to": note.recipient}
        words = texts.t(f"desk.message.{status}", locale, **said)
        told_at = note.done_at or note.created_at
        answer = note.answer if status in ("failed", "waiting") else ""
        at = _moment(told_at, zone, now, locale)
        steps.append((told_at, len(steps), Step(at, words, status, answer)))
    return [step for _, _, step in sorted(steps, key=lambda entry: entry[:2], reverse=True)]


def template_words(template: str, locale: str) -> str:
    """Name a kind of message, such as “Confirmation”."""
    kind = template.partition(".")[0]
    key = f"outbox.kind.{kind}"
    return texts.t(key, locale) if key in texts.keys(locale) else kind


def _happened(one: HappeningView, what: str, zone: str, now: datetime, locale: str) -> str:
    who = one.by_name or texts.t(f"desk.by.{one.by_kind}", locale)
    key = f"desk.happened.{what}"
    if key not in texts.keys(locale):
        key = "desk.happened.other"
    moved = {
        name: _moment(at, zone, now, locale) if at else ""
        for name, at in (("was", one.was_at), ("to", one.starts_at))
    }
    words = texts.t(key, locale, who=who, **moved)
    return words[:1].upper() + words[1:]


def _moment(at: datetime, zone: str, now: datetime, locale: str) -> str:
    today = now.astimezone(ZoneInfo(zone)).date()
    return dates.moment(at, zone, locale=locale, today=today)
