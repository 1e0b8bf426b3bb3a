"""Turns Markdown that a workspace wrote into HTML that can do no harm."""

from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LEVELS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_SCHEMES = {"http", "https", "mailto", "tel"}


def html(words: str) -> str:
    """Give the HTML of a Markdown text: no HTML of its own, no pictures, no scripts, safe links.

    Headings begin at the second level, since a page has its own first one. The parser writes
    typed HTML as text; what it made is cleaned all the same.
    """
    made = _parser().render(words)
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
        strip_comments=True,
    )


def summary(words: str, longest: int = 200) -> str:
    """Give a text's first words without any marks, for the head of its page."""
    plain = nh3.clean(_parser().render(words), tags=set(), attributes={})
    return " ".join(unescape(plain).split())[:longest]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["image", "html_block", "html_inline"])

    def lower(state: object) -> None:
        for token in getattr(state, "tokens", ()):
            token.tag = _LEVELS.get(token.tag, token.tag)

    parser.core.ruler.push("headings_below_the_pages_own", lower)
    return parser
