"""A workspace's site: blocks, pages, logo; who may change them, and what a crawler reads."""

import json
import re
from html.parser import HTMLParser

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.integrations.local_files import LocalFiles
from sched_app.models.files import StoredFile
from sched_app.models.workspaces import Deployment, Event, Role
from sched_app.services import access, files, site_html, site_pages, sitemap, sites
from sched_app.services.site_blocks import BY_KIND, BlockView, arranged
from sched_app.services.site_pages import PageForm
from sched_app.services.sites import SiteForm
from tests.services.test_images import encoded

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}&lt;"
VISITOR = access.visitor()


@pytest.fixture
def studio(session, make):
    session.add(Deployment(id=1, base_url="https://fern.example", set_up_at=make.now))
    return make.workspace(slug="fernhill")


@pytest.fixture
def owner(make, studio):
    return make.member(studio, role=Role.OWNER)


@pytest.fixture
def admin(make, studio):
    return make.member(studio, "Ben Adeyemi", role=Role.ADMIN).actor


def saved(session, admin, now, *blocks, version=None):
    """Save blocks, the rest as they are."""
    edited = sites.edited(session, actor=admin)
    given = {block.kind: block for block in blocks}
    whole = tuple(given.get(block.kind, block) for block in edited.blocks)
    version = edited.version if version is None else version
    return sites.change(session, SiteForm(version, whole), actor=admin, now=now)


def test_a_workspace_without_a_site_has_the_usual_blocks(session, studio, owner):
    view = sites.public(session, actor=VISITOR)

    assert [block.kind for block in view.blocks if block.is_on] == [
        "hero", "offers", "how", "contact", "footer",
    ]  # fmt: skip
    drawn = site_html.landing(view)
    assert drawn.title == "Fernhill Studio"
    assert "How it works" in drawn.main
    assert "Who you meet" not in drawn.main


def test_blocks_are_saved_in_their_order(session, studio, owner, admin, now):
    faq = BlockView("faq", True, {"entries": [{"question": "Why?", "answer": "Because."}]})
    first = sites.edited(session, actor=admin)
    order = (faq, *[one for one in first.blocks if one.kind != "faq"])

    sites.change(session, SiteForm(0, order), actor=admin, now=now)

    main = site_html.landing(sites.public(session, actor=VISITOR)).main
    assert main.index("Why?") < main.index("What can be booked")
    event = session.exec(select(Event).where(Event.what == "site.changed")).one()
    assert event.fields == ["faq"]
    assert "Because" not in str(event.facts)


def test_of_two_who_save_at_once_one_is_told(session, studio, admin, now):
    saved(session, admin, now, BlockView("hero", True, {"title": "One"}))

    with pytest.raises(Conflict):
        saved(session, admin, now, BlockView("hero", True, {"title": "Two"}), version=0)


def test_faults_stand_at_their_fields(session, studio, admin, now):
    bad = BlockView("faq", True, {"entries": [{"question": "Q", "answer": "A"}, {"question": ""}]})

    with pytest.raises(Invalid) as caught:
        saved(session, admin, now, bad, BlockView("hero", True, {"title": "x" * 200}))

    assert set(caught.value.fields) == {
        "faq_entries.1.question", "faq_entries.1.answer", "hero_title",
    }  # fmt: skip


@pytest.mark.parametrize("step", [
    lambda session, actor, _: sites.edited(session, actor=actor),
    lambda session, actor, now: sites.change(session, SiteForm(0, ()), actor=actor, now=now),
    lambda session, actor, _: sites.preview(session, (), actor=actor),
    lambda session, actor, now: sites.remove_logo(session, actor=actor, now=now),
    lambda session, actor, _: site_pages.listed(session, actor=actor),
])  # fmt: skip
def test_only_admins_change_a_site(session, make, studio, now, step):
    with pytest.raises(Forbidden):
        step(session, make.member(studio).actor, now)
    with pytest.raises(NotSignedIn):
        step(session, VISITOR, now)


