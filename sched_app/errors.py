"""The facts that can go wrong: one small class each, named for what happened."""

from typing import ClassVar


class AppError(Exception):
    """A fact that a person may be told: a text's key with its parameters, rendered at the edge."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "bad-request"
    key: ClassVar[str] = "problem.bad_request"

    def __init__(self, key: str | None = None, **params: object) -> None:
        self.text_key = key or self.key
        self.params = params
        super().__init__(self.text_key)


class NotFound(AppError):
    """There is no such row, or not for this actor."""

    status, kind, key = 404, "not-found", "problem.not_found"


class NotSignedIn(AppError):
    """The actor has to sign in first."""

    status, kind, key = 401, "not-signed-in", "problem.not_signed_in"


class CodeNeeded(NotSignedIn):
    """The password is right, and the second step lacks its code, or had a wrong one."""

    kind, key = "code-needed", "problem.code_needed"

    @property
    def fields(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Name the field that lacks, as Invalid does."""
        return {"code": (self.text_key, self.params)}


class Forbidden(AppError):
    """The actor is known and has no right to do this."""

    status, kind, key = 403, "forbidden", "problem.forbidden"


class Conflict(AppError):
    """The row's present state does not allow it."""

    status, kind, key = 409, "conflict", "problem.conflict"


class SlotTaken(Conflict):
    """Someone else has the time, or the rules no longer offer it."""

    kind, key = "slot-taken", "problem.slot_taken"


class HoldExpired(Conflict):
    """The hold has run out, was released, or never was."""

    kind, key = "hold-expired", "problem.hold_expired"


class TooLate(Conflict):
    """The notice that the meeting type asks for has begun."""

    kind, key = "too-late", "problem.too_late"


class TooMany(AppError):
    """A limit is reached; `retry_after` is in seconds."""

    status, kind, key = 429, "too-many", "problem.too_many"

    def __init__(self, key: str | None = None, *, retry_after: int = 60, **params: object) -> None:
        super().__init__(key, retry_after=retry_after, **params)
        self.retry_after = retry_after


class Invalid(AppError):
    """Input that cannot be used: field path → text key, or (key, parameters)."""

    status, kind, key = 422, "invalid", "problem.invalid"

    def __init__(self, fields: dict[str, str | tuple[str, dict[str, object]]]) -> None:
        super().__init__()
        self.fields = {
            name: fault if isinstance(fault, tuple) else (fault, {})
            for name, fault in fields.items()
        }


class KeyReused(AppError):
    """The same Idempotency-Key came with another body."""

    status, kind, key = 422, "idempotency-key-reused", "problem.key_reused"


class InFlight(Conflict):
    """The same Idempotency-Key is being worked on right now."""

    kind, key = "in-flight", "problem.in_flight"


class VendorError(Exception):
    """An outside service refused or failed; `permanent` means that trying again is useless."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
