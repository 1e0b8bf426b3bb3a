"""Turns an outbox message into the mail that it stands for; links are derived, never stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.integrations.protocols import Mailbox
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Deployment, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    account_mails,
    inquiry_mails,
    links,
    mail_notes,
    mail_texts,
    workspaces,
)
from sched_app.services.account_mails import AccountMail
from sched_app.services.links import Purpose
from sched_app.services.mail_facts import Kind, MailFacts
from sched_app.services.mail_layout import Mail
from sched_app.services.mail_readers import one_line
from sched_app.services.mail_texts import Urls

JOIN, INVITE, ALARM = "join", "invite", "alarm"
# Whose links act; the other mails about an account lead to its page.
LINKED = {
    AccountMail.SIGN_IN: (Purpose.SIGN_IN, routes.sign_in_link),
    AccountMail.RESET: (Purpose.RESET, routes.reset),
    AccountMail.EMAIL_NEW: (Purpose.EMAIL_NEW, routes.email_change),
    AccountMail.EMAIL_OLD: (Purpose.EMAIL_OLD, routes.email_change),
    AccountMail.SIGN_UP: (Purpose.SIGN_UP, routes.sign_up_link),
    AccountMail.PORTAL: (Purpose.PORTAL, routes.portal_link),
}
HOST_NAME = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all mails of this deployment share: its address, the keys of its links, the sender.

    `domains` are those of workspaces, by key: their visitors are led there.
    """

    base_url: str
    secrets: Secrets
    mail_from: str
    domains: Mapping[int, str] = field(default_factory=dict)

    def public_url(self, workspace_id: int) -> str:
        """Give the address at which visitors meet a workspace."""
        domain = self.domains.get(workspace_id)
        return workspaces.https(domain) if domain else self.base_url

    @property
    def sender(self) -> str:
        """The address that mails come from, and so the calendar's ORGANIZER."""
        return parseaddr(self.mail_from)[1]

    def message_id(self, public_id: str) -> str:
        """Give a message's Message-ID: the same on every attempt."""
        host = urlsplit(self.base_url).hostname or ""
        return f"<{public_id}@{host if HOST_NAME.fullmatch(host) else 'openhours.invalid'}>"


def letterhead(session: Session, *, secrets: Secrets, mail_from: str) -> Letterhead:
    """Read the deployment's address and the domains, which are never taken from a request."""
    deployment = session.get(Deployment, 1)
    found = session.exec(
        select(Workspace.id, Workspace.domain).where(col(Workspace.domain).is_not(None))
    )
    domains = {key: domain for key, domain in found if key is not None and domain}
    return Letterhead(deployment.base_url if deployment else "", secrets, mail_from, domains)


def accents(session: Session, messages: list[OutboxMessage]) -> dict[int, str]:
    """Give the accent of each workspace that the messages belong to."""
    wanted = {message.workspace_id for message in messages}
    return {key: session.get_one(Workspace, key).accent for key in wanted}


def write(message: OutboxMessage, head: Letterhead, accent: str, *, as_copy: bool = False) -> Mail:
    """Write a message's mail.

    A copy, as the dashboard shows it, carries a link by which a booking can be managed, but not the
    one that proves who reads the address. Raise KeyError or ValueError for a payload that was
    emptied or never made sense.
    """
    payload = message.payload
    if message.template == JOIN:
        token = links.derive(head.secrets, Purpose.JOIN, payload["user"], payload["version"])
        return mail_texts.to_new_member(
            name=payload["name"],
            address=message.recipient,
            workspace=payload["workspace"],
            accent=accent,
            locale=payload["locale"],
            url=routes.absolute(head.base_url, routes.join(token)),
        )
    if message.template == ALARM:
        url = routes.absolute(head.base_url, routes.OUTBOX)
        return mail_notes.alarm(payload, message.recipient, accent=accent, url=url)
    if message.template == INVITE:
        return _invitation(message, head, accent)
    if account_mails.is_one(message):
        return account_mails.write(
            message, accent, routes.absolute(head.base_url, _way(message, head))
        )
    if message.template in inquiry_mails.TEMPLATES:
        return inquiry_mails.write(
            message.template,
            payload,
            message.recipient,
            base_url=head.base_url,
            public_url=head.public_url(message.workspace_id),
            accent=accent,
        )
    facts, kind, place = _parts(message)
    purpose = Purpose.MANAGE if as_copy else Purpose.MAIL
    token = links.derive(head.secrets, purpose, facts.public_id, facts.link_version)
    public_url = head.public_url(message.workspace_id)
    urls = Urls(
        manage=routes.absolute(public_url, routes.booking(token)),
        again=routes.absolute(public_url, facts.book_path),
        dashboard=routes.absolute(head.base_url, routes.BOOKINGS),
    )
    sender = Mailbox(one_line(facts.workspace_name), head.sender)
    if place is None:
        return mail_texts.to_attendee(kind, facts, urls, sender)
    return mail_texts.to_host(kind, facts, place, urls, sender)


def subject(message: OutboxMessage) -> str:
    """Give a message's subject alone, for lists; empty for one whose payload was erased."""
    if not message.payload:
        return ""
    if message.template in (JOIN, INVITE):
        return mail_texts.join_subject(message.payload["workspace"], message.payload["locale"])
    if message.template == ALARM:
        return mail_notes.alarm_subject(message.payload)
    if account_mails.is_one(message):
        return account_mails.subject(message)
    if message.template in inquiry_mails.TEMPLATES:
        return inquiry_mails.subject(message.template, message.payload)
    facts, kind, place = _parts(message)
    return mail_texts.subject(kind, facts, place)


def sender_name(message: OutboxMessage) -> str:
    """Give the name that a mail comes from: the workspace's, as it was."""
    payload: dict[str, Any] = message.payload
    named = payload.get("workspace") or payload["facts"]["workspace_name"]
    return one_line(named)


def _invitation(message: OutboxMessage, head: Letterhead, accent: str) -> Mail:
    payload = message.payload
    token = links.derive(head.secrets, Purpose.INVITE, payload["invitation"], payload["version"])
    return mail_texts.to_invited(
        address=message.recipient,
        workspace=payload["workspace"],
        by=payload["by"],
        role=payload["role"],
        until=datetime.fromisoformat(payload["until"]),
        zone=payload["zone"],
        accent=accent,
        locale=payload["locale"],
        url=routes.absolute(head.base_url, routes.join(token)),
    )


def _way(message: OutboxMessage, head: Letterhead) -> str:
    """Give the path that a mail about an account leads to."""
    purpose, path = LINKED.get(account_mails.kind_of(message), (None, None))
    if purpose is None or path is None:
        return routes.ACCOUNT
    return path(links.derive(head.secrets, purpose, message.payload["link"], 1))


def _parts(message: OutboxMessage) -> tuple[MailFacts, Kind, int | None]:
    kind = Kind(message.template.partition(".")[0])
    return MailFacts.from_json(message.payload["facts"]), kind, message.payload["place"]
