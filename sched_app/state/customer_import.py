"""Importing customers: the file, what its columns are, the dry run, progress, and undoing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import wiring
from sched_app.errors import AppError, Forbidden, Invalid
from sched_app.services import customer_imports, dates, import_books
from sched_app.services.customer_imports import DryRun
from sched_app.services.import_books import ImportView
from sched_app.services.import_files import FIELDS
from sched_app.state.base import AppState


@dataclass(frozen=True)
class Column:
    """A column of the file."""

    place: int
    head: str
    examples: str
    field: str


@dataclass(frozen=True)
class FaultRow:
    """A row that is left out, and why."""

    number: str
    words: str


@dataclass(frozen=True)
class ImportRow:
    """An import that was made."""

    id: str
    at: str
    words: str
    status: str
    can_undo: bool
    can_go_on: bool


class ImportState(AppState):
    """The file that is being imported, and the last imports."""

    is_loaded: bool = False
    is_forbidden: bool = False
    file: str = ""
    fault: str = ""
    columns: list[Column] = []
    updates: bool = False
    mapping_fault: str = ""
    summary: list[str] = []
    faults: list[FaultRow] = []
    more_faults: str = ""
    can_import: bool = False
    is_running: bool = False
    done: int = 0
    total: int = 0
    imports: list[ImportRow] = []

    @rx.event
    async def load(self) -> Any:
        """Show the last imports."""
        if gone := await self._enter():
            return gone
        self._forget()
        self.is_forbidden = False
        await self._reload()
        return None

    @rx.event
    async def uploaded(self, public_id: str) -> None:
        """Show the columns of the file that was uploaded."""
        self._forget()
        try:
            shown = await self._read(customer_imports.columns, public_id)
        except AppError as error:
            self._show_problem(error)
            return
        self.file = public_id
        self.columns = [
            Column(place, one.head, ", ".join(one.examples), one.field)
            for place, one in enumerate(shown)
        ]
        await self._try()

    @rx.event
    def refused(self, words: str) -> None:
        """Say why a file was refused."""
        self.fault = words[:300]

    @rx.event
    async def take_as(self, place: int, field: str) -> None:
        """Take a column for something else, and look again what would come of it."""
        self.columns = [
            Column(one.place, one.head, one.examples, field) if one.place == place else one
            for one in self.columns
        ]
        await self._try()

    @rx.event
    async def choose_updates(self, updates: bool) -> None:
        """Change customers that are known, or leave them as they are."""
        self.updates = updates
        await self._try()

    @rx.event
    async def start(self) -> AsyncIterator[None]:
        """Import the file, some hundred rows at a time."""
        self.problem = ""
        try:
            await self._run(
                customer_imports.start, self.file, self._mapping(), updates=self.updates
            )
        except AppError as error:
            self._show_problem(error)
            return
        async for _ in self._go_through(customer_imports.go_on, self.file):
            yield

    @rx.event
    async def go_on(self, public_id: str) -> AsyncIterator[None]:
        """Go on with an import that was cut off."""
        async for _ in self._go_through(customer_imports.go_on, public_id):
            yield

    @rx.event
    async def undo(self, public_id: str) -> AsyncIterator[None]:
        """Take an import back."""
        async for _ in self._go_through(import_books.undo, public_id):
            yield

    @rx.event
    async def drop(self) -> None:
        """Forget the file; nothing is imported."""
        if self.file:
            try:
                await self._run(customer_imports.drop, self.file)
            except AppError as error:
                self._show_problem(error)
        self._forget()

    async def _go_through(self, step: Any, public_id: str) -> AsyncIterator[None]:
        """Repeat a step until it is done, showing how far it is."""
        self.is_running, self.problem, self.done = True, "", 0
        yield
        try:
            while True:
                view: ImportView = await self._run(step, public_id)
                self.done, self.total = view.position, view.total
                if view.status not in ("running", "undoing"):
                    break
                yield
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.is_running = False
        self._forget()
        await self._reload()
        if view.status in ("done", "undone"):
            self._say(f"customers.import_{view.status}", words=self._words(view))

    async def _try(self) -> None:
        self.mapping_fault, self.summary, self.faults, self.more_faults = "", [], [], ""
        self.can_import = False
        try:
            told: DryRun = await self._read(
                customer_imports.dry_run, self.file, self._mapping(), updates=self.updates
            )
        except Invalid as error:
            self.mapping_fault = next(iter(self._faults(error).values()))
            return
        except AppError as error:
            self._show_problem(error)
            return
        counts = {"create": told.create, "change": told.change, "skip": told.skip}
        self.summary = [
            self._n(f"customers.would_{name}", count) for name, count in counts.items() if count
        ]
        if told.faulty:
            self.summary = [*self.summary, self._n("customers.would_leave", told.faulty)]
        self.faults = [
            FaultRow(str(one.number), self._wrong(Invalid(dict(one.faults)))) for one in told.faults
        ]
        more = told.faulty - len(told.faults)
        self.more_faults = self._n("customers.more_faults", more) if more else ""
        self.can_import = bool(told.create + told.change)

    def _wrong(self, error: Invalid) -> str:
        named = self._faults(error)
        return " ".join(f"{self._t(f'customers.{name}')}: {words}" for name, words in named.items())

    def _mapping(self) -> list[str]:
        return [one.field if one.field in FIELDS else "" for one in self.columns]

    def _words(self, view: ImportView) -> str:
        counts = {"created": view.created, "changed": view.changed, "skipped": view.skipped}
        told = [self._n(f"customers.was_{name}", count) for name, count in counts.items() if count]
        return ", ".join(told) or self._n("customers.was_created", 0)

    def _forget(self) -> None:
        self.file, self.fault, self.columns, self.updates = "", "", [], False
        self.summary, self.faults, self.can_import = [], [], False
        self.mapping_fault, self.more_faults, self.is_running = "", "", False

    async def _reload(self) -> None:
        try:
            found = await self._read(customer_imports.listed)
        except Forbidden:
            self.is_forbidden = True
            return
        today = wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()
        self.imports = [
            ImportRow(
                id=view.id,
                at=dates.moment(view.created_at, self.zone, locale=self._locale, today=today),
                words=self._words(view),
                status=view.status,
                can_undo=view.can_undo,
                can_go_on=view.can_go_on,
            )
            for view in found
        ]
        self.is_loaded = True
