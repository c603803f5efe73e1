"""Two catalogue entries, layouts or scenario files: rows added, removed and changed, everything else by its name."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.studio.comparing.values import ADDED, MOVED, REMOVED, Difference, changed, named, shown
from office.words import words

_NAMES = {
    "name": words("名称"), "summary": words("简介"), "topic": words("主题"), "kind": words("类别"),
    "catalogue": words("目录"), "basic_code": words("基本编码"), "type": words("事项类型"),
    "levels": words("行使层级"), "organ": words("实施机关"), "lead": words("牵头部门"),
    "department": words("部门"), "by_region": words("各地例外"),
    "basis": words("设定依据"), "served": words("服务对象"), "conditions": words("受理条件"),
    "limits": words("时限"), "statutory": words("法定时限"), "statutory_in": words("法定时限的计法"), "extension": words("延长时限"),
    "promised": words("承诺时限"), "issue": words("制证时限"),
    "materials": words("材料"), "review_points": words("审查要点"), "fees": words("收费"),
    "outcome": words("结果"), "channels": words("办理渠道"), "windows": words("窗口"),
    "phone": words("咨询电话"), "supervision_phone": words("监督电话"), "hours": words("办理时间"),
    "courier": words("可寄送"), "kiosk": words("可自助"), "visits": words("到现场次数"),
    "questions_and_answers": words("常见问题"), "valid": words("有效期间"), "from": words("起始"),
    "to": words("截止"), "element": words("数据元素"), "source": words("来源"), "required": words("何时需要"),
    "owable": words("容缺"), "due": words("补交期限"), "consequence": words("逾期后果"),
    "asked_because": words("为什么要交"), "help": words("说明"), "stage": words("阶段"), "text": words("内容"),
    "amount": words("金额"), "licence_type": words("证照类型"), "number_rule": words("编号规则"),
    "validity": words("有效期"), "seal": words("印章"), "law": words("法律法规"), "article": words("条款"),
    "synonyms": words("别名"), "commitment": words("告知承诺"),
    "title": words("标题"), "fields": words("栏目"), "body": words("正文"), "page": words("页面"),
    "number": words("编号"), "signature": words("落款"), "qr": words("二维码"), "label": words("标签"),
    "value": words("内容"), "style": words("式样"), "header": words("眉头"), "foot": words("注"),
    "role": words("印章角色"), "box": words("位置"), "column": words("栏"), "years": words("年"),
    "answers": words("答案"), "values": words("填写内容"), "steps": words("步骤"), "expect": words("预期"),
    "number.value": words("编号"), "identifier": words("证照标识"), "caption": words("说明文字"),
}  # fmt: skip
_KEYS = ("id", "element", "label", "task", "name", "question", "law", "text")


def entry_differences(
    file: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield what differs, part by part."""
    for key, was, now in named(before, after):
        yield from _part(file, key, key, str(_NAMES.get(key, key)), was, now)


def _part(file: str, element: str, key: str, what: str, was: Any, now: Any) -> Iterator[Difference]:
    if was == now:
        return
    if isinstance(was, list) or isinstance(now, list):
        yield from _rows(file, element, what, was or [], now or [])
    elif isinstance(was, Mapping) and isinstance(now, Mapping) and "zh" not in {*was, *now}:
        for inner, a, b in named(was, now):
            label = str(_NAMES.get(inner, inner))
            whole = label if key == "limits" else words("{of}的{part}", of=what, part=label)
            yield from _part(file, f"{element}.{inner}", inner, whole, a, b)
    elif isinstance(was, Mapping) and isinstance(now, Mapping) and was.get("zh") == now.get("zh"):
        what = words("{of}的英文", of=what)
        yield changed(file, element, what, was.get("en"), now.get("en"))
    else:
        yield changed(file, element, what, was, now)


def _rows(
    file: str, element: str, what: str, was: list[Any], now: list[Any]
) -> Iterator[Difference]:
    old, new = (_by_name(rows) for rows in (was, now))
    for name, a, b in named(old, new):
        place = f"{element}.{name}"
        if a is None:
            sentence = words("{what}：新增 {row}", what=what, row=_row(b))
            yield Difference(file, place, ADDED, sentence)
        elif b is None:
            sentence = words("{what}：删去 {row}", what=what, row=_row(a))
            yield Difference(file, place, REMOVED, sentence)
        elif a != b:
            whole = words("{what} {row}", what=what, row=_row(b))
            yield from _part(file, place, "", whole, a, b)
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield Difference(file, element, MOVED, words("{what}的先后变了", what=what))


def _by_name(rows: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        name = _name(row)
        count = 1
        while (key := name if count == 1 else f"{name} {count}") in found:
            count += 1
        found[key] = row
    return found


def _name(row: Any) -> str:
    if isinstance(row, Mapping):
        for key in _KEYS:
            if isinstance(row.get(key), str):
                return f"{row[key]} {row['article']}" if "article" in row else str(row[key])
        for key in _KEYS:
            if isinstance(row.get(key), Mapping):
                return str(row[key].get("zh"))
    return shown(row)


def _row(row: Any) -> str:
    """Return what a row is called: by its name in words before its key."""
    if isinstance(row, Mapping):
        for key in ("name", "text", "question", "label", "law", "task", "id"):
            if key in row:
                return shown(f"{row[key]}{row['article']}" if "article" in row else row[key])
    return shown(row)
