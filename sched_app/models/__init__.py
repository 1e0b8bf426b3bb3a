"""Every table, so that metadata is complete whoever imports it."""

from sched_app.models import (
    bookings,
    customers,
    invitations,
    meeting_types,
    messages,
    operations,
    schedules,
    traffic,
    workspaces,
)

__all__ = [
    "bookings",
    "customers",
    "invitations",
    "meeting_types",
    "messages",
    "operations",
    "schedules",
    "traffic",
    "workspaces",
]
