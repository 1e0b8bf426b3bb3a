"""Every path as a constant or a function; imports nothing of ours."""

from urllib.parse import quote, unquote, urlencode

HOME = "/"
SIGN_IN = "/sign-in"
SIGN_IN_CODE = "/sign-in/code"
SIGN_IN_SENT = "/sign-in/sent"
FORGOTTEN = "/sign-in/forgotten"
SIGN_UP = "/sign-up"
DASHBOARD = "/dashboard"
CALENDAR = "/dashboard/calendar"
BOOKINGS = "/dashboard/bookings"
CUSTOMERS = "/dashboard/customers"
MEETING_TYPES = "/dashboard/meeting-types"
AVAILABILITY = "/dashboard/availability"
WHY = "/dashboard/why"
OUTBOX = "/dashboard/outbox"
SYSTEM = "/dashboard/system"
AUDIT = "/dashboard/audit"
TEAM = "/dashboard/team"
RIGHTS = "/dashboard/team/rights"
ANALYTICS = "/dashboard/analytics"
SITE = "/dashboard/site"
SITE_PAGES = "/dashboard/site/pages"
NEW_SITE_PAGE = "/dashboard/site/pages/new"
INQUIRIES = "/dashboard/site/messages"
SETTINGS = "/dashboard/settings"
ACCOUNT = "/dashboard/account"
PORTAL = "/portal"
PORTAL_DATA = "/portal/data"
PORTAL_SENT = "/portal/sent"
CUSTOMER_IMPORT = "/dashboard/customers/import"
RETENTION = "/dashboard/settings/retention"
NEW_MEETING_TYPE = "/dashboard/meeting-types/new"

# What the pages are registered under, in Reflex's notation.
BOOK_PAGE = "/book/[workspace]/[meeting_type]"
EMBED_PAGE = "/embed/[workspace]/[meeting_type]"
BOOKING_PAGE = "/booking/[link]"
SET_UP_PAGE = "/set-up/[token]"
JOIN_PAGE = "/join/[link]"
SIGN_IN_LINK_PAGE = "/sign-in-link/[link]"
RESET_PAGE = "/reset/[link]"
PORTAL_LINK_PAGE = "/portal-link/[link]"
RECEIPT_PAGE = "/portal/receipts/[receipt]"
EMAIL_CHANGE_PAGE = "/email/[link]"
SIGN_UP_LINK_PAGE = "/sign-up-link/[link]"
SITE_PAGE = "/site/[workspace]"
SITE_SUB_PAGE = "/site/[workspace]/[site_page]"
OWN_PAGE = "/pages/[site_page]"
DESK_SITE_PAGE = "/dashboard/site/pages/[desk_page]"
DESK_BOOKING_PAGE = "/dashboard/bookings/[desk_booking]"
CUSTOMER_PAGE = "/dashboard/customers/[desk_customer]"
MEETING_TYPE_PAGE = "/dashboard/meeting-types/[desk_type]"

# How a reader chooses a language: by an address, and by what a browser keeps of it.
LANGUAGE = "lang"
LANGUAGE_COOKIE = "openhours_language"
# Pages of a site that nobody writes in Markdown, so no page may have their names.
CONTACT_PAGE = "contact"
ROADMAP_PAGE = "roadmap"
CONTACT = f"/{CONTACT_PAGE}"
ROADMAP = f"/{ROADMAP_PAGE}"

# Where the plain forms post to.
SIGN_IN_COOKIE = "openhours_sign_in"
STEP_COOKIE = "openhours_step"
AUTH_SIGN_IN = "/auth/sign-in"
AUTH_SIGN_IN_ASK = "/auth/sign-in/ask"
AUTH_SIGN_IN_LINK = "/auth/sign-in/link"
AUTH_SIGN_IN_CODE = "/auth/sign-in/code"
AUTH_RESET_ASK = "/auth/reset/ask"
AUTH_RESET = "/auth/reset"
AUTH_SIGN_UP_ASK = "/auth/sign-up/ask"
AUTH_SIGN_UP = "/auth/sign-up"
AUTH_PORTAL_ASK = "/auth/portal/ask"
AUTH_PORTAL_LINK = "/auth/portal/link"
AUTH_SIGN_OUT = "/auth/sign-out"
AUTH_SET_UP = "/auth/set-up"
AUTH_JOIN = "/auth/join"
AUTH_SWITCH = "/auth/switch"
# There and back through an OpenID issuer, in FastAPI's notation.
OPENID_COOKIE = "openhours_openid"
AUTH_OPENID = "/auth/openid/{provider}"
AUTH_OPENID_BACK = "/auth/openid/{provider}/callback"

# Files that a signed-in browser fetches by its cookie.
AUDIT_CSV = "/export/audit.csv"
# What the dashboard's pages post to for a file; who asks is told by the cookie.
CUSTOMERS_CSV = "/api/files/customers.csv"
CUSTOMERS_UPLOAD = "/api/files/customers"
CUSTOMER_ZIP = "/api/files/customer.zip"
OWN_ZIP = "/api/files/own-data.zip"
# What calendar programs fetch, by an address that nobody else knows.
FEED = "/feeds/{token}.ics"

HEALTH = "/health"
READY = "/ready"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"
FILES = "/files"
API = "/api/v1"
API_DOCS = "/api/docs"
PROBLEMS = "/api/problems"
ANALYTICS_CSV = "/api/exports/analytics"
LEAVE_HOLD = f"{API}/holds/leave"


