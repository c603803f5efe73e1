"""The catalogue entry in parts that an analyst fills in, and what a filled-in part makes of the document.

What is typed is kept as it is where it is no number or date: the check says what is wrong with it, and nothing is lost.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from office.words import Words, words

TEXT, LONG, LINES, NUMBER, YES, CHOICE, CHECKS, PAIRS = (
    "text", "long", "lines", "number", "yes", "choice", "checks", "pairs",
)  # fmt: skip
BOTH, MATTER, ONE_THING = "both", "matter", "one-thing"
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One answer: `path` leads to it within its part or row; `options` names the list that a choice is from."""

    path: str
    label: Words
    kind: str = TEXT
    options: str = ""
    help: Words | None = None
    required: bool = False


@dataclass(frozen=True)
class Part:
    """A section of the page. With `rows` it is a list of that name, each row with these entries."""

    key: str
    label: Words
    entries: tuple[Entry, ...]
    rows: bool = False
    row: Words | None = None  # what one row is called
    of: str = BOTH
    optional: bool = False  # the whole section may be absent


def _both(
    path: str, zh: Words, en: Words, kind: str = TEXT, *, must: bool = True
) -> tuple[Entry, Entry]:
    return Entry(f"{path}.zh", zh, kind, required=must), Entry(f"{path}.en", en, kind)


