"""One row per committed change; the audit log, time lines, webhooks and counters read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.workspaces import Event
from sched_app.services.access import Actor

# Built once: SQLAlchemy then finds its SQL without comparing the statement anew.
_INSERT = sa.insert(Event)


def record(
    session: Session,
    what: str,
    subject_kind: str,
    subject_id: int,
    *,
    workspace_id: int,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
    facts: dict[str, Any] | None = None,
) -> None:
    """Write that a change was made, by whom, to which fields; `facts` are ids and statuses."""
    session.connection().execute(
        _INSERT,
        {
            "workspace_id": workspace_id,
            "what": what,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "fields": list(fields),
            "facts": facts or {},
            "at": now,
            "request_id": actor.request_id,
            "sign_in_id": actor.sign_in_id,
        },
    )
