"""Bookings are found by the words of name, e-mail and id; filters are saved, notes are kept."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIGNS = "@.,;_+-/()\"'"
QUOTE = "'"
COLUMNS = ("attendee_name", "attendee_email", "public_id")


def upgrade() -> None:
    """Make the two tables, the index by status, and the index of words."""
    op.create_index(
        "ix_bookings_workspace_status", "bookings", ["workspace_id", "status", "starts_at", "id"]
    )
    op.create_index(
        "ix_outbox_subject", "outbox_messages", ["workspace_id", "subject_kind", "subject_id"]
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_saved_filters_workspace_id_membership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filters_public_id")),
        sa.UniqueConstraint(
            "membership_id", "name", name=op.f("uq_saved_filters_membership_id_name")
        ),
    )
    op.create_table(
        "booking_notes",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("booking_id", KEY, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "booking_id"],
            ["bookings.workspace_id", "bookings.id"],
            name=op.f("fk_booking_notes_workspace_id_booking_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_booking_notes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_notes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_notes_public_id")),
    )
    op.create_index("ix_booking_notes_booking", "booking_notes", ["booking_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        _index_on_postgres()
    else:
        _index_on_sqlite()


def _index_on_sqlite() -> None:
    """Make a full-text index without a copy of the texts, which triggers keep."""
    columns = ", ".join(COLUMNS)
    op.execute(
        f"CREATE VIRTUAL TABLE booking_search USING fts5({columns}, content='bookings', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )

    def values(row: str) -> str:
        return ", ".join(f"{row}.{name}" for name in ("id", *COLUMNS))

    add = f"INSERT INTO booking_search (rowid, {columns}) VALUES ({values('NEW')});"
    drop = (
        f"INSERT INTO booking_search (booking_search, rowid, {columns}) "
        f"VALUES ('delete', {values('OLD')});"
    )
    for name, when, work in (
        ("insert", "INSERT", add),
        ("delete", "DELETE", drop),
        ("update", f"UPDATE OF {columns}", drop + add),
    ):
        op.execute(
            f"CREATE TRIGGER bookings_search_{name} AFTER {when} ON bookings BEGIN {work} END"
        )
    op.execute("INSERT INTO booking_search (booking_search) VALUES ('rebuild')")


def _index_on_postgres() -> None:
    """Index the trigrams of the words, each with a space before it and without its accents."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    accented = [
        (letter, unicodedata.normalize("NFKD", letter)[0])
        for letter in map(chr, range(0xDF, 0x250))
        if letter.islower()
    ]
    accented = [(letter, plain) for letter, plain in accented if "a" <= plain <= "z"]
    letters = "".join(letter for letter, _ in accented) + SIGNS
    plains = "".join(plain for _, plain in accented) + " " * len(SIGNS)
    op.execute(
        "CREATE FUNCTION booking_words(name text, email text, public_id text) RETURNS text "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ' ' || translate("
        "lower(name || ' ' || coalesce(email, '') || ' ' || public_id), "
        f"'{letters.replace(QUOTE, QUOTE * 2)}', '{plains}') $$"
    )
    op.execute(
        "CREATE INDEX ix_bookings_words ON bookings USING gin "
        "(booking_words(attendee_name, attendee_email, public_id) gin_trgm_ops)"
    )


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_bookings_words")
        op.execute("DROP FUNCTION booking_words(text, text, text)")
    else:
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER bookings_search_{name}")
        op.execute("DROP TABLE booking_search")
    op.drop_table("booking_notes")
    op.drop_table("saved_filters")
    op.drop_index("ix_outbox_subject", table_name="outbox_messages")
    op.drop_index("ix_bookings_workspace_status", table_name="bookings")
