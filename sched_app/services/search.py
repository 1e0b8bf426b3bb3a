"""Finds customers by parts of their name, e-mail, phone and tags, on either database.

What a customer is found by stands folded (small letters without accents) in `customer_search`; who
changes a customer writes it anew in the same transaction. SQLite answers from FTS5's trigrams, and
where they find too many to sort, by walking the names in order; PostgreSQL chooses between the two
by itself.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app.models.customers import Customer, CustomerSearch, CustomerTag

WORDS_MOST = 8
WORD_LONGEST = 80
TRIGRAM = 3
TOO_MANY = 2_000  # So many rows are sorted in less time than the names are walked.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
_PHONE_SIGNS = frozenset("0123456789+()-./")
_SEARCH: Any = CustomerSearch.__table__  # type: ignore[attr-defined]
_FTS = sa.table("customer_fts", sa.column("rowid"))


def fold(words: str) -> str:
    """Give words as they are compared: small letters, no accents, single spaces."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.translate(_LETTERS).split())


def index(session: Session, customer_ids: Iterable[int]) -> None:
    """Write anew what these customers are found by; those erased are found by nothing."""
    ids = list(customer_ids)
    connection = session.connection()
    connection.execute(sa.delete(_SEARCH).where(_SEARCH.c.customer_id.in_(ids)))
    tags: dict[int, list[str]] = {}
    for key, tag in connection.execute(
        sa.select(col(CustomerTag.customer_id), col(CustomerTag.tag_key)).where(
            col(CustomerTag.customer_id).in_(ids)
        )
    ):
        tags.setdefault(key, []).append(tag)
    found = connection.execute(
        sa.select(
            col(Customer.id),
            col(Customer.workspace_id),
            col(Customer.name_key),
            col(Customer.email),
            col(Customer.phone),
        ).where(col(Customer.id).in_(ids), col(Customer.erased_at).is_(None))
    )
    rows = [
        {
            "customer_id": row.id,
            "workspace_id": row.workspace_id,
            "name_key": row.name_key,
            "text": _text(row, tags.get(row.id, [])),
        }
        for row in found
    ]
    if rows:
        connection.execute(sa.insert(_SEARCH), rows)


def find(
    session: Session,
    workspace_id: int,
    words: str,
    *,
    narrowed: Sequence[Any] = (),
    after: tuple[str, int] | None = None,
    limit: int,
) -> list[tuple[int, str]]:
    """Give (customer, name key) of those in whom every word stands, by name.

    Words of one or two letters are looked for where words begin, longer ones anywhere. `narrowed`
    are further conditions on `customer_id`; `after` is where the page before ended.
    """
    wanted = split(words)
    if not wanted:
        return []
    workspace: Any = _SEARCH.c.workspace_id
    conditions = [_SEARCH.c.text.like(f"%{_escaped(word)}%", escape="\\") for word in wanted]
    if session.connection().dialect.name == "sqlite":
        ids = _trigrams(session, [word for word in wanted if not word.startswith(" ")])
        if ids is not None:
            conditions.append(_SEARCH.c.customer_id.in_(ids))
            workspace = by_key(CustomerSearch)
    place = sa.tuple_(_SEARCH.c.name_key, _SEARCH.c.customer_id)
    if after is not None:
        conditions.append(place > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    asked = (
        sa.select(_SEARCH.c.customer_id, _SEARCH.c.name_key)
        .where(workspace == workspace_id, *conditions, *narrowed)
        .order_by(_SEARCH.c.name_key, _SEARCH.c.customer_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.connection().execute(asked)]


def customer_id() -> Any:
    """Give the column that `narrowed` conditions of `find` are about."""
    return _SEARCH.c.customer_id


def few(session: Session, asked: Any) -> list[int] | None:
    """Give the keys that a select finds; None if they are too many to be sorted quickly."""
    ids = list(session.connection().execute(asked.limit(TOO_MANY + 1)).scalars())
    return ids if len(ids) <= TOO_MANY else None


def by_key(table: type[Customer] | type[CustomerSearch]) -> Any:
    """Give a table's workspace so that few rows are looked up by key.

    The sign keeps SQLite from walking the names in order; to PostgreSQL it changes nothing.
    """
    return sa.literal_column(f"+{table.__tablename__}.workspace_id", sa.BigInteger)


def split(words: str) -> list[str]:
    """Give the words to look for; a short one begins with a space, as words do in the text."""
    found = []
    seen = "".join(sign if sign.isprintable() else " " for sign in words)
    for word in fold(seen[: WORDS_MOST * WORD_LONGEST]).split()[:WORDS_MOST]:
        plain = _digits(word) if set(word) <= _PHONE_SIGNS else word
        if plain:
            found.append(plain if len(plain) >= TRIGRAM else f" {plain}")
    return found


def compact(session: Session) -> None:
    """Let nothing of what was erased lie in the indices of words: FTS5 only marks it as gone."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO customer_fts(customer_fts) VALUES ('optimize')")
        connection.exec_driver_sql("INSERT INTO booking_search(booking_search) VALUES ('optimize')")


def _trigrams(session: Session, words: Sequence[str]) -> list[int] | None:
    """Give the few customers in whom all these words stand; None if they are too many, or none."""
    if not words:
        return None
    quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    matches = sa.column("customer_fts").op("MATCH")(quoted)
    return few(session, sa.select(_FTS.c.rowid).where(matches))


def _text(row: Any, tags: Iterable[str]) -> str:
    parts = (row.name_key, fold(row.email or ""), _digits(row.phone or ""), *sorted(tags))
    return " " + " ".join(part for part in parts if part)


def _digits(phone: str) -> str:
    """Give a number's digits; a zero before a town's number is not written after a country's."""
    return "".join(sign for sign in phone if sign.isdecimal() and sign.isascii()).lstrip("0")


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
