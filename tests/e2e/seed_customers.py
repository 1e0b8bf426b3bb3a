"""Customers of the seeded business: linked by its owner, with tags and notes."""

from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app.services import customer_links, customer_notes, customers
from sched_app.services.access import Actor
from sched_app.services.customers import CustomerForm

LINKED = ("Elif Demir", "Jack Ferris", "Ruth Adeyemi", "Grace Mbeki", "Yusuf Karim")
ADDED = (
    ("Zoë Dupont", "zoe@maison.example", "+33 1 70 18 99 10", ("School", "French")),
    ("Søren Holm", "soren@holm.example", "", ("School",)),
    ("Oakline Housing Association, Learning and Development", "learning@oakline.example", "", ()),
    ("Ruth A.", "ruth.adeyemi@old.example", "", ("VIP",)),
)
TAGS = {"Ruth Adeyemi": ("VIP", "School"), "Grace Mbeki": ("Remote",)}


def add_customers(
    session: Session, bookings: dict[str, str], owner: Actor, now: datetime
) -> dict[str, str]:
    """Link some bookings to customers and add others by hand; give public ids by name."""
    given = {"actor": owner, "now": now - timedelta(days=1)}
    found = {}
    for name in LINKED:
        row, _ = customer_links.link(session, bookings[name], **given)
        found[name] = row.public_id
    for name, email, phone, tags in ADDED:
        row = customers.add(session, CustomerForm(name, email, phone), **given)
        found[name] = row.public_id
        for tag in tags:
            customer_notes.add_tag(session, row.public_id, tag, **given)
    for name, tags in TAGS.items():
        for tag in tags:
            customer_notes.add_tag(session, found[name], tag, **given)
    ruth = found["Ruth Adeyemi"]
    customer_notes.add_note(session, ruth, "Prefers mornings. Bring the split keyboard.", **given)
    customer_notes.add_note(
        session, ruth, "Rang about the invoice:\nsend it to accounts@adeyemi.example.", **given
    )
    return found
