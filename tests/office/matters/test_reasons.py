"""Which answer asks for a member is read from its decision tables."""

from sqlalchemy.orm import Session

from engine import Engine
from office.matters import deciding, publish_shipped, published
from tests.office.matters.house import NOW, VERBS, Folders


def test_each_member_knows_the_answers_that_decide_it(session: Session, engine: Engine) -> None:
    publish_shipped(session, engine, VERBS, NOW)

    found = deciding(session, published(session, "open-restaurant"))

    assert found == {
        "business-licence-verification": (),
        "food-operation-licence": (),
        "outdoor-sign": ("has_sign",),
        "fire-safety-inspection": ("area", "region"),
        "tobacco-retail-licence": ("tobacco",),
    }


def test_a_condition_that_reads_an_answer_itself_is_decided_by_it(
    session: Session, engine: Engine, folders: Folders
) -> None:
    folders.replace(
        "processes/matters/open-restaurant/process.bpmn",
        ">needed.fire<",
        ">answers.area &gt; 60<",
    )
    publish_shipped(session, engine, VERBS, NOW, root=folders.path)

    found = deciding(session, published(session, "open-restaurant"))

    assert found["fire-safety-inspection"] == ("area",)


def test_a_single_matter_is_decided_by_nothing(session: Session, engine: Engine) -> None:
    publish_shipped(session, engine, VERBS, NOW)

    assert deciding(session, published(session, "outdoor-sign")) == {"outdoor-sign": ()}
