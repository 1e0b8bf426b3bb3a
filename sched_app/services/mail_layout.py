"""Draws a mail's content as HTML and as text; one look for all of them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup, escape

from sched_app.integrations.protocols import Mailbox
from sched_app.services import accents
from sched_app.services.invitations import Method

TEMPLATES = Path(__file__).parent.parent / "templates"
SUBJECT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as written, before it has a sender and a Message-ID."""

    recipient: Mailbox
    reply_to: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str
    calendar: bytes | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its value, which may be a link or struck through."""

    label: str
    value: str
    href: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do; `quiet` where the mail mostly informs."""

    label: str
    href: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The appointment at a glance; `line` says it in one line, for the text."""

    weekday: str
    day: str
    month: str
    times: str
    zone: str
    also: str
    title: str
    off: bool
    line: str


@dataclass(frozen=True, slots=True)
class Content:
    """What both the HTML and the text of a mail are drawn from; `accent` is a hex colour."""

    workspace: str
    accent: str
    locale: str
    subject: str
    heading: str
    lead: tuple[str, ...]
    card: Card | None
    rows: tuple[Row, ...]
    quote: Row | None
    action: Action
    notes: tuple[str, ...]
    why: str


def draw(
    content: Content,
    recipient: Mailbox,
    reply_to: tuple[Mailbox, ...],
    calendar: bytes | None,
    method: Method | None,
) -> Mail:
    """Draw a mail in both forms."""
    given = {
        "mail": content,
        "light": accents.derive(content.accent, "light"),
        "dark": accents.derive(content.accent, "dark"),
    }
    return Mail(
        recipient=recipient,
        reply_to=reply_to,
        subject=_cut(content.subject),
        text=_template("mail.txt").render(given).strip() + "\n",
        html=_template("mail.html").render(given),
        calendar=calendar,
        method=method.value if method else "",
    )


def _cut(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…"


def _lines(value: str) -> Markup:
    """Keep the line breaks that people typed, in HTML."""
    return Markup("<br>").join(escape(line) for line in value.splitlines())


def _hang(value: str, width: int) -> str:
    """Keep the line breaks that people typed, in text, under the first line."""
    return ("\n" + " " * width).join(value.splitlines())


def _colon(label: str) -> str:
    return label if label[-1:] in "?!:." else label + ":"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = _lines
    environment.filters["hang"] = _hang
    environment.filters["colon"] = _colon
    return environment.get_template(name)
