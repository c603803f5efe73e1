"""Decision models: requirements, knowledge, services, types, imports, and what is refused."""

from decimal import Decimal

import pytest

from engine import dmn, feel
from tests.engine.dmn.drawn import data, decision, literal, model, table

KNOWLEDGE = """<businessKnowledgeModel id="fee" name="fee"><variable name="fee"/><encapsulatedLogic>
<formalParameter name="area" typeRef="number"/>{}</encapsulatedLogic></businessKnowledgeModel>"""


def test_a_decision_uses_the_decisions_and_knowledge_it_requires() -> None:
    xml = model(
        data("Floor Area", "number"),
        KNOWLEDGE.format(literal("area * 2")),
        decision("base fee", literal("fee(Floor Area)"), "data:data_Floor Area", "knowledge:fee"),
        decision("total", literal("base fee + 1"), "decision:decision_base fee", kind="number"),
    )
    read = dmn.read(xml)

    assert read.decide("total", {"Floor Area": 10}).value == Decimal(21)
    assert read.reads("total") == {"Floor Area"}
    assert read.decisions["decision_total"].needs == ("base fee",)
    assert [info.name for info in read.decisions.values()] == ["base fee", "total"]


def test_a_decision_sees_only_what_it_requires() -> None:
    xml = model(
        data("a", "number"), data("b", "number"), decision("d", literal("a + b"), "data:data_a")
    )

    with pytest.raises(dmn.DmnError) as caught:
        dmn.read(xml)

    assert caught.value.element == "decision_d"
    assert "b" in caught.value.reason


def test_knowledge_may_call_itself() -> None:
    body = literal("if area < 2 then 1 else area * fee(area - 1)")
    xml = model(KNOWLEDGE.format(body), decision("d", literal("fee(20)"), "knowledge:fee"))

    assert dmn.read(xml).decide("d", {}).value == Decimal(2432902008176640000)


def test_a_service_takes_its_inputs_and_gives_its_outputs() -> None:
    service = """<decisionService id="s" name="s"><variable name="s"/>
    <outputDecision href="#decision_out"/><inputDecision href="#decision_mid"/>
    <inputData href="#data_x"/></decisionService>"""
    xml = model(
        data("x", "number"),
        decision("mid", literal("1")),
        decision("out", literal("mid + x"), "decision:decision_mid", "data:data_x"),
        decision("caller", literal("s(5, 10)"), "knowledge:s"),
        service,
    )
    read = dmn.read(xml)

    assert read.decide("s", {"x": 1, "mid": 100}).value == 101
    assert read.decide("caller", {}).value == 15
    assert read.reads("s") == {"x", "mid"}


TYPES = """<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
<itemDefinition name="Site"><itemComponent name="area"><typeRef>number</typeRef></itemComponent>
<itemComponent name="grade"><typeRef>Grade</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Sites" isCollection="true"><typeRef>Site</typeRef></itemDefinition>"""


def test_types_are_checked_with_their_allowed_values() -> None:
    xml = model(TYPES, data("site", "Site"), decision("d", literal("site.grade"), "data:data_site"))
    read = dmn.read(xml)

    assert read.decide("d", {"site": {"area": 5, "grade": "A"}}).value == "A"
    for wrong in ({"area": 5, "grade": "C"}, {"area": "x", "grade": "A"}, 5, {"area": 5}):
        found = read.decide("d", {"site": wrong})
        assert found.value is None
        assert found.reasons


def test_a_single_value_and_a_list_of_one_are_exchanged_where_the_type_says_so() -> None:
    xml = model(
        TYPES,
        data("sites", "Sites"),
        decision("count", literal("count(sites)"), "data:data_sites"),
        decision("one", literal("[5]"), kind="number"),
    )
    read = dmn.read(xml)

    assert read.decide("count", {"sites": {"area": 1, "grade": "B"}}).value == 1
    assert read.decide("one", {}).value == 5


