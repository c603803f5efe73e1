"""`tongban lint` says of a file what deployment would refuse, by element and reason."""

from pathlib import Path

import pytest

from office.run import command

ROOT = Path(__file__).resolve().parents[2]


def test_shipped_diagrams_and_decisions_have_no_finding(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(path) for path in ROOT.glob("processes/*/*/*") if path.suffix in {".bpmn", ".dmn"}]

    assert len(files) > 10
    assert command.main(["lint", *files]) == 0
    assert capsys.readouterr().out == ""


def test_a_faulty_diagram_is_named_by_element_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diagram = tmp_path / "process.bpmn"
    good = (ROOT / "processes/blocks/acceptance/process.bpmn").read_text()
    diagram.write_text(good.replace("supplement = null", "__import__('os')"))

    assert command.main(["lint", str(diagram)]) == 1

    assert "once_to_supplement_notice" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert command.main(["lint", str(tmp_path / "none.bpmn")]) == 2
