"""Pages of a site that its admins write in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from sched_app import routes
from sched_app.errors import Conflict, Invalid, NotFound
from sched_app.models.sites import SitePage
from sched_app.services import access, events
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks

LONGEST = 60_000
MOST = 100
RESERVED = frozenset({routes.CONTACT_PAGE, routes.ROADMAP_PAGE, "new"})


@dataclass(frozen=True, slots=True)
class PageForm:
    """What an admin types of a page."""

    title: str
    slug: str
    body: str
    is_published: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with its Markdown."""

    public_id: str
    version: int
    title: str
    slug: str
    body: str
    is_published: bool
    changed_at: datetime


def published(session: Session, workspace_id: int, slug: str) -> PageView:
    """Show a page to everyone; raise NotFound for one that is not published."""
    row = session.exec(
        select(SitePage).where(SitePage.workspace_id == workspace_id, SitePage.slug == slug)
    ).first()
    if row is None or not row.is_published:
        raise NotFound()
    return _view(row)


def listed(session: Session, *, actor: Actor) -> Sequence[PageView]:
    """List the pages of the actor's workspace by title."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_SITE, workspace_id)
    rows = session.exec(
        select(SitePage)
        .where(SitePage.workspace_id == workspace_id)
        .order_by(SitePage.title, SitePage.slug)
    )
    return [_view(row) for row in rows]


def get(session: Session, public_id: str, *, actor: Actor) -> PageView:
    """Show a page to whom may change it; raise NotFound."""
    return _view(_find(session, public_id, actor))


def checked(form: PageForm) -> PageForm:
    """Check what was typed; raise Invalid."""
    checks = Checks()
    clean = PageForm(
        title=checks.line("title", form.title, 120),
        slug=checks.slug("slug", form.slug, reserved=RESERVED),
        body=checks.text("body", form.body, LONGEST),
        is_published=form.is_published,
    )
    checks.finish()
    return clean


def create(session: Session, form: PageForm, *, actor: Actor, now: datetime) -> PageView:
    """Make a page; raise Invalid, or Conflict beyond a hundred."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_SITE, workspace_id)
    clean = checked(form)
    _refuse_taken(session, workspace_id, clean.slug)
    if len(listed(session, actor=actor)) >= MOST:
        raise Conflict("problem.too_many_pages", most=MOST)
    row = SitePage(
        workspace_id=workspace_id,
        title=clean.title,
        slug=clean.slug,
        body=clean.body,
        is_published=clean.is_published,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "site_page.created", row, actor, now)
    return _view(row)


def change(
    session: Session, public_id: str, form: PageForm, *, version: int, actor: Actor, now: datetime
) -> PageView:
    """Change a page; raise Invalid, or Conflict if someone else did in the meantime."""
    row = _find(session, public_id, actor)
    clean = checked(form)
    _refuse_taken(session, row.workspace_id, clean.slug, but=row)
    if version != row.version:
        raise Conflict()
    given = {
        "title": clean.title,
        "slug": clean.slug,
        "body": clean.body,
        "is_published": clean.is_published,
    }
    fields = [name for name, value in given.items() if getattr(row, name) != value]
    row.sqlmodel_update({**given, "version": row.version + 1, "changed_at": now})
    session.add(row)
    session.flush()
    if fields:
        _record(session, "site_page.changed", row, actor, now, fields)
    return _view(row)


def remove(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Delete a page for good; raise NotFound."""
    row = _find(session, public_id, actor)
    _record(session, "site_page.removed", row, actor, now)
    session.delete(row)
    session.flush()


def _find(session: Session, public_id: str, actor: Actor) -> SitePage:
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_SITE, workspace_id)
    row = session.exec(
        select(SitePage)
        .where(SitePage.public_id == public_id, SitePage.workspace_id == workspace_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound()
    return row


def _refuse_taken(
    session: Session, workspace_id: int, slug: str, but: SitePage | None = None
) -> None:
    found = session.exec(
        select(SitePage.id).where(SitePage.workspace_id == workspace_id, SitePage.slug == slug)
    ).first()
    if found is not None and (but is None or found != but.id):
        raise Invalid({"slug": "field.slug_taken"})


def _record(
    session: Session,
    what: str,
    row: SitePage,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    events.record(
        session,
        what,
        "site_page",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
    )


def _view(row: SitePage) -> PageView:
    return PageView(
        row.public_id,
        row.version,
        row.title,
        row.slug,
        row.body,
        row.is_published,
        row.changed_at,
    )
