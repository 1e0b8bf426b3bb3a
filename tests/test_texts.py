"""The catalogue and the code agree: every key that is named is there, none lies unused."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from sched_app import errors, texts
from sched_app.api import problems

PACKAGE = Path(texts.__file__).parent
# Where a key stands among the arguments of what takes one.
TAKES = {
    **dict.fromkeys(("t", "n", "_t", "_n", "_say"), 0),
    "fault": 1,
    **{
        name: 0
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.AppError)
        if kind is not errors.Invalid
    },
}
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
# What the framework refuses is told by its status.
OF_STATUS = {"problem." + kind.replace("-", "_") for kind in problems.KINDS.values()}


@cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text())
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def nodes() -> Iterator[tuple[str, ast.AST]]:
    return ((name, node) for name, tree in trees().items() for node in ast.walk(tree))


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Give each call that names a text by a literal key, with that key."""
    for name, node in nodes():
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "start.py" and called == "_say":
            continue  # It prints to the operator.
        place = TAKES.get(called, len(node.args))
        if place < len(node.args):
            given = node.args[place]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield name, node, given.value


def literals() -> set[str]:
    found = {
        node.value
        for _, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {word for word in found if KEY.fullmatch(word)}


def patterns() -> list[re.Pattern[str]]:
    """Give what keys that are put together of parts look like; one may be a part of another."""
    found = []
    events = {
        id(part)
        for _, node in nodes()
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record"
        for part in node.args
    }
    for _, node in nodes():
        if isinstance(node, ast.JoinedStr) and id(node) not in events:
            parts = [
                re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_.-]+"
                for part in node.values
            ]
            if re.match(r"[a-z_]+\\\.", parts[0]):
                found.append(re.compile("".join(parts)))
    return found


def parameters(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_key_that_is_named_is_in_the_catalogue():
    known = texts.keys()
    missing = {(name, key) for name, _, key in calls() if key not in known}
    missing |= {
        (name, node.value)
        for name, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"(problem|field)\.[a-z_]+", node.value) and node.value not in known
    }
    assert missing == set()


def test_every_error_has_words_and_a_title():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ours = [kind for kind in kinds if issubclass(kind, errors.AppError)]
    wanted = {kind.key for kind in ours} | {f"problem_title.{kind.kind}" for kind in ours}
    assert (wanted | OF_STATUS) - texts.keys() == set()


def test_no_key_lies_unused():
    known, named, shapes = texts.keys(), literals(), patterns()

    def is_used(key: str) -> bool:
        parts = [key[:at] for at, sign in enumerate(key) if sign in "._"]
        return (
            key in OF_STATUS
            or key in named
            or any(part in named for part in parts if "." in part)
            or any(shape.fullmatch(whole) for shape in shapes for whole in (key, *parts))
        )

    assert sorted(key for key in known if not is_used(key)) == []


def test_every_parameter_of_a_text_is_given():
    known, wrong = texts.keys(), []
    for name, call, key in calls():
        given = {keyword.arg for keyword in call.keywords}
        # Words without parameters given are filled in by the page, `**` we cannot look into.
        if None in given or not given - {"locale"} or key not in known:
            continue
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if called in ("n", "_n"):
            given.add("count")
        lacking = parameters(texts.t(key)) - given
        if lacking:
            wrong.append((name, call.lineno, key, lacking))
    assert wrong == []


OTHERS = [locale for locale in texts.locales() if locale != texts.DEFAULT]


@pytest.mark.parametrize("locale", OTHERS)
def test_no_catalogue_misses_a_text_or_has_one_of_its_own(locale: str):
    assert texts.keys(locale) ^ texts.keys() == frozenset()


@pytest.mark.parametrize("locale", OTHERS)
def test_every_language_is_given_the_same_parameters(locale: str):
    ours, theirs = texts._catalogue(texts.DEFAULT), texts._catalogue(locale)
    wrong = [
        key
        for key, forms in ours.items()
        if len(forms) != len(theirs[key]) or parameters(forms[-1]) != parameters(theirs[key][-1])
    ]
    assert wrong == []


ALL = sorted(texts.LOCALES.rglob("*.po"))


@pytest.mark.parametrize("path", ALL, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_plural_forms_and_words_are_whole(path: Path):
    with path.open("rb") as file:
        for message in read_po(file, locale=path.parent.name):
            if message.id:
                words = message.string if isinstance(message.string, tuple) else (message.string,)
                assert all(words), f"{message.id} has no words"
                assert isinstance(message.id, str) or len(words) == 2, message.id
