"""The addresses of all public pages, for crawlers."""

from sqlmodel import Session

from sched_app import routes
from sched_app.errors import Conflict
from sched_app.services import sites, workspaces
from sched_app.services.access import Actor

MOST = 5_000


def base(session: Session) -> str:
    """Give the deployment's address, or nothing before set-up; open to everyone."""
    try:
        return workspaces.base_url(session)
    except Conflict:
        return ""


def urls(session: Session, *, actor: Actor) -> list[str]:
    """List the public pages of the only workspace, or of those that wish to be listed."""
    address = base(session)
    if not address:
        return []
    paths = [routes.HOME]
    for workspace in workspaces.listed(session):
        site = sites.public(session, workspace.slug, actor=actor)
        paths.append(site.path)
        paths += [view.path for view in site.offers]
        paths += [page.path for page in site.pages]
        if site.has("roadmap"):
            paths.append(site.page_path(routes.ROADMAP_PAGE))
        if site.has("contact") or site.has("interest"):
            paths.append(site.page_path(routes.CONTACT_PAGE))
    return [routes.absolute(address, path) for path in dict.fromkeys(paths)][:MOST]
