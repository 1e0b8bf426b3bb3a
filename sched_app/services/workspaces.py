"""The deployment and its workspaces: set-up, their addresses, and what their owner changes."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from sched_app import routes, texts
from sched_app.errors import Conflict, NotFound
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import (
    Deployment,
    Membership,
    Role,
    User,
    Workspace,
    WorkspaceSlug,
)
from sched_app.secrets_file import Secrets
from sched_app.services import accents, access, events, links, passwords
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose

RESERVED_SLUGS = frozenset(
    {"admin", "api", "auth", "book", "booking", "dashboard", "embed", "new", "set-up", "www"}
)
USUAL_HOURS = [[weekday, 9 * 60, 17 * 60] for weekday in range(5)]
_THIS = "deployment"


@dataclass(frozen=True, slots=True)
class SetUpForm:
    """What the first start asks for."""

    name: str
    email: str
    password: str
    workspace_name: str
    slug: str
    timezone: str
    base_url: str


@dataclass(frozen=True, slots=True)
class WorkspaceForm:
    """What an owner changes of a workspace; `base_url` is the whole deployment's.

    Without a `locale` the workspace's language stays.
    Without a word about the domain it stays as it is; an empty one takes it away.
    """

    name: str
    slug: str
    timezone: str
    accent: str
    is_listed: bool
    base_url: str
    locale: str = ""
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """What everyone may know of a workspace."""

    public_id: str
    slug: str
    name: str
    timezone: str
    locale: str
    accent: str
    is_listed: bool
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """A slug was changed: this is the new one."""

    slug: str


def set_up_pending(session: Session) -> bool:
    """Say whether nobody has set this deployment up yet; open to everyone."""
    return session.get(Deployment, 1) is None


def set_up_token(secrets: Secrets) -> str:
    """Make the token in the address that is printed at the first start."""
    return links.derive(secrets, Purpose.SET_UP, _THIS, 1)


def set_up_path(secrets: Secrets) -> str:
    """Give the page that the printed address leads to."""
    return routes.set_up(set_up_token(secrets))


def check_set_up(session: Session, token: str, *, secrets: Secrets) -> None:
    """Raise NotFound for a wrong token, Conflict if the deployment is already set up."""
    links.read(secrets, token, Purpose.SET_UP)
    if not set_up_pending(session):
        raise Conflict("problem.already_set_up")


def set_up(
    session: Session,
    token: str,
    form: SetUpForm,
    *,
    secrets: Secrets,
    actor: Actor,
    now: datetime,
) -> User:
    """Create the workspace and its owner, with usual hours; give the owner, to be signed in.

    The token in the printed address is the right to do this, once. Raise NotFound for another,
    Invalid, or Conflict if it was done already, even by a rival at the same moment.
    """
    check_set_up(session, token, secrets=secrets)
    form = _checked_set_up(form)
    if not _insert_deployment(session, form.base_url, now):
        raise Conflict("problem.already_set_up")
    workspace = Workspace(
        slug=form.slug, name=form.workspace_name, timezone=form.timezone, created_at=now
    )
    owner = User(
        email=form.email,
        email_key=email_key(form.email),
        name=form.name,
        password_hash=passwords.hashed(form.password),
        created_at=now,
    )
    session.add_all([workspace, owner])
    session.flush()
    joined(session, workspace, owner, Role.OWNER, now=now)
    _record(session, "workspace_created", workspace, actor=actor, now=now)
    return owner


def _checked_set_up(form: SetUpForm) -> SetUpForm:
    checks = Checks()
    passwords.check(checks, "password", form.password, email=form.email)
    clean = SetUpForm(
        name=checks.line("name", form.name, 120),
        email=checks.email("email", form.email),
        password=form.password,
        workspace_name=checks.line("workspace_name", form.workspace_name, 120),
        slug=checks.slug("slug", form.slug, reserved=RESERVED_SLUGS),
        timezone=checks.zone("timezone", form.timezone),
        base_url=checks.base_url("base_url", form.base_url),
    )
    checks.finish()
    return clean


def _insert_deployment(session: Session, base_url: str, now: datetime) -> bool:
    # Of two at the same moment one waits for the other's row here, and then inserts nothing.
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    inserted = session.connection().execute(
        insert(Deployment)
        .values(id=1, base_url=base_url, set_up_at=now)
        .on_conflict_do_nothing()
        .returning(col(Deployment.id))
    )
    return inserted.first() is not None


def joined(
    session: Session, workspace: Workspace, user: User, role: Role, *, now: datetime
) -> Membership:
    """Make a person a member with usual hours, or one again who had left; the caller may."""
    membership = session.exec(
        select(Membership).where(
            Membership.workspace_id == workspace.id, Membership.user_id == user.id
        )
    ).first()
    if membership is not None:
        membership.role, membership.left_at = role.value, None
        session.add(membership)
        session.flush()
        return membership
    membership = Membership(
        workspace_id=_key(workspace.id), user_id=_key(user.id), role=role.value, created_at=now
    )
    session.add(membership)
    session.flush()
    session.add(
        Schedule(
            workspace_id=_key(workspace.id),
            membership_id=_key(membership.id),
            name=texts.t("schedule.usual_hours", workspace.locale),
            timezone=workspace.timezone,
            weekly=USUAL_HOURS,
            is_default=True,
            created_at=now,
        )
    )
    session.flush()
    return membership


def base_url(session: Session) -> str:
    """Give the deployment's address, kept at set-up; raise Conflict before it."""
    row = session.get(Deployment, 1)
    if row is None:
        raise Conflict("problem.not_set_up")
    return row.base_url


