"""Reads a query or a body by one strict model, past the framework's slower dependencies."""

from typing import Any, TypeVar

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


def read(request: Request, model: type[M]) -> M:
    """Validate a request's query and path as one model; raise RequestValidationError."""
    given: dict[str, Any] = {**request.query_params, **request.path_params}
    try:
        return model.model_validate(given)
    except ValidationError as fault:
        paths = request.path_params
        raise RequestValidationError(
            [
                {**each, "loc": ("path" if each["loc"][0] in paths else "query", *each["loc"])}
                for each in fault.errors(include_input=False, include_url=False)
            ]
        ) from fault


async def body(request: Request, model: type[M]) -> M:
    """Validate a request's JSON body as a model; raise RequestValidationError."""
    try:
        return model.model_validate(orjson.loads(await request.body()))
    except ValidationError as fault:
        faults = fault.errors(include_input=False, include_url=False)
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in faults]
        ) from fault
    except orjson.JSONDecodeError as fault:
        raise RequestValidationError(
            [{"type": "json_invalid", "loc": ("body", 0), "msg": ""}]
        ) from fault


def parameters(model: type[BaseModel], *in_path: str) -> list[dict[str, Any]]:
    """Describe a model's fields as OpenAPI parameters."""
    schema = model.model_json_schema(by_alias=True)
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in required,
            "description": field.pop("description", ""),
            "schema": field,
        }
        for name, field in schema["properties"].items()
    ]
