"""What an attendee types when booking: their details and the answers to intake questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from sched_app.errors import NotFound
from sched_app.models.meeting_types import LocationKind, MeetingType, Question, QuestionKind
from sched_app.services import access
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks

ANSWER_LONGEST = 2000
LINE_LONGEST = 300
NUMBER_LARGEST = 10**15
YES_OR_NO = {"yes": True, "no": False, "true": True, "false": False}

# Built once: making a statement costs more than running it.
_QUESTIONS = (
    select(Question)
    .where(Question.meeting_type_id == bindparam("type"), col(Question.archived_at).is_(None))
    .order_by(col(Question.position), col(Question.id))
)


@dataclass(frozen=True, slots=True)
class Details:
    """What was typed; `answers` maps a question's public id to its answer."""

    name: str
    email: str
    timezone: str
    phone: str = ""
    locale: str = "en"
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attendee:
    """The same, checked and cleaned; each answer carries its question's words as they were."""

    name: str
    email: str
    phone: str | None
    timezone: str
    locale: str
    answers: list[dict[str, Any]]


def questions_of(session: Session, meeting_type_id: int) -> Sequence[Question]:
    """List a meeting type's questions in their order."""
    return session.exec(_QUESTIONS, params={"type": meeting_type_id}).all()


def check(details: Details, meeting_type: MeetingType, questions: Sequence[Question]) -> Attendee:
    """Check every field at once; raise Invalid with the faults by field (`answers.<id>`)."""
    checks = Checks()
    name = checks.line("name", details.name, 120)
    email = checks.email("email", details.email)
    is_called = (
        meeting_type.location_kind == LocationKind.PHONE.value and not meeting_type.location_value
    )
    phone = _phone(checks, "phone", details.phone, required=is_called)
    zone = checks.zone("timezone", details.timezone)
    known = {question.public_id: question for question in questions}
    for stray in details.answers.keys() - known.keys():
        checks.fault(f"answers.{stray}", "field.question_unknown")
    answers: list[dict[str, Any]] = []
    given: dict[str, Any] = {}
    for question in questions:
        if not _is_asked(question, given):
            continue
        value = _answer(checks, question, details.answers.get(question.public_id))
        given[question.public_id] = value
        if value is not None:
            said = {"label": question.label, "kind": question.kind, "value": value}
            answers.append({"question": question.public_id, **said})
    checks.finish()
    return Attendee(name, email, phone or None, zone, details.locale[:16] or "en", answers)


def try_out(session: Session, meeting_type_id: int, details: Details, *, actor: Actor) -> Attendee:
    """Check what was typed before it is used, for a review; raise Invalid, or NotFound."""
    meeting_type = session.get(MeetingType, meeting_type_id)
    if meeting_type is None or meeting_type.archived_at is not None:
        raise NotFound()
    access.require(actor, Right.BOOK, meeting_type.workspace_id)
    return check(details, meeting_type, questions_of(session, meeting_type_id))


def _is_asked(question: Question, given: Mapping[str, Any]) -> bool:
    """Tell whether the answers so far call for a question; what it waits for stands before it."""
    if not question.shown_if:
        return True
    value = given.get(question.shown_if["question"])
    said = ("yes" if value else "no") if isinstance(value, bool) else value
    wanted = question.shown_if["values"]
    return any(one in wanted for one in (said if isinstance(said, list) else [said]))


def _answer(checks: Checks, question: Question, given: Any) -> Any:
    """Check one answer; None stands for no answer."""
    place = f"answers.{question.public_id}"
    kind = QuestionKind(question.kind)
    if kind is QuestionKind.MULTIPLE:
        return _several(checks, place, question, given)
    if kind is QuestionKind.YES_NO:
        if isinstance(given, bool):
            return given
        return _yes_or_no(checks, place, _text(given).strip().lower(), question.is_required)
    text = _text(given)
    if not text.strip():
        if question.is_required:
            checks.fault(place, "field.required")
        return None
    if kind is QuestionKind.NUMBER:
        return _number(checks, place, text)
    if kind is QuestionKind.PHONE:
        return _phone(checks, place, text, required=question.is_required)
    if kind is QuestionKind.CHOICE:
        if text not in question.options:
            checks.fault(place, "field.choice")
        return text
    if kind is QuestionKind.LONG_TEXT:
        return checks.text(place, text, ANSWER_LONGEST)
    return checks.line(place, text, LINE_LONGEST)


def _yes_or_no(checks: Checks, place: str, word: str, required: bool) -> bool | None:
    if word and word not in YES_OR_NO:
        checks.fault(place, "field.choice")
    elif not word and required:
        checks.fault(place, "field.required")
    return YES_OR_NO.get(word)


def _several(checks: Checks, place: str, question: Question, given: Any) -> list[str] | None:
    chosen = given if isinstance(given, list) else [given] if given else []
    if not chosen:
        if question.is_required:
            checks.fault(place, "field.required")
        return None
    if any(option not in question.options for option in chosen):
        checks.fault(place, "field.choice")
    return [option for option in question.options if option in chosen]


def _number(checks: Checks, place: str, text: str) -> int | float | None:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        checks.fault(place, "field.number")
        return None
    if not abs(number) <= NUMBER_LARGEST:  # Also catches NaN.
        checks.fault(place, "field.number")
        return None
    return int(number) if number.is_integer() else number


def _phone(checks: Checks, place: str, value: str, *, required: bool) -> str:
    clean = checks.line(place, value, 40, required=required)
    digits = sum(letter.isdigit() for letter in clean)
    if clean and (not 5 <= digits <= 15 or set(clean) - set("0123456789+()-./ ")):
        checks.fault(place, "field.phone")
    return clean


def _text(given: Any) -> str:
    return "" if given is None else str(given)
