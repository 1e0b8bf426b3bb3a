"""Every table, so that metadata is complete whoever imports it."""

from sched_app.models import (
    accounts,
    bookings,
    customers,
    identities,
    meeting_types,
    messages,
    operations,
    schedules,
    workspaces,
)

__all__ = [
    "accounts",
    "bookings",
    "customers",
    "identities",
    "meeting_types",
    "messages",
    "operations",
    "schedules",
    "workspaces",
]
