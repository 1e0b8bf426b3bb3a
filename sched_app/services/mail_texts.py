"""Writes each mail: subject, HTML, text and calendar object, in the reader's words and zone."""

from dataclasses import dataclass, replace
from datetime import datetime

from sched_app import texts
from sched_app.integrations.protocols import Mailbox
from sched_app.services import dates, invitations, mail_layout
from sched_app.services.invitations import Appointment, Method
from sched_app.services.mail_facts import HostFacts, Kind, MailFacts
from sched_app.services.mail_layout import Action, Content, Mail, Row
from sched_app.services.mail_readers import Reader, first_name, one_line

OFF = frozenset({Kind.DECLINED, Kind.CANCELLED, Kind.EXPIRED, Kind.RELEASED})
WITH_REASON = frozenset({Kind.DECLINED, Kind.CANCELLED, Kind.MOVED})


@dataclass(frozen=True, slots=True)
class Urls:
    """The whole addresses that a mail may offer."""

    manage: str
    again: str
    dashboard: str


def to_attendee(kind: Kind, facts: MailFacts, urls: Urls, sender: Mailbox) -> Mail:
    """Write the attendee's mail about a change; times in their zone first, then the host's."""
    page = Reader.attendee(facts)
    content = Content(
        workspace=one_line(facts.workspace_name),
        accent=facts.accent,
        locale=page.tag,
        subject=subject(kind, facts, None),
        heading=_attendee_heading(kind, page),
        lead=_attendee_lead(kind, page),
        card=page.card(page.t("mail.calendar.attendee"), off=kind in OFF),
        rows=_attendee_rows(kind, page),
        quote=page.quote() if kind in WITH_REASON else None,
        action=_attendee_action(kind, page, urls),
        notes=_attendee_notes(kind, page),
        why=page.t("mail.why.attendee"),
    )
    hosts = tuple(_mailbox(host) for host in facts.hosts)
    method = _method(kind, facts)
    calendar = None
    if method:
        entry = _attendee_entry(facts, sender, urls.manage)
        calendar = invitations.invitation(entry, method)
    return mail_layout.draw(content, _attendee(facts), hosts, calendar, method)


def to_host(kind: Kind, facts: MailFacts, place: int, urls: Urls, sender: Mailbox) -> Mail:
    """Write a host's mail about a change; `place` counts through hosts, then former hosts."""
    facts = _as_read(kind, facts)
    host = facts.reader(place)
    page = Reader.host(facts, host)
    content = Content(
        workspace=one_line(facts.workspace_name),
        accent=facts.accent,
        locale=page.tag,
        subject=subject(kind, facts, place),
        heading=_moved_heading(page) if kind is Kind.MOVED else page.t(f"mail.host.{kind}.heading"),
        lead=_host_lead(kind, page),
        card=page.card(one_line(facts.meeting), off=kind in OFF),
        rows=_host_rows(kind, page),
        quote=page.quote() if kind in WITH_REASON else None,
        action=_host_action(kind, page, urls),
        notes=_host_notes(kind, page),
        why=page.t("mail.why.host"),
    )
    method = _method(kind, facts)
    calendar = None
    if method:
        # Whoever leaves is told alone; the others keep the entry (RFC 5546 3.2.5).
        invited = (_attendee(facts), *(_mailbox(other) for other in facts.hosts))
        entry = _entry(
            facts,
            summary=page.t("mail.calendar.host"),
            description=_host_description(page, urls),
            organizer=sender,
            attendees=(_mailbox(host),) if kind is Kind.RELEASED else invited,
            url=urls.dashboard,
        )
        calendar = invitations.invitation(entry, method)
    reply = (_attendee(facts),) if facts.attendee_email else ()
    return mail_layout.draw(content, _mailbox(host), reply, calendar, method)


def to_new_member(
    *, name: str, address: str, workspace: str, accent: str, locale: str, url: str
) -> Mail:
    """Write the mail that lets a new member of the team choose a password."""
    tag = texts.best_locale(locale)
    workspace = one_line(workspace)

    def t(key: str) -> str:
        return texts.t(key, tag, workspace=workspace)

    content = Content(
        workspace=workspace,
        accent=accent,
        locale=tag,
        subject=join_subject(workspace, locale),
        heading=t("mail.join.heading"),
        lead=(t("mail.join.lead"),),
        card=None,
        rows=(),
        quote=None,
        action=Action(t("mail.action.join"), url),
        notes=(t("mail.join.note"),),
        why=t("mail.join.why"),
    )
    return mail_layout.draw(content, Mailbox(one_line(name), address), (), None, None)


