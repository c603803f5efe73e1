"""The laws of the compiler, for any forms: strictest wins, split(merge(x)) = x, least data."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from office.matters import when as conditions
from office.matters.combined import json_schema, merge, schema_for, split
from office.matters.compile import compile_form
from office.matters.compiled import Compiled
from office.matters.constraints import Contradiction, intersect
from office.matters.fields import MemberForm
from office.matters.findings import CompileStopped
from tests.office.matters.forms import ELEMENTS, WHOLE, member

DOMAINS: dict[str, list[Any]] = {
    "premises.area": list(range(7)),
    "premises.kind": ["shop", "hall", "stall"],
    "premises.rented": [True, False],
    "premises.note": ["", "a", "bb", "aaa", "ccc"],
}
PRIVATE = {"type": "integer", "minimum": 0, "maximum": 3, "title": "自有", "x-section": "其他"}
POOL = [*DOMAINS, "private"]
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def _narrower(element: str) -> st.SearchStrategy[dict[str, Any]]:
    match element:
        case "premises.area":
            bounds = {key: st.integers(0, 6) for key in ("minimum", "maximum", "exclusiveMinimum")}
            return st.fixed_dictionaries({}, optional={**bounds, "multipleOf": st.integers(1, 3)})
        case "premises.kind":
            some = st.lists(st.sampled_from(DOMAINS[element]), min_size=1, unique=True)
            return st.fixed_dictionaries({}, optional={"enum": some})
        case "premises.note":
            lengths = {"minLength": st.integers(0, 3), "maxLength": st.integers(0, 3)}
            return st.fixed_dictionaries({}, optional={**lengths, "pattern": st.just("^[ab]*$")})
    return st.just({})


@st.composite
def members(draw: st.DrawFn) -> list[MemberForm]:
    return [draw(_member(code)) for code in ("food", "fire", "sign")[: draw(st.integers(1, 3))]]


@st.composite
def _member(draw: st.DrawFn, code: str) -> MemberForm:
    properties: dict[str, Any] = {}
    domains: dict[str, list[Any]] = {}
    for place, element in enumerate(POOL):
        if not draw(st.booleans()):
            continue
        private = element == "private"
        said = dict(PRIVATE) if private else {"x-element": element, **draw(_narrower(element))}
        if domains and draw(st.booleans()):
            said["x-when"] = draw(_condition(domains))
        name = f"{code[0]}{place}"
        properties[name] = said
        domains[name] = list(range(4)) if private else DOMAINS[element]
    required = [name for name in properties if draw(st.booleans())]
    return member(code, properties, required)


@st.composite
def _condition(draw: st.DrawFn, domains: dict[str, list[Any]]) -> str:
    def atom() -> str:
        name = draw(st.sampled_from(sorted(domains)))
        values = draw(st.lists(st.sampled_from(domains[name]), min_size=1, max_size=2, unique=True))
        found = conditions.text(conditions.Is(name, tuple(values)))
        return f"not({found})" if draw(st.booleans()) else found

    return draw(st.sampled_from([" and ", " or "])).join(
        atom() for _ in range(draw(st.integers(1, 2)))
    )


def _compiled(forms: list[MemberForm]) -> Compiled:
    try:
        return compile_form(forms, elements=ELEMENTS, whole=WHOLE)
    except CompileStopped:
        assume(False)
        raise


def _order(compiled: Compiled) -> list[str]:
    """Fields in the order in which their conditions can be told."""
    ranks = {(one.element or "private"): one.name for one in compiled.fields}
    elements = [ranks[element] for element in POOL[:-1] if element in ranks]
    return elements + [one.name for one in compiled.fields if one.element is None]


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[MemberForm], Compiled, set[str], dict[str, Any]]:
    """Members, some of them needed, and an answer that the combined form accepts."""
    forms = draw(members())
    compiled = _compiled(forms)
    needed = set(draw(st.lists(st.sampled_from([one.code for one in forms]), min_size=1)))
    values: dict[str, Any] = {}
    asked = {one.name: one for one in compiled.asked(needed)}
    for name in _order(compiled):
        if name not in asked:
            continue
        shown = compiled.shown_when(name, needed)
        if shown is not None and not conditions.holds(conditions.parse(shown), values):
            continue
        uses = [use for use in asked[name].used(needed) if use.required]
        whens = [None if use.when is None else conditions.parse(use.when) for use in uses]
        must = any(conditions.holds(when, values) for when in whens)
        if must or draw(st.booleans()):
            domain = DOMAINS.get(asked[name].element or "", list(range(4)))
            fits = Draft202012Validator(dict(schema_for(asked[name], needed))).is_valid
            values[name] = draw(st.sampled_from([one for one in domain if fits(one)]))
    return forms, compiled, needed, values


@quick
@given(filled())
def test_what_the_combined_form_accepts_every_member_accepts(case: Any) -> None:
    forms, compiled, needed, values = case

    parts = split(compiled, values, needed)

    assert Draft202012Validator(json_schema(compiled, needed)).is_valid(values)
    assert set(parts) == needed
    for one in forms:
        if one.code in needed:
            alone = compile_form([one], elements=ELEMENTS)
            errors = Draft202012Validator(json_schema(alone, {one.code})).iter_errors(
                parts[one.code]
            )
            assert not [error.message for error in errors]


@quick
@given(filled())
def test_split_and_merge_give_back_what_was_filed(case: Any) -> None:
    _, compiled, needed, values = case

    parts = split(compiled, values, needed)

    assert merge(compiled, parts) == values
    assert split(compiled, merge(compiled, parts), needed) == parts


@quick
@given(filled())
def test_a_member_receives_its_own_fields_and_no_other(case: Any) -> None:
    forms, compiled, needed, values = case
    own = {one.code: set(one.form["properties"]) for one in forms}

    for code, part in split(compiled, values, needed).items():
        assert set(part) <= own[code]


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[MemberForm], Compiled, dict[str, dict[str, Any]]]:
    """Each member's own answers, drawn from one state of the world, without the compiler."""
    forms = draw(members())
    compiled = _compiled(forms)
    world = {element: draw(st.sampled_from(domain)) for element, domain in DOMAINS.items()}
    parts = {}
    for one in forms:
        part: dict[str, Any] = {}
        for name, said in one.form["properties"].items():
            when = said.get("x-when")
            if when is None or conditions.holds(conditions.parse(when), part):
                element = said.get("x-element")
                part[name] = world[element] if element else draw(st.integers(0, 3))
        parts[one.code] = part
        alone = compile_form([one], elements=ELEMENTS)
        assume(Draft202012Validator(json_schema(alone, {one.code})).is_valid(part))
        # the strictest wins also where the strict member itself hides the field
        for use in (use for own in alone.fields if own.element for use in own.uses):
            element = one.form["properties"][use.name]["x-element"]
            assume(Draft202012Validator(dict(use.schema)).is_valid(world[element]))
    return forms, compiled, parts


