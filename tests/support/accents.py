"""Accents that break careless pages, and a page that wears one."""

import re
from pathlib import Path

from playwright.sync_api import Page
from sqlmodel import select

from sched_app.db import Database
from sched_app.edge import heads
from sched_app.models.workspaces import Workspace
from sched_app.services.accents import Theme

TOKENS = Path(__file__).parents[2] / "assets" / "styles" / "tokens.css"
ODD = ("#FFD400", "#FFFFFF", "#111111", "#7CFC00", "#808080", "#E4572E")
WEAR = """sheet => {
    const made = new DOMParser().parseFromString(sheet, 'text/html').querySelector('style')
    document.querySelector('style[data-worn]')?.remove()
    made.dataset.worn = ''
    document.head.append(document.adoptNode(made))
}"""


def tokens(theme: Theme) -> dict[str, str]:
    """Read the colours of a theme as the pages have them."""
    blocks = TOKENS.read_text().split("}")
    (block,) = (part for part in blocks if f"color-scheme:{theme}" in part and "@media" not in part)
    return dict(re.findall(r"--([\w-]+):(#\w{6})", block))


def brand(database: Database, accent: str) -> None:
    """Let the businesses of a deployment have this accent."""
    with database.transaction() as session:
        for row in session.exec(select(Workspace)):
            row.accent = accent
            session.add(row)


def wear(page: Page, accent: str) -> None:
    """Dress an open page as the server would have served it to this business's visitors."""
    page.evaluate(WEAR, heads.with_accent("<head></head>", accent))
