"""Every path as a constant or a function; imports nothing of ours."""

from urllib.parse import quote, urlencode

HOME = "/"
SIGN_IN = "/sign-in"
DASHBOARD = "/dashboard"
BOOKINGS = "/dashboard/bookings"
CUSTOMERS = "/dashboard/customers"
MEETING_TYPES = "/dashboard/meeting-types"
AVAILABILITY = "/dashboard/availability"
WHY = "/dashboard/why"
OUTBOX = "/dashboard/outbox"
TEAM = "/dashboard/team"
SETTINGS = "/dashboard/settings"
CUSTOMER_IMPORT = "/dashboard/customers/import"
RETENTION = "/dashboard/settings/retention"
NEW_MEETING_TYPE = "/dashboard/meeting-types/new"

# What the pages are registered under, in Reflex's notation.
BOOK_PAGE = "/book/[workspace]/[meeting_type]"
EMBED_PAGE = "/embed/[workspace]/[meeting_type]"
BOOKING_PAGE = "/booking/[link]"
SET_UP_PAGE = "/set-up/[token]"
JOIN_PAGE = "/join/[link]"
DESK_BOOKING_PAGE = "/dashboard/bookings/[desk_booking]"
CUSTOMER_PAGE = "/dashboard/customers/[desk_customer]"
MEETING_TYPE_PAGE = "/dashboard/meeting-types/[desk_type]"

# Where the plain forms post to.
SIGN_IN_COOKIE = "openhours_sign_in"
AUTH_SIGN_IN = "/auth/sign-in"
AUTH_SIGN_OUT = "/auth/sign-out"
AUTH_SET_UP = "/auth/set-up"
AUTH_JOIN = "/auth/join"

# What the dashboard's pages post to for a file; who asks is told by the cookie.
CUSTOMERS_CSV = "/api/files/customers.csv"
CUSTOMERS_UPLOAD = "/api/files/customers"
CUSTOMER_ZIP = "/api/files/customer.zip"

HEALTH = "/health"
READY = "/ready"
API = "/api/v1"
API_DOCS = "/api/docs"
PROBLEMS = "/api/problems"
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


def set_up(token: str) -> str:
    """Give the page that creates the first workspace."""
    return f"/set-up/{_part(token)}"


def join(link: str) -> str:
    """Give the page on which a new member chooses a password."""
    return f"/join/{_part(link)}"


def sign_in(*, problem: str = "", after: str = "") -> str:
    """Give the sign-in page, with what went wrong and where to go afterwards."""
    return _with(SIGN_IN, problem=problem, after=local(after, ""))


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
