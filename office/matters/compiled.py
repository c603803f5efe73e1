"""What the compiler makes of one matter or of a one-thing with its members; stored with the edition as JSON."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from office.matters import when as conditions

Text = Mapping[str, str]  # {"zh": …, "en": …}


@dataclass(frozen=True)
class Member:
    """A called matter; `conditions` are FEEL on the diagram, one of `conditions` true = needed.

    `unless` are the sibling conditions where the call stands on a gateway's default flow.
    """

    code: str
    name: Text
    process_id: str
    department: str
    element: str = ""
    edition_id: str = ""
    conditions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    outcome: Text | None = None
    limits: Mapping[str, Any] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True)
class Rule:
    """FEEL over the member's own names, or a named format; `fields` are the member's own names."""

    member: str
    fields: tuple[str, ...]
    message: Text
    rule: str | None = None
    format: str | None = None


@dataclass(frozen=True)
class Use:
    """How one member uses a field: under its own name, with its own constraints."""

    member: str
    name: str
    schema: Mapping[str, Any]
    required: bool = False
    when: str | None = None  # over the combined names
    own_when: str | None = None  # over the member's own names
    purpose: Text | None = None
    from_members: tuple[str, ...] = ()  # members whose outcome gives the answer: then never asked


@dataclass(frozen=True)
class Field:
    """One question of the combined form. `schema` holds all uses; `schema_for` the needed ones."""

    name: str
    element: str | None
    schema: Mapping[str, Any]
    members: tuple[str, ...]
    section: str
    order: float
    label: Text
    uses: tuple[Use, ...]
    help: Text | None = None
    when: str | None = None
    required_by: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    widget: str = "text"
    source: Mapping[str, Any] | None = None  # from, path, readonly
    labels: Mapping[str, Text] = field(default_factory=dict)
    unit: str | None = None
    sample: Any = None
    mask: str = "none"
    resolved: bool = False  # the one-thing's own form.json gives the schema

    def used(self, needed: Collection[str]) -> tuple[Use, ...]:
        """The uses that count when these members are needed."""
        return tuple(
            use
            for use in self.uses
            if use.member in needed and not any(one in needed for one in use.from_members)
        )


@dataclass(frozen=True)
class MaterialRow:
    """A row of one member's list, as its guide shows it."""

    member: str
    name: Text
    source: str
    required: str  # FEEL over the member's own fields and answers
    owable: Mapping[str, Any] | None = None
    help: Text | None = None
    asked_because: str | None = None


@dataclass(frozen=True)
class Material:
    """Rows with the same element, asked once. `source` is the least work for the applicant."""

    element: str
    name: Text
    members: tuple[str, ...]
    source: str
    required: str
    merged_from: tuple[MaterialRow, ...]
    media: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    help: Text | None = None
    from_members: tuple[str, ...] = ()  # members whose outcome it is
    several: bool = False  # more than one file may make it up
    sample: tuple[Text, ...] = ()  # what a good one shows

    @property
    def fetched(self) -> bool:
        """A licence or sharing gives it."""
        return self.source.startswith(("licence:", "sharing:"))

    @property
    def generated(self) -> bool:
        """A template makes it from the form; the applicant confirms it."""
        return self.source.startswith("generated:")

    def rows(self, needed: Collection[str]) -> tuple[MaterialRow, ...]:
        return tuple(row for row in self.merged_from if row.member in needed)

    def asked(self, needed: Collection[str]) -> bool:
        """Whether the applicant supplies or confirms it when these members are needed."""
        made = any(one in needed for one in self.from_members)
        return bool(self.rows(needed)) and not self.fetched and not made


@dataclass(frozen=True)
class ReviewPoint:
    """审查要点: one line of the window's or the reviewer's list."""

    id: str
    text: Text
    members: tuple[str, ...]
    stage: str
    element: str | None = None


@dataclass(frozen=True)
class Compiled:
    """The combined form, materials, points, guide, clocks and report of an edition."""

    fields: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    points: tuple[ReviewPoint, ...] = ()
    members: tuple[Member, ...] = ()
    clocks: Mapping[str, Any] = field(default_factory=dict)
    guide: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    resolutions: tuple[Mapping[str, Any], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(member.code for member in self.members)

    @property
    def sections(self) -> tuple[str, ...]:
        """The topics, in the order of the form."""
        return tuple(dict.fromkeys(one.section for one in self.fields))

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    def asked(self, needed: Collection[str]) -> tuple[Field, ...]:
        """The fields of the form when these members are needed."""
        return tuple(one for one in self.fields if one.used(needed))

    def shown_when(self, name: str, needed: Collection[str]) -> str | None:
        """The condition to show a field, over the combined names; None is always."""
        whens = [_parsed(use.when) for use in self.field(name).used(needed)]
        found = conditions.any_of(whens)
        return None if found is None else conditions.text(found)

    def points_of(self, stage: str, needed: Collection[str]) -> tuple[ReviewPoint, ...]:
        return tuple(
            point
            for point in self.points
            if point.stage == stage and any(one in needed for one in point.members)
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Compiled":
        return cls(
            fields=tuple(_field(one) for one in stored["fields"]),
            materials=tuple(_material(one) for one in stored["materials"]),
            points=tuple(_tuples(ReviewPoint, one) for one in stored["points"]),
            members=tuple(_tuples(Member, one) for one in stored["members"]),
            clocks=stored["clocks"],
            guide=stored["guide"],
            report=stored["report"],
            resolutions=tuple(stored["resolutions"]),
        )


_TUPLES = frozenset(
    {"members", "required_by", "fields", "from_members", "conditions", "unless", "media", "sample"}
)


def _tuples(kind: Any, stored: Mapping[str, Any]) -> Any:
    return kind(
        **{
            k: tuple(v) if k in _TUPLES and isinstance(v, list | tuple) else v
            for k, v in stored.items()
        }
    )


def _field(stored: Mapping[str, Any]) -> Field:
    nested = {
        "uses": tuple(_tuples(Use, one) for one in stored["uses"]),
        "rules": tuple(_tuples(Rule, one) for one in stored["rules"]),
    }
    found: Field = _tuples(Field, {**stored, **nested})
    return found


def _material(stored: Mapping[str, Any]) -> Material:
    rows = tuple(_tuples(MaterialRow, one) for one in stored["merged_from"])
    found: Material = _tuples(Material, {**stored, "merged_from": rows})
    return found


def _parsed(text: str | None) -> conditions.When | None:
    return None if text is None else conditions.parse(text)
