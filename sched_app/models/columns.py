"""Column types and small builders that every table uses."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LETTERS = b"0123456789abcdefghjkmnpqrstvwxyz" * 8


class Instant(sa.types.TypeDecorator[datetime]):
    """Integer UTC seconds in the database, an aware UTC datetime in Python."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Store whole seconds; raise ValueError for a datetime without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give the stored second as an aware UTC datetime."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


def public_id(prefix: str) -> Callable[[], str]:
    """Make a factory of random public ids such as `bk_7f…` (100 bits)."""

    def make() -> str:
        # Each of the 32 letters stands for 8 of the 256 bytes, so all are equally likely.
        return f"{prefix}_{secrets.token_bytes(20).translate(_LETTERS).decode()}"

    return make


def key_field() -> Any:
    """The integer primary key."""
    return Field(default=None, sa_column=sa.Column(BIG, primary_key=True, autoincrement=True))


def ref_field(*, nullable: bool = False, index: bool = False, default: Any = ...) -> Any:
    """An integer that refers to another row; the foreign key stands in the table's arguments."""
    if nullable:
        default = None
    return Field(
        default,
        sa_type=BIG,
        nullable=nullable,
        index=index,
    )


def public_field(prefix: str) -> Any:
    """The public id, unique over the deployment."""
    return Field(
        default_factory=public_id(prefix), sa_type=sa.String(32), unique=True, nullable=False
    )


def instant_field(*, nullable: bool = False, index: bool = False) -> Any:
    """An instant, in UTC."""
    default = None if nullable else ...
    return Field(default, sa_type=Instant, nullable=nullable, index=index)


def text_field(length: int, default: Any = ..., *, nullable: bool = False) -> Any:
    """A text of limited length."""
    if nullable and default is ...:
        default = None
    return Field(default, sa_type=sa.String(length), nullable=nullable)


def json_field(default_factory: Callable[[], Any]) -> Any:
    """A JSON document, replaced as a whole."""
    return Field(default_factory=default_factory, sa_type=sa.JSON, nullable=False)


def one_of(column: str, values: type[StrEnum]) -> sa.CheckConstraint:
    """Constrain a text column to an enum's values."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def in_workspace(column: str, table: str, *, ondelete: str | None = None) -> Any:
    """A composite foreign key: the row referred to lies in the same workspace."""
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{table}.workspace_id", f"{table}.id"],
        ondelete=ondelete,
    )


def own_key() -> sa.UniqueConstraint:
    """What composite foreign keys of other tables refer to."""
    return sa.UniqueConstraint("workspace_id", "id")


def epoch(instant: datetime) -> int:
    """Give an aware datetime as integer UTC seconds; raise ValueError without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return int(instant.timestamp())


def aware(seconds: int) -> datetime:
    """Give integer UTC seconds as an aware UTC datetime."""
    return datetime.fromtimestamp(seconds, UTC)
