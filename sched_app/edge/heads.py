"""What a page's head says of the row that its path names."""

import html
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page's head says of its row; an empty text leaves the page's own."""

    title: str
    description: str = ""
    url: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The row has another address now, for ever."""

    path: str


def with_meta(text: str, meta: Meta) -> str:
    """Put a row's title, description and og: tags into a page's head, escaped."""
    title = html.escape(meta.title)
    tags = [f"<title>{title}</title>", f'<meta property="og:title" content="{title}"/>']
    if meta.description:
        words = html.escape(meta.description)
        tags.append(f'<meta name="description" content="{words}"/>')
        tags.append(f'<meta property="og:description" content="{words}"/>')
    if meta.url:
        tags.append(f'<meta property="og:url" content="{html.escape(meta.url)}"/>')
    text = re.sub(r"<title>.*?</title>", "", text, count=1, flags=re.S)
    if meta.description:
        text = re.sub(r'<meta content="[^"]*" name="description"/>', "", text, count=1)
    if meta.locale:
        text = text.replace('<html lang="en"', f'<html lang="{html.escape(meta.locale)}"', 1)
    start, mark, rest = text.partition("<head>")
    return f"{start}{mark}{''.join(tags)}{rest}" if mark else text
