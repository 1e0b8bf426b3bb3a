"""The test mail: written for whoever asks, handed over at once, answered in the server's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app import routes
from sched_app.errors import Conflict, VendorError
from sched_app.integrations.protocols import Email, EmailSender, Mailbox
from sched_app.models.columns import public_id
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, events, letters, limits, mail_notes
from sched_app.services.access import Actor, Right

MOST, WITHIN = 10, timedelta(hours=1)
_new_id = public_id("ts")


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the mail server said to a test mail, in its own words."""

    to: str
    is_taken: bool
    answer: str


def prepare(
    session: Session, *, secrets: Secrets, mail_from: str, has_mail: bool, actor: Actor,
    now: datetime,
) -> Email:  # fmt: skip
    """Write a test mail to the actor's own address; raise Conflict without a mail server, TooMany.

    It goes out beside the outbox: it tells what the server answers now, and is of no use later.
    """
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.RESEND_MESSAGES, workspace_id)
    if not has_mail:
        raise Conflict("problem.no_mail_server")
    limits.count(session, f"test-mail:{workspace_id}", most=MOST, within=WITHIN, now=now)
    user, workspace = (
        session.get_one(User, actor.user_id),
        session.get_one(Workspace, workspace_id),
    )
    head = letters.letterhead(session, secrets=secrets, mail_from=mail_from)
    mail = mail_notes.test(
        user.name,
        user.email,
        workspace=workspace.name,
        accent=workspace.accent,
        locale=workspace.locale,
        url=routes.absolute(head.base_url, routes.SYSTEM),
    )
    events.record(
        session,
        "mail_tested",
        "workspace",
        workspace_id,
        workspace_id=workspace_id,
        actor=actor,
        now=now,
    )
    return Email(
        sender=Mailbox(workspace.name, head.sender),
        recipient=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=head.message_id(_new_id()),
        at=now,
        headers={"Auto-Submitted": "auto-generated"},
    )


def hand_over(sender: EmailSender, mail: Email) -> AnswerView:
    """Hand a test mail to the server and give its answer, whichever it is; uses the network."""
    try:
        return AnswerView(mail.recipient.address, is_taken=True, answer=sender.send(mail).answer)
    except VendorError as error:
        return AnswerView(mail.recipient.address, is_taken=False, answer=error.message)
