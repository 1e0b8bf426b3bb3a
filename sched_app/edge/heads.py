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


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page's head says of its row; without a title the page keeps its own.

    `title_key` names a title of the catalogue, for `said_in`;
    `locale` is the workspace's: the page's for a reader whose language we do not have.
    """

    title: str = ""
    title_key: str = ""
    title_params: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    locale: str = ""
    is_private: bool = False
    accent: str = ""

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
    """Put a row's title, description and (of public rows) og: tags into a head, escaped."""
    if not meta.title:
        return text
    title = html.escape(meta.title)
    tags = [f"<title>{title}</title>"]
    if meta.is_private:
        tags.append('<meta name="robots" content="noindex"/>')
    else:
        tags.append(f'<meta property="og:title" content="{title}"/>')
        tags.append('<meta property="og:type" content="website"/>')
    if meta.description:
        words = html.escape(" ".join(meta.description.split())[:DESCRIPTION])
        tags.append(f'<meta name="description" content="{words}"/>')
        if not meta.is_private:
            tags.append(f'<meta property="og:description" content="{words}"/>')
        text = _DESCRIPTION.sub("", text, count=1)
    text = _TITLE.sub("", text, count=1)
    start, mark, rest = text.partition("<head>")
    return f"{start}{mark}{''.join(tags)}{rest}"
