"""What a site is made of: its blocks, their fields, and the checks of what is typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sched_app import texts
from sched_app.services.forms import Checks


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a block; `usual` is the key of the text that stands where none is typed.

    Kinds: `line`, `text` of several lines, `rows` of the fields in `parts`.
    """

    name: str
    kind: str
    longest: int = 0
    required: bool = False
    usual: str = ""
    parts: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A kind of block; one that is `fixed` stands outside of the landing page's order."""

    kind: str
    fields: tuple[Field, ...]
    is_on: bool = False
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as a workspace has it: texts by field, rows as lists of texts by part."""

    kind: str
    is_on: bool
    texts: dict[str, Any]


def _line(name: str, longest: int = 120, *, required: bool = False, usual: str = "") -> Field:
    return Field(name, "line", longest, required, usual)


def _text(name: str, longest: int = 600, *, required: bool = False, usual: str = "") -> Field:
    return Field(name, "text", longest, required, usual)


def _rows(name: str, most: int, *parts: Field) -> Field:
    return Field(name, "rows", most, parts=parts)


BLOCKS: tuple[Block, ...] = (
    Block(
        "hero",
        (
            _line("title"),
            _text("words", 400, usual="home.lead"),
            _line("button", 40, usual="home.book_next"),
        ),
        is_on=True,
        is_fixed=True,
    ),
    Block("offers", (_line("title", usual="home.offers"),), is_on=True),
    Block(
        "how",
        (
            _line("title", usual="home.how"),
            _text("words", usual="home.how_words"),
            _rows("steps", 6, _line("title", 80, required=True), _text("words", 300)),
        ),
        is_on=True,
    ),
    Block(
        "people",
        (
            _line("title", usual="web.people_usual"),
            _rows(
                "people",
                24,
                _line("name", 80, required=True),
                _line("role", 80),
                _text("words", 400),
            ),
        ),
    ),
    Block(
        "testimonials",
        (
            _line("title", usual="web.testimonials_usual"),
            _rows(
                "quotes",
                24,
                _text("quote", 500, required=True),
                _line("name", 80, required=True),
                _line("about", 80),
            ),
        ),
    ),
    Block(
        "pricing",
        (
            _line("title", usual="web.pricing_usual"),
            _text("words"),
            _rows(
                "plans",
                12,
                _line("name", 80, required=True),
                _line("price", 40, required=True),
                _text("words", 300),
            ),
        ),
    ),
    Block(
        "faq",
        (
            _line("title", usual="web.faq_usual"),
            _rows(
                "entries",
                40,
                _line("question", 200, required=True),
                _text("answer", 1500, required=True),
            ),
        ),
    ),
    Block(
        "call",
        (
            _line("title", usual="web.call_usual"),
            _text("words", 300, usual="web.call_words_usual"),
            _line("button", 40, usual="home.book_next"),
        ),
    ),
    Block(
        "contact",
        (
            _line("title", usual="web.contact_usual"),
            _text("words", usual="web.contact_words_usual"),
        ),
        is_on=True,
    ),
    Block(
        "interest",
        (
            _line("title", usual="web.interest_usual"),
            _text("words", usual="web.interest_words_usual"),
        ),
    ),
    Block(
        "roadmap",
        (
            _line("title", usual="web.roadmap_usual"),
            _text("words"),
            _rows(
                "entries",
                60,
                _line("title", required=True),
                _text("words", 500),
                _line("state", 12),
            ),
        ),
        is_fixed=True,
    ),
    Block("footer", (_text("words", 300),), is_on=True, is_fixed=True),
)
BY_KIND = {block.kind: block for block in BLOCKS}
STATES = ("next", "now", "done")  # Of an entry of the roadmap; any other text counts as the first.
_USUAL_STEPS = ("pick", "tell", "keep")


def arranged(kept: Sequence[Mapping[str, Any]]) -> tuple[BlockView, ...]:
    """Give every block in a workspace's order; what is not kept stands as usual, at the end."""
    found: dict[str, BlockView] = {}
    for row in kept:
        if (kind := row.get("kind", "")) in BY_KIND:
            found[kind] = BlockView(kind, bool(row.get("on")), dict(row.get("texts") or {}))
    for block in BLOCKS:
        found.setdefault(block.kind, BlockView(block.kind, block.is_on, {}))
    return tuple(found.values())


def kept(blocks: Sequence[BlockView]) -> list[dict[str, Any]]:
    """Give blocks as they are kept."""
    return [{"kind": one.kind, "on": one.is_on, "texts": one.texts} for one in blocks]


def shown(block: BlockView, locale: str) -> dict[str, Any]:
    """Give a block's texts as visitors read them: the usual ones where none are typed."""
    found: dict[str, Any] = {}
    for field in BY_KIND[block.kind].fields:
        typed = block.texts.get(field.name) or ([] if field.kind == "rows" else "")
        found[field.name] = typed or (texts.t(field.usual, locale) if field.usual else typed)
    if block.kind == "how" and not found["steps"]:
        found["steps"] = [
            {"title": texts.t(f"home.{one}", locale), "words": texts.t(f"home.{one}_words", locale)}
            for one in _USUAL_STEPS
        ]
    return found


def checked(blocks: Sequence[BlockView]) -> tuple[BlockView, ...]:
    """Check what was typed; raise Invalid by `block_field` and `block_field.row.part`."""
    checks = Checks()
    clean: dict[str, BlockView] = {}
    for block in blocks:
        if block.kind not in BY_KIND or block.kind in clean:
            continue
        found = {
            field.name: _checked(checks, f"{block.kind}_{field.name}", field, block.texts)
            for field in BY_KIND[block.kind].fields
        }
        clean[block.kind] = BlockView(block.kind, block.is_on, found)
    checks.finish()
    return arranged(kept(tuple(clean.values())))


def _checked(checks: Checks, path: str, field: Field, given: Mapping[str, Any]) -> Any:
    value = given.get(field.name)
    if field.kind != "rows":
        words = value if isinstance(value, str) else ""
        check = checks.line if field.kind == "line" else checks.text
        return check(path, words, field.longest, required=field.required)
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if len(rows) > field.longest:
        checks.fault(path, "field.too_many", most=field.longest)
    return [
        {part.name: _checked(checks, f"{path}.{n}.{part.name}", part, row) for part in field.parts}
        for n, row in enumerate(rows[: field.longest])
    ]
