"""A refusal: what happened, what was kept, what to do; with a code for machines."""

from typing import Any

from rest_framework.response import Response


class Refused(Exception):
    """A verb that may not or can not be done now. `message` is a sentence in the user's language, `code` a stable word."""

    def __init__(self, message: Any, code: str, *, status: int = 409) -> None:
        super().__init__(str(message))
        self.message, self.code, self.status = message, code, status


def api_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler: a refusal becomes 409 (or its own status) with {code, message}."""
    if isinstance(error, Refused):
        return Response({"code": error.code, "message": str(error.message)}, status=error.status)
    from rest_framework.views import exception_handler

    return exception_handler(error, context)
