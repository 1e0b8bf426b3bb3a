"""The addresses of all public pages, for crawlers."""

from sqlmodel import Session

from sched_app import routes
from sched_app.errors import Conflict
from sched_app.services import sites, workspaces
from sched_app.services.access import Actor
from sched_app.services.sites import SiteView

MOST = 5_000


def base(session: Session, at: str = "") -> str:
    """Give the deployment's address, or that of the workspace whose domain is asked.

    It is empty before set-up. Open to everyone.
    """
    try:
        return workspaces.url_of(session, at) if at else workspaces.base_url(session)
    except Conflict:
        return ""


def urls(session: Session, at: str = "", *, actor: Actor) -> list[str]:
    """List the public pages of the only workspace, or of those that wish to be listed.

    Those of one with a domain of its own are listed there, where `at` is its slug.
    """
    address = base(session)
    if not address:
        return []
    if at:
        return _pages(sites.public(session, at, actor=actor, at_domain=True))[:MOST]
    found = [routes.absolute(address, routes.HOME)]
    for workspace in workspaces.listed(session):
        if not workspace.domain:
            found += _pages(sites.public(session, workspace.slug, actor=actor))
    return list(dict.fromkeys(found))[:MOST]


def _pages(site: SiteView) -> list[str]:
    paths = [site.path, *(view.path for view in site.offers), *(page.path for page in site.pages)]
    if site.has("roadmap"):
        paths.append(site.page_path(routes.ROADMAP_PAGE))
    if site.has("contact") or site.has("interest"):
        paths.append(site.page_path(routes.CONTACT_PAGE))
    return [site.url(path) for path in paths]
