"""A list in pages: forward by the service's cursor, back by the cursors that led here."""

import reflex as rx


class Paged(rx.State, mixin=True):
    """The vars of a list's buttons; who uses it says how a page is read (`_reload`)."""

    has_next: bool = False
    has_before: bool = False

    _cursors: list[str] = []
    _next: str = ""

    @rx.event
    async def next_page(self) -> None:
        """Go on in the list."""
        if self._next:
            self._cursors = [*self._cursors, self._next]
            await self._reload()

    @rx.event
    async def page_before(self) -> None:
        """Go back in the list."""
        self._cursors = self._cursors[:-1]
        await self._reload()

    async def _reload(self) -> None:
        """Read the page of the last cursor; each list knows its own way."""
        raise NotImplementedError

    async def _first_page(self) -> None:
        self._cursors = []
        await self._reload()

    def _cursor(self) -> str | None:
        return self._cursors[-1] if self._cursors else None

    def _turn(self, following: str | None) -> None:
        """Note which page follows the one that was read."""
        self._next = following or ""
        self.has_next, self.has_before = bool(self._next), bool(self._cursors)