@quick
@given(answered())
def test_what_each_member_accepts_the_combined_form_accepts(case: Any) -> None:
    _, compiled, parts = case

    merged = merge(compiled, parts)

    errors = Draft202012Validator(json_schema(compiled, parts.keys())).iter_errors(merged)
    assert not [error.message for error in errors]
    assert split(compiled, merged, parts.keys()) == parts


@quick
@given(st.sampled_from(sorted(DOMAINS)), st.data())
def test_the_strictest_wins_and_a_contradiction_means_no_value(element: str, data: Any) -> None:
    base = ELEMENTS.questions[element].schema
    schemas = [base, *(data.draw(_narrower(element)) for _ in range(2))]
    everyone = [
        value
        for value in DOMAINS[element]
        if all(Draft202012Validator(dict(schema)).is_valid(value) for schema in schemas)
    ]

    try:
        merged = intersect(schemas)
    except Contradiction:
        assert not everyone
        return

    accepted = [one for one in DOMAINS[element] if Draft202012Validator(merged).is_valid(one)]
    assert accepted == everyone
    assert accepted or "pattern" in merged
    assert intersect([merged, merged]) == merged


@quick
@given(filled())
def test_a_field_is_required_when_a_needed_member_requires_it(case: Any) -> None:
    _, compiled, needed, values = case
    schema = json_schema(compiled, needed)

    for one in compiled.asked(needed):
        always = any(use.required and use.when is None for use in one.used(needed))
        assert (one.name in schema["required"]) == always
        if always:
            without = {key: value for key, value in values.items() if key != one.name}
            assert not Draft202012Validator(schema).is_valid(without)
