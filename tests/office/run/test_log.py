"""Log lines: one JSON object an event, with what an operator needs and nothing that somebody typed."""

import json
import logging
import sys

from office.run.log import JsonLine

TYPED = "230102199001010019"


def test_a_line_carries_the_known_fields_and_no_other() -> None:
    record = logging.LogRecord("office.run.worker", logging.INFO, "", 1, "job.done", None, None)
    record.__dict__.update(verb="seal.apply", duration_ms=12.5, opinion=TYPED)

    line = json.loads(JsonLine().format(record))

    assert (line["event"], line["verb"], line["duration_ms"]) == ("job.done", "seal.apply", 12.5)
    assert TYPED not in str(line)


def test_an_error_gives_its_type_and_places_but_not_its_words() -> None:
    try:
        raise ValueError(f"duplicate key ({TYPED})\nDETAIL: two lines")
    except ValueError:
        record = logging.LogRecord(
            "web.app", logging.ERROR, "", 1, "request-failed", None, sys.exc_info()
        )

    text = JsonLine().format(record)

    assert "\n" not in text
    assert TYPED not in text
    line = json.loads(text)
    assert line["error"] == "ValueError"
    assert line["where"][-1].startswith("run/test_log.py:")
