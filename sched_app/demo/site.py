"""The demo's site: blocks, pages, a logo, and what visitors wrote."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from sqlmodel import Session

from sched_app.db import Database
from sched_app.demo.making import SLUG, Making
from sched_app.integrations.local_files import LocalFiles
from sched_app.secrets_file import Secrets
from sched_app.services import access, inquiries, site_pages, sites
from sched_app.services.access import Actor
from sched_app.services.inquiries import InquiryForm, Terms
from sched_app.services.site_blocks import BlockView, arranged
from sched_app.services.site_pages import PageForm
from sched_app.services.sites import SiteForm

TEXTS: dict[str, dict[str, Any]] = {
    "hero": {
        "title": "Typing, writing and study coaching, one hour at a time.",
        "words": "Three coaches teach children and adults to type without looking, write "
        "without dread and plan a week that holds. In Bristol or by video.",
        "button": "Book a free intro call",
    },
    "offers": {"title": "What would help?"},
    "how": {},
    "people": {
        "people": [
            {"name": "Ines Okafor", "role": "Founder, writing coach",
             "words": "Taught English for nine years. Believes in short sentences."},
            {"name": "Tom Wells", "role": "Typing coach",
             "words": "120 words a minute, and never in a hurry."},
            {"name": "Priya Raman", "role": "Accessible typing",
             "words": "Works with RSI, dyslexia and low vision."},
        ]
    },
    "testimonials": {
        "quotes": [
            {"quote": "My daughter does her homework before I ask. I still do not know how Ines "
             "did that.", "name": "Ruth Adeyemi", "about": "Parent"},
            {"quote": "In six weeks I stopped looking at my hands. Minutes of meetings are now "
             "done when the meeting is.", "name": "Leo Hartmann", "about": "Office manager"},
            {"quote": "Priya moved two cables and a chair, and my wrists are quiet since. I had "
             "been to three doctors.", "name": "Callum Reid", "about": "Translator"},
        ]
    },
    "pricing": {
        "words": "Prices are per session. You pay what is due, when it is due.",
        "plans": [
            {"name": "Intro call", "price": "Free", "words": "20 minutes, to see what would help."},
            {"name": "Coaching session", "price": "€60", "words": "One hour, one goal, one plan."},
            {"name": "Five sessions", "price": "€270", "words": "Good for six months."},
        ],
    },
    "faq": {
        "entries": [
            {"question": "Do I need an account?",
             "answer": "No. You book with your name and e-mail, and each mail has a link that "
             "moves or cancels the booking."},
            {"question": "What if I am late?",
             "answer": "We start when you are there and end on time."},
            {"question": "Do you come to schools?",
             "answer": "Yes, in and around Bristol. Write to us with the number of pupils."},
        ]
    },
    "call": {},
    "contact": {},
    "interest": {},
    "roadmap": {
        "words": "What we are working on, in the order in which we expect to finish it.",
        "entries": [
            {"title": "Saturday group classes", "words": "Six children, one coach.",
             "state": "now"},
            {"title": "Evening sessions by video", "words": "", "state": "next"},
            {"title": "A second room", "words": "Next door, with six more desks.", "state": "next"},
            {"title": "Online booking", "words": "You are looking at it.", "state": "done"},
        ],
    },
    "footer": {"words": "Fernhill Studio, 14 Alma Vale Road, Bristol BS8"},
}  # fmt: skip
POLICIES = """We like to keep promises, and to make few of them.

## Moving and cancelling

You can **move or cancel** until a day before, from the link in your mail:

1. Open the mail.
2. Choose *Move* or *Cancel*.

| When | What you get back |
| --- | --- |
| A day before | Everything |
| Later | Half |

> A child who is ill is never late.

Questions? [Write to us](/contact).
"""
PRIVACY = """We keep your name, your address and what you tell us, as long as you book with us.

## Who sees it

Your coach. Nobody else.
"""


def picture() -> bytes:
    """Draw a logo."""
    drawn = Image.new("RGBA", (320, 320), "#1D6A45")
    pen = ImageDraw.Draw(drawn)
    for top, width in ((88, 120), (150, 180), (212, 80)):
        pen.rounded_rectangle((70, top, 70 + width, top + 24), 12, fill="#FFFFFF")
    made = io.BytesIO()
    drawn.save(made, "PNG")
    return made.getvalue()


def fill(making: Making) -> None:
    """Fill the site, but for its logo, and let visitors have written."""
    owner, now = making.business.owner, making.now
    with making.database.transaction() as session:
        version = sites.edited(session, actor=owner).version
        blocks = tuple(BlockView(kind, True, texts) for kind, texts in TEXTS.items())
        sites.change(session, SiteForm(version, arranged(_kept(blocks))), actor=owner, now=now)
        for title, slug, body in (
            ("Policies", "policies", POLICIES),
            ("Privacy", "privacy", PRIVACY),
        ):
            form = PageForm(title, slug, body, is_published=True)
            site_pages.create(session, form, actor=owner, now=now)
        _write(session, making.secrets, owner, now)


def wear_logo(database: Database, owner: Actor, folder: Path, now: datetime) -> None:
    """Give the site a logo; `folder` is the deployment's data folder."""
    sites.upload_logo(
        database.transaction, LocalFiles(folder / "files"), picture(), actor=owner, now=now
    )


def _kept(blocks: tuple[BlockView, ...]) -> list[dict[str, object]]:
    return [{"kind": one.kind, "on": one.is_on, "texts": one.texts} for one in blocks]


def _write(session: Session, secrets: Secrets, owner: Actor, now: datetime) -> None:
    wrote = (
        ("contact", "Amara Nwosu", "amara@nwosu.example", 30,
         "Hello, do you have a place for a ten-year-old on Thursdays?\n\nShe types with two "
         "fingers and hates it."),
        ("contact", "Oakline School", "office@oakline.example", 7,
         "We are looking for a coach for 24 pupils in spring. What would that cost?"),
        ("interest", "", "sam@field.example", 3, "Saturday classes"),
        ("contact", "Bea Lang", "bea@lang.example", 50, "Do you sell vouchers?"),
    )  # fmt: skip
    for number, (kind, name, email, hours, message) in enumerate(wrote):
        at = now - timedelta(hours=hours)
        visitor = access.visitor(address_key=f"a{number}")
        token = inquiries.form_token(
            session, SLUG, secrets=secrets, actor=visitor, now=at - timedelta(minutes=1)
        )
        inquiries.receive(
            session,
            SLUG,
            InquiryForm(kind, name, email, message, token),
            secrets=secrets,
            terms=Terms(limited=False),
            actor=visitor,
            now=at,
        )
    newest = inquiries.listed(session, actor=owner).rows[0]
    words = "We do, from €60.\n\nTell me the name that should stand on it."
    inquiries.answer(session, newest.public_id, words, actor=owner, now=now)
