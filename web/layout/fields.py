"""One form field or guided question, from its schema to what a browser shows, and back to a typed value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict

from office.matters.sources import source_words
from office.words import words
from web.layout.filters import listed
from web.layout.language import local, said

_TYPED = {"uscc": 18, "id-card": 18, "org-code": 10, "mobile": 11, "postcode": 6}
_CODE_FORMATS = frozenset(_TYPED)
_FEW = 5  # up to so many options are shown at once, more go into a list


class FormField(Protocol):
    """What this room reads of a compiled field (office.matters.Field)."""

    @property
    def name(self) -> str: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...
    @property
    def members(self) -> tuple[str, ...]: ...
    @property
    def label(self) -> Any: ...
    @property
    def help(self) -> Any: ...
    @property
    def when(self) -> Any: ...
    @property
    def required_by(self) -> Any: ...
    @property
    def widget(self) -> Any: ...
    @property
    def source(self) -> Any: ...
    @property
    def labels(self) -> Mapping[str, Any]: ...
    @property
    def unit(self) -> str | None: ...


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Control:
    """A field ready to draw. widget: text | textarea | number | date | select | radio | checkbox | checkboxes."""

    name: str
    label: str
    widget: str
    help: str = ""
    unit: str = ""
    code: bool = False
    required: bool = False
    when: str = ""
    uses: str = ""
    source: str = ""
    options: tuple[Option, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)

    @property
    def width(self) -> str:
        """Return "wide" for what needs a whole line, else ""."""
        wide = self.widget in {"textarea", "checkboxes", "checkbox"} or len(self.options) > 3
        return "wide" if wide and self.widget != "select" else ""

    def chosen(self, value: object) -> frozenset[str]:
        """Return the option values that a stored value stands for."""
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return frozenset(as_text(one) for one in values)

    def text(self, value: object) -> str:
        """Return the value as a person reads it, with the labels of its options."""
        if value is None or value == "":
            return ""
        if not self.options:
            return as_text(value)
        chosen = self.chosen(value)
        return listed(option.label for option in self.options if option.value in chosen)


def control(
    form_field: FormField,
    names: Mapping[str, str] | None = None,
    *,
    schema: Mapping[str, Any] | None = None,
    required: bool | None = None,
    when: str | None = None,
) -> Control:
    """Return the control of a compiled field.

    `names` gives the short name of each member shown as its use; schema, required and when replace
    the field's own where the needed members alone count.
    """
    schema = form_field.schema if schema is None else schema
    options = _options(schema, form_field.labels)
    return Control(
        name=form_field.name,
        label=local(form_field.label),
        widget=_widget(form_field.widget, schema, options),
        help=local(form_field.help),
        unit=said(local(form_field.unit)),
        code=schema.get("format") in _CODE_FORMATS,
        required=bool(form_field.required_by) if required is None else required,
        when=(form_field.when if when is None else when) or "",
        uses=_uses(form_field.members, names or {}),
        source=_source(form_field.source),
        options=options,
        attributes=_attributes(schema),
    )


def question_control(question: Mapping[str, Any]) -> Control:
    """Return the control of a guided question of questions.json."""
    kind = question["type"]
    options = tuple(
        Option(as_text(one["value"]), local(one["label"]), local(one.get("help")))
        for one in question.get("options", ())
    )
    widgets = {"boolean": "radio", "number": "number", "choice": "radio", "choices": "checkboxes"}
    bounds = {"min": question.get("minimum"), "max": question.get("maximum"), "step": "any"}
    return Control(
        name=question["id"],
        label=local(question["text"]),
        widget=widgets[kind],
        help=local(question.get("help")),
        unit=said(question.get("unit", "")),
        required=not question.get("optional", False),
        when=question.get("when", ""),
        options=_yes_no() if kind == "boolean" else options,
        attributes={k: v for k, v in bounds.items() if v is not None} if kind == "number" else {},
    )


def read_values(fields: Iterable[FormField], form: "MultiDict[str, str]") -> dict[str, Any]:
    """Return the typed values of a posted form; what was left empty is absent, what has no such type stays text."""
    found = {
        one.name: _read(str(one.schema.get("type", "string")), one.name, form) for one in fields
    }
    return {name: value for name, value in found.items() if value is not None}


def read_answers(
    questions: Iterable[Mapping[str, Any]], form: "MultiDict[str, str]"
) -> dict[str, Any]:
    """Return the typed answers of posted guided questions."""
    types = {"boolean": "boolean", "number": "number", "choice": "string", "choices": "array"}
    found = {one["id"]: _read(types[one["type"]], one["id"], form) for one in questions}
    return {name: value for name, value in found.items() if value is not None}


def as_text(value: object) -> str:
    """Return a stored value as a form writes it: true and false in words of JSON, 86.0 as 86."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _yes_no() -> tuple[Option, ...]:
    return Option("true", said("是")), Option("false", said("否"))


def _read(kind: str, name: str, form: "MultiDict[str, str]") -> Any:
    if kind == "array":
        return [text for text in form.getlist(name) if text] or None
    text = form.get(name, "").replace("\r\n", "\n").strip()
    if not text:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in {"number", "integer"}:
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    plain = text.translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        value = float(plain)
    except ValueError:
        return text
    return value if value - value == 0 else text  # neither infinite nor "nan"


def _options(schema: Mapping[str, Any], labels: Mapping[str, Any]) -> tuple[Option, ...]:
    if schema.get("type") == "boolean":
        return _yes_no()
    described = schema.get("items", schema) if schema.get("type") == "array" else schema
    values = described.get("enum", [described["const"]] if "const" in described else ())
    return tuple(
        Option(as_text(value), local(labels.get(as_text(value), value))) for value in values
    )


def _widget(asked: str | None, schema: Mapping[str, Any], options: tuple[Option, ...]) -> str:
    kind = schema.get("type")
    if kind == "array":
        return "checkboxes"
    if asked in {"textarea", "select", "radio", "checkbox", "date"}:
        return asked
    if options:
        return "radio" if len(options) <= _FEW else "select"
    if kind in {"number", "integer"}:
        return "number"
    if schema.get("format") == "date":
        return "date"
    return "textarea" if schema.get("maxLength", 0) > 120 else "text"


def _attributes(schema: Mapping[str, Any]) -> dict[str, object]:
    """Return the browser's hints; the server's validation alone decides."""
    form = schema.get("format")
    kind = schema.get("type")
    if kind in {"number", "integer"}:
        step = schema.get("multipleOf", 1 if kind == "integer" else "any")
        found = {"min": schema.get("minimum"), "max": schema.get("maximum"), "step": step}
    else:
        found = {"maxlength": schema.get("maxLength") or _TYPED.get(str(form))}
        if form in {"mobile", "postcode"}:
            found["inputmode"] = "numeric"
        if form == "mobile":
            found["autocomplete"] = "tel"
        elif form in _CODE_FORMATS:
            found |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return {name: value for name, value in found.items() if value is not None}


def _uses(members: Iterable[str], names: Mapping[str, str]) -> str:
    known = [names[code] for code in members if code in names]
    if not known:
        return ""
    if len(known) == 1:
        return said(words("用于：{name}", name=known[0]))
    return said(words("一次填写，共用于：{names}", names=listed(known)))


def _source(source: Any) -> str:
    if not source:
        return ""
    origin = source if isinstance(source, str) else str(source.get("from", ""))
    return said(source_words(origin))
