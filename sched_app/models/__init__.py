"""Every table, so that metadata is complete whoever imports it."""

from sched_app.models import (
    bookings,
    customers,
    files,
    inquiries,
    meeting_types,
    messages,
    operations,
    schedules,
    sites,
    workspaces,
)

__all__ = [
    "bookings",
    "customers",
    "files",
    "inquiries",
    "meeting_types",
    "messages",
    "operations",
    "schedules",
    "sites",
    "workspaces",
]
