"""The outbox: what was to be sent, how far it got, and sending it again."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import AppError, Forbidden
from sched_app.services import dates, letters, mail_faults, messages
from sched_app.services.access import Actor
from sched_app.services.messages import MessageRow, MessageView
from sched_app.state import booking_rows
from sched_app.state.base import AppState
from sched_app.state.paging import Paged

ALL = "all"
STATUSES = (ALL, "waiting", "failed", "kept", "sent")


@dataclass(frozen=True)
class MailRow:
    """A message in the list."""

    id: str
    subject: str
    kind: str
    recipient: str
    status: str
    tries: str
    answer: str
    advice: str
    at: str
    can_resend: bool


class OutboxState(Paged, AppState):
    """A page of the outbox, and the message that is open."""

    is_loaded: bool = False
    is_forbidden: bool = False
    has_mail: bool = True
    status: str = ALL
    tabs: list[dict[str, str]] = []
    rows: list[MailRow] = []
    is_open: bool = False
    open_subject: str = ""
    open_to: str = ""
    open_html: str = ""
    open_text: str = ""
    is_private: bool = False

    @rx.event
    async def load(self) -> Any:
        """Show the newest messages, of the status that the address names if it does."""
        if gone := await self._enter():
            return gone
        self.has_mail = wiring.current().email is not None
        self.is_open = self.is_forbidden = False
        asked = self.router.url.query_parameters.get("status", "")
        self.status = asked if asked in STATUSES else self.status
        self.tabs = [{"value": one, "label": self._t(f"outbox.tab.{one}")} for one in STATUSES]
        await self._first_page()
        return None

    @rx.event
    async def choose(self, status: str) -> None:
        """Show the messages of one status."""
        self.status = status if status in STATUSES else ALL
        await self._first_page()

    @rx.event
    async def refresh(self) -> None:
        """Look again: messages are sent while the page is open."""
        if self.is_loaded:
            await self._reload()

    @rx.event
    async def open(self, public_id: str) -> None:
        """Show what a message says."""
        whole = wiring.current()
        view = await self._read(
            _view, public_id, secrets=whole.secrets, mail_from=whole.settings.mail_from
        )
        self.open_subject, self.open_to = view.row.subject, view.row.recipient
        self.open_html, self.open_text = view.html, view.text
        self.is_private, self.is_open = view.is_private, True

    @rx.event
    def close(self) -> None:
        """Close the message."""
        self.is_open, self.open_html, self.open_text = False, "", ""

    @rx.event
    async def resend(self, public_id: str) -> None:
        """Send a message again."""
        self.problem = ""
        try:
            await self._run(messages.resend, public_id)
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            await self._reload()
        self._say("outbox.resent" if self.has_mail else "outbox.resent_kept")

    async def _reload(self) -> None:
        try:
            page = await self._read(
                messages.list_messages,
                status=None if self.status == ALL else self.status,
                after=self._cursor(),
            )
        except Forbidden:
            self.is_forbidden = True
            return
        today = wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()
        self.rows = [
            MailRow(
                id=row.public_id,
                subject=row.subject,
                kind=booking_rows.template_words(row.template, self._locale),
                recipient=row.recipient,
                status=row.status,
                tries=self._n("outbox.tries", row.attempts) if row.attempts else "",
                answer=row.answer,
                advice=self._advice(row),
                at=dates.moment(
                    row.done_at or row.created_at, self.zone, locale=self._locale, today=today
                ),
                can_resend=row.can_resend,
            )
            for row in page.rows
        ]
        self._turn(page.after)
        self.is_loaded = True

    def _advice(self, row: MessageRow) -> str:
        """Say in plain words what a refusal means, and what mends it."""
        is_open = row.status in ("waiting", "failed")
        key = mail_faults.meaning(row.answer) if is_open else ""
        return self._t(key) if key else ""


def _view(
    session: Session, public_id: str, *, actor: Actor, secrets: Any, mail_from: str
) -> MessageView:
    head = letters.letterhead(session, secrets=secrets, mail_from=mail_from)
    return messages.view(session, public_id, head, actor=actor)