def test_boxed_expressions_give_what_their_text_would() -> None:
    context = (
        "<context><contextEntry><variable name='a'/>" + literal("2") + "</contextEntry>"
        "<contextEntry><variable name='twice'/><functionDefinition><formalParameter name='n'/>"
        + literal("n * a") + "</functionDefinition></contextEntry>"
        "<contextEntry><invocation>" + literal("twice") + "<binding><parameter name='n'/>"
        + literal("a + 1") + "</binding></invocation></contextEntry></context>"
    )  # fmt: skip
    relation = (
        "<relation><column name='n'/><column name='m'/><row>" + literal("1") + literal("2")
        + "</row><row>" + literal("3") + literal("4") + "</row></relation>"
    )  # fmt: skip
    chosen = (
        "<filter><in>" + literal("rows") + "</in><match>" + literal("n > 1") + "</match></filter>"
    )
    xml = model(
        decision("boxed", context),
        decision("rows", relation),
        decision("chosen", chosen, "decision:decision_rows"),
    )
    read = dmn.read(xml)

    assert read.decide("boxed", {}).value == 6
    assert read.decide("chosen", {}).value == [{"n": 3, "m": 4}]


def test_imported_models_are_found_by_namespace_or_file() -> None:
    library = model(TYPES, KNOWLEDGE.format(literal("area + 1")), name="library")
    import_ = (
        '<import namespace="urn:example:library" name="lib" locationURI="library.dmn" '
        'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    )
    main = model(
        import_,
        data("g", "lib.Grade"),
        decision("d", literal("lib.fee(4)"), "knowledge:urn:example:library#fee"),
    )

    for key in ("library.dmn", "urn:example:library", "anything"):
        assert dmn.read(main, imports={key: library}).decide("d", {}).value == 5
    with pytest.raises(dmn.DmnError):
        dmn.read(main)


def test_host_functions_are_known_in_every_expression() -> None:
    xml = model(data("n", "number"), decision("d", literal("working days(n)"), "data:data_n"))

    read = dmn.read(xml, functions={"working days": lambda n: n * 2})

    assert read.decide("d", {"n": 4}).value == 8
    assert [one.code for one in dmn.check(xml)] == ["DMN-FEEL"]


@pytest.mark.parametrize(
    ("xml", "code", "element"),
    [
        (b"<x", "DMN-XML", "definitions"),
        (b"<definitions/>", "DMN-XML", "definitions"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + model(), "DMN-XML", "definitions"),
        (model(decision("d", literal("1 +"))), "DMN-FEEL", "decision_d"),
        (model(decision("d", literal("__import__('os')"))), "DMN-FEEL", "decision_d"),
        (model(decision("d", literal("1"), "data:nowhere")), "DMN-REF", "decision_d"),
        (model(decision("d", literal("1"), kind="Unknown")), "DMN-TYPE", None),
        (model(decision("d", table([], [("1",)], policy="SOME"))), "DMN-TABLE", "table"),
        (model(data("x"), decision("d", table([("x", "")], [("1",)]), "data:data_x")), "DMN-TABLE", "rule1"),
        (model(data("x"), decision("d", table([("x", "")], [("eval(1)", "1")]), "data:data_x")), "DMN-FEEL", "rule1"),
        (
            model(
                decision("a", literal("b"), "decision:decision_b"),
                decision("b", literal("a"), "decision:decision_a"),
            ),
            "DMN-CYCLE",
            None,
        ),
        (model('<itemDefinition name="T"><typeRef>T</typeRef></itemDefinition>'), "DMN-TYPE", "T"),
        (model(data("x", key="same"), data("y", key="same")), "DMN-ID", "same"),
    ],
)  # fmt: skip
def test_a_faulty_model_is_refused_with_the_element_named(
    xml: bytes, code: str, element: str | None
) -> None:
    findings = dmn.check(xml)

    assert code in {one.code for one in findings}
    if element is not None:
        assert element in {one.element for one in findings if one.code == code}
    with pytest.raises(dmn.DmnError):
        dmn.read(xml)


def test_read_leniently_a_faulty_expression_is_null_with_its_reason() -> None:
    xml = model(decision("bad", literal("1 +")), decision("good", literal("1 + 1")))
    read = dmn.read(xml, lenient=True)

    assert read.decide("good", {}).value == 2
    assert read.decide("bad", {}).value is None
    assert read.decide("bad", {}).reasons


def test_a_model_is_bounded_as_an_expression_is() -> None:
    xml = model(decision("d", literal("count(for i in 1..1000000000 return i)")))

    with pytest.raises(feel.FeelBudgetError):
        dmn.read(xml).decide("d", {})
