"""Who may import what, as data; the code is read, not run."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "sched_app"
LEAVES = ("errors", "routes", "settings", "texts", "secrets_file", "logs", "db", "cookies", "tally")
WORDS = ("errors", "routes", "texts")
EDGE = (*WORDS, "cookies", "services", "wiring", "logs", "secrets_file")

# Module or folder → the modules and folders of ours that it may import; the longest name applies.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(LEAVES, ()),
    "models": ("models", "errors"),
    "integrations": ("integrations", "errors"),
    "services": ("models", "integrations.protocols", "secrets_file", *WORDS, "services"),
    "wiring": ("settings", "db", "integrations", "secrets_file", "tally"),
    "migrate": ("db", "models", "logs"),
    "build": ("languages", "logs", "texts"),
    "languages": ("texts",),
    "state": (*EDGE, "state", "__init__"),
    "components": ("components", "state", "routes", "texts"),
    "pages": ("pages", "components", "state", "routes", "texts"),
    "writing": ("db",),
    "api": (*EDGE, "__init__", "api", "migrate", "writing"),
    "jobs": (*EDGE, "jobs"),
    "edge": (*EDGE, "edge", "languages"),
    "server": (*EDGE, "api", "build", "edge", "jobs", "sched_app"),
    "start": (*EDGE, "build", "demo", "migrate", "server"),
    # It stands where people and an operator do: it calls services and makes a deployment.
    "demo": (
        "demo",
        "services",
        "models",
        "integrations",
        "secrets_file",
        "db",
        "settings",
        "wiring",
        "migrate",
        "errors",
        "routes",
    ),
    "cli": (*EDGE, "__init__", "migrate", "start"),
    "__main__": ("cli",),
    "__init__": (),
    "sched_app": ("__init__", "components", "logs", "pages", "state", "texts", "wiring"),
}

# A service imports services of later lines only: never leftward, never a cycle.
SERVICE_LINE: tuple[tuple[str, ...], ...] = (
    ("palette", "onboarding"),
    ("today", "audit", "system", "calendar_months", "quick_bookings", "analytics_tables", "feeds"),
    ("mail_checks",),
    ("calendar_views",),
    ("analytics", "analytics_rows"),
    ("analytics_hours",),
    ("analytics_numbers",),
    ("analytics_periods", "traffic"),
    ("delivery", "messages", "calendar_entries"),
    ("alarms",),
    ("letters", "site_html", "sitemap"),
    ("saved_filters",),
    ("booking_search", "booking_bulk", "booking_notes"),
    ("portals",),
    ("customer_exports", "customer_imports", "retention"),
    ("customer_views", "merges", "erasure"),
    ("departures", "joining", "team_week", "fairness", "inquiries"),
    ("import_files", "import_books"),
    ("sites", "site_pages"),
    ("calendar_hours",),
    (
        "customer_links",
        "customer_notes",
        "hand_over",
        "moves",
        "requests",
        "cancellations",
        "attendance",
        "bookings",
        "booking_views",
        "booking_history",
        "move_options",
        "time_off",
    ),
    ("holds", "appointments", "schedules", "meeting_types", "member_invitations", "sign_ups"),
    ("meeting_type_parts", "new_workspaces"),
    ("assignments", "attendees", "availability", "claims", "members"),
    ("email_changes", "entrances", "identities", "switches", "portal_entrances"),
    ("profiles",),
    ("meeting_type_views", "workspaces", "accounts", "customers", "type_keys", "watching"),
    ("meeting_type_forms",),
    ("notifications",),
    ("mail_texts", "mail_notes", "account_mails"),
    ("inquiry_mails",),
    ("mail_readers",),
    ("mail_layout", "files"),
    ("invitations", "mail_facts"),
    ("outbox", "proofs", "second_steps", "tokens", "tries", "persons"),
    ("events", "hosts", "idempotency", "job_runs", "limits", "links", "reasons", "routing"),
    (
        "accents",
        "audit_words",
        "calendar_layout",
        "csv_files",
        "dates",
        "hours",
        "mail_faults",
        "money",
        "passwords",
        "search",
        "slots",
    ),
    ("site_blocks", "images"),
    ("wall_clock", "forms", "access", "devices", "markdown"),
)

# What services may use besides the standard library: no Reflex, no FastAPI, no vendor.
SERVICE_LIBRARIES = {
    "PIL",
    "argon2",
    "babel",
    "email_validator",
    "icalendar",
    "idna",
    "jinja2",
    "jwt",
    "markdown_it",
    "markupsafe",
    "pyotp",
    "segno",
    "nh3",
    "sqlalchemy",
    "sqlmodel",
}
NETWORK = {"asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "urllib.request"}
ONLY_THERE: dict[str, tuple[str, ...]] = {
    "reflex": ("pages", "components", "state", "sched_app", "edge.pages", "edge.states"),
    "fastapi": ("api", "server"),
    "uvicorn": ("server", "start", "edge.proxies"),
    "typer": ("cli",),
    "smtplib": ("integrations",),
    "authlib": ("integrations",),
    "joserfc": ("integrations",),
    "requests": ("integrations",),
    "apscheduler": ("jobs", "server"),
}

# The clock is read here, once per unit of work; everyone else is given `now`.
CLOCK_READERS = ("wiring", "edge", "logs", "integrations.smtp_email")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
CLOCK_HOLDERS = {"time", "datetime", "date", "dt"}


@cache
def sources() -> dict[str, ast.Module]:
    """Give every module of ours by its name without the package, parsed."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        name = ".".join(parts if parts == ("__init__",) else [p for p in parts if p != "__init__"])
        found[name] = ast.parse(path.read_text(), str(path))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """List what a module imports, anywhere in it, as dotted names; ours without the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole.removeprefix(f"{PACKAGE}.") in sources() else str(node.module)


def ours(tree: ast.Module) -> set[str]:
    """List the modules of ours that a module imports."""
    names = {name for name in imports(tree) if name.split(".")[0] == PACKAGE}
    return {name.removeprefix(f"{PACKAGE}.") if name != PACKAGE else "__init__" for name in names}


def lies_in(name: str, places: tuple[str, ...]) -> bool:
    """Tell whether a module is one of these, or lies in a folder of these."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("name", sources())
