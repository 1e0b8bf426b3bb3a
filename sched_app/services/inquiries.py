"""What visitors write by the forms of a site: received, told to the owners, answered, removed."""

import secrets as random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.columns import epoch
from sched_app.models.inquiries import Inquiry, InquiryKind
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.models.workspaces import Membership, Role, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, events, limits, links, outbox, sites
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks
from sched_app.services.inquiry_mails import ANSWER, RECEIVED
from sched_app.services.links import Purpose

LEAST_TIME = timedelta(seconds=3)  # Nobody types a message faster; robots do.
MOST_TIME = timedelta(days=1)
PER_DAY = 300  # Of one workspace, whoever writes.
MESSAGE_LONGEST = 4000
ANSWER_LONGEST = 8000
PAGE = 50
_MESSAGES = OutboxMessage.__table__  # type: ignore[attr-defined]


class InquirySettings(Protocol):
    """The settings that the terms are read from."""

    @property
    def inquiries_per_hour(self) -> int: ...
    @property
    def rate_limits(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """How often one address may write; `limited` turns the counts on."""

    per_hour: int = 5
    limited: bool = True

    @classmethod
    def of(cls, settings: InquirySettings) -> "Terms":
        """Read the terms from the settings."""
        return cls(settings.inquiries_per_hour, settings.rate_limits)


@dataclass(frozen=True, slots=True)
class InquiryForm:
    """What a visitor sends; `trap` is a field that people never see."""

    kind: str
    name: str
    email: str
    message: str
    token: str
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """That something was received."""

    public_id: str


@dataclass(frozen=True, slots=True)
class InquiryView:
    """An inquiry as the dashboard shows it."""

    public_id: str
    kind: str
    name: str
    email: str
    message: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InquiryPage:
    """Some inquiries, newest first; `after` asks for the next ones."""

    rows: tuple[InquiryView, ...]
    after: str | None
    waiting: int


def form_token(
    session: Session, slug: str, *, secrets: Secrets, actor: Actor, now: datetime
) -> str:
    """Give what a form sends back: it says when it was given out, and cannot be made elsewhere."""
    site = sites.public(session, slug, actor=actor)
    return links.derive(secrets, Purpose.FORM, site.public_id, epoch(now))


def receive(
    session: Session,
    slug: str,
    form: InquiryForm,
    *,
    secrets: Secrets,
    terms: Terms,
    actor: Actor,
    now: datetime,
) -> Received:
    """Keep what a visitor wrote and tell the owners; what fell into the trap is dropped unsaid.

    Raise Invalid, NotFound where the form is switched off, Conflict for a form that was sent
    quicker than anyone types or lay too long, and TooMany.
    """
    site = sites.public(session, slug, actor=actor)
    access.require(actor, Right.INQUIRE, site.workspace_id)
    clean = _checked(form)
    if not site.has(clean.kind):
        raise NotFound()
    _refuse_robots(clean.token, site.public_id, secrets, now)
    if form.trap:
        return Received(f"iq_{random.token_hex(10)}")
    if terms.limited:
        hour, day = timedelta(hours=1), timedelta(days=1)
        key = f"inquiry:{actor.address_key}"
        limits.count(session, key, most=terms.per_hour, within=hour, now=now)
        whole = f"inquiries:{site.workspace_id}"
        limits.count(session, whole, most=PER_DAY, within=day, now=now)
    row = Inquiry(
        workspace_id=site.workspace_id,
        kind=clean.kind,
        name=clean.name,
        email=clean.email,
        message=clean.message,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "inquiry.received", row, actor, now)
    _tell_owners(session, row, site.name, site.locale, now)
    return Received(row.public_id)


def _checked(form: InquiryForm) -> InquiryForm:
    checks = Checks()
    kind = checks.one_of("kind", form.kind, InquiryKind)
    is_contact = kind is InquiryKind.CONTACT
    clean = InquiryForm(
        kind=kind.value,
        name=checks.line("name", form.name, 120, required=is_contact),
        email=checks.email("email", form.email),
        message=checks.text("message", form.message, MESSAGE_LONGEST, required=is_contact),
        token=form.token,
    )
    checks.finish()
    return clean


def _refuse_robots(token: str, public_id: str, secrets: Secrets, now: datetime) -> None:
    try:
        given = links.read(secrets, token, Purpose.FORM)
    except NotFound:
        raise Conflict("problem.form_stale") from None
    age = timedelta(seconds=epoch(now) - given.version)
    if given.public_id != public_id or age > MOST_TIME:
        raise Conflict("problem.form_stale")
    if age < LEAST_TIME:
        raise Conflict("problem.form_too_fast")


def _tell_owners(session: Session, row: Inquiry, business: str, locale: str, now: datetime) -> None:
    owners = session.exec(
        select(User.email, User.name)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            Membership.workspace_id == row.workspace_id,
            Membership.role == Role.OWNER.value,
            col(Membership.left_at).is_(None),
        )
    ).all()
    said = {"name": row.name, "email": row.email, "message": row.message, "kind": row.kind}
    for number, (email, name) in enumerate(owners):
        outbox.put(
            session,
            workspace_id=row.workspace_id,
            kind="email",
            template=RECEIVED,
            dedupe_key=f"inquiry:{row.id}:received:{number}",
            recipient=email,
            payload={"workspace": business, "locale": locale, "reader": name, **said},
            subject_kind="inquiry",
            subject_id=row.id,
            now=now,
        )