def public_url(session: Session, workspace_id: int) -> str:
    """Give the address at which visitors meet a workspace: its domain's, else the deployment's."""
    domain = session.exec(select(Workspace.domain).where(Workspace.id == workspace_id)).one()
    return https(domain) if domain else base_url(session)


def https(domain: str) -> str:
    """Give the address of a domain, which is taken to be reached by https."""
    return f"https://{domain}"


def url_of(session: Session, slug: str) -> str:
    """Give the address at which visitors meet the workspace of a slug."""
    return public_url(
        session, session.exec(select(Workspace.id).where(Workspace.slug == slug)).one() or 0
    )


def slug_of(session: Session, workspace_id: int) -> str:
    """Give a workspace's slug; open to everyone."""
    return session.exec(select(Workspace.slug).where(Workspace.id == workspace_id)).one()


def domains(session: Session) -> dict[str, str]:
    """Give the slug of each workspace with a domain of its own, by domain; open to everyone."""
    found = session.exec(
        select(Workspace.domain, Workspace.slug).where(col(Workspace.domain).is_not(None))
    )
    return {domain: slug for domain, slug in found if domain}


def at_host(session: Session, host: str) -> str:
    """Give the slug of the workspace whose domain a host is, with a port or without; or nothing."""
    name = host.partition(":")[0].rstrip(".").lower()
    found = session.exec(select(Workspace.slug).where(Workspace.domain == name)) if name else None
    return (found.first() or "") if found else ""


def own(session: Session, *, actor: Actor) -> WorkspaceView:
    """Show the workspace that the actor is in."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    return view(session.get_one(Workspace, actor.workspace_id))


def by_slug(session: Session, slug: str) -> WorkspaceView | Redirect:
    """Find a workspace, or where an old slug leads; raise NotFound; open to everyone."""
    row = session.exec(select(Workspace).where(Workspace.slug == slug)).first()
    if row is not None:
        return view(row)
    moved = session.exec(
        select(Workspace.slug)
        .join(WorkspaceSlug, col(WorkspaceSlug.workspace_id) == col(Workspace.id))
        .where(WorkspaceSlug.slug == slug)
    ).first()
    if moved is None:
        raise NotFound()
    return Redirect(moved)


def listed(session: Session) -> list[WorkspaceView]:
    """List what the landing page shows: the only workspace, or those that wish to be listed."""
    rows = list(
        session.exec(
            select(Workspace)
            .where(sa.or_(col(Workspace.is_listed), _is_only_one()))
            .order_by(Workspace.name, col(Workspace.id))
        )
    )
    return [view(row) for row in rows]


def _is_only_one() -> sa.ColumnElement[bool]:
    return sa.select(sa.func.count()).select_from(Workspace).scalar_subquery() == 1


def only_accent(session: Session) -> str:
    """Give the only workspace's accent, for pages that name none; empty if it is not the only one.

    Open to everyone.
    """
    found = session.exec(select(Workspace.accent).limit(2)).all()
    return found[0] if len(found) == 1 else ""


def name_of(session: Session, workspace_id: int) -> str:
    """Give a workspace's name, as its pages show it to everyone."""
    return session.get_one(Workspace, workspace_id).name


def accent_of(session: Session, workspace_id: int) -> str:
    """Give a workspace's accent; open to everyone."""
    return session.exec(select(Workspace.accent).where(Workspace.id == workspace_id)).one()


def currency_of(session: Session, *, actor: Actor) -> str:
    """Give the code of the currency in which the actor's workspace asks for money (ISO 4217)."""
    access.require(actor, Right.READ_MEETING_TYPES, actor.workspace_id or 0)
    return session.exec(select(Workspace.currency).where(Workspace.id == actor.workspace_id)).one()


def try_accent(_session: Session, accent: str, *, actor: Actor) -> dict[str, dict[str, str]]:
    """Give the looks of an accent that its owner thinks about; raise Invalid."""
    access.require(actor, Right.EDIT_WORKSPACE, actor.workspace_id or 0)
    checks = Checks()
    clean = checks.colour("accent", accent)
    checks.finish()
    return accents.looks(clean)


