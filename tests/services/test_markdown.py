"""Markdown that a workspace wrote can do no harm."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from sched_app.services import markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '![x](x "onerror=alert(1)")',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](https://ok.example \"' onmouseover='alert(1)\")",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg/onload=alert(1)>",
    "<iframe src='//evil.example'></iframe>",
    "<style>body{display:none}</style>",
    "<form action=//evil.example><input></form>",
    "`<b>`\n\n```\n</code><script>alert(1)</script>\n```",
    "| a |\n| --- |\n| <script>alert(1)</script> |",
    "[\u202ex](java\nscript:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "<!-- --><script>alert(1)</script>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
ALLOWED = re.compile(r'<(/?)([a-z0-9]+)((?: (?:href|title|rel|start)="[^"]*")*) ?/?>')


@pytest.mark.parametrize("words", ATTACKS)
def test_nothing_of_it_runs(words):
    made = markdown.html(words)

    for tag in re.findall(r"<[^>]*>", made):
        found = ALLOWED.fullmatch(tag)
        assert found, tag
        assert found[2] in markdown.TAGS
    for href in re.findall(r'href="([^"]*)"', made):
        assert urlsplit(unescape(href)).scheme in ("", "http", "https", "mailto", "tel"), href


def test_what_people_write_is_drawn():
    made = markdown.html(
        "# Top\n\nWe **keep** [it](/contact).\n\n- one\n- two\n\n| a | b |\n|-|-|\n|1|2|"
    )

    assert "<h2>Top</h2>" in made
    assert "<strong>keep</strong>" in made
    assert '<a href="/contact" rel="noopener nofollow">it</a>' in made
    assert "<li>one</li>" in made
    assert "<td>1</td>" in made


def test_a_summary_is_plain_words():
    assert markdown.summary("# A & B\n\n*c* <d>") == "A & B c <d>"
