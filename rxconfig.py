"""What Reflex is told; all else is read at start by `sched_app.settings`."""

from typing import Any

import reflex as rx

# Parts of React that every page loads, each of a few hundred bytes: one request instead of three.
TOGETHER = (
    r"/env.json|react[\\/](cjs[\\/]react-)?jsx-runtime"
    r"|react-dom[\\/](index|cjs[\\/]react-dom\.prod)/"
)


class Parts(rx.plugins.Plugin):
    """Keeps small parts that belong together in one file."""

    def pre_compile(self, **context: Any) -> None:
        """Ask for a change of Vite's settings once Reflex has written them."""
        context["add_modify_task"]("vite.config.js", _together)


def _together(settings: str) -> str:
    changed = settings.replace("test: /env.json/", f"test: {TOGETHER}")
    assert changed != settings, "Reflex writes Vite's settings differently now"
    return changed


config = rx.Config(
    app_name="sched_app",
    plugins=[Parts()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    show_built_with_reflex=False,
    telemetry_enabled=False,
    # The outermost layer (sched_app.edge) decides on Origin and takes the header away.
    cors_allowed_origins=["*"],
    # A page that stays open over night goes on: its state lives so long after its last event.
    redis_token_expiration=36 * 3600,
)