def book(workspace: str, meeting_type: str) -> str:
    """Give the booking page of a meeting type, both named by slug."""
    return f"/book/{_part(workspace)}/{_part(meeting_type)}"


def embed(workspace: str, meeting_type: str) -> str:
    """Give the booking page without header and footer, for frames in other sites."""
    return f"/embed/{_part(workspace)}/{_part(meeting_type)}"


def booking(link: str) -> str:
    """Give the page on which an attendee manages a booking."""
    return f"/booking/{_part(link)}"


def site(workspace: str = "") -> str:
    """Give a workspace's landing page by slug; without one, that of the only workspace."""
    return f"/site/{_part(workspace)}" if workspace else HOME


def site_of(path: str) -> str:
    """Give the workspace whose slug stands in a path of a site; empty if there is none."""
    first, _, rest = path.strip("/").partition("/")
    return unquote(rest.partition("/")[0]) if first == "site" else ""


def site_page(workspace: str, page: str) -> str:
    """Give a page of a site; without a workspace, of the only one's."""
    if workspace:
        return f"/site/{_part(workspace)}/{_part(page)}"
    return f"/{page}" if page in (CONTACT_PAGE, ROADMAP_PAGE) else f"/pages/{_part(page)}"


def desk_site_page(public_id: str) -> str:
    """Give the dashboard's page on which a page of the site is written."""
    return f"{SITE_PAGES}/{_part(public_id)}"


def stored_file(public_id: str) -> str:
    """Give where everyone reads a file."""
    return f"{FILES}/{_part(public_id)}"


def desk_booking(public_id: str) -> str:
    """Give the dashboard's page of one booking."""
    return f"{BOOKINGS}/{_part(public_id)}"


def desk_customer(public_id: str) -> str:
    """Give the dashboard's page of one customer."""
    return f"{CUSTOMERS}/{_part(public_id)}"


def customers_tagged(tag: str) -> str:
    """Give the list of the customers with a tag."""
    return _with(CUSTOMERS, tag=tag)


def desk_meeting_type(public_id: str) -> str:
    """Give the dashboard's page on which a meeting type is edited."""
    return f"{MEETING_TYPES}/{_part(public_id)}"


def audit_csv(**query: str) -> str:
    """Give the audit log as a file, narrowed as its page is."""
    return _with(AUDIT_CSV, **query)


def set_up(token: str) -> str:
    """Give the page that creates the first workspace."""
    return f"/set-up/{_part(token)}"


def join(link: str) -> str:
    """Give the page on which a new member chooses a password."""
    return f"/join/{_part(link)}"


def sign_in_link(link: str) -> str:
    """Give the page on which the holder of a mailed link signs in."""
    return f"/sign-in-link/{_part(link)}"


def reset(link: str) -> str:
    """Give the page on which the holder of a mailed link chooses a new password."""
    return f"/reset/{_part(link)}"


def email_change(link: str) -> str:
    """Give the page on which one of two mailboxes agrees to a change of address."""
    return f"/email/{_part(link)}"


def sign_up_link(link: str) -> str:
    """Give the page on which the holder of a mailed link makes their workspace."""
    return f"/sign-up-link/{_part(link)}"


def portal_link(link: str) -> str:
    """Give the page on which the holder of a mailed link enters the customers' portal."""
    return f"/portal-link/{_part(link)}"


def portal(workspace: str = "") -> str:
    """Give the customers' portal; a stranger's form there asks this workspace alone, by slug."""
    return _with(PORTAL, business=workspace)


def receipt(public_id: str) -> str:
    """Give the page of a booking's receipt."""
    return f"/portal/receipts/{_part(public_id)}"


def feed(token: str) -> str:
    """Give the address of a customer's calendar feed."""
    return FEED.format(token=_part(token))


def book_again(workspace: str, meeting_type: str, minutes: int) -> str:
    """Give a meeting type's booking page with a length chosen."""
    return _with(book(workspace, meeting_type), duration=str(minutes))


def sign_in(*, problem: str = "", after: str = "") -> str:
    """Give the sign-in page, with what went wrong and where to go afterwards."""
    return _with(SIGN_IN, problem=problem, after=local(after, ""))


def openid(provider: str) -> str:
    """Give where the form posts to that leads to an OpenID issuer."""
    return AUTH_OPENID.format(provider=_part(provider))


def openid_back(provider: str) -> str:
    """Give where an OpenID issuer sends the browser back to."""
    return AUTH_OPENID_BACK.format(provider=_part(provider))


def problem(kind: str) -> str:
    """Give the stable type of a problem document (RFC 9457)."""
    return f"{PROBLEMS}/{_part(kind)}"


def live(workspace: str, meeting_type: str, seen: str) -> str:
    """Give the stream of a meeting type's changes since a page saw it, both named by slug."""
    return f"/api/live/{_part(workspace)}/{_part(meeting_type)}?seen={seen}"


def calendar_file(link: str) -> str:
    """Give the calendar file of the booking behind a manage link."""
    return api("links", link, "calendar.ics")


def api(*parts: str) -> str:
    """Give an address of the API from its unescaped parts."""
    return "/".join((API, *map(_part, parts)))


def local(path: str, otherwise: str = DASHBOARD) -> str:
    """Give a path that leads nowhere but to this site, or the other one."""
    # "//host" and "/\host" leave the site in browsers; control characters are dropped by them.
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() and "\\" not in path else otherwise


def absolute(base_url: str, path: str) -> str:
    """Give the whole address of a path under the deployment's base URL."""
    return base_url.rstrip("/") + path


def _part(text: str) -> str:
    return quote(text, safe="")


def _with(path: str, **query: str) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
