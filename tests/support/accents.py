"""Accents that break careless pages, and a page that wears one."""

import re
from pathlib import Path

from playwright.sync_api import Page

from sched_app.services.accents import Theme, derive

TOKENS = Path(__file__).parents[2] / "assets" / "styles" / "tokens.css"
ODD = ("#FFD400", "#FFFFFF", "#111111", "#7CFC00", "#808080", "#E4572E")
WEAR = """roles => {
    for (const [name, colour] of Object.entries(roles))
        document.documentElement.style.setProperty(`--${name}`, colour)
}"""


def tokens(theme: Theme) -> dict[str, str]:
    """Read the colours of a theme as the pages have them."""
    blocks = TOKENS.read_text().split("}")
    (block,) = (part for part in blocks if f"color-scheme:{theme}" in part and "@media" not in part)
    return dict(re.findall(r"--([\w-]+):(#\w{6})", block))


def wear(page: Page, accent: str, theme: Theme) -> None:
    """Colour a page as the brand of another business."""
    roles = derive(accent, theme)
    page.evaluate(WEAR, {**roles, "ring": roles["accent-text"]})