def operator(session: Session, slug: str) -> Actor:
    """Give the actor of a command typed at the machine, in the workspace of a slug or the only one.

    Raise Conflict before set-up, and NotFound if the slug is unknown or needed and missing.
    """
    if set_up_pending(session):
        raise Conflict("problem.not_set_up")
    chosen = select(Workspace.id)
    found = session.exec(chosen.where(Workspace.slug == slug) if slug else chosen.limit(2)).all()
    if len(found) != 1:
        raise NotFound()
    return Actor(ActorKind.SYSTEM, workspace_id=found[0])


def change(session: Session, form: WorkspaceForm, *, actor: Actor, now: datetime) -> WorkspaceView:
    """Change the actor's workspace; an old slug leads on for ever; raise Invalid.

    The deployment's address is the first workspace's to change: elsewhere it must stay as it is.
    """
    access.require(actor, Right.EDIT_WORKSPACE, actor.workspace_id or 0)
    # One change of an address at a time, so that no slug is given away twice.
    deployment = session.get_one(Deployment, 1, with_for_update={"key_share": True})
    row = session.get_one(Workspace, actor.workspace_id)
    checks = Checks()
    clean = {
        "name": checks.line("name", form.name, 120),
        "slug": checks.slug("slug", form.slug, reserved=RESERVED_SLUGS),
        "timezone": checks.zone("timezone", form.timezone),
        "accent": checks.colour("accent", form.accent),
        "is_listed": form.is_listed,
        "locale": form.locale or row.locale,
    }
    if form.locale and form.locale not in texts.locales():
        checks.fault("locale", "field.choice")
    address = checks.base_url("base_url", form.base_url)
    if address != deployment.base_url and row.id != host(session).id:
        checks.fault("base_url", "field.base_url_elsewhere")
    if clean["slug"] != row.slug and _is_slug_given(session, form.slug.strip().lower(), row):
        checks.fault("slug", "field.slug_taken")
    clean["domain"] = _checked_domain(session, checks, form.domain, address, row)
    checks.finish()
    _change_slug(session, row, str(clean["slug"]), now)
    fields = [name for name, value in clean.items() if getattr(row, name) != value]
    row.sqlmodel_update(clean)
    if address != deployment.base_url:
        fields.append("base_url")
        deployment.base_url = address
    session.add_all([row, deployment])
    session.flush()
    if fields:
        _record(session, "workspace_changed", row, actor=actor, now=now, fields=fields)
    return view(row)


def _checked_domain(
    session: Session, checks: Checks, given: str | None, address: str, row: Workspace
) -> str | None:
    """Check a workspace's own domain against the others' and the deployment's address."""
    taken = set(domains(session)) - {row.domain}
    at = urlsplit(address).hostname or ""
    if at in taken:
        checks.fault("base_url", "field.domain_taken")
    name = row.domain if given is None else checks.host_name("domain", given) or None
    if name is not None and (name in taken or name == at):
        checks.fault("domain", "field.domain_taken" if name in taken else "field.domain_base")
    return name


def host(session: Session) -> Workspace:
    """Give the first workspace, whose owner has set the deployment up; raise Conflict before."""
    row = session.exec(select(Workspace).order_by(col(Workspace.id)).limit(1)).first()
    if row is None:
        raise Conflict("problem.not_set_up")
    return row


def _is_slug_given(session: Session, slug: str, row: Workspace) -> bool:
    others = select(Workspace.id).where(Workspace.slug == slug, Workspace.id != row.id)
    once = select(WorkspaceSlug.id).where(
        WorkspaceSlug.slug == slug, WorkspaceSlug.workspace_id != row.id
    )
    return session.exec(others).first() is not None or session.exec(once).first() is not None


def _change_slug(session: Session, row: Workspace, slug: str, now: datetime) -> None:
    if slug == row.slug:
        return
    # Coming back to an own old slug: it is the address again and leads nowhere else.
    session.connection().execute(
        sa.delete(WorkspaceSlug).where(
            col(WorkspaceSlug.workspace_id) == row.id, col(WorkspaceSlug.slug) == slug
        )
    )
    session.add(WorkspaceSlug(workspace_id=_key(row.id), slug=row.slug, left_at=now))


def view(row: Workspace) -> WorkspaceView:
    """Show a workspace's row to everyone."""
    return WorkspaceView(
        public_id=row.public_id,
        slug=row.slug,
        name=row.name,
        timezone=row.timezone,
        locale=row.locale,
        accent=row.accent,
        is_listed=row.is_listed,
        domain=row.domain or "",
    )


def _record(
    session: Session,
    what: str,
    row: Workspace,
    *,
    actor: Actor,
    now: datetime,
    fields: list[str] | None = None,
) -> None:
    key = _key(row.id)
    events.record(
        session,
        what,
        "workspace",
        key,
        workspace_id=key,
        actor=actor,
        now=now,
        fields=fields or (),
    )


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
