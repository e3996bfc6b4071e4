"""Logs: a JSON object a line, of what was done, never of what was sent.

What an exception says may be of a record, so that only its type is written, and the places in the code.
"""

from __future__ import annotations

import json
import logging
from asyncio import CancelledError
from collections.abc import Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from typing import TextIO

LOGGER = logging.getLogger("genelint.service")


class _Lines(logging.Formatter):
    """Writes a record of the log as a line; `fields` are what it has besides."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage().strip().partition("\n")[0],  # asyncio goes on with what an exception says
            **getattr(record, "fields", {}),
        }
        if record.exc_info is not None and record.exc_info[1] is not None:
            fields |= failure(record.exc_info[1])
        return json.dumps(fields)


def failure(error: BaseException) -> dict[str, object]:
    """What may be written of an exception: its type, and the places in the code, innermost last; also in a process."""
    places = [f"{at.filename}:{at.lineno} {at.name}" for at in extract_tb(error.__traceback__)]
    return {"error": type(error).__name__, "at": places + vars(error).get("places", [])}


def log(event: str, fields: Mapping[str, object], level: int = logging.INFO) -> None:
    """Write a line."""
    LOGGER.log(level, event, extra={"fields": fields})


def _tells(record: logging.LogRecord) -> bool:
    """Whether a record is written: what was cancelled is not, as that is how a second signal ends what runs.

    Of the end of its lifespan, Starlette has the traceback as text.
    """
    error = record.exc_info[1] if record.exc_info is not None else None
    return not isinstance(error, CancelledError) and not record.getMessage().endswith(".CancelledError\n")


def set_up_logs(stream: TextIO) -> None:
    """Write all logs, those of uvicorn as well, as such lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    handler.addFilter(_tells)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(capture=True)
