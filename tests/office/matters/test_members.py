"""Members come from the diagram: its call activities and the conditions on the way to them."""

from office.matters.diagram import read_diagram
from office.matters.members import callings, decisions

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <process id="open_shop" isExecutable="true">
    <businessRuleTask id="needed"><extensionElements>
      <spiffworkflow:calledDecisionId>which</spiffworkflow:calledDecisionId>
    </extensionElements></businessRuleTask>
    <exclusiveGateway id="choice" default="otherwise" />
    <callActivity id="always" calledElement="food" />
    <callActivity id="sometimes" calledElement="sign" />
    <callActivity id="rarely" calledElement="fire" />
    <sequenceFlow id="one" sourceRef="needed" targetRef="always" />
    <sequenceFlow id="two" sourceRef="choice" targetRef="sometimes">
      <conditionExpression>needed.sign</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="otherwise" sourceRef="choice" targetRef="rarely" />
  </process>
</definitions>"""


def test_a_call_without_condition_is_always_needed_and_a_default_is_needed_otherwise() -> None:
    always, sometimes, rarely = callings(read_diagram(DIAGRAM))

    assert (always.process_id, always.conditions, always.unless) == ("food", (), ())
    assert (sometimes.conditions, sometimes.unless) == (("needed.sign",), ())
    assert (rarely.conditions, rarely.unless) == ((), ("needed.sign",))


def test_decisions_stand_under_the_task_that_asks_them() -> None:
    assert decisions(read_diagram(DIAGRAM)) == {"needed": "which"}
