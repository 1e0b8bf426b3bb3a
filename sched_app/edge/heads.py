"""What a page's head says of the row that its path names."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sched_app import texts
from sched_app.services import accents, forms

DESCRIPTION = 300
_TITLE = re.compile(r"<title>.*?</title>", re.S)
_DESCRIPTION = re.compile(r'<meta content="[^"]*" name="description"/>')
_IMAGE = '<meta content="favicon.ico" property="og:image"/>'
_PLACE = re.compile(r'(<(\w+)(?: [^<>]*)? data-part="(\w+)"[^<>]*>)(</\2>)')
PICTURE = "/touch-icon.png"
FIRST = "first"  # The part that everyone sees until the page has come alive.


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page's head says of its row; without a title the page keeps its own.

    `title_key` names a title of the catalogue, for `said_in`;
    `locale` is the workspace's: the page's for a reader whose language we do not have.
    `url` and `picture` are whole addresses; `parts` are HTML that was escaped where it was drawn.
    """

    title: str = ""
    title_key: str = ""
    title_params: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    locale: str = ""
    is_private: bool = False
    accent: str = ""
    url: str = ""
    site_name: str = ""
    picture: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    def said_in(self, locale: str) -> "Meta":
        """Give the head with its title in a language."""
        if not self.title_key:
            return self
        return replace(self, title=texts.t(self.title_key, locale, **self.title_params))


@dataclass(frozen=True, slots=True)
class Moved:
    """The row has another address now, for ever."""

    path: str


def with_accent(text: str, accent: str) -> str:
    """Dress a page in a workspace's accent; ours, or what is no colour, leaves it as it is.

    The selectors are those of `assets/styles/tokens.css` and one element more: they win wherever
    the browser puts that sheet.
    """
    if not forms.is_colour(accent) or accent.upper() == accents.DEFAULT:
        return text
    light, dark = _declared(accent, "light"), _declared(accent, "dark")
    style = (
        f"<style>html:root{{{light}}}"
        f"@media(prefers-color-scheme:dark){{html:root:not(.light){{{dark}}}}}"
        f"html:root.dark{{{dark}}}</style>"
    )
    return text.replace("</head>", f"{style}</head>", 1)


def _declared(accent: str, theme: accents.Theme) -> str:
    return ";".join(f"--{name}:{value}" for name, value in accents.variables(accent, theme).items())


def with_meta(text: str, meta: Meta) -> str:
    """Put a row's title, description and (of public rows) social tags into a head, escaped."""
    if not meta.title:
        return text
    tags = [f"<title>{html.escape(meta.title)}</title>"]
    words = " ".join(meta.description.split())[:DESCRIPTION]
    if words:
        tags.append(f'<meta name="description" content="{html.escape(words)}"/>')
        text = _DESCRIPTION.sub("", text, count=1)
    if meta.is_private:
        tags.append('<meta name="robots" content="noindex"/>')
    else:
        tags += _social(meta, words)
        text = text.replace(_IMAGE, "", 1)
    text = _TITLE.sub("", text, count=1)
    start, mark, rest = text.partition("<head>")
    return f"{start}{mark}{''.join(tags)}{rest}"


def _social(meta: Meta, words: str) -> list[str]:
    """Give what other sites show of a link, and where search engines find the page."""
    said = {
        "og:title": meta.title,
        "og:type": "website",
        "og:description": words,
        "og:url": meta.url,
        "og:site_name": meta.site_name,
        "og:locale": meta.locale.replace("-", "_"),
        "og:image": meta.picture,
    }
    tags = [
        f'<meta property="{name}" content="{html.escape(value)}"/>'
        for name, value in said.items()
        if value
    ]
    tags.append('<meta name="twitter:card" content="summary"/>')
    if meta.url:
        tags.append(f'<link rel="canonical" href="{html.escape(meta.url)}"/>')
    return tags


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """Put the parts of a page into the places that were built empty for them.

    The build of a page whose path has a name in it has no body: there they stand in a `noscript`,
    which people and crawlers without JavaScript read, and from which a page that came alive takes
    them when it asks for its own address once more.
    """
    if not parts:
        return text
    found = set(_PLACE.findall(text))
    if found:
        return _PLACE.sub(lambda at: f"{at[1]}{parts.get(at[3], '')}{at[4]}", text)
    whole = "".join(
        f'<div id="early">{part}</div>'
        if name == FIRST
        else f'<noscript data-part="{name}">{part}</noscript>'
        for name, part in parts.items()
    )
    return text.replace("</body>", f"{whole}</body>", 1)