PARTS = (
    Part("identity", words("名称和目录"), (
        *_both("name", words("事项名称"), words("英文名称")),
        *_both("summary", words("一句话简介"), words("英文简介"), must=False),
        *_both("topic", words("主题"), words("英文主题"), must=False),
        Entry("synonyms", words("别名（供搜索）"), LINES, help=words("一行一个，写老百姓的说法")),
        Entry("catalogue", words("目录"), CHOICE, "catalogue", required=True),
        Entry("type", words("事项类型"), CHOICE, "types", required=True),
        Entry("basic_code", words("基本编码"), help=words("12 位：区划、类型、行业、主项、子项"), required=True),
        Entry("levels", words("行使层级"), CHECKS, "levels"),
        Entry("served", words("服务对象"), CHECKS, "served"),
    )),
    Part("organ", words("实施机关"), (
        Entry("organ.department", words("实施部门"), CHOICE, "departments", required=True),
        Entry("organ.by_region", words("个别地区由别的机关实施"), PAIRS, help=words("一行一个：6 位区划代码，空格，机关的统一社会信用代码")),
    )),
    Part("lead", words("牵头部门"), (Entry("lead", words("牵头部门"), CHOICE, "departments", required=True),), of=ONE_THING),
    Part("basis", words("设定依据"), (
        Entry("law", words("法律、法规、规章的名称"), required=True),
        Entry("article", words("条款"), required=True),
        Entry("text", words("条文内容"), LONG),
    ), rows=True, row=words("依据")),
    Part("conditions", words("受理条件"), _both("", words("条件"), words("英文")), rows=True, row=words("条件")),
    Part("limits", words("时限"), (
        Entry("statutory", words("法定时限"), NUMBER, required=True),
        Entry("statutory_in", words("法定时限按什么计"), CHOICE, "counting", help=words("法律没有另外写明的，按工作日（行政许可法第八十二条）")),
        Entry("extension", words("可以延长"), NUMBER),
        Entry("promised", words("承诺时限"), NUMBER, help=words("不得超过法定时限；0 是即办"), required=True),
        Entry("issue", words("制证送达时限"), NUMBER),
    )),
    Part("materials", words("申请材料"), (
        Entry("element", words("材料"), CHOICE, "papers", help=words("同一种材料在各事项里是同一个，一件事里只交一次"), required=True),
        *_both("name", words("本事项怎么称呼它"), words("英文名称")),
        Entry("source", words("来源"), help=words("applicant 申请人提交；licence:类型代码 调电子证照；sharing:资源 共享获取；generated:模板 自动生成"), required=True),
        Entry("required", words("何时需要（FEEL）"), help=words("总是需要写 true"), required=True),
        Entry("owable.due", words("容缺：补交期限（FEEL，工作日）"), help=words("不可容缺就空着")),
        *_both("owable.consequence", words("逾期不补的后果"), words("后果的英文"), must=False),
        Entry("asked_because", words("为什么还要交"), help=words("证照或共享能取得却仍要申请人提交的，写明理由（国务院令第716号第七条）")),
        *_both("help", words("填报须知"), words("须知的英文"), must=False),
    ), rows=True, row=words("材料"), of=MATTER),
    Part("review_points", words("审查要点"), (
        Entry("text.zh", words("要点"), LONG, required=True),
        Entry("text.en", words("英文"), LONG),
        Entry("stage", words("阶段"), CHOICE, "stages", required=True),
        Entry("id", words("编号"), help=words("小写字母和点；几个事项编号和文字都相同的是同一个要点"), required=True),
        Entry("element", words("针对的材料或字段")),
    ), rows=True, row=words("要点"), of=MATTER),
    Part("fees", words("收费"), (
        *_both("name", words("收费项目"), words("英文")),
        Entry("amount", words("金额（元）"), NUMBER, required=True),
        Entry("basis", words("收费依据"), required=True),
    ), rows=True, row=words("收费项目"), of=MATTER),
    Part("outcome", words("办理结果"), (
        *_both("name", words("结果名称"), words("英文名称")),
        Entry("kind", words("结果类型"), CHOICE, "outcomes", required=True),
        Entry("licence_type", words("证照类型代码"), help=words("21 位：定义机关的统一社会信用代码加 3 位"), required=True),
        Entry("number_rule", words("编号规则"), help=words("如 JY2{region}{serial:6}{check}"), required=True),
        Entry("validity.years", words("有效期（年）"), NUMBER),
        Entry("validity.months", words("有效期（月）"), NUMBER),
        Entry("validity.days", words("有效期（天）"), NUMBER, help=words("年、月、天只填一个；都不填是长期有效")),
        Entry("seal", words("印章"), CHOICE, "seals", required=True),
        Entry("element", words("作为材料的编号"), help=words("别的事项要它作材料时，一件事里不再让申请人交")),
    ), of=MATTER, optional=True),
    Part("commitment", words("告知承诺"), (
        *_both("means", words("承诺什么、承诺后怎么办"), words("英文"), LONG),
        *_both("consequence", words("承诺不实或不履行的后果"), words("英文"), LONG),
        Entry("verified_within", words("几个工作日内核查"), NUMBER),
        Entry("replaces", words("承诺后免交的材料"), LINES, help=words("一行一个材料编号")),
        Entry("public", words("承诺书公开"), YES),
    ), of=MATTER, optional=True),
    Part("channels", words("办理渠道"), (
        Entry("windows", words("窗口"), LINES, help=words("一行一个")),
        Entry("phone", words("咨询电话")),
        Entry("supervision_phone", words("监督电话")),
        Entry("hours", words("办理时间")),
        Entry("courier", words("可以寄送"), YES),
        Entry("kiosk", words("可以自助办理"), YES),
        Entry("visits", words("到现场次数"), NUMBER, required=True),
    )),
    Part("questions_and_answers", words("常见问题"), (
        *_both("question", words("问题"), words("问题的英文")),
        *_both("answer", words("回答"), words("回答的英文"), LONG),
    ), rows=True, row=words("问题")),
    Part("valid", words("有效期间"), (
        Entry("from", words("开始实施"), help=words("如 2026-01-01")),
        Entry("to", words("停止实施"), help=words("一直实施就空着")),
    )),
)  # fmt: skip
_LISTS_THAT_MUST_BE = frozenset({"basis", "materials", "review_points"})
_AT_ROOT = frozenset({"identity", "organ", "lead"})
_ORDER = (
    "code", "name", "summary", "topic", "synonyms", "kind", "platform", "catalogue", "basic_code", "type", "levels",
    "organ", "lead", "basis", "served", "conditions", "limits", "materials", "review_points", "fees", "commitment",
    "outcome", "channels", "questions_and_answers", "valid",
)  # fmt: skip


@dataclass
class Filled:
    """A part as typed: answers by path, or rows of them; `was` are the rows' places in the document before."""

    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()
    was: Sequence[int | None] = ()


def parts_of(document: Document) -> tuple[Part, ...]:
    """Return the parts that this kind of matter has."""
    kind = ONE_THING if document.get("kind") == "one-thing" else MATTER
    return tuple(one for one in PARTS if one.of in (BOTH, kind))


