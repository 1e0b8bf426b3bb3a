"""Runs the API's writes: on SQLite one thread commits what waits together, at once."""

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from sched_app.db import Database

T = TypeVar("T")
MOST_TOGETHER = 16
THREADS_ON_POSTGRES = 8


class Writer(Protocol):
    """Runs steps in writing transactions, on threads of its own."""

    def submit(self, step: Callable[[Session], T]) -> Future[T]:
        """Take a step; its result comes when it is committed."""

    def close(self) -> None:
        """Take no more, and let the threads end."""


def writer(database: Callable[[], Database]) -> Writer:
    """Give the writer that fits a database, which is asked for at each write."""
    return Together(database) if database().is_sqlite else OnePerThread(database)


class OnePerThread:
    """PostgreSQL's: each step has a transaction of its own, several run at once."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._threads = ThreadPoolExecutor(THREADS_ON_POSTGRES, "api-write")

    def submit(self, step: Callable[[Session], T]) -> Future[T]:
        """Take a step; its result comes when it is committed."""
        context = contextvars.copy_context()  # It carries the request's id to the log.
        return self._threads.submit(context.run, self._database().run, step)

    def close(self) -> None:
        """End the threads; what was taken and not begun is cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A step that waits, and where its result goes."""

    step: Callable[[Session], Any]
    answer: Future[Any]
    context: contextvars.Context


class Together:
    """SQLite's: it has one writer, so what came while it wrote shares the next commit.

    A commit waits for the disk, which costs more than the statements of a booking; a step that
    comes alone is committed alone.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[_Taken | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="api-write", daemon=True)
        self._thread.start()

    def submit(self, step: Callable[[Session], T]) -> Future[T]:
        """Take a step; its result comes when it is committed."""
        answer: Future[T] = Future()
        self._waiting.put(_Taken(step, answer, contextvars.copy_context()))
        return answer

    def close(self) -> None:
        """End the thread once it has done what it was given."""
        self._waiting.put(None)

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = self._batch(first)
            batch = [taken for taken in batch if taken.answer.set_running_or_notify_cancel()]
            if batch:
                self._commit(batch)
            if is_last:
                return

    def _batch(self, first: _Taken) -> tuple[list[_Taken], bool]:
        """Take what waits, without waiting for more; say whether the end was among it."""
        batch = [first]
        while len(batch) < MOST_TOGETHER:
            try:
                taken = self._waiting.get_nowait()
            except queue.Empty:
                break
            if taken is None:
                return batch, True
            batch.append(taken)
        return batch, False

    def _commit(self, batch: list[_Taken]) -> None:
        try:
            results = self._results(batch)
        except BaseException as error:  # noqa: BLE001 - Nothing was committed, and each asker is told.
            results = [error] * len(batch)
        for taken, result in zip(batch, results, strict=True):
            if isinstance(result, BaseException):
                taken.answer.set_exception(result)
            else:
                taken.answer.set_result(result)

    def _results(self, batch: list[_Taken]) -> list[Any]:
        if len(batch) == 1:
            return [batch[0].context.run(self._database().run, batch[0].step)]
        return self._database().run_together([_in_context(taken) for taken in batch])


def _in_context(taken: _Taken) -> Callable[[Session], Any]:
    return lambda session: taken.context.run(taken.step, session)
