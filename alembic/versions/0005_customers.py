"""customers' tags, notes and search

Revision ID: 0005
Revises: 0004
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED = sa.text("erased_at IS NULL")
UNLINKED = sa.text("customer_id IS NULL")
BATCH = 1_000
# Each row of customer_search has its trigrams in customer_fts, which holds no text of its own.
FTS = (
    "CREATE VIRTUAL TABLE customer_fts USING fts5("
    "text, content='customer_search', content_rowid='customer_id',"
    " tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER customer_search_added AFTER INSERT ON customer_search BEGIN"
    " INSERT INTO customer_fts(rowid, text) VALUES (new.customer_id, new.text); END",
    "CREATE TRIGGER customer_search_gone AFTER DELETE ON customer_search BEGIN"
    " INSERT INTO customer_fts(customer_fts, rowid, text)"
    " VALUES ('delete', old.customer_id, old.text); END",
    "CREATE TRIGGER customer_search_changed AFTER UPDATE ON customer_search BEGIN"
    " INSERT INTO customer_fts(customer_fts, rowid, text)"
    " VALUES ('delete', old.customer_id, old.text);"
    " INSERT INTO customer_fts(rowid, text) VALUES (new.customer_id, new.text); END",
)


def upgrade() -> None:
    """Add tags, notes and the search, and let the customers there are be found by it."""
    op.add_column(
        "customers", sa.Column("name_key", sa.String(240), nullable=False, server_default="")
    )
    op.add_column("customers", sa.Column("changed_at", sa.BigInteger(), nullable=True))
    op.add_column("customers", sa.Column("merged_into_id", KEY, nullable=True))
    if _is_postgres():
        op.create_foreign_key(
            op.f("fk_customers_workspace_id_merged_into_id"),
            "customers",
            "customers",
            ["workspace_id", "merged_into_id"],
            ["workspace_id", "id"],
        )
    op.create_index(
        "ix_customers_list",
        "customers",
        ["workspace_id", "name_key", "id"],
        sqlite_where=LISTED,
        postgresql_where=LISTED,
    )
    op.add_column("bookings", sa.Column("attendee_key", sa.String(254), nullable=True))
    op.execute("UPDATE bookings SET attendee_key = lower(attendee_email)")
    op.create_index(
        "ix_bookings_customer", "bookings", ["workspace_id", "customer_id", "starts_at"]
    )
    op.create_index(
        "ix_bookings_address",
        "bookings",
        ["workspace_id", "attendee_key"],
        sqlite_where=UNLINKED,
        postgresql_where=UNLINKED,
    )
    _tags_and_notes()
    _search()
    _fill(op.get_bind())


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _of_customer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "customer_id"],
        ["customers.workspace_id", "customers.id"],
        name=op.f(f"fk_{table}_workspace_id_customer_id"),
        ondelete="CASCADE",
    )


def _tags_and_notes() -> None:
    op.create_table(
        "customer_tags",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.Column("tag_key", sa.String(80), nullable=False),
        _of_customer("customer_tags"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_tags")),
        sa.UniqueConstraint(
            "customer_id", "tag_key", name=op.f("uq_customer_tags_customer_id_tag_key")
        ),
    )
    op.create_index(
        "ix_customer_tags_key", "customer_tags", ["workspace_id", "tag_key", "customer_id"]
    )
    op.create_table(
        "customer_notes",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _of_customer("customer_notes"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_customer_notes_workspace_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_notes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_notes_public_id")),
    )
    op.create_index("ix_customer_notes_customer", "customer_notes", ["customer_id", "id"])


def _search() -> None:
    op.create_table(
        "customer_search",
        sa.Column("customer_id", KEY, autoincrement=False, nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("name_key", sa.String(240), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        _of_customer("customer_search"),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_search")),
    )
    named = ["workspace_id", "name_key", "customer_id"]
    if _is_postgres():
        # A trusted extension: whoever owns the database may create it.
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.create_index("ix_customer_search_name", "customer_search", named)
        op.execute(
            "CREATE INDEX ix_customer_search_text ON customer_search USING gin (text gin_trgm_ops)"
        )
        return
    # With the text at its end, so that a walk in the order of names reads nothing else.
    op.create_index("ix_customer_search_name", "customer_search", [*named, "text"])
    for statement in FTS:
        op.execute(statement)


def _fold(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def _fill(connection: sa.Connection) -> None:
    customers = sa.table("customers", *map(sa.column, ("id", "name_key")))
    search = sa.table(
        "customer_search", *map(sa.column, ("customer_id", "workspace_id", "name_key", "text"))
    )
    last = 0
    while rows := connection.execute(
        sa.text(
            "SELECT id, workspace_id, name, email, phone FROM customers"
            " WHERE id > :last AND erased_at IS NULL ORDER BY id LIMIT :most"
        ),
        {"last": last, "most": BATCH},
    ).all():
        last = rows[-1].id
        found = []
        for row in rows:
            digits = "".join(letter for letter in row.phone or "" if letter.isdigit())
            name_key = _fold(row.name)[:240]
            text = f" {name_key} {_fold(row.email or '')} {digits}"
            values = (row.id, row.workspace_id, name_key, text)
            found.append(
                dict(zip(("customer_id", "workspace_id", "name_key", "text"), values, strict=True))
            )
        connection.execute(
            sa.update(customers)
            .where(customers.c.id == sa.bindparam("key"))
            .values(name_key=sa.bindparam("sorted_by")),
            [{"key": one["customer_id"], "sorted_by": one["name_key"]} for one in found],
        )
        connection.execute(sa.insert(search), found)
