"""The demo's customers: linked by the owner, with tags and notes."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from sched_app.demo.crowd import PEOPLE, REGULARS
from sched_app.demo.making import Making
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.services import customer_links, customer_notes, customers
from sched_app.services.customers import CustomerForm

LINKED = ("Elif Demir", "Jack Ferris", "Ruth Adeyemi", "Grace Mbeki", "Yusuf Karim")
ADDED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Zoë Dupont", "zoe@maison.example", "+33 1 70 18 99 10", ("School", "French")),
    ("Søren Holm", "soren@holm.example", "", ("School",)),
    ("Oakline Housing Association, Learning and Development", "learning@oakline.example", "", ()),
    ("Ruth A.", "ruth.adeyemi@old.example", "", ("VIP",)),
)
TAGS: dict[str, tuple[str, ...]] = {
    "Ruth Adeyemi": ("VIP", "School"),
    "Grace Mbeki": ("Remote",),
    "Mateus Lima": ("Remote",),
    "Amelia Hughes": ("School",),
    "Callum Reid": ("RSI",),
}
NOTES: dict[str, tuple[str, ...]] = {
    "Ruth Adeyemi": (
        "Prefers mornings. Bring the split keyboard.",
        "Rang about the invoice:\nsend it to accounts@adeyemi.example.",
    ),
    "Callum Reid": ("Wrist splint until the end of the month: no drills longer than ten minutes.",),
    "Amelia Hughes": ("Her class of 24 starts in spring. Send the offer to the school office.",),
}


def add(making: Making) -> None:
    """Link bookings to customers and add others by hand; keep their public ids by name."""
    given: dict[str, Any] = {"actor": making.business.owner, "now": making.now - timedelta(days=1)}
    found = making.business.customers
    with making.database.transaction() as session:
        for name in LINKED:
            row, _ = customer_links.link(session, making.business.bookings[name], **given)
            found[name] = row.public_id
        for name, _zone in PEOPLE[:REGULARS]:
            theirs = [one.public_id for one in making.booked if one.who == name]
            found[name] = _link(session, theirs, given)
        _by_hand(session, found, given)


def _link(session: Session, theirs: list[str], given: dict[str, Any]) -> str:
    """Link somebody's bookings; who has cancelled by the link in a mail is a customer already."""
    known = session.exec(
        select(Customer.public_id)
        .join(Booking, col(Booking.customer_id) == col(Customer.id))
        .where(col(Booking.public_id).in_(theirs))
    ).first()
    if known is None:
        known = customer_links.link(session, theirs[0], **given)[0].public_id
    customer_links.link_all(session, known, **given)
    return known


def _by_hand(session: Session, found: dict[str, str], given: dict[str, Any]) -> None:
    for name, email, phone, tags in ADDED:
        row = customers.add(session, CustomerForm(name, email, phone), **given)
        found[name] = row.public_id
        for tag in tags:
            customer_notes.add_tag(session, row.public_id, tag, **given)
    for name, tags in TAGS.items():
        for tag in tags:
            customer_notes.add_tag(session, found[name], tag, **given)
    for name, notes in NOTES.items():
        for words in notes:
            customer_notes.add_note(session, found[name], words, **given)
