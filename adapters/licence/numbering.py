"""Licence numbers by a matter's rule: `JY2{region}{serial:6}{check}`, `{short}消检字〔{year}〕第{serial:4}号`."""

import re
from collections.abc import Mapping

from adapters.codes import mod_11_10
from adapters.errors import Misconfigured

_PLACE = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")
_SERIAL = re.compile(r"\{serial(?::\d{1,2})?\}")
_KNOWN = frozenset({"region", "short", "year", "serial", "check"})


def fill_facts(rule: str, facts: Mapping[str, str]) -> str:
    """Fill all but serial and check: what is left names the row of numbers this licence belongs to.

    Two licences whose filled rules are equal share one counter, so no number can occur twice, and a
    rule without {year} never starts again at 1.
    """
    named = [match[1] for match in _PLACE.finditer(rule)]
    once = named.count("serial") == 1 and named.count("check") <= 1
    if not once or not set(named) <= _KNOWN or re.search(r"[{}]", _PLACE.sub("", rule)):
        raise Misconfigured(
            f"编号规则“{rule}”有误：需要且只能有一个 {{serial:N}}，其余只能用 region、short、year、check。"
        )

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in ("serial", "check"):
            return match[0]
        if not facts.get(name):
            raise Misconfigured(f"编号规则“{rule}”要用 {name}，但没有给出。")
        return facts[name]

    return _PLACE.sub(fill, rule)


def number(filled: str, serial: int) -> str:
    """Return the number with this serial; {check} is MOD 11,10 over the digits before it."""
    place = _SERIAL.search(filled)
    if place is None:
        raise Misconfigured(f"编号规则“{filled}”没有流水号。")
    width = re.search(r"\d+", place[0])
    written = f"{serial:0{width[0] if width else 1}d}"
    if width and len(written) > int(width[0]):
        raise Misconfigured(f"编号规则“{filled}”的流水号已经用完。")
    before, check, after = _SERIAL.sub(written, filled).partition("{check}")
    if not check:
        return before
    return before + mod_11_10("".join(c for c in before if c.isascii() and c.isdigit())) + after
