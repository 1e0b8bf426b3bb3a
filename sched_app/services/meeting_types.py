"""What can be booked: create, change, hide and archive it; find it by id or by address."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.meeting_types import (
    MeetingType,
    Visibility,
)
from sched_app.models.workspaces import Workspace, WorkspaceSlug
from sched_app.services import (
    access,
    claims,
    events,
    meeting_type_forms,
    meeting_type_parts,
    meeting_type_views,
    type_keys,
)
from sched_app.services.access import Actor, Right
from sched_app.services.forms import SLUG_LONGEST, Checks
from sched_app.services.meeting_type_forms import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    QuestionForm,
)
from sched_app.services.meeting_type_parts import Host
from sched_app.services.meeting_type_views import (
    DurationView,
    HostView,
    MeetingTypeView,
    PublicView,
    QuestionView,
)

__all__ = [
    "DurationForm",
    "DurationView",
    "HostForm",
    "HostView",
    "MeetingTypeForm",
    "MeetingTypeView",
    "PublicView",
    "QuestionForm",
    "QuestionView",
    "archive",
    "change",
    "create",
    "duplicate",
    "get",
    "key",
    "key_by_slug",
    "listed",
    "move",
    "public",
    "public_by_id",
    "public_list",
    "set_visibility",
]


def listed(session: Session, *, actor: Actor) -> list[MeetingTypeView]:
    """List the workspace's meeting types, hidden ones too, in their order."""
    access.require(actor, Right.READ_MEETING_TYPES, actor.workspace_id or 0)
    rows = session.exec(
        select(MeetingType)
        .where(
            MeetingType.workspace_id == actor.workspace_id, col(MeetingType.archived_at).is_(None)
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
    ).all()
    workspace = session.get(Workspace, actor.workspace_id)
    return meeting_type_views.full(session, workspace, rows) if workspace else []


def get(session: Session, public_id: str, *, actor: Actor) -> MeetingTypeView:
    """Show one meeting type to a member; raise NotFound."""
    return _full(session, _found(session, public_id, Right.READ_MEETING_TYPES, actor))


def public_list(session: Session, workspace_slug: str, *, actor: Actor) -> list[PublicView]:
    """List what a workspace offers to everyone, in its order; raise NotFound."""
    workspace = _workspace(session, workspace_slug)
    access.require(actor, Right.READ_SLOTS, _key(workspace.id))
    rows = session.exec(
        select(MeetingType)
        .where(
            MeetingType.workspace_id == workspace.id,
            MeetingType.visibility == Visibility.PUBLIC.value,
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
    ).all()
    return meeting_type_views.public(session, workspace, rows)


def public(session: Session, workspace_slug: str, slug: str, *, actor: Actor) -> PublicView:
    """Show what a booking page needs, also by an old slug of the workspace.

    Raise NotFound for an unknown, archived or inactive type; members see inactive ones.
    """
    found = session.get_one(MeetingType, key_by_slug(session, workspace_slug, slug))
    return _public(session, found, actor)


def public_by_id(session: Session, public_id: str, *, actor: Actor) -> PublicView:
    """Show the same by the meeting type's public id."""
    return _public(session, session.get_one(MeetingType, key(session, public_id)), actor)


def key(session: Session, public_id: str) -> int:
    """Give the key of a meeting type that is not archived; raise NotFound.

    Open to everyone, since the key is no right: whoever uses it asks for one.
    """
    return type_keys.by_id(session, public_id)


def key_by_slug(session: Session, workspace_slug: str, slug: str) -> int:
    """Give the same by the slugs of its address, an old one of the workspace too."""
    return type_keys.by_slug(session, workspace_slug, slug)


def create(
    session: Session, form: MeetingTypeForm, *, actor: Actor, now: datetime
) -> MeetingTypeView:
    """Make a meeting type with its hosts, lengths and questions; raise Invalid."""
    access.require(actor, Right.EDIT_MEETING_TYPES, actor.workspace_id or 0)
    workspace = _locked_workspace(session, actor)
    clean, hosts = _checked(session, form, workspace, None)
    last = session.exec(
        select(sa.func.max(MeetingType.position)).where(MeetingType.workspace_id == workspace.id)
    ).one()
    row = MeetingType(
        workspace_id=_key(workspace.id),
        position=0 if last is None else last + 1,
        created_at=now,
        **_columns(clean),
    )
    session.add(row)
    session.flush()
    meeting_type_parts.set_hosts(session, row, hosts, {}, now)
    meeting_type_parts.set_durations(session, row, clean.durations)
    meeting_type_parts.set_questions(session, row, clean.questions, now)
    _record(session, "meeting_type_created", row, actor=actor, now=now)
    return _full(session, row)


def change(
    session: Session,
    public_id: str,
    form: MeetingTypeForm,
    *,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> MeetingTypeView:
    """Change a meeting type as a whole and raise its version; bookings keep what they were.

    Raise Invalid, and Conflict if `version` is given and someone else has changed it since.
    """
    row = _found(session, public_id, Right.EDIT_MEETING_TYPES, actor)
    workspace = _locked_workspace(session, actor)
    clean, hosts = _checked(session, form, workspace, row)
    persons = {host.person_id for host in hosts}
    before = claims.lock(session, _key(row.id), also=persons)  # Nobody is given a turn meanwhile.
    session.refresh(row)
    if row.archived_at is not None:
        raise NotFound()
    if version is not None and version != row.version:
        raise Conflict()
    shown = _full(session, row)
    row.sqlmodel_update(_columns(clean))
    meeting_type_parts.set_hosts(session, row, hosts, before, now)
    meeting_type_parts.set_durations(session, row, clean.durations)
    meeting_type_parts.set_questions(session, row, clean.questions, now)
    row.version += 1
    session.add(row)
    session.flush()
    after = _full(session, row)
    fields = [
        name
        for name in (*meeting_type_forms.COLUMNS, "durations", "hosts", "questions")
        if getattr(shown, name) != getattr(after, name)
    ]
    _record(session, "meeting_type_changed", row, actor=actor, now=now, fields=fields)
    claims.announce(session, sorted(persons | {host.person_id for host in before.values()}))
    return after


def duplicate(
    session: Session, public_id: str, name: str, *, actor: Actor, now: datetime
) -> MeetingTypeView:
    """Make a meeting type as another one is, hidden from everyone for now; raise NotFound."""
    found = get(session, public_id, actor=actor)
    form = meeting_type_views.as_form(found)
    stem = f"{found.slug[: SLUG_LONGEST - 8]}-{secrets.token_hex(3)}"
    copy = replace(form, name=name[:120], slug=stem, visibility=Visibility.INACTIVE.value)
    return create(session, copy, actor=actor, now=now)


def move(session: Session, public_id: str, step: int, *, actor: Actor, now: datetime) -> None:
    """Let a meeting type change places with the one before (-1) or after it (1); raise NotFound."""
    row = _found(session, public_id, Right.EDIT_MEETING_TYPES, actor)
    _locked_workspace(session, actor)
    rows = list(
        session.exec(
            select(MeetingType)
            .where(
                MeetingType.workspace_id == row.workspace_id, col(MeetingType.archived_at).is_(None)
            )
            .order_by(col(MeetingType.position), col(MeetingType.id))
        )
    )
    at = rows.index(row)
    to = max(0, min(len(rows) - 1, at + step))
    if to == at:
        return
    rows.insert(to, rows.pop(at))
    for position, one in enumerate(rows):
        one.position = position
    session.add_all(rows)
    session.flush()
    _record(session, "meeting_type_changed", row, actor=actor, now=now, fields=["position"])


def set_visibility(
    session: Session, public_id: str, visibility: str, *, actor: Actor, now: datetime
) -> MeetingTypeView:
    """Show a meeting type to everyone, to who has its link, or to nobody; raise Invalid."""
    row = _found(session, public_id, Right.EDIT_MEETING_TYPES, actor)
    checks = Checks()
    wanted = checks.one_of("visibility", visibility, Visibility)
    checks.finish()
    if row.visibility != wanted.value:
        hosts = claims.lock(session, _key(row.id))
        session.refresh(row)
        row.visibility, row.version = wanted.value, row.version + 1
        session.add(row)
        session.flush()
        fields = ["visibility"]
        _record(session, "meeting_type_changed", row, actor=actor, now=now, fields=fields)
        claims.announce(session, sorted({host.person_id for host in hosts.values()}))
    return _full(session, row)


def archive(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a meeting type away for good; its bookings stay, its address becomes free."""
    row = _found(session, public_id, Right.EDIT_MEETING_TYPES, actor)
    hosts = claims.lock(session, _key(row.id))
    session.refresh(row)
    row.archived_at = now
    row.version += 1
    row.slug = f"{row.slug[:30]}.{row.public_id}"[:SLUG_LONGEST]  # A dot is in no slug given.
    session.add(row)
    session.flush()
    _record(session, "meeting_type_archived", row, actor=actor, now=now)
    claims.announce(session, sorted({host.person_id for host in hosts.values()}))


def _found(session: Session, public_id: str, right: Right, actor: Actor) -> MeetingType:
    access.require(actor, right, actor.workspace_id or 0)
    row = session.exec(
        select(MeetingType).where(
            MeetingType.public_id == public_id,
            MeetingType.workspace_id == actor.workspace_id,
            col(MeetingType.archived_at).is_(None),
        )
    ).first()
    if row is None:
        raise NotFound()
    return row


def _full(session: Session, row: MeetingType) -> MeetingTypeView:
    workspace = session.get_one(Workspace, row.workspace_id)
    return meeting_type_views.full(session, workspace, [row])[0]


def _public(session: Session, row: MeetingType, actor: Actor) -> PublicView:
    access.require(actor, Right.READ_SLOTS, row.workspace_id)
    is_hidden = row.visibility == Visibility.INACTIVE.value
    if is_hidden and not access.scope(actor, Right.READ_MEETING_TYPES, row.workspace_id):
        raise NotFound()
    workspace = session.get_one(Workspace, row.workspace_id)
    return meeting_type_views.public(session, workspace, [row])[0]


def _workspace(session: Session, slug: str) -> Workspace:
    row = session.exec(select(Workspace).where(Workspace.slug == slug)).first()
    if row is None:
        row = session.exec(
            select(Workspace)
            .join(WorkspaceSlug, col(WorkspaceSlug.workspace_id) == col(Workspace.id))
            .where(WorkspaceSlug.slug == slug)
        ).first()
    if row is None:
        raise NotFound()
    return row


def _locked_workspace(session: Session, actor: Actor) -> Workspace:
    # One change of a slug at a time, so that none is given twice.
    return session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})


def _checked(
    session: Session, form: MeetingTypeForm, workspace: Workspace, row: MeetingType | None
) -> tuple[MeetingTypeForm, list[Host]]:
    checks = Checks()
    clean = meeting_type_forms.check(checks, form)
    taken = select(MeetingType.id).where(
        MeetingType.workspace_id == workspace.id, MeetingType.slug == clean.slug
    )
    if row is not None:
        taken = taken.where(MeetingType.id != row.id)
    if session.exec(taken).first() is not None:
        checks.fault("slug", "field.slug_taken")
    hosts = [
        meeting_type_parts.find_host(session, checks, f"hosts.{index}", host, _key(workspace.id))
        for index, host in enumerate(clean.hosts)
    ]
    checks.finish()
    return clean, hosts


def _columns(clean: MeetingTypeForm) -> dict[str, Any]:
    return {name: getattr(clean, name) for name in meeting_type_forms.COLUMNS}


def _record(
    session: Session,
    what: str,
    row: MeetingType,
    *,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    events.record(
        session,
        what,
        "meeting_type",
        _key(row.id),
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
    )


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
