"""What Reflex is told; all else is read at start by `sched_app.settings`."""

import reflex as rx

config = rx.Config(
    app_name="sched_app",
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
    show_built_with_reflex=False,
    telemetry_enabled=False,
    # The outermost layer (sched_app.edge) decides on Origin and takes the header away.
    cors_allowed_origins=["*"],
    # A page that stays open over night goes on: its state lives so long after its last event.
    redis_token_expiration=36 * 3600,
)
