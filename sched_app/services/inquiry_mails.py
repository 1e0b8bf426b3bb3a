"""The mails about an inquiry: to the owners when it comes in, to its writer when it is answered."""

from collections.abc import Mapping
from typing import Any

from sched_app import routes, texts
from sched_app.integrations.protocols import Mailbox
from sched_app.services import mail_layout
from sched_app.services.mail_layout import Action, Content, Mail, Row
from sched_app.services.mail_readers import one_line

RECEIVED = "inquiry-received"
ANSWER = "inquiry-answer"
TEMPLATES = (RECEIVED, ANSWER)


def write(
    template: str,
    payload: Mapping[str, Any],
    recipient: str,
    *,
    base_url: str,
    public_url: str,
    accent: str,
) -> Mail:
    """Write one of the two mails; raise KeyError for a payload that was emptied.

    An owner is led to the base URL, where they sign in, a visitor to the workspace's address.
    """
    if template == RECEIVED:
        return _received(payload, recipient, base_url, accent)
    return _answer(payload, recipient, public_url, accent)


def subject(template: str, payload: Mapping[str, Any]) -> str:
    """Give the subject of one of the two mails."""
    tag = texts.best_locale(payload["locale"])
    workspace = one_line(payload["workspace"])
    if template == RECEIVED:
        return texts.t(f"inquiry.mail_{payload['kind']}_subject", tag, name=_who(payload))
    return texts.t("inquiry.mail_answer_subject", tag, workspace=workspace)


def _received(payload: Mapping[str, Any], recipient: str, base_url: str, accent: str) -> Mail:
    tag = texts.best_locale(payload["locale"])
    workspace, who = one_line(payload["workspace"]), _who(payload)
    heading = texts.t(f"inquiry.mail_{payload['kind']}_subject", tag, name=who)
    message = payload["message"].strip()
    content = Content(
        workspace=workspace,
        accent=accent,
        locale=tag,
        subject=subject(RECEIVED, payload),
        heading=heading,
        lead=(texts.t(f"inquiry.mail_{payload['kind']}_lead", tag, workspace=workspace),),
        card=None,
        rows=(Row(texts.t("inquiry.mail_address", tag), payload["email"]),),
        quote=Row(texts.t("inquiry.mail_wrote", tag, name=who), message) if message else None,
        action=Action(
            texts.t("inquiry.mail_open", tag), routes.absolute(base_url, routes.INQUIRIES)
        ),
        notes=(texts.t("inquiry.mail_reply_note", tag),),
        why=texts.t("inquiry.mail_received_why", tag, workspace=workspace),
    )
    reader = Mailbox(one_line(payload["reader"]), recipient)
    writer = Mailbox(one_line(payload["name"], 120), payload["email"])
    return mail_layout.draw(content, reader, (writer,), None, None)


def _answer(payload: Mapping[str, Any], recipient: str, base_url: str, accent: str) -> Mail:
    tag = texts.best_locale(payload["locale"])
    workspace, by = one_line(payload["workspace"]), one_line(payload["by"], 60)
    message = payload["message"].strip()
    content = Content(
        workspace=workspace,
        accent=accent,
        locale=tag,
        subject=subject(ANSWER, payload),
        heading=texts.t("inquiry.mail_answer_heading", tag, workspace=workspace),
        lead=tuple(line for line in payload["answer"].splitlines() if line.strip()),
        card=None,
        rows=(),
        quote=Row(texts.t("inquiry.mail_you_wrote", tag), message) if message else None,
        action=Action(
            texts.t("inquiry.mail_visit", tag, workspace=workspace),
            routes.absolute(base_url, payload["path"]),
            quiet=True,
        ),
        notes=(texts.t("inquiry.mail_answer_note", tag, name=by or workspace),),
        why=texts.t("inquiry.mail_answer_why", tag, workspace=workspace),
    )
    reader = Mailbox(one_line(payload["reader"], 120), recipient)
    reply = (Mailbox(by, payload["by_email"]),) if payload["by_email"] else ()
    return mail_layout.draw(content, reader, reply, None, None)


def _who(payload: Mapping[str, Any]) -> str:
    return one_line(payload["name"] or payload["email"], 60)
