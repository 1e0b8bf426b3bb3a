"""Every table, so that metadata is complete whoever imports it."""

from sched_app.models import (
    accounts,
    bookings,
    customer_imports,
    customers,
    files,
    identities,
    inquiries,
    invitations,
    meeting_types,
    messages,
    operations,
    retention,
    schedules,
    sites,
    traffic,
    workspaces,
)

__all__ = [
    "accounts",
    "bookings",
    "customer_imports",
    "customers",
    "files",
    "identities",
    "inquiries",
    "invitations",
    "meeting_types",
    "messages",
    "operations",
    "retention",
    "schedules",
    "sites",
    "traffic",
    "workspaces",
]
