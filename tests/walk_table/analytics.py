"""The walk's rows of the analytics page and its tables."""

from tests.walk_table.rows import Deed, Row, deed, row

PLACE = "/dashboard/analytics"

ROUTES: dict[str, Row] = {
    "GET /api/exports/analytics/{table}.csv": row(
        "401 401 200 200",
        path={"table": "rows"},
        query={"period": "custom", "first": "2026-11-01", "last": "2026-11-30", "kind": "all"},
        by_cookie=True,
    ),
}

HANDLERS: dict[str, Deed] = {
    "AnalyticsState.load": deed("refused refused shows shows", at=PLACE),
    "AnalyticsState.choose_period": deed("refused refused shows shows", "4w", at=PLACE),
    "AnalyticsState.choose_dates": deed(
        "refused refused shows shows", {"first": "2026-11-01", "last": "2026-11-30"}, at=PLACE
    ),
    "AnalyticsState.choose_compare": deed("shows shows shows shows", "none", at=PLACE),
    "AnalyticsState.choose_heat": deed("shows shows shows shows", "chosen", at=PLACE),
    "AnalyticsState.open_rows": deed("refused refused shows shows", "all", "", at=PLACE),
    "AnalyticsState.pick": deed("shows shows shows shows", "week", [{"pointNumber": 0}], at=PLACE),
    "AnalyticsState.close": deed("shows shows shows shows", at=PLACE),
    "AnalyticsState.next_page": deed("shows shows shows shows", at=PLACE),
    "AnalyticsState.page_before": deed(
        "refused refused shows shows", before={"open_kind": "all"}, at=PLACE
    ),
}