def to_invited(
    *,
    address: str,
    workspace: str,
    by: str,
    role: str,
    until: datetime,
    zone: str,
    accent: str,
    locale: str,
    url: str,
) -> Mail:
    """Write the mail that invites someone to a team, in a role, until an instant."""
    tag = texts.best_locale(locale)
    given = {
        "workspace": one_line(workspace),
        "by": one_line(by, 60),
        "role": texts.t(f"team.as_role.{role}", tag),
        "until": dates.moment(until, zone, locale=locale),
    }

    def t(key: str) -> str:
        return texts.t(key, tag, **given)

    content = Content(
        workspace=given["workspace"],
        accent=accent,
        locale=tag,
        subject=join_subject(workspace, locale),
        heading=t("mail.join.heading"),
        lead=(t("mail.invite.lead"), t("mail.invite.how")),
        card=None,
        rows=(),
        quote=None,
        action=Action(t("mail.invite.action"), url),
        notes=(t("mail.invite.until"), t("mail.join.note")),
        why=t("mail.join.why"),
    )
    return mail_layout.draw(content, Mailbox("", address), (), None, None)


def subject(kind: Kind, facts: MailFacts, place: int | None) -> str:
    """Give the subject of a mail to a host, or to the attendee if `place` is None."""
    if place is None:
        return Reader.attendee(facts).t(f"mail.attendee.{kind}.subject")
    facts = _as_read(kind, facts)
    return Reader.host(facts, facts.reader(place)).t(f"mail.host.{kind}.subject")


def join_subject(workspace: str, locale: str) -> str:
    """Give the subject of the mail to a new member."""
    return texts.t("mail.join.subject", texts.best_locale(locale), workspace=one_line(workspace))


def _attendee_entry(facts: MailFacts, organizer: Mailbox, manage: str) -> Appointment:
    page = Reader.attendee(facts)
    return _entry(
        facts,
        summary=page.t("mail.calendar.attendee"),
        description=page.t("mail.calendar.manage", link=manage),
        organizer=organizer,
        attendees=(_attendee(facts), *(_mailbox(host) for host in facts.hosts)),
        url=manage,
    )


def _entry(
    facts: MailFacts,
    *,
    summary: str,
    description: str,
    organizer: Mailbox,
    attendees: tuple[Mailbox, ...],
    url: str,
) -> Appointment:
    return Appointment(
        uid=facts.uid,
        sequence=facts.sequence,
        stamped_at=facts.changed_at,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        summary=summary,
        description=description,
        location=facts.location,
        organizer=organizer,
        attendees=tuple(mailbox for mailbox in attendees if mailbox.address),
        url=url,
    )


def _as_read(kind: Kind, facts: MailFacts) -> MailFacts:
    """Give the facts that matter to the reader: who leaves had the old time, not the new one."""
    if kind is not Kind.RELEASED or not (facts.previous_starts_at and facts.previous_ends_at):
        return facts
    return replace(facts, starts_at=facts.previous_starts_at, ends_at=facts.previous_ends_at)


def _attendee_heading(kind: Kind, page: Reader) -> str:
    if kind not in (Kind.CONFIRMED, Kind.ACCEPTED):
        return (
            _moved_heading(page) if kind is Kind.MOVED else page.t(f"mail.attendee.{kind}.heading")
        )
    name = first_name(page.facts.attendee_name)
    key = "mail.see_you_name" if name else "mail.see_you"
    return page.t(key, weekday=page.weekday(), name=name)


def _moved_heading(page: Reader) -> str:
    return page.t("mail.moved_heading", weekday=page.weekday(), time=page.starts())


def _attendee_lead(kind: Kind, page: Reader) -> tuple[str, ...]:
    facts = page.facts
    base = f"mail.attendee.{kind}.lead"
    if kind is Kind.HANDED_OVER and facts.status == "requested":
        return (page.t(f"{base}_requested"),)
    if kind in (Kind.MOVED, Kind.CANCELLED):
        lead = page.t(f"{base}_{facts.by.value}")
        waits = kind is Kind.MOVED and facts.status == "requested"
        return (lead, page.t("mail.attendee.moved.still_requested")) if waits else (lead,)
    if kind in (Kind.REQUESTED, Kind.EXPIRED) and facts.answer_by is None:
        base += "_no_deadline"
    lead = page.t(base)
    if kind is Kind.REQUESTED:
        kept = "kept" if facts.keeps_time else "not_kept"
        return (lead, page.t(f"mail.attendee.requested.{kept}"))
    return (lead,)


