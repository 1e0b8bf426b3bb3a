"""The walk's rows of the audit log."""

from tests.walk_table.rows import Deed, Row, deed, row

AUDIT = "/dashboard/audit"
ROUTES: dict[str, Row] = {
    "GET /export/audit.csv": row("401 401 200 200", by_cookie=True),
}
HANDLERS: dict[str, Deed] = {
    "AuditState.load": deed("refused refused shows shows", at=AUDIT),
    "AuditState.narrow": deed("refused refused shows shows", "kind", "booking", at=AUDIT),
    "AuditState.clear": deed("refused refused shows shows", at=AUDIT),
    "AuditState.next_page": deed("shows shows shows shows", at=AUDIT),
    "AuditState.page_before": deed("refused refused shows shows", at=AUDIT),
}
