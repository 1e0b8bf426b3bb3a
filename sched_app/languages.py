"""Writes the words of each language into a finished build, over the marks that `texts` left.

`client/t/<language>-<hash>/` holds the scripts of one language, `pages/<language>/` its pages. The
hash is that of the words, so that a browser never keeps a script with words that have changed.
"""

import gzip
import html
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from string import Formatter

from sched_app import texts

LISTED = "languages.json"
_MARK = re.compile(
    r"\[\[(?P<kind>[tndm]):(?P<key>[\w.-]+)(?::(?P<number>\d+))?"
    r"(?P<given>(?:@@\w+=(?:(?!@@|\[\[[tndm]:).)*)*)@@\]\]",
    re.S,
)
_GIVEN = re.compile(r"@@(\w+)=((?:(?!@@).)*)", re.S)
_SCRIPT = re.compile(r"(<script[^>]*>.*?</script>)", re.S)
# By an address, or as the loader of parts names them, which puts the slash before it later.
_ASSETS = re.compile(r"""(?<=["'`(=])(/?)assets/""")


class Unfilled(Exception):
    """A mark was left in the build, or one is cut: the message names the file."""


def fill(built: Path) -> None:
    """Give a build the scripts and pages of every language, in place of the marked ones."""
    client = built / "client"
    listed = {}
    for locale in texts.locales():
        name = f"{locale}-{texts.digest(locale)}"
        listed[locale] = name
        _scripts(client, client / "t" / name, locale)
        for path in client.rglob("*.html"):
            if not path.is_relative_to(client / "t"):
                _page(path, built / "pages" / locale / path.relative_to(client), locale, name)
    (built / LISTED).write_text(json.dumps(listed))
    shutil.rmtree(client / "assets")
    for path in client.rglob("*.html*"):
        path.unlink()


def in_script(text: str, locale: str) -> str:
    """Fill the marks that stand in the string literals of a script, in whichever quotes."""
    return _filled(text, locale, _literal)


def in_page(text: str, locale: str) -> str:
    """Fill the marks of a page: in its text and attributes, and in its scripts."""
    parts = _SCRIPT.split(text)
    return "".join(
        in_script(part, locale) if at % 2 else _filled(part, locale, html.escape)
        for at, part in enumerate(parts)
    )


def _scripts(client: Path, target: Path, locale: str) -> None:
    for path in (client / "assets").rglob("*"):
        if not path.is_file() or path.suffix == ".gz":
            continue
        there = target / "assets" / path.relative_to(client / "assets")
        there.parent.mkdir(parents=True, exist_ok=True)
        small, before = Path(f"{path}.gz"), ""
        if path.suffix in (".js", ".css"):
            before = path.read_text(encoding="utf-8")
        after = _at_home(in_script(before, locale), target.name)
        _demand_filled(after, path)
        if after == before:
            for source in filter(Path.is_file, (path, small)):
                os.link(source, there.with_name(source.name))
            continue
        there.write_text(after, encoding="utf-8")
        Path(f"{there}.gz").write_bytes(gzip.compress(after.encode(), 9, mtime=0))


def _page(path: Path, target: Path, locale: str, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    text = _at_home(in_page(text, locale), name)
    _demand_filled(text, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _at_home(text: str, name: str) -> str:
    """Let a language's files name each other where they are served."""
    return _ASSETS.sub(rf"\1t/{name}/assets/", text)


def _demand_filled(text: str, path: Path) -> None:
    if found := re.search(r"\[\[[tndm]:.{0,60}", text):
        raise Unfilled(f"{path.name}: {found[0]}")


def _filled(text: str, locale: str, escape: Callable[[str], str]) -> str:
    def words(mark: re.Match[str]) -> str:
        # What is given stands in the text already as it must: an expression, or escaped.
        given = dict(_GIVEN.findall(mark["given"]))
        template, number = _template(mark, locale), mark["number"]
        if mark["kind"] == "n":
            given.setdefault("count", number)
        if not given:
            return escape(template)
        return "".join(
            escape(literal) + (given[name] if name else "")
            for literal, name, _, _ in Formatter().parse(template)
        )

    # What is given may be a mark itself: the innermost are filled first.
    changed = 1
    while changed:
        text, changed = _MARK.subn(words, text)
    return text


def _template(mark: re.Match[str], locale: str) -> str:
    key = mark["key"]
    if mark["kind"] == "t":
        return texts.t(key, locale)
    number = int(mark["number"])
    if mark["kind"] == "n":
        return texts.plural(key, number, locale)
    if mark["kind"] == "m":
        return texts.month(number, locale)
    return texts.weekday(number, is_short=key == "short", locale=locale)


def _literal(words: str) -> str:
    quoted = json.dumps(words, ensure_ascii=False)[1:-1]
    for special in ("'", "`", "${", "</"):
        quoted = quoted.replace(special, special[0] + "\\/" if special == "</" else "\\" + special)
    return quoted