def _attendee_rows(kind: Kind, page: Reader) -> tuple[Row, ...]:
    rows = page.before() if kind is Kind.MOVED else ()
    if kind in OFF:
        return rows
    # The room is told to those who have the time, not to everyone who asks for one.
    where = () if page.facts.status == "requested" else page.where()
    return (*rows, *where, page.lasts())


def _attendee_action(kind: Kind, page: Reader, urls: Urls) -> Action:
    if kind in OFF:
        return Action(page.t("mail.action.again"), urls.again)
    waits = page.facts.status == "requested"
    label = page.t("mail.action.request" if waits else "mail.action.manage")
    return Action(label, urls.manage, quiet=True)


def _host_action(kind: Kind, page: Reader, urls: Urls) -> Action:
    if page.facts.status == "requested" and kind is not Kind.RELEASED:
        return Action(page.t("mail.action.answer"), urls.dashboard)
    return Action(page.t("mail.action.open"), urls.dashboard, quiet=True)


def _attendee_notes(kind: Kind, page: Reader) -> tuple[str, ...]:
    notes = []
    method = _method(kind, page.facts)
    if method is Method.REQUEST:
        notes.append(page.t("mail.note.invitation"))
    if method is Method.CANCEL:
        notes.append(page.t("mail.note.cancelled"))
    notes.append(page.t("mail.note.reply", name=page.hosts()))
    return tuple(notes)


def _host_lead(kind: Kind, page: Reader) -> tuple[str, ...]:
    base = f"mail.host.{kind}.lead"
    if kind in (Kind.ACCEPTED, Kind.DECLINED, Kind.MOVED, Kind.CANCELLED):
        lead = page.t(f"{base}_{page.by()}")
        waits = kind is Kind.MOVED and page.facts.status == "requested"
        return (lead, page.t("mail.host.moved.still_requested")) if waits else (lead,)
    if kind in (Kind.REQUESTED, Kind.EXPIRED) and page.facts.answer_by is None:
        base += "_no_deadline"
    lead = page.t(base)
    if kind is Kind.REQUESTED:
        kept = "kept" if page.facts.keeps_time else "not_kept"
        return (lead, page.t(f"mail.host.requested.{kept}"))
    return (lead,)


def _host_rows(kind: Kind, page: Reader) -> tuple[Row, ...]:
    facts = page.facts
    rows = list(page.before() if kind is Kind.MOVED else ())
    rows.append(Row(page.t("mail.row.attendee"), one_line(facts.attendee_name)))
    if facts.attendee_email:
        address = facts.attendee_email
        rows.append(Row(page.t("mail.row.email"), address, f"mailto:{address}"))
    if facts.attendee_phone and facts.location_kind != "phone":
        rows.append(Row(page.t("mail.row.phone"), one_line(facts.attendee_phone)))
    if len(facts.hosts) > 1:
        rows.append(Row(page.t("mail.row.with"), page.hosts()))
    if kind in OFF:
        return tuple(rows)
    return (*rows, *page.where(), page.lasts(), *page.answers())


def _host_notes(kind: Kind, page: Reader) -> tuple[str, ...]:
    notes = []
    method = _method(kind, page.facts)
    if method is Method.REQUEST:
        notes.append(page.t("mail.note.calendar_host"))
    if method is Method.CANCEL:
        notes.append(page.t("mail.note.cancelled"))
    if page.facts.attendee_email:
        notes.append(page.t("mail.note.reply", name=one_line(page.facts.attendee_name, 60)))
    return tuple(notes)


def _host_description(page: Reader, urls: Urls) -> str:
    facts = page.facts
    lines = [one_line(facts.attendee_name), facts.attendee_email, one_line(facts.attendee_phone)]
    lines += [f"{row.label}: {row.value}" for row in page.answers()]
    lines.append(page.t("mail.calendar.open", link=urls.dashboard))
    return "\n".join(line for line in lines if line)


def _method(kind: Kind, facts: MailFacts) -> Method | None:
    """Choose the calendar object: none for a booking that no calendar holds."""
    if not facts.invited:
        return None
    if kind is Kind.RELEASED:
        # Another host accepted the request: this one's calendar never held it.
        return Method.CANCEL if facts.previous_starts_at else None
    if kind is Kind.CANCELLED:
        return Method.CANCEL
    if kind in (Kind.CONFIRMED, Kind.ACCEPTED, Kind.MOVED, Kind.HANDED_OVER):
        return Method.REQUEST
    return None


def _attendee(facts: MailFacts) -> Mailbox:
    return Mailbox(one_line(facts.attendee_name, 120), facts.attendee_email)


def _mailbox(host: HostFacts) -> Mailbox:
    return Mailbox(one_line(host.name, 120), host.email)
