"""Every table, so that metadata is complete whoever imports it."""

from sched_app.models import (
    bookings,
    customer_imports,
    customers,
    meeting_types,
    messages,
    operations,
    retention,
    schedules,
    workspaces,
)

__all__ = [
    "bookings",
    "customer_imports",
    "customers",
    "meeting_types",
    "messages",
    "operations",
    "retention",
    "schedules",
    "workspaces",
]