def listed(
    session: Session,
    *,
    show: str = "new",
    after: str | None = None,
    actor: Actor,
    most: int = PAGE,
) -> InquiryPage:
    """List inquiries, newest first: `new`, `answered`, `interest` or `all`."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.ANSWER_INQUIRIES, workspace_id)
    ours = col(Inquiry.workspace_id) == workspace_id
    open_ones = sa.and_(
        col(Inquiry.answered_at).is_(None), col(Inquiry.kind) == InquiryKind.CONTACT.value
    )
    narrowed = {
        "new": open_ones,
        "answered": col(Inquiry.answered_at).is_not(None),
        "interest": col(Inquiry.kind) == InquiryKind.INTEREST.value,
    }
    wanted = select(Inquiry, User.name).outerjoin(User, col(User.id) == col(Inquiry.answered_by_id))
    wanted = wanted.where(ours)
    if show in narrowed:
        wanted = wanted.where(narrowed[show])
    if after:
        last = sa.select(col(Inquiry.id)).where(col(Inquiry.public_id) == after, ours)
        wanted = wanted.where(col(Inquiry.id) < last.scalar_subquery())
    found = session.exec(wanted.order_by(col(Inquiry.id).desc()).limit(most + 1)).all()
    waiting = session.exec(
        select(sa.func.count()).select_from(Inquiry).where(ours, open_ones)
    ).one()
    rows = tuple(_view(row, name) for row, name in found[:most])
    return InquiryPage(rows, rows[-1].public_id if len(found) > most else None, waiting)


def answer(
    session: Session, public_id: str, words: str, *, actor: Actor, now: datetime
) -> InquiryView:
    """Mail an answer to whoever asked, and mark the inquiry as answered; raise Invalid."""
    row = _find(session, public_id, actor)
    checks = Checks()
    clean = checks.text("answer", words, ANSWER_LONGEST, required=True)
    checks.finish()
    workspace = session.get_one(Workspace, row.workspace_id)
    site = sites.public(session, workspace.slug, actor=actor)
    member = session.get(User, actor.user_id)
    row.answers += 1
    row.answer, row.answered_at, row.answered_by_id = clean, now, actor.user_id
    session.add(row)
    session.flush()
    _record(session, "inquiry.answered", row, actor, now, ["answer"])
    outbox.put(
        session,
        workspace_id=row.workspace_id,
        kind="email",
        template=ANSWER,
        dedupe_key=f"inquiry:{row.id}:answer:{row.answers}",
        recipient=row.email,
        payload={
            "workspace": site.name,
            "locale": site.locale,
            "path": site.path,
            "reader": row.name,
            "answer": clean,
            "message": row.message,
            "by": member.name if member else "",
            "by_email": member.email if member else "",
        },
        subject_kind="inquiry",
        subject_id=row.id,
        now=now,
    )
    return _view(row, member.name if member else "")


def mark(
    session: Session, public_id: str, *, answered: bool, actor: Actor, now: datetime
) -> InquiryView:
    """Mark an inquiry as answered, say by phone, or as open again; no mail goes out."""
    row = _find(session, public_id, actor)
    if (row.answered_at is not None) is not answered:
        row.answered_at = now if answered else None
        row.answered_by_id = actor.user_id if answered else None
        session.add(row)
        session.flush()
        what = "inquiry.closed" if answered else "inquiry.reopened"
        _record(session, what, row, actor, now, ["answered_at"])
    member = session.get(User, row.answered_by_id) if row.answered_by_id else None
    return _view(row, member.name if member else "")


def remove(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Delete an inquiry for good, with what its mails say; those still to be sent are not."""
    row = _find(session, public_id, actor)
    _silence(session, row)
    _record(session, "inquiry.removed", row, actor, now)
    session.delete(row)
    session.flush()


def forget_of(session: Session, workspace_id: int, addresses: Collection[str]) -> int:
    """Delete what these addresses asked, for their owner's erasure, which was allowed; count it."""
    theirs = session.exec(
        select(Inquiry).where(
            Inquiry.workspace_id == workspace_id,
            sa.func.lower(col(Inquiry.email)).in_(list(addresses)),
        )
    ).all()
    for row in theirs:
        _silence(session, row)
        session.delete(row)
    session.flush()
    return len(theirs)


def _silence(session: Session, row: Inquiry) -> None:
    """Empty what mails about an inquiry say; those that wait are not sent."""
    about = sa.and_(
        _MESSAGES.c.workspace_id == row.workspace_id,
        _MESSAGES.c.subject_kind == "inquiry",
        _MESSAGES.c.subject_id == row.id,
    )
    connection = session.connection()
    waiting = _MESSAGES.c.status == MessageStatus.WAITING.value
    connection.execute(sa.delete(_MESSAGES).where(about, waiting))
    connection.execute(sa.update(_MESSAGES).where(about).values(recipient="", payload={}))


def _find(session: Session, public_id: str, actor: Actor) -> Inquiry:
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.ANSWER_INQUIRIES, workspace_id)
    row = session.exec(
        select(Inquiry)
        .where(Inquiry.public_id == public_id, Inquiry.workspace_id == workspace_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound()
    return row


def _record(
    session: Session,
    what: str,
    row: Inquiry,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    events.record(
        session,
        what,
        "inquiry",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
    )


def _view(row: Inquiry, by: str | None) -> InquiryView:
    return InquiryView(
        public_id=row.public_id,
        kind=row.kind,
        name=row.name,
        email=row.email,
        message=row.message,
        answer=row.answer,
        answered_by=by or "",
        answered_at=row.answered_at,
        created_at=row.created_at,
    )
