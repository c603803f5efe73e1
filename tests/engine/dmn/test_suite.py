"""The runner of the DMN TCK counts as the suite's layout says."""

import subprocess
import sys
from pathlib import Path

from tests.conformance.dmn import cases
from tests.engine.dmn.drawn import data, decision, literal, model

SUITE = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
 <modelName>{model}</modelName>
 <testCase id="right"><inputNode name="n"><value xsi:type="xsd:decimal">2</value></inputNode>
  <resultNode name="twice" type="decision"><expected><value xsi:type="xsd:decimal">4</value></expected></resultNode></testCase>
 <testCase id="wrong"><inputNode name="n"><value xsi:type="xsd:decimal">2</value></inputNode>
  <resultNode name="twice" type="decision"><expected><value xsi:type="xsd:decimal">5</value></expected></resultNode></testCase>
 <testCase id="error"><inputNode name="n"><value xsi:type="xsd:string">x</value></inputNode>
  <resultNode name="twice" type="decision" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
 <!-- <testCase id="commented"/> -->
</testCases>"""  # fmt: skip


def suite(folder: Path, xml: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "model.dmn").write_bytes(xml)
    (folder / "model-test-01.xml").write_text(SUITE.format(model="model.dmn"), encoding="utf-8")


def test_each_case_is_counted_and_a_model_that_cannot_be_read_fails_them_all(
    tmp_path: Path,
) -> None:
    good = model(data("n", "number"), decision("twice", literal("n * 2"), "data:data_n"))
    suite(tmp_path / "level" / "0001-good", good)
    suite(tmp_path / "level" / "0002-broken", b"<definitions")
    suite(tmp_path / "level" / "0076-feel-external-java", good)

    found = {(one.folder, one.id): one.passed for one in cases(tmp_path)}

    assert found == {
        ("0001-good", "right"): True,
        ("0001-good", "wrong"): False,
        ("0001-good", "error"): True,
        ("0002-broken", "right"): False,
        ("0002-broken", "wrong"): False,
        ("0002-broken", "error"): False,
    }


def test_the_last_line_says_how_many_passed(tmp_path: Path) -> None:
    xml = model(data("n", "number"), decision("twice", literal("n * 2"), "data:data_n"))
    suite(tmp_path / "one", xml)

    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.dmn", str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip

    assert done.stdout.splitlines()[-1] == "passed 2 of 3"
