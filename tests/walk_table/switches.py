"""The walk's row of going from one workspace to another: each is in one alone."""

from tests.walk_table.rows import Row, row

ROUTES: dict[str, Row] = {
    "POST /auth/switch": row(
        "problem problem problem problem", form={"workspace": "ws_guessed"}, by_cookie=True
    ),
}