class Tags(HTMLParser):
    """Collects the tags and attributes that a browser would find."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.data = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def every_field(words):
    """Fill every field of every block."""
    blocks = []
    for kind, block in BY_KIND.items():
        texts = {
            field.name: [{part.name: words[: part.longest] for part in field.parts}]
            if field.kind == "rows"
            else words[: field.longest]
            for field in block.fields
        }
        blocks.append(BlockView(kind, True, texts))
    return tuple(blocks)


def test_whatever_is_typed_is_text(session, make, studio, owner, admin, now):
    studio.name = EVIL
    make.meeting_type(studio, [owner], name=EVIL, description=EVIL, visibility="public")
    saved(session, admin, now, *every_field(EVIL))
    form = PageForm(EVIL, "evil", EVIL, is_published=True)
    site_pages.create(session, form, actor=admin, now=now)
    view = sites.public(session, actor=VISITOR)

    page = site_html.page(view, site_pages.published(session, studio.id, "evil"))
    for drawn in (site_html.landing(view), site_html.contact(view), site_html.roadmap(view), page):
        for part in drawn.parts.values():
            found = Tags(part)
            assert found.tags & {"script", "img", "iframe"} <= {"script"}
            assert not {name for name in found.attributes if name.startswith("on")}
            assert "49" not in part
        scripts = re.findall(r"<script([^>]*)>(.*?)</script", drawn.main, re.S)
        assert [about for about, _ in scripts] in ([], [' type="application/ld+json"'])
        for _, facts in scripts:
            assert json.loads(facts)[0]["name"] == EVIL


def test_a_crawler_reads_the_facts(session, make, studio, owner, admin, now):
    make.meeting_type(studio, [owner], name="First lesson", slug="first", visibility="public")
    saved(
        session, admin, now, BlockView("hero", True, {"title": "Learn to type"}),
        BlockView("testimonials", True, {"quotes": [{"quote": "Good.", "name": "Ruth"}]}),
    )  # fmt: skip

    drawn = site_html.landing(sites.public(session, actor=VISITOR))

    assert drawn.title == "Learn to type – Fernhill Studio"
    for words in ("Learn to type", "First lesson", "/book/fernhill/first", "Good.", "Ruth"):
        assert words in drawn.main


def test_a_page_is_written_published_and_removed(session, studio, admin, now):
    form = PageForm("Policies", "policies", "Be **kind**.", is_published=False)
    made = site_pages.create(session, form, actor=admin, now=now)
    with pytest.raises(NotFound):
        site_pages.published(session, studio.id, "policies")
    with pytest.raises(Invalid):
        site_pages.create(session, form, actor=admin, now=now)
    reserved = PageForm("Contact", "contact", "", is_published=True)
    with pytest.raises(Invalid):
        site_pages.create(session, reserved, actor=admin, now=now)

    shown = PageForm("Policies", "policies", "Be **kind**.", is_published=True)
    changed = site_pages.change(
        session, made.public_id, shown, version=made.version, actor=admin, now=now
    )
    with pytest.raises(Conflict):
        site_pages.change(
            session, made.public_id, shown, version=made.version, actor=admin, now=now
        )

    assert site_pages.published(session, studio.id, "policies") == changed
    view = sites.public(session, actor=VISITOR)
    assert [page.path for page in view.pages] == ["/pages/policies"]
    site_pages.remove(session, made.public_id, actor=admin, now=now)
    assert site_pages.listed(session, actor=admin) == []


def test_pages_of_another_workspace_cannot_be_touched(session, make, studio, admin, now):
    form = PageForm("Policies", "policies", "", is_published=True)
    made = site_pages.create(session, form, actor=admin, now=now)
    stranger = make.member(make.workspace(), role=Role.OWNER).actor

    for step in (
        lambda: site_pages.get(session, made.public_id, actor=stranger),
        lambda: site_pages.remove(session, made.public_id, actor=stranger, now=now),
    ):
        with pytest.raises(NotFound):
            step()


def test_among_several_workspaces_each_has_its_path(session, make, studio, admin, now):
    make.workspace(slug="elsewhere")

    with pytest.raises(NotFound):
        sites.public(session, actor=VISITOR)
    view = sites.public(session, "fernhill", actor=VISITOR)

    assert (view.path, view.page_path("contact")) == (
        "/site/fernhill", "/site/fernhill/contact",
    )  # fmt: skip


def test_the_map_lists_what_is_public(session, make, studio, owner, admin, now):
    make.meeting_type(studio, [owner], slug="first", visibility="public")
    make.meeting_type(studio, [owner], slug="secret", visibility="unlisted")
    for slug, published in (("policies", True), ("draft", False)):
        form = PageForm(slug.title(), slug, "", is_published=published)
        site_pages.create(session, form, actor=admin, now=now)

    assert sitemap.urls(session, actor=VISITOR) == [
        f"https://fern.example{path}"
        for path in ("/", "/book/fernhill/first", "/pages/policies", "/contact")
    ]


def test_a_logo_is_kept_shown_and_taken_off(database, factory_for, now, tmp_path):
    with database.transaction() as session:
        make = factory_for(session)
        studio = make.workspace()
        admin = make.member(studio, role=Role.ADMIN).actor
    storage = LocalFiles(tmp_path / "files")

    shown = sites.upload_logo(database.transaction, storage, encoded(), actor=admin, now=now)

    with database.reading() as session:
        view = sites.public(session, actor=VISITOR)
        assert view.logo == shown
        row = files.open_file(session, shown.path.rpartition("/")[2])
        assert storage.get(row.storage_key).startswith(b"\x89PNG")
        assert shown.path in site_html.landing(view).top
    with database.transaction() as session:
        sites.remove_logo(session, actor=admin, now=now)
        assert sites.public(session, actor=VISITOR).logo is None
    with pytest.raises(Invalid):
        sites.upload_logo(database.transaction, storage, b"<svg/>", actor=admin, now=now)
    with database.reading() as session:
        assert len(session.exec(select(StoredFile)).all()) == 1


def test_what_is_kept_of_a_block_that_is_gone_is_left_out():
    found = arranged([{"kind": "carousel", "on": True}, {"kind": "faq", "on": True}])

    assert [block.kind for block in found][:1] == ["faq"]
    assert {block.kind for block in found} == set(BY_KIND)
