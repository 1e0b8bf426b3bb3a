"""Draws a site as HTML: what everyone gets first, with or without JavaScript.

All that a workspace typed goes through a template that escapes it; Markdown alone is HTML, cleaned.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from sched_app import routes, texts
from sched_app.services import dates, markdown, site_blocks
from sched_app.services.meeting_types import PublicView
from sched_app.services.site_blocks import BlockView
from sched_app.services.site_pages import PageView
from sched_app.services.sites import Link, SiteView

TEMPLATES = Path(__file__).parent.parent / "templates" / "site"
LOGO_HEIGHT = 32
ASKING = ("contact", "interest")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's three parts, and what its head says."""

    title: str
    description: str
    path: str
    top: str
    main: str
    foot: str

    @property
    def parts(self) -> dict[str, str]:
        """The parts by the names of their places."""
        return {"top": self.top, "main": self.main, "foot": self.foot}


def landing(site: SiteView, *, preview: bool = False) -> Drawn:
    """Draw the landing page with the blocks that are switched on; a preview fakes the forms."""
    hero = site_blocks.shown(site.block("hero"), site.locale)
    blocks = [
        (block.kind, site_blocks.shown(block, site.locale))
        for block in site.blocks
        if block.is_on and not site_blocks.BY_KIND[block.kind].is_fixed
    ]
    main = _draw(
        "landing.html",
        site,
        hero=hero,
        blocks=blocks,
        order=[kind for kind, _ in blocks],
        offers=[_offer(view, site.locale) for view in site.offers],
        preview=preview,
    )
    typed = site.block("hero").texts.get("title", "")
    title = f"{typed} – {site.name}" if typed else site.name
    return _drawn(site, title, hero["words"], site.path, main + _business(site, hero, blocks))


def framed(drawn: Drawn) -> str:
    """Give the whole body of a page, as its preview shows it."""
    return (
        f'<div class="pub"><header class="ptop"><div class="stop">{drawn.top}</div></header>'
        f'<main class="pmain landing">{drawn.main}</main>'
        f'<footer class="pfoot"><div>{drawn.foot}</div></footer></div>'
    )


def page(site: SiteView, shown: PageView) -> Drawn:
    """Draw a page that the workspace wrote in Markdown."""
    return draft(site, shown.title, shown.body, site.page_path(shown.slug))


def draft(site: SiteView, title: str, body: str, path: str = "") -> Drawn:
    """Draw a page that is being written."""
    cleaned = Markup(markdown.html(body))  # noqa: S704 - Nothing in it runs.
    main = _draw("page.html", site, title=title, body=cleaned)
    return _drawn(site, f"{title} – {site.name}", markdown.summary(body), path, main)


def contact(site: SiteView) -> Drawn:
    """Draw the page with the forms that are switched on."""
    blocks = [
        (kind, site_blocks.shown(site.block(kind), site.locale))
        for kind in ASKING
        if site.has(kind)
    ]
    main = _draw("contact.html", site, blocks=blocks, preview=False)
    title = f"{blocks[0][1]['title']} – {site.name}"
    path = site.page_path(routes.CONTACT_PAGE)
    return _drawn(site, title, blocks[0][1]["words"], path, main)


def roadmap(site: SiteView) -> Drawn:
    """Draw what is planned, under way and done."""
    shown = site_blocks.shown(site.block("roadmap"), site.locale)
    groups = []
    for state in ("now", "next", "done"):
        entries = [one for one in shown["entries"] if _state(one) == state]
        if entries:
            groups.append((state, texts.t(f"web.state_{state}", site.locale), entries))
    main = _draw("roadmap.html", site, texts=shown, groups=groups)
    path = site.page_path(routes.ROADMAP_PAGE)
    return _drawn(site, f"{shown['title']} – {site.name}", shown["words"], path, main)


def booking(one: PublicView) -> str:
    """Draw what stands where a booking page will be until it has come alive."""
    words = texts.t("booking.needs_script", one.workspace_locale)
    return _template("booking.html").render(one=one, needs_script=words).strip()


def _state(entry: dict[str, str]) -> str:
    state = entry.get("state", "")
    return state if state in site_blocks.STATES else site_blocks.STATES[0]


def _drawn(site: SiteView, title: str, description: str, path: str, main: str) -> Drawn:
    footer: BlockView = site.block("footer")
    return Drawn(
        title=title,
        description=description,
        path=path,
        top=_draw("top.html", site, links=list(_nav(site)), logo_size=_logo_size(site)),
        main=main,
        foot=_draw("foot.html", site, links=list(_foot(site)), words=footer.texts.get("words", "")),
    )


def _nav(site: SiteView) -> Iterator[Link]:
    if site.has("pricing") and site.block("pricing").texts.get("plans"):
        yield Link(texts.t("web.pricing_usual", site.locale), f"{site.path}#prices")
    if site.has("roadmap"):
        title = site_blocks.shown(site.block("roadmap"), site.locale)["title"]
        yield Link(title, site.page_path(routes.ROADMAP_PAGE))
    if any(site.has(kind) for kind in ASKING):
        yield Link(texts.t("web.nav_contact", site.locale), site.page_path(routes.CONTACT_PAGE))


def _foot(site: SiteView) -> Iterator[Link]:
    yield from site.pages
    yield from _nav(site)


def _logo_size(site: SiteView) -> tuple[int, int]:
    if not site.logo:
        return (0, 0)
    return (max(1, round(site.logo.width * LOGO_HEIGHT / site.logo.height)), LOGO_HEIGHT)


def _offer(view: PublicView, locale: str) -> dict[str, str]:
    called = view.location_kind == "phone" and not view.location_value
    kind = "phone_us" if called else view.location_kind
    return {
        "name": view.name,
        "about": view.description,
        "path": view.path,
        "length": dates.duration_words(view.duration_minutes, locale=locale),
        "place": texts.t(f"booking.place_{kind}", locale),
    }


def _business(site: SiteView, hero: dict[str, Any], blocks: list[tuple[str, Any]]) -> str:
    """Tell search engines about the business and its questions (schema.org, as JSON-LD)."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": site.name,
        "url": site.url(site.path),
        "description": hero["words"],
    }
    if site.logo:
        about["image"] = site.url(site.logo.path)
    if site.offers:
        about["makesOffer"] = [
            {
                "@type": "Offer",
                "itemOffered": {"@type": "Service", "name": one.name},
                "url": site.url(one.path),
            }
            for one in site.offers
        ]
    found = [about]
    entries: list[dict[str, str]] = next(
        (one["entries"] for kind, one in blocks if kind == "faq"), []
    )
    if entries:
        found.append(
            {
                "@context": "https://schema.org",
                "@type": "FAQPage",
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": one["question"],
                        "acceptedAnswer": {"@type": "Answer", "text": one["answer"]},
                    }
                    for one in entries
                ],
            }
        )
    words = json.dumps(found, ensure_ascii=False)
    # Nothing typed can end the element. It stands in the body: in the head React would take it for
    # one of its own scripts.
    for letter, safe in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        words = words.replace(letter, safe)
    return f'<script type="application/ld+json">{words}</script>'


def _draw(name: str, site: SiteView, **given: Any) -> str:
    def t(key: str) -> str:
        return texts.t(key, site.locale)

    return _template(name).render(site=site, t=t, **given).strip()


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["initials"] = _initials
    return environment.get_template(name)
