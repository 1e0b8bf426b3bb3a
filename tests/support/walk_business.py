"""What the walk finds of a business: customers, an import, a site's form and pages."""

from datetime import datetime, timedelta
from typing import Any

from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    customer_imports,
    customer_links,
    customer_notes,
    customers,
    inquiries,
    site_pages,
)
from sched_app.services.access import Actor
from sched_app.services.customers import CustomerForm
from sched_app.services.inquiries import InquiryForm
from sched_app.services.site_pages import PageForm


def clients(
    session: Any, booking: str, private: tuple[str, ...], *, actor: Actor, now: datetime
) -> dict[str, str]:
    """Make a customer of a booking, with a note and a tag, and another one; import some."""
    given: dict[str, Any] = {"actor": actor, "now": now}
    client, _ = customer_links.link(session, booking, **given)
    note = customer_notes.add_note(session, client.public_id, private[3], **given)
    customer_notes.add_tag(session, client.public_id, "walked", **given)
    other = customers.add(session, CustomerForm("Otto Other", "otto@example.org"), **given)
    files = [customer_imports.upload(session, b"Name\nWalt Walker\n", **given) for _ in "12"]
    customer_imports.start(session, files[1], ["name"], updates=False, **given)
    customer_imports.go_on(session, files[1], **given)
    return {
        "file": files[0],
        "imported": files[1],
        "client": client.public_id,
        "client_note": note.public_id,
        "other_client": other.public_id,
    }


def site(
    session: Any,
    slug: str,
    secrets: Secrets,
    private: tuple[str, ...],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, str]:
    """Give the site a form that was handed out, a message, and a page."""
    visitor = access.visitor(address_key="a9")
    token = inquiries.form_token(
        session, slug, secrets=secrets, actor=visitor, now=now - timedelta(minutes=1)
    )
    asked = InquiryForm("contact", private[0], private[1], private[3], token)
    terms = inquiries.Terms(limited=False)
    inquiry = inquiries.receive(
        session, slug, asked, secrets=secrets, terms=terms, actor=visitor, now=now
    )
    page = PageForm("Policies", "policies", "Be kind.", is_published=True)
    made = site_pages.create(session, page, actor=actor, now=now)
    return {
        "form_token": token,
        "inquiry": inquiry.public_id,
        "site_page": made.public_id,
    }
