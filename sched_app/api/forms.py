"""Reads the plain forms that pages post."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

MOST_FIELDS = 20
LONGEST = 2000
_FORM = "application/x-www-form-urlencoded"

Form = Mapping[str, str]


async def posted(request: Request) -> Form:
    """Give the fields of a form; raise HTTPException for another kind of body."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(415)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as fault:
        raise HTTPException(400) from fault
    return {name: value[:LONGEST] for name, value in pairs}
