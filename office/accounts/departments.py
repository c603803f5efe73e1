"""What a department is called whatever the place: 市场监督管理局 of 示例市道里区市场监督管理局."""

import re
from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Session

from office.accounts.organs import organs

# The place that a name begins with, and the branch that it ends on (公安局道里分局).
_PLACE = re.compile(r"^.{2,7}?(?:省|自治区|市)(?:[^局队厅]{1,6}?[区县旗])?(?=..)")
_BRANCH = re.compile(r"^(.*?(?:局|厅|委员会|中心|队)).*$")


def departments(session: Session) -> Mapping[str, str]:
    """Department key → its name without a place, as most of its organs are called."""
    names: dict[str, Counter[str]] = {}
    for organ in organs(session):
        names.setdefault(organ.department, Counter())[named(organ.name)] += 1
    return {department: found.most_common(1)[0][0] for department, found in names.items()}


def named(organ: str) -> str:
    """An organ's name without place and branch."""
    return _BRANCH.sub(r"\1", _PLACE.sub("", organ))
