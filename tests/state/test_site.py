"""The site's editor, its pages and its messages, without a browser."""

import base64
from datetime import timedelta

import pytest

from sched_app.services import access, inquiries, sites
from sched_app.services.inquiries import InquiryForm, Terms
from sched_app.state.inquiries import InquiriesState
from sched_app.state.site_desk import SiteDeskState
from sched_app.state.site_pages import SitePagesState, SitePageState
from tests.services.test_images import encoded
from tests.state.test_booking import drain


async def opened(desk, call, state, path="/dashboard/site"):
    page = await desk.page(state, "owner", path)
    await call(state.load, page)
    return page


def shown(desk):
    with desk.whole.database.reading() as session:
        return sites.public(session, actor=access.visitor())


async def test_blocks_are_edited_previewed_and_saved(desk, call):
    page = await opened(desk, call, SiteDeskState)
    assert page.values["order"][0] == {"kind": "hero", "on": True}
    form = {**page.values, "hero_title": "Learn <b>to</b> type"}
    form["order"] = [
        {**one, "on": one["on"] or one["kind"] == "faq"} for one in page.values["order"]
    ]
    form["faq_entries"] = [{"question": "Why?", "answer": "Because."}]

    await call(SiteDeskState.try_out, page, form)
    assert "Learn &lt;b&gt;to&lt;/b&gt; type" in page.preview
    assert "Why?" in page.preview
    assert shown(desk).block("hero").texts == {}

    await call(SiteDeskState.save, page, form)
    assert (page.errors, page.saved != "") == ({}, True)
    assert shown(desk).has("faq")
    assert page.values["faq_entries"] == [{"question": "Why?", "answer": "Because."}]


async def test_a_fault_is_told_at_its_row(desk, call):
    page = await opened(desk, call, SiteDeskState)
    form = {**page.values, "faq_entries": [{"question": "Why?", "answer": " "}]}

    await call(SiteDeskState.save, page, form)

    assert set(page.errors) == {"faq_entries.0.answer"}
    assert page.attempt == 1


@pytest.mark.parametrize("form", [
    {}, {"order": "x"}, {"order": [{"kind": "evil"}, 7]},
    {"order": [{"kind": "faq", "on": True}], "faq_entries": [1, {"question": {}}]},
])  # fmt: skip
async def test_nonsense_breaks_nothing(desk, call, form):
    page = await opened(desk, call, SiteDeskState)

    await call(SiteDeskState.try_out, page, form)
    await call(SiteDeskState.save, page, form)

    assert {one.kind for one in shown(desk).blocks} >= {"hero", "footer"}


async def test_an_organizer_edits_nothing(desk, call):
    page = await desk.page(SiteDeskState, "organizer", "/dashboard/site")
    await call(SiteDeskState.load, page)

    assert page.is_forbidden
    assert page.values == {}


async def test_a_logo_is_taken_or_refused(desk, call):
    page = await opened(desk, call, SiteDeskState)

    for bad in ("not base64!", base64.b64encode(b"<svg/>").decode(), ""):
        await drain(SiteDeskState.upload_logo, page, bad)
        assert page.logo_fault
        assert page.logo == ""
    await drain(SiteDeskState.upload_logo, page, base64.b64encode(encoded()).decode())

    assert page.logo_fault == ""
    assert page.logo.startswith("/files/fi_")
    assert page.logo in page.preview
    await call(SiteDeskState.ask_remove, page)
    assert page.is_removing
    await call(SiteDeskState.remove_logo, page)
    assert shown(desk).logo is None


async def test_a_page_is_written_and_deleted(desk, call):
    new = await opened(desk, call, SitePageState, "/dashboard/site/pages/new")
    form = {"title": "Policies", "slug": "policies", "body": "**Kind**", "is_published": True}
    await call(SitePageState.try_out, new, form)
    assert "<strong>Kind</strong>" in new.preview
    await call(SitePageState.save, new, {**form, "slug": "contact"})
    assert set(new.errors) == {"slug"}

    await call(SitePageState.save, new, form)
    await call(SitePageState.save, new, {**form, "title": "Our policies"})

    pages = await opened(desk, call, SitePagesState, "/dashboard/site/pages")
    assert [(row.title, row.path) for row in pages.rows] == [("Our policies", "/pages/policies")]
    await call(SitePagesState.ask, pages, pages.rows[0].id, "Our policies")
    await call(SitePagesState.remove, pages)
    assert pages.rows == []


async def test_a_message_is_answered(desk, call, now):
    secrets = desk.whole.secrets
    with desk.whole.database.transaction() as session:
        writer = access.visitor(address_key="a")
        token = inquiries.form_token(
            session, "", secrets=secrets, actor=writer, now=now - timedelta(minutes=1)
        )
        form = InquiryForm("contact", "Ruth", "ruth@example.org", "Hello", token)
        inquiries.receive(session, "", form, secrets=secrets, terms=Terms(), actor=writer, now=now)
    page = await opened(desk, call, InquiriesState, "/dashboard/site/messages")
    assert page.waiting == "1 waits for an answer"

    await call(InquiriesState.open, page, page.rows[0].id)
    await call(InquiriesState.answer, page, {"answer": " "})
    assert set(page.errors) == {"answer"}
    await call(InquiriesState.answer, page, {"answer": "Hello, Ruth."})

    assert (page.is_open, page.rows) == (False, [])
    await call(InquiriesState.choose, page, "answered")
    assert page.rows[0].answer == "Hello, Ruth."
    assert "Ines Okafor" in page.rows[0].answered
