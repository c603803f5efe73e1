"""The combined form: fields with the same element become one, each knowing which members use it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from office.matters import when as conditions
from office.matters.compiled import Field, Rule, Use
from office.matters.constraints import Contradiction, constraints, intersect
from office.matters.elements import Element, Elements
from office.matters.findings import Finding

Form = Mapping[str, Any]
_LAST = 1_000_000.0  # sections that are no topic of the shared elements come after those that are


@dataclass(frozen=True)
class MemberForm:
    """What the compiler reads of a member: its catalogue entry and its form."""

    code: str
    document: Mapping[str, Any]
    form: Form
    element: str = ""  # the call activity on the one-thing's diagram
    edition_id: str = ""
    conditions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def process_id(self) -> str:
        return snake(self.code)

    @property
    def department(self) -> str:
        return str(self.document["organ"]["department"])


def snake(code: str) -> str:
    """The process id of a matter's code; also the prefix of its private fields."""
    return code.replace("-", "_")


@dataclass(frozen=True)
class _Asked:
    """One property of one member's form."""

    member: MemberForm
    name: str
    said: Mapping[str, Any]
    element: Element | None

    @property
    def required(self) -> bool:
        return self.name in self.member.form.get("required", ())


@dataclass
class _Work:
    """The state of one compile: the names given, the conflicts found."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def combine(
    members: Sequence[MemberForm],
    resolutions: Mapping[str, Mapping[str, Any]],
    elements: Elements,
    *,
    own_names: bool,
) -> tuple[tuple[Field, ...], tuple[Finding, ...]]:
    """The fields of the combined form in order, and the conflicts that stop it."""
    groups = _grouped(members, elements)
    work = _Work()
    for asked in groups.values():
        for one in asked:
            name = one.name if own_names else _combined_name(one)
            work.names[one.member.code, one.name] = name
    work.findings.extend(_taken_twice(groups, work.names))
    producers = _producers(members)
    shared = {
        (one.member.code, one.name) for asked in groups.values() if len(asked) > 1 for one in asked
    }
    translate = _translator(members, work.names, shared)
    made = [_field(asked, resolutions, work, producers, translate) for asked in groups.values()]
    return _ordered(made, elements), tuple(work.findings)


def _grouped(
    members: Sequence[MemberForm], elements: Elements
) -> dict[tuple[str, str], list[_Asked]]:
    groups: dict[tuple[str, str], list[_Asked]] = {}
    for member in members:
        for name, said in member.form["properties"].items():
            shared = said.get("x-element")
            element = elements.questions.get(shared) if shared else None
            key = ("", shared) if shared else (member.code, name)
            groups.setdefault(key, []).append(_Asked(member, name, said, element))
    return groups


def _combined_name(one: _Asked) -> str:
    shared = one.said.get("x-element")
    if shared:
        return str(shared).replace(".", "_").replace("-", "_")
    return f"{snake(one.member.code)}__{one.name}"


def _taken_twice(
    groups: Mapping[tuple[str, str], list[_Asked]], names: Mapping[tuple[str, str], str]
) -> list[Finding]:
    owners: dict[str, set[tuple[str, str]]] = {}
    for key, asked in groups.items():
        for one in asked:
            owners.setdefault(names[one.member.code, one.name], set()).add(key)
    return [
        Finding(
            f"form.json · {name}",
            "一个名称一个字段",
            f"几个字段合并后同名：{'、'.join(sorted(key[1] for key in keys))}",
            "请改其中一个数据元素或字段的名称",
        )
        for name, keys in owners.items()
        if len(keys) > 1
    ]


def _producers(members: Sequence[MemberForm]) -> dict[str, tuple[str, ...]]:
    """Which members issue a licence type: a member that reads it is never asked for it."""
    made: dict[str, tuple[str, ...]] = {}
    for member in members:
        outcome = member.document.get("outcome")
        if outcome:
            source = f"licence:{outcome['licence_type']}"
            made[source] = (*made.get(source, ()), member.code)
    return made


Translate = Callable[[_Asked], tuple[str | None, str | None]]


def _translator(
    members: Sequence[MemberForm],
    names: Mapping[tuple[str, str], str],
    shared: set[tuple[str, str]],
) -> Translate:
    """x-when over the member's own names → the same over the combined names.

    A field that the member itself hides may still be shown for another member; the member must not
    see its value, so its own comparison with it holds only while the member shows it.
    """
    forms = {member.code: member.form["properties"] for member in members}

    def own(code: str, name: str) -> conditions.When | None:
        text = forms[code].get(name, {}).get("x-when")
        return None if text is None else conditions.parse(text)

    def combined(code: str, when: conditions.When) -> conditions.When:
        def change(atom: conditions.Is) -> conditions.When:
            renamed = replace(atom, field=names.get((code, atom.field), atom.field))
            hidden_unless = own(code, atom.field)
            if (code, atom.field) not in shared or hidden_unless is None:
                return renamed
            return conditions.All((renamed, combined(code, hidden_unless)))

        return conditions.rewrite(when, change)

    def translate(one: _Asked) -> tuple[str | None, str | None]:
        when = own(one.member.code, one.name)
        if when is None:
            return None, None
        return conditions.text(combined(one.member.code, when)), conditions.text(when)

    return translate


def _field(
    asked: list[_Asked],
    resolutions: Mapping[str, Mapping[str, Any]],
    work: _Work,
    producers: Mapping[str, tuple[str, ...]],
    translate: Translate,
) -> Field:
    first = asked[0]
    name = work.names[first.member.code, first.name]
    uses = tuple(_use(one, work, producers, translate) for one in asked)
    schema, resolved = _schema(first, uses, resolutions, work)
    shown = conditions.any_of(
        [None if use.when is None else conditions.parse(use.when) for use in uses]
    )
    element = first.element
    return Field(
        name=name,
        element=first.said.get("x-element"),
        schema=schema,
        members=tuple(use.member for use in uses),
        section=_section(asked),
        order=min(float(one.said.get("x-order", _LAST)) for one in asked),
        label=_label(asked),
        uses=uses,
        help=_first(asked, "x-help", element.hint if element else None),
        when=None if shown is None else conditions.text(shown),
        required_by=tuple(use.member for use in uses if use.required),
        rules=tuple(rule for one in asked for rule in _rules(one)),
        widget=_first(asked, "x-widget", element.widget if element else None) or _widget(schema),
        source=_source(asked),
        labels=_labels(asked),
        unit=_first(asked, "x-unit", element.unit if element else None),
        sample=_first(asked, "x-sample", element.sample if element else None),
        mask=element.mask if element else "none",
        resolved=resolved,
    )


def _use(
    one: _Asked, work: _Work, producers: Mapping[str, tuple[str, ...]], translate: Translate
) -> Use:
    base = one.element.schema if one.element else {}
    try:
        schema = intersect([base, one.said])
    except Contradiction as reason:
        work.findings.append(
            Finding(
                f"{one.member.code}/form.json · {one.name}",
                "约束不得自相矛盾",
                f"本事项的要求与数据元素矛盾：{reason}",
                "请放宽本事项的要求，或改用另一个数据元素",
            )
        )
        schema = constraints(one.said)
    source = one.said.get("x-source")
    when, own_when = translate(one)
    return Use(
        member=one.member.code,
        name=one.name,
        schema=schema,
        required=one.required,
        when=when,
        own_when=own_when,
        purpose=source["purpose"] if source else None,
        from_members=tuple(
            code
            for code in producers.get(source["from"] if source else "", ())
            if code != one.member.code
        ),
    )


def _schema(
    first: _Asked,
    uses: Sequence[Use],
    resolutions: Mapping[str, Mapping[str, Any]],
    work: _Work,
) -> tuple[Mapping[str, Any], bool]:
    try:
        return intersect([use.schema for use in uses]), False
    except Contradiction as reason:
        resolution = resolutions.get(first.said.get("x-element", ""))
        if resolution is not None:
            return constraints(resolution["schema"]), True
        work.findings.append(
            Finding(
                f"form.json · {first.said.get('x-element', first.name)}",
                "Conflict：成员事项的要求相互矛盾",
                f"{'、'.join(use.member for use in uses)} 都要填“{_label([first])['zh']}”，但{reason}",
                "请统一成员事项的要求，或在一件事的 form.json 中写明处理办法（resolutions）",
            )
        )
        return {}, False


def _section(asked: Sequence[_Asked]) -> str:
    said = {one.said["x-section"] for one in asked if "x-section" in one.said}
    element = asked[0].element
    if len(said) == 1 and len(asked) == sum("x-section" in one.said for one in asked):
        return str(said.pop())
    if element is not None:
        return element.topic
    return str(min(said)) if said else "其他"


def _label(asked: Sequence[_Asked]) -> Mapping[str, str]:
    """The member's own wording where all agree on it, else the element's."""
    own = {one.said.get("title"): one.said.get("x-title-en") for one in asked}
    element = asked[0].element
    if len(own) == 1:
        title, english = next(iter(own.items()))
        if title is not None:
            fallback = element.title.get("en") if element else None
            return {"zh": title, "en": english or fallback or title}
    return element.title if element else {"zh": asked[0].name, "en": asked[0].name}


def _first(asked: Sequence[_Asked], key: str, otherwise: Any) -> Any:
    return next((one.said[key] for one in asked if key in one.said), otherwise)


def _labels(asked: Sequence[_Asked]) -> Mapping[str, Mapping[str, str]]:
    element = asked[0].element
    labels = dict(element.labels) if element else {}
    for one in reversed(asked):
        labels.update(one.said.get("x-labels", {}))
    return labels


def _source(asked: Sequence[_Asked]) -> Mapping[str, Any] | None:
    sources = [one.said["x-source"] for one in asked if "x-source" in one.said]
    if not sources:
        return None
    return {
        "from": sources[0]["from"],
        "path": sources[0]["path"],
        "readonly": all(source.get("readonly", True) for source in sources),
    }


def _widget(schema: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case "boolean":
            return "checkbox"
        case "number" | "integer":
            return "number"
        case "array":
            return "checkboxes"
    if "enum" in schema:
        return "radio" if len(schema["enum"]) <= 4 else "select"
    if schema.get("format") == "date":
        return "date"
    return "textarea" if schema.get("maxLength", 0) > 200 else "text"


def _rules(one: _Asked) -> list[Rule]:
    """The rules whose message is shown at this field first."""
    return [
        Rule(
            member=one.member.code,
            fields=tuple(rule["fields"]),
            message=rule["message"],
            rule=rule.get("rule"),
            format=rule.get("format"),
        )
        for rule in one.member.form.get("x-rules", ())
        if rule["fields"][0] == one.name
    ]


def _ordered(made: Sequence[Field], elements: Elements) -> tuple[Field, ...]:
    """By topic, then by the order the forms say, then as they come."""
    own_sections = [one.section for one in made if one.section not in elements.topics]
    sections = {
        **{name: _LAST + place for place, name in enumerate(dict.fromkeys(own_sections))},
        **elements.topics,
    }
    return tuple(sorted(made, key=lambda one: (sections[one.section], one.order)))