def part_named(document: Document, key: str) -> Part | None:
    return next((one for one in parts_of(document) if one.key == key), None)


def shown(document: Document, part: Part) -> Filled:
    """Return a part as it stands in the document."""
    if not part.rows:
        whole = document if part.key in _AT_ROOT else _mapping(document.get(part.key))
        return Filled({one.path: get(whole, one.path) for one in part.entries})
    rows = document.get(part.key) or []
    rows = rows if isinstance(rows, list) else []
    return Filled(
        rows=[{one.path: get(_mapping(row), one.path) for one in part.entries} for row in rows],
        was=list(range(len(rows))),
    )


def filled_in(document: Document, part: Part, typed: Filled) -> dict[str, Any]:
    """Return the document with a part as typed; what the part's entries do not name stays."""
    made = deepcopy(dict(document))
    if part.rows:
        before = made.get(part.key)
        before = before if isinstance(before, list) else []
        rows = [_row(part, values, was, before) for values, was in _with_places(typed)]
        _put_part(made, part, [row for row in rows if row is not None])
    elif part.key in _AT_ROOT:
        _put_all(made, part, typed.values)
    else:
        section = _mapping(made.get(part.key))
        _put_all(section, part, typed.values)
        _put_part(made, part, section)
    return _in_order(made)


def get(whole: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path, None where there is none."""
    found: Any = whole
    for step in _steps(path):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _with_places(typed: Filled) -> list[tuple[Mapping[str, Any], int | None]]:
    places = [*typed.was, *[None] * (len(typed.rows) - len(typed.was))]
    return list(zip(typed.rows, places, strict=False))


def _row(
    part: Part, values: Mapping[str, Any], was: int | None, before: list[Any]
) -> dict[str, Any]:
    row = _mapping(before[was]) if was is not None and 0 <= was < len(before) else {}
    _put_all(row, part, values)
    return row


def _put_part(made: dict[str, Any], part: Part, value: Any) -> None:
    if value or (part.rows and part.key in _LISTS_THAT_MUST_BE) or part.key in made and part.rows:
        made[part.key] = value
    elif part.optional or part.rows or part.key == "valid":
        made.pop(part.key, None)
    else:
        made[part.key] = value


def _put_all(whole: dict[str, Any], part: Part, values: Mapping[str, Any]) -> None:
    for one in part.entries:
        if one.path in values:
            _put(whole, _steps(one.path), _value(one, values[one.path]))


def _put(whole: dict[str, Any], steps: list[str], value: Any) -> None:
    first, *rest = steps
    if not rest:
        if value is None:
            whole.pop(first, None)
        else:
            whole[first] = value
        return
    inner = _mapping(whole.get(first))
    _put(inner, rest, value)
    if inner:
        whole[first] = inner
    else:
        whole.pop(first, None)


def _value(entry: Entry, typed: Any) -> Any:
    """Return what a typed answer says; None where it says nothing."""
    match entry.kind:
        case "yes":
            return bool(typed)
        case "checks":
            return [str(one) for one in typed]
        case "lines":
            lines = [one.strip() for one in str(typed).splitlines()]
            return [one for one in lines if one] or ([] if entry.path == "windows" else None)
        case "pairs":
            pairs = [one.split(None, 1) for one in str(typed).splitlines() if one.strip()]
            return {one[0]: one[1].strip() if len(one) > 1 else "" for one in pairs} or None
        case "number":
            return _number(str(typed).strip())
    text = str(typed).replace("\r\n", "\n").strip()
    if not text:
        return "" if entry.path == "phone" else None
    return text


def _number(text: str) -> int | float | str | None:
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,12}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d{1,12}\.\d{1,6}", text) else text


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _steps(path: str) -> list[str]:
    return [step for step in path.split(".") if step]


def _in_order(document: dict[str, Any]) -> dict[str, Any]:
    """New sections stand where a reader expects them; the others stay where they are."""
    known = list(document)
    for key in list(known):
        if key in _ORDER and known.index(key) == len(known) - 1:
            before = set(_ORDER[: _ORDER.index(key)])
            places = [at for at, one in enumerate(known[:-1]) if one in before]
            known.insert(max(places, default=-1) + 1, known.pop())
    return {key: document[key] for key in known}
