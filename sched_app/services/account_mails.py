"""The mails about somebody's own account: put beside their cause, written when they are sent."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from sched_app import texts
from sched_app.integrations.protocols import Mailbox
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import User, Workspace
from sched_app.services import mail_layout, outbox
from sched_app.services.mail_layout import Action, Content, Mail, Row
from sched_app.services.mail_readers import one_line

PREFIX = "account."
APP = "OpenHours"


class AccountMail(StrEnum):
    """What is told: a link that acts, or that something was changed."""

    SIGN_IN = "sign_in"
    RESET = "reset"
    EMAIL_NEW = "email_new"
    EMAIL_OLD = "email_old"
    EMAIL_TAKEN = "email_taken"
    EMAIL_CHANGED = "email_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    STEPS_ON = "steps_on"
    STEPS_OFF = "steps_off"
    SIGN_UP = "sign_up"
    PORTAL = "portal"
    IDENTITY_LINKED = "identity_linked"


def put(
    session: Session,
    kind: AccountMail,
    user: User,
    workspace: Workspace,
    *,
    key: str,
    now: datetime,
    subject: tuple[str, int],
    recipient: str = "",
    link: str = "",
    address: str = "",
) -> None:
    """Put a mail to a person with an account, at their own address unless another is given.

    `link` is the public id that the mail's link is derived from: no row ever holds the link itself.
    `address` is one that the mail speaks of. The outbox page shows nothing of what it says.
    """
    put_to(
        session, kind, Mailbox(user.name, recipient or user.email), workspace,
        key=key, now=now, subject=subject, link=link, address=address,
    )  # fmt: skip


def put_to(
    session: Session,
    kind: AccountMail,
    to: Mailbox,
    workspace: Workspace,
    *,
    key: str,
    now: datetime,
    subject: tuple[str, int],
    link: str = "",
    address: str = "",
    locale: str = "",
    named: str = "",
) -> None:
    """Put a mail to a mailbox whose reader may have no account yet; else as `put`.

    Who knows no workspace yet reads `named` in place of its name.
    """
    outbox.put(
        session,
        workspace_id=workspace.id or 0,
        kind="email",
        template=PREFIX + kind.value,
        dedupe_key=f"account:{kind.value}:{key}",
        recipient=to.address,
        subject_kind=subject[0],
        subject_id=subject[1],
        is_private=True,
        payload={
            "name": to.name,
            "workspace": named or workspace.name,
            "locale": locale or workspace.locale,
            "link": link,
            "address": address,
        },
        now=now,
    )


def is_one(message: OutboxMessage) -> bool:
    """Say whether a message is about somebody's account."""
    return message.template.startswith(PREFIX)


def kind_of(message: OutboxMessage) -> AccountMail:
    """Give what a message tells; raise ValueError for one of another sort."""
    return AccountMail(message.template.removeprefix(PREFIX))


def subject(message: OutboxMessage) -> str:
    """Give a message's subject alone, for lists."""
    payload = message.payload
    return _words(payload, texts.best_locale(payload["locale"]))(kind_of(message), "subject")


def write(message: OutboxMessage, accent: str, url: str) -> Mail:
    """Write a message's mail, whose one action leads to `url`."""
    payload, kind = message.payload, kind_of(message)
    tag = texts.best_locale(payload["locale"])
    t = _words(payload, tag)
    rows: tuple[Row, ...] = ()
    if payload["address"]:
        rows = (Row(t(kind, "address"), payload["address"]),)
    content = Content(
        workspace=one_line(payload["workspace"]),
        accent=accent,
        locale=tag,
        subject=t(kind, "subject"),
        heading=t(kind, "heading"),
        lead=(t(kind, "lead"),),
        card=None,
        rows=rows,
        quote=None,
        action=Action(t(kind, "action"), url, quiet=not payload["link"]),
        notes=(t(kind, "note"),),
        why=texts.t("mail.account.why", tag, workspace=one_line(payload["workspace"])),
    )
    to = Mailbox(one_line(payload["name"]), message.recipient)
    return mail_layout.draw(content, to, (), None, None)


def _words(payload: dict[str, Any], tag: str) -> Callable[[AccountMail, str], str]:
    def t(kind: AccountMail, part: str) -> str:
        return texts.t(
            f"mail.account.{kind.value}.{part}", tag, workspace=one_line(payload["workspace"])
        )

    return t
