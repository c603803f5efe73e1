"""The order of a form: its fields by section as applicants see them, and what moves them."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.matters.elements import Element, Elements
from office.studio.editing import EditRefused
from office.studio.kinds import kind_of
from office.words import words

Form = Mapping[str, Any]
OTHER = "其他"
_LAST = 1_000_000.0  # as the compiler has it: a field without an order comes last
_STEP = 10


@dataclass(frozen=True)
class Listed:
    """A field as the editor lists it; `element` where the library knows what it shares."""

    name: str
    said: Mapping[str, Any]
    section: str
    order: float
    required: bool
    element: Element | None

    @property
    def shared(self) -> str:
        return str(self.said.get("x-element", ""))

    @property
    def kind(self) -> str:
        schema = self.element.schema if self.element else {}
        return kind_of({**schema, **self.said})

    @property
    def title(self) -> Mapping[str, str]:
        own = {"zh": self.said.get("title", ""), "en": self.said.get("x-title-en", "")}
        shared = self.element.title if self.element else {}
        zh = own["zh"] or shared.get("zh", "") or self.name
        return {"zh": zh, "en": own["en"] or shared.get("en", "") or zh}

    @property
    def english(self) -> str:
        """The English title, empty where nobody has written one."""
        shared = (
            self.element.title.get("en", "") if self.element and "title" not in self.said else ""
        )
        return str(self.said.get("x-title-en", "") or shared)


@dataclass(frozen=True)
class Section:
    """A topic with its fields; `own`: the matter's, behind the library's topics."""

    name: str
    own: bool
    fields: tuple[Listed, ...]


def sections(form: Form, elements: Elements) -> tuple[Section, ...]:
    """Return the form as applicants see it: the library's topics in its order, then the matter's own."""
    listed = [listed_field(form, name, elements) for name in form.get("properties", {})]
    names = dict.fromkeys(one.section for one in listed)
    own = [name for name in names if name not in elements.topics]
    rank = {**{name: _LAST + at for at, name in enumerate(own)}, **elements.topics}
    return tuple(
        Section(name, name in own, _in_order(listed, name))
        for name in sorted(names, key=lambda name: rank[name])
    )


def listed(form: Form, elements: Elements) -> tuple[Listed, ...]:
    """Return the fields one after another."""
    return tuple(one for section in sections(form, elements) for one in section.fields)


def move(
    form: Form, elements: Elements, name: str, *, section: str, before: str = ""
) -> dict[str, Any]:
    """Put a field into a section, before another of its fields or at its end."""
    said = known(form, name)
    there = [one for one in _of(form, elements, section) if one.name != name]
    at = next((i for i, one in enumerate(there) if one.name == before), len(there))
    made = copy.deepcopy(dict(form))
    _put_into(made["properties"][name], section, _topic(said, elements))
    order = _between(there, at)
    if order is not None:
        made["properties"][name]["x-order"] = order
        return made
    names = [one.name for one in there]
    names.insert(at, name)
    for place, each in enumerate(names, 1):
        made["properties"][each]["x-order"] = place * _STEP
    return made


def step(form: Form, elements: Elements, name: str, by: int) -> dict[str, Any]:
    """Move a field one place up (-1) or down (1); over the edge of its section into the next one."""
    known(form, name)
    every = sections(form, elements)
    here = next(i for i, one in enumerate(every) if name in [f.name for f in one.fields])
    names = [one.name for one in every[here].fields]
    at = names.index(name) + by
    if 0 <= at < len(names):
        behind = at + 1 if by > 0 else at
        before = names[behind] if behind < len(names) else ""
        return move(form, elements, name, section=every[here].name, before=before)
    if not 0 <= here + by < len(every):
        return dict(form)
    target = every[here + by]
    return move(
        form, elements, name, section=target.name, before=target.fields[0].name if by > 0 else ""
    )


def step_section(form: Form, elements: Elements, section: str, by: int) -> dict[str, Any]:
    """Move one of the matter's own sections up or down among them; the library's topics keep their places."""
    own = [one.name for one in sections(form, elements) if one.own]
    if section not in own or not 0 <= own.index(section) + by < len(own):
        return dict(form)
    at = own.index(section)
    own[at], own[at + by] = own[at + by], own[at]
    rank = {name: place for place, name in enumerate(own, 1)}
    properties = form["properties"]
    names = sorted(
        properties, key=lambda name: rank.get(listed_field(form, name, elements).section, 0)
    )
    return {**form, "properties": {name: properties[name] for name in names}}


def rename_section(form: Form, elements: Elements, section: str, name: str) -> dict[str, Any]:
    """Give a section another name; fields of the library's topics then stand under the matter's own."""
    if not name:
        raise EditRefused(words("请写分组的名称"))
    made = copy.deepcopy(dict(form))
    for one in _of(form, elements, section):
        _put_into(made["properties"][one.name], name, _topic(one.said, elements))
    return made


def listed_field(form: Form, name: str, elements: Elements) -> Listed:
    said = form["properties"][name]
    element = elements.questions.get(said.get("x-element", ""))
    return Listed(
        name=name,
        said=said,
        section=said.get("x-section") or (element.topic if element else OTHER),
        order=float(said.get("x-order", _LAST)),
        required=name in form.get("required", ()),
        element=element,
    )


def _in_order(fields: Sequence[Listed], section: str) -> tuple[Listed, ...]:
    return tuple(sorted((one for one in fields if one.section == section), key=lambda f: f.order))


def _of(form: Form, elements: Elements, section: str) -> tuple[Listed, ...]:
    return next((one.fields for one in sections(form, elements) if one.name == section), ())


def _topic(said: Mapping[str, Any], elements: Elements) -> str | None:
    element = elements.questions.get(said.get("x-element", ""))
    return element.topic if element else None


def _put_into(said: dict[str, Any], section: str, topic: str | None) -> None:
    """A shared field says its section only where it is not its topic's."""
    put(said, "x-section", None if section == topic else section)


def _between(there: Sequence[Listed], at: int) -> float | int | None:
    """An order between the neighbours, whole where there is one; None where they must be numbered anew."""
    above = there[at - 1].order if at else None
    below = there[at].order if at < len(there) else None
    if _LAST in (above, below):
        return None
    if above is None:
        return _STEP if below is None else _plain(below - _STEP)
    if below is None:
        return _plain(above + _STEP)
    middle = round((above + below) / 2)
    found = float(middle) if above < middle < below else round((above + below) / 2, 4)
    return _plain(found) if above < found < below else None


def behind(form: Form, elements: Elements, section: str) -> float | int:
    there = _of(form, elements, section)
    orders = [one.order for one in there if one.order < _LAST]
    every = [float(one.get("x-order", 0)) for one in form["properties"].values()]
    return _plain((max(orders) if orders else max(every, default=0.0)) + (1 if orders else _STEP))


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


def known(form: Form, name: str) -> Mapping[str, Any]:
    said = form.get("properties", {}).get(name)
    if said is None:
        raise EditRefused(words("表单里没有字段 {name}，可能刚被同事删去", name=name))
    found: Mapping[str, Any] = said
    return found


def put(said: dict[str, Any], key: str, value: Any) -> None:
    if value is None or value == "" or value == [] or value == {}:
        said.pop(key, None)
    else:
        said[key] = value
