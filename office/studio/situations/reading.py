"""From a draft's folder to its matrix: compiled as far as it can be, with the places that applicants can choose."""

from sqlalchemy.orm import Session

from engine import Engine
from office import accounts, matters
from office.matters import Folder, Stopped
from office.matters.reading import Read, compile_unchecked
from office.studio.situations.matrix import MOST, Matrix

_WINDOWS = "service"  # the department whose windows serve a place


class NotJudged(Exception):
    """草稿还合成不了，没有情形可算。"""


def matrix_of(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str], most: int = MOST
) -> Matrix:
    """Return the matrix of a draft's files, not begun; raises NotJudged where they cannot be compiled."""
    return Matrix(
        engine, folder, _read(session, engine, folder, verbs), served_regions(session), most
    )


def served_regions(session: Session) -> tuple[str, ...]:
    """Return the places that some window serves, as applicants can choose them."""
    found = {one.region for one in accounts.organs(session) if one.department == _WINDOWS}
    return tuple(sorted(found))


def _read(session: Session, engine: Engine, folder: Folder, verbs: frozenset[str]) -> Read:
    read = matters.read_matter(session, engine, folder, verbs)
    if read.compiled is not None:
        return read
    try:
        found = compile_unchecked(session, engine, folder, verbs)
    except Stopped as stopped:
        raise NotJudged from stopped
    except Exception as error:  # files that failed the checks may break the compiler anywhere
        raise NotJudged from error
    if found.compiled is None or found.matter.diagram is None or found.matter.said.findings:
        raise NotJudged
    return found