def test_a_module_imports_only_what_the_table_allows(name):
    places = [place for place in MAY_IMPORT if lies_in(name, (place,))]
    assert places, f"{name} has no line in the table"
    allowed = MAY_IMPORT[max(places, key=len)]
    strays = {other for other in ours(sources()[name]) if not lies_in(other, allowed)}
    assert not strays


def test_services_import_rightward_only():
    place = {name: number for number, line in enumerate(SERVICE_LINE) for name in line}
    services = {
        name.removeprefix("services.") for name in sources() if lies_in(name, ("services",))
    }
    assert services - {"services"} - place.keys() == set(), "every service has its place"
    leftward = [
        (name, other)
        for name, tree in sources().items()
        if name.startswith("services.")
        for other in ours(tree)
        if other.startswith("services.")
        and place[other.removeprefix("services.")] <= place[name.removeprefix("services.")]
    ]
    assert leftward == []


def test_services_know_no_framework_and_no_vendor():
    strays = [
        (name, other)
        for name, tree in sources().items()
        if lies_in(name, ("services",))
        for other in imports(tree)
        if other in NETWORK
        or other.split(".")[0] not in {PACKAGE, *sys.stdlib_module_names, *SERVICE_LIBRARIES}
    ]
    assert strays == []


@pytest.mark.parametrize("library", ONLY_THERE)
def test_a_library_is_imported_only_where_it_belongs(library):
    users = {
        n for n, tree in sources().items() for i in imports(tree) if i.split(".")[0] == library
    }
    assert {name for name in users if not lies_in(name, ONLY_THERE[library])} == set()


def reads_clock(node: ast.AST) -> bool:
    """Tell whether an expression reads a clock: `datetime.now`, `time.monotonic`, `date.today`."""
    if not (isinstance(node, ast.Attribute) and node.attr in CLOCKS):
        return False
    holder = node.value.attr if isinstance(node.value, ast.Attribute) else node.value
    return (holder.id if isinstance(holder, ast.Name) else holder) in CLOCK_HOLDERS


def test_only_edges_read_the_clock():
    readers = {
        name
        for name, tree in sources().items()
        if any(reads_clock(node) for node in ast.walk(tree))
        or any(i.split(".")[0] == "time" for i in imports(tree))
    }
    assert {name for name in readers if not lies_in(name, CLOCK_READERS)} == set()


def test_the_table_names_nothing_that_is_gone():
    services = {f"services.{name}" for line in SERVICE_LINE for name in line}
    named = services | MAY_IMPORT.keys()
    assert {name for name in named if not any(lies_in(m, (name,)) for m in sources())} == set()
