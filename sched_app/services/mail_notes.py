"""Mails of the app to the team about itself: messages that wait, and a test."""

from typing import Any

from sched_app import texts
from sched_app.integrations.protocols import Mailbox
from sched_app.models.columns import aware
from sched_app.services import dates, mail_layout
from sched_app.services.mail_layout import Action, Content, Mail
from sched_app.services.mail_readers import one_line


def alarm(payload: dict[str, Any], address: str, *, accent: str, url: str) -> Mail:
    """Write the mail that tells an owner since when messages wait."""
    tag = texts.best_locale(payload["locale"])
    since = dates.moment(aware(payload["since"]), payload["zone"], locale=tag)
    count = int(payload["messages"])
    return _note(
        (one_line(payload["name"]), address),
        workspace=one_line(payload["workspace"]),
        accent=accent,
        tag=tag,
        subject=alarm_subject(payload),
        lead=(texts.n("mail.alarm.lead", count, tag, since=since), texts.t("mail.alarm.safe", tag)),
        action=Action(texts.t("mail.action.outbox", tag), url),
        why=texts.t("mail.alarm.why", tag, workspace=one_line(payload["workspace"])),
    )


def alarm_subject(payload: dict[str, Any]) -> str:
    """Give the subject of the mail about messages that wait."""
    tag = texts.best_locale(payload["locale"])
    return texts.t("mail.alarm.subject", tag, workspace=one_line(payload["workspace"]))


def test(name: str, address: str, *, workspace: str, accent: str, locale: str, url: str) -> Mail:
    """Write the mail by which a member sees that mails arrive."""
    tag = texts.best_locale(locale)
    workspace = one_line(workspace)
    return _note(
        (one_line(name), address),
        workspace=workspace,
        accent=accent,
        tag=tag,
        subject=texts.t("mail.test.subject", tag, workspace=workspace),
        lead=(texts.t("mail.test.lead", tag),),
        action=Action(texts.t("mail.action.system", tag), url, quiet=True),
        why=texts.t("mail.test.why", tag),
    )


def _note(
    reader: tuple[str, str],
    *,
    workspace: str,
    accent: str,
    tag: str,
    subject: str,
    lead: tuple[str, ...],
    action: Action,
    why: str,
) -> Mail:
    content = Content(
        workspace=workspace,
        accent=accent,
        locale=tag,
        subject=subject,
        heading=subject,
        lead=lead,
        card=None,
        rows=(),
        quote=None,
        action=action,
        notes=(),
        why=why,
    )
    return mail_layout.draw(content, Mailbox(*reader), (), None, None)
