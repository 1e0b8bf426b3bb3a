"""A workspace's own domain: which names it may have, and what is written of it."""

from typing import Any

import pytest
from sqlmodel import Session, select

from sched_app.errors import Forbidden, Invalid
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Deployment, Event, Role, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, letters, site_html, sitemap, sites, workspaces
from sched_app.services.workspaces import WorkspaceForm, WorkspaceView
from tests.factories import Factory, Member
from tests.services.mails import FACTS

BASE = "https://book.example.org"
VISITOR = access.visitor()


@pytest.fixture
def fern(session: Session, make: Factory) -> Workspace:
    session.add(Deployment(id=1, base_url=BASE, set_up_at=make.now))
    return make.workspace(slug="fernhill", name="Fernhill", is_listed=True)


@pytest.fixture
def oak(make: Factory, fern: Workspace) -> Workspace:
    return make.workspace(slug="oak", name="Oak Yard", is_listed=True)


@pytest.fixture
def owner(make: Factory, fern: Workspace) -> Member:
    return make.member(fern, role=Role.OWNER)


def change(session: Session, row: Workspace, actor: Any, now: Any, **more: Any) -> WorkspaceView:
    """Change a workspace's form in these fields alone."""
    given = {
        "name": row.name, "slug": row.slug, "timezone": row.timezone, "accent": row.accent,
        "is_listed": row.is_listed, "base_url": workspaces.base_url(session), **more,
    }  # fmt: skip
    return workspaces.change(session, WorkspaceForm(**given), actor=actor, now=now)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("book.fern.example", "book.fern.example"),
        (" Book.FERN.example. ", "book.fern.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("", ""),
    ],
)
def test_a_domain_is_kept_in_one_form(session, fern, owner, now, typed: str, kept: str):
    shown = change(session, fern, owner.actor, now, domain=typed)

    assert shown.domain == kept
    assert workspaces.domains(session) == ({kept: "fernhill"} if kept else {})
    found = session.exec(select(Event.fields)).all()
    assert found == ([["domain"]] if kept else [])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("https://fern.example", "field.host_name"),
        ("fern.example:8443", "field.host_name"),
        ("fern.example/book", "field.host_name"),
        ("ana@fern.example", "field.host_name"),
        ("fern", "field.host_name"),
        ("localhost", "field.host_name"),
        ("192.0.2.7", "field.host_name"),
        ("[::1]", "field.host_name"),
        ("*.fern.example", "field.host_name"),
        ("-fern.example", "field.host_name"),
        ("fern..example", "field.host_name"),
        ("fern .example", "field.host_name"),
        (f"{'a' * 64}.example", "field.host_name"),
        (f"{'a.' * 130}example", "field.host_name"),
        ("book.example.org", "field.domain_base"),
        ("BOOK.example.org.", "field.domain_base"),
        ("oak.example", "field.domain_taken"),
    ],
)
def test_what_is_no_domain_of_ones_own_is_refused(
    session, fern, oak, owner, now, typed: str, key: str
):
    oak.domain = "oak.example"
    session.flush()

    with pytest.raises(Invalid) as refused:
        change(session, fern, owner.actor, now, domain=typed)

    assert refused.value.fields == {"domain": (key, {})}


def test_the_base_url_cannot_move_to_a_domain(session, fern, oak, owner, now):
    oak.domain = "oak.example"
    session.flush()

    with pytest.raises(Invalid) as refused:
        change(session, fern, owner.actor, now, base_url="https://oak.example")

    assert refused.value.fields == {"base_url": ("field.domain_taken", {})}


def test_it_stays_where_nothing_is_said_of_it_and_only_owners_change_it(
    session, make, fern, owner, now
):
    change(session, fern, owner.actor, now, domain="fern.example")
    assert change(session, fern, owner.actor, now, name="Fern").domain == "fern.example"
    admin = make.member(fern, "Ben Adeyemi", role=Role.ADMIN).actor
    with pytest.raises(Forbidden):
        change(session, fern, admin, now, domain="evil.test")
    assert change(session, fern, owner.actor, now, domain="").domain == ""
    assert fern.domain is None


def test_a_host_is_known_with_or_without_its_port(session, fern, oak):
    fern.domain = "fern.example"
    session.flush()

    for host in ("fern.example", "FERN.example:8443", "fern.example."):
        assert workspaces.at_host(session, host) == "fernhill"
    for host in ("", "oak.example", "book.example.org", "fern.example.evil.test"):
        assert workspaces.at_host(session, host) == ""


def test_mails_to_visitors_lead_to_the_domain_and_to_members_to_the_base_url(
    session, fern, oak, secrets: Secrets
):
    fern.domain = "fern.example"
    session.flush()
    head = letters.letterhead(session, secrets=secrets, mail_from="a@example.org")

    def text(workspace: Workspace, template: str, place: int | None) -> str:
        message = OutboxMessage(
            workspace_id=workspace.id or 0, kind="email", template=template, dedupe_key="x",
            recipient="vera@example.org", payload={"facts": FACTS.to_json(), "place": place},
            due_at=None, first_due_at=None, created_at=None,
        )  # fmt: skip
        return letters.write(message, head, "#7B2D5E").text

    assert "https://fern.example/booking/" in text(fern, "confirmed.attendee", None)
    assert f"{BASE}/booking/" in text(oak, "confirmed.attendee", None)
    to_host = text(fern, "requested.host", 0)
    assert f"{BASE}/dashboard/bookings" in to_host


def test_the_site_stands_at_the_root_of_its_domain_and_is_known_by_it(session, fern, oak):
    fern.domain = "fern.example"
    session.flush()
    here = sites.public(session, "fernhill", actor=VISITOR, at_domain=True)
    there = sites.public(session, "fernhill", actor=VISITOR)

    assert here.page_path("contact") == "/contact"
    assert there.page_path("contact") == "/site/fernhill/contact"
    for site in (here, there):
        assert site.url(site.path) == "https://fern.example/"
        assert site.url(site.page_path("contact")) == "https://fern.example/contact"
        assert site.url(site.page_path("prices")) == "https://fern.example/pages/prices"
        assert site.url("/book/fernhill/talk") == "https://fern.example/book/fernhill/talk"
        assert '"url": "https://fern.example/"' in site_html.landing(site).main
    other = sites.public(session, "oak", actor=VISITOR)
    assert other.url(other.path) == f"{BASE}/site/oak"


def test_each_address_lists_its_own_pages(session, fern, oak):
    fern.domain = "fern.example"
    session.flush()

    everyones = sitemap.urls(session, actor=VISITOR)
    own = sitemap.urls(session, "fernhill", actor=VISITOR)

    assert f"{BASE}/site/oak" in everyones
    assert not [url for url in everyones if "fern" in url]
    assert own == ["https://fern.example/", "https://fern.example/contact"]
    assert sitemap.base(session, "fernhill") == "https://fern.example"
