"""One name, everywhere: what a diagram names has a handler, and what has a handler is named."""

import re
from pathlib import Path

from office.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[a-z]+\.[a-z]+(-[a-z]+)*$")
OPERATOR = re.compile(r'serviceTaskOperator id="([^"]+)"')


def drawn() -> set[str]:
    return {
        verb
        for path in ROOT.glob("processes/*/*/process.bpmn")
        for verb in OPERATOR.findall(path.read_text())
    }


def enqueued() -> set[str]:
    """Verbs that a room starts without a diagram: a constant handed to engine.enqueue."""
    from office import filing, worklist
    from office.cases.submit import DRAW_COMMITMENT

    asked = {filing.FETCH_REGISTRATION, filing.CHECK_AUTHORISATION}
    return {*asked, worklist.BULK, DRAW_COMMITMENT}


def test_every_verb_of_a_diagram_has_a_handler() -> None:
    assert drawn() <= set(VERBS)


def test_every_handler_is_named_by_a_diagram_or_enqueued() -> None:
    assert set(VERBS) - drawn() - enqueued() == set()


def test_every_verb_is_a_noun_and_a_verb() -> None:
    assert [verb for verb in VERBS if not NAME.match(verb)] == []
