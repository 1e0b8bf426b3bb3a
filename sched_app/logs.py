"""Structured logs: what happened, with a request or event id, and nothing personal.

Our own lines are `get().info("event_name", key=value)`: the name is fixed, the values are ids,
counts and codes. Lines of libraries may quote what people typed, so only those of
`SPOKEN` keep their message; of the others we keep who spoke, where, and the kinds of the errors.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO, cast

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars
from structlog.typing import FilteringBoundLogger, Processor

# Libraries whose messages name no person: their words are fixed, or hold names of ours only.
SPOKEN = ("alembic", "apscheduler", "uvicorn.error")
FRAMES = 12

get = cast("Any", structlog.get_logger)


def configure(form: str = "text", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log line of the process to `stream` (standard error), as text or as JSON."""
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _errors_without_words,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.processors.KeyValueRenderer(key_order=["at", "level", "event"])
    )
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING))
    # Its lines below a warning hold the socket's address, and that holds the page's token.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "reflex"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"


@contextmanager
def about(**ids: str | int) -> Iterator[None]:
    """Add ids (`request_id`, `event_id`, `job`) to every line written inside."""
    with bound_contextvars(**ids):
        yield


def also(**ids: str | int) -> None:
    """Add ids to every later line of this task or thread."""
    bind_contextvars(**ids)


def kinds(error: BaseException) -> str:
    """Name the kinds of an error and of its causes, without their words."""
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 5:
        names.append(type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return " < ".join(names)


def _errors_without_words(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its kinds and its frames: messages quote values (SQL, input)."""
    info = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        line["error"] = kinds(error)
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        line["frames"] = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return line


def _library_line(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    record: logging.LogRecord = line["_record"]
    line["library"] = record.name
    if not record.name.startswith(SPOKEN):
        line["event"] = "library_line"
        line["where"] = f"{record.module}:{record.lineno}"
    if record.exc_info:
        line["exc_info"] = record.exc_info
    return line


def _short(path: str) -> str:
    for mark, kept in (("/site-packages/", ""), ("/sched_app/", "sched_app/")):
        if mark in path:
            return kept + path.rsplit(mark, 1)[1]
    return path.rsplit("/", 1)[-1]


__all__ = ["FilteringBoundLogger", "about", "also", "configure", "get", "kinds"]
