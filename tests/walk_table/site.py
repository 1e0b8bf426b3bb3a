"""The walk's rows of a workspace's site, and of what visitors write there."""

from tests.walk_table.rows import Deed, Row, deed, row

AT = {"workspace": "{slug}"}
WRITTEN = {"kind": "contact", "name": "Wanda", "email": "wanda@example.org", "message": "Hello",
           "token": "{form_token}"}  # fmt: skip

ROUTES: dict[str, Row] = {
    "GET /robots.txt": row("200 200 200 200"),
    "GET /sitemap.xml": row("200 200 200 200"),
    "GET /files/{file_id}": row("404 404 404 404", path={"file_id": "fi_unknown"}),
    "GET /api/v1/workspaces/{workspace}/inquiry-form": row("200 200 200 200", path=AT),
    "POST /api/v1/workspaces/{workspace}/inquiries": row("201 201 201 201", path=AT, body=WRITTEN),
}
ORDER = [{"kind": "hero", "on": True}, {"kind": "faq", "on": True}]
BLOCKS = {"order": ORDER, "hero_title": "Walked", "faq_entries": []}
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
PAGE = {"title": "Walked", "slug": "walked", "body": "Text", "is_published": True}
AT_PAGE = "/dashboard/site/pages/{site_page}"
OPENED = {"open_id": "{inquiry}"}
HANDLERS: dict[str, Deed] = {
    "SiteDeskState.load": deed("refused refused shows shows"),
    "SiteDeskState.try_out": deed("refused refused shows shows", BLOCKS),
    "SiteDeskState.save": deed("refused refused acts acts", BLOCKS),
    "SiteDeskState.upload_logo": deed("refused refused acts acts", DOT),
    "SiteDeskState.ask_remove": deed("shows shows shows shows"),
    "SiteDeskState.close": deed("shows shows shows shows"),
    "SiteDeskState.remove_logo": deed("refused refused acts acts"),
    "SitePagesState.load": deed("refused refused shows shows"),
    "SitePagesState.ask": deed("shows shows shows shows", "{site_page}", "x"),
    "SitePagesState.close": deed("shows shows shows shows"),
    "SitePagesState.remove": deed("refused refused refused acts", before={"target": "{site_page}"}),
    "SitePageState.load": deed("refused refused refused shows", at=AT_PAGE),
    "SitePageState.try_out": deed("refused refused shows shows", PAGE),
    "SitePageState.save": deed(
        "refused refused refused acts",
        PAGE,
        before={"is_new": False, "page_id": "{site_page}", "_version": 1},
    ),
    "InquiriesState.load": deed("refused refused shows shows"),
    "InquiriesState.choose": deed("refused refused shows shows", "all"),
    "InquiriesState.next_page": deed("shows shows shows shows"),
    "InquiriesState.page_before": deed("refused refused shows shows"),
    "InquiriesState.open": deed("shows shows shows shows", "{inquiry}"),
    "InquiriesState.close": deed("shows shows shows shows"),
    "InquiriesState.ask_remove": deed("shows shows shows shows"),
    "InquiriesState.answer": deed(
        "refused refused refused acts", {"answer": "Yes."}, before=OPENED
    ),
    "InquiriesState.mark": deed("refused refused refused acts", True, before=OPENED),
    "InquiriesState.remove": deed("refused refused refused acts", before=OPENED),
}
