"""Two forms or two lists of guided questions: fields added, removed, required or not, of another type, otherwise shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.studio.comparing.values import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    Difference,
    changed,
    named,
)
from office.words import words

Titles = Mapping[str, str]  # of the shared elements, by name
_PARTS = {
    "type": words("类型"),
    "title": words("名称"),
    "x-title-en": words("英文名称"),
    "x-section": words("所在栏目"),
    "x-when": words("显示条件"),
    "x-help": words("填写说明"),
    "x-sample": words("填写示例"),
    "x-unit": words("单位"),
    "x-labels": words("选项名称"),
    "x-source": words("带出来源"),
    "x-asked-because": words("为什么要填"),
    "x-widget": words("填写方式"),
    "x-element": words("数据元素"),
    "enum": words("选项"),
    "options": words("选项"),
    "minimum": words("最小值"),
    "maximum": words("最大值"),
    "minLength": words("最少字数"),
    "maxLength": words("最多字数"),
    "pattern": words("格式"),
    "format": words("格式"),
    "text": words("问法"),
    "help": words("说明"),
    "when": words("提问条件"),
    "element": words("填入的数据元素"),
    "optional": words("可不答"),
    "input": words("作为决策的输入"),
    "default": words("默认答案"),
}


def form_differences(
    file: str, before: Mapping[str, Any], after: Mapping[str, Any], titles: Titles
) -> Iterator[Difference]:
    """Yield what differs between two form.json."""
    old, new = (one.get("properties", {}) for one in (before, after))
    musts = [frozenset(one.get("required", ())) for one in (before, after)]
    for name, was, now in named(old, new):
        label = label_of(name, now or was, titles)
        if was is None:
            told = words("必填") if name in musts[1] else words("选填")
            sentence = words("新增字段“{label}”（{told}）", label=label, told=told)
            yield Difference(file, name, ADDED, sentence)
        elif now is None:
            yield Difference(file, name, REMOVED, words("删去字段“{label}”", label=label))
        else:
            yield from _required(file, name, label, musts)
            yield from _parts(file, name, words("字段“{label}”的", label=label), was, now)
    yield from _order(file, old, new)
    yield from _rest(file, before, after)


def _required(
    file: str, name: str, label: str, musts: list[frozenset[str]]
) -> Iterator[Difference]:
    if (name in musts[0]) != (name in musts[1]):
        must, may = (
            words("字段“{label}”改为必填", label=label),
            words("字段“{label}”改为选填", label=label),
        )
        yield Difference(file, name, CHANGED, must if name in musts[1] else may)


def question_differences(
    file: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield what differs between two questions.json."""
    old, new = ({q.get("id", ""): q for q in one.get("questions", ())} for one in (before, after))
    for name, was, now in named(old, new):
        label = _text((now or was).get("text"), name)
        if was is None:
            yield Difference(file, name, ADDED, words("新增问题“{label}”", label=label))
        elif now is None:
            yield Difference(file, name, REMOVED, words("删去问题“{label}”", label=label))
        else:
            yield from _parts(file, name, words("问题“{label}”的", label=label), was, now)
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield Difference(file, "", MOVED, words("问题的先后变了"))
    if before.get("decision") != after.get("decision"):
        what = words("问题所用的决策")
        yield changed(file, "decision", what, before.get("decision"), after.get("decision"))


def label_of(name: str, said: Mapping[str, Any], titles: Titles) -> str:
    """Return what a field is called: in this form, else by its shared element, else its own name."""
    return str(said.get("title") or titles.get(str(said.get("x-element")), "") or name)


def _parts(
    file: str, name: str, of: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Difference]:
    for part, a, b in named(was, now):
        if a != b and part != "x-order":
            label = _PARTS.get(part, part)
            yield changed(file, name, words("{of}{part}", of=of, part=label), a, b)


def _order(file: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    def places(form: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
        kept = [name for name in form if name in other]
        return sorted(kept, key=lambda name: float(form[name].get("x-order", 0) or 0))

    if places(old, new) != places(new, old):
        yield Difference(file, "", MOVED, words("字段的先后变了"))


def _rest(file: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    labels = {
        "x-rules": words("校验规则"),
        "resolutions": words("冲突的处理"),
        "title": words("表单名称"),
    }
    for key, label in labels.items():
        if before.get(key) != after.get(key):
            yield changed(file, "", label, before.get(key), after.get(key))


def _text(value: Any, name: str) -> str:
    return str(value.get("zh", name)) if isinstance(value, Mapping) else name
