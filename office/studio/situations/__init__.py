"""The situation matrix: all combinations of guided answers with what the draft's decisions make of each."""

from office.studio.situations.findings import Flaw, flaws
from office.studio.situations.judging import NO_RESULT, RAISED, Judged, Trouble
from office.studio.situations.matrix import MOST, Matrix, Result, Situation
from office.studio.situations.reading import NotJudged, matrix_of, served_regions
from office.studio.situations.values import Factor

__all__ = [
    "MOST",
    "NO_RESULT",
    "RAISED",
    "Factor",
    "Flaw",
    "Judged",
    "Matrix",
    "NotJudged",
    "Result",
    "Situation",
    "Trouble",
    "flaws",
    "matrix_of",
    "served_regions",
]
