"""One JSON line an event on stderr: request id, case, verb, duration; never what an applicant wrote."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

# Names that a record may carry beside its message; everything else is left out on purpose, so that
# no form value reaches a log by accident.
FIELDS = (
    "request",
    "case",
    "verb",
    "job",
    "instance",
    "status",
    "method",
    "route",
    "duration_ms",
    "reason",
    "attempts",
)


class JsonLine(logging.Formatter):
    """Format a record as one JSON object; exceptions give their type and places, not their texts."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg
            if record.name.startswith(("office", "web", "engine", "adapters"))
            else record.name,
        }
        if line["event"] == record.name:
            line["message"] = record.getMessage()[:500]
        for name in FIELDS:
            if name in record.__dict__:
                line[name] = record.__dict__[name]
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up() -> None:
    """Send every logger's records to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("pyhanko", "pyhanko_certvalidator", "fontTools", "alembic", "kombu", "amqp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        places.append(f"{path.parent.name}/{path.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-12:]
