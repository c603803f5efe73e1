"""Is the form right? The compiled schema, check digits, the members' own rules, the materials."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from engine import Engine
from office.filing import messages
from office.filing.authority import problem_of_authority
from office.filing.commitments import replaced
from office.filing.forms import tidy_values
from office.filing.values import APPLICATION, Attachment, Draft, Problem
from office.matters import Compiled, Edition, Material, edition, json_schema, schema_for, split
from office.matters.formats import NAMES, problem
from office.words import words

Values = Mapping[str, Any]
SLOT, REASON = "material:", "reason:"


def validate(
    engine: Engine,
    edition: Edition,
    needed: Collection[str],
    values: Values,
    attachments: Collection[Attachment],
    *,
    answers: Values | None = None,
    today: date | None = None,
) -> tuple[Problem, ...]:
    """Return all that is wrong, in the order of the form, one problem a field; materials last.

    needed are the codes of the needed members; values are the combined form's.
    """
    compiled = edition.compiled
    kept = tidy_values(compiled, needed, values)
    found: dict[str, Problem] = {}
    for each in (
        # First what a number should look like in words: “至少填写 11 个字” tells nobody what a phone is.
        _against_formats(compiled, needed, kept, today),
        _against_schema(compiled, needed, kept),
        _against_rules(engine, compiled, needed, kept, answers or {}),
    ):
        for one in each:
            found.setdefault(one.field, one)
    in_order = [found[field.name] for field in compiled.fields if field.name in found]
    lacking = _materials(engine, compiled, needed, kept, answers or {}, attachments)
    return (*in_order, *lacking)


def problems_of(
    session: Session, engine: Engine, draft: Draft, *, today: date | None = None
) -> tuple[Problem, ...]:
    """Return all that keeps a draft from being submitted; with `today` also who may submit it."""
    found = validate(
        engine,
        edition(session, draft.edition_id),
        draft.needed,
        draft.values,
        draft.attachments,
        answers=draft.answers,
        today=today,
    )
    spared = {f"{SLOT}{element}" for element in replaced(session, draft)}
    kept = [one for one in found if one.field not in spared]
    kept += _unexplained(edition(session, draft.edition_id).compiled, draft)
    lacking = (
        problem_of_authority(session, draft, today)
        if today is not None and draft.purpose == APPLICATION
        else None
    )
    return (*kept, lacking) if lacking else tuple(kept)


def _unexplained(compiled: Compiled, draft: Draft) -> Iterator[Problem]:
    """Who calls a fetched answer wrong says why: officers compare both."""
    for field in compiled.asked(draft.needed):
        said = draft.disputes.get(field.name)
        if said is not None and not said["reason"]:
            yield Problem(
                f"{REASON}{field.name}",
                words("请写明“{label}”哪里有误", label=field.label["zh"]),
            )


def material_required(
    engine: Engine,
    compiled: Compiled,
    material: Material,
    needed: Collection[str],
    values: Values,
    answers: Values,
) -> bool:
    """Say whether a row of a needed member makes the material required with these values."""
    parts = split(compiled, values, needed)
    return any(
        engine.evaluate(row.required, {**parts.get(row.member, {}), "answers": dict(answers)})
        is True
        for row in material.rows(needed)
    )


def _against_schema(
    compiled: Compiled, needed: Collection[str], values: Values
) -> Iterator[Problem]:
    fields = {field.name: field for field in compiled.asked(needed)}
    for error in Draft202012Validator(json_schema(compiled, needed)).iter_errors(dict(values)):
        if error.validator == "required":
            for name in error.validator_value:
                if name not in error.instance and name in fields:
                    yield Problem(name, messages.missing(fields[name]))
        elif error.path and error.path[0] in fields:
            name = str(error.path[0])
            yield Problem(name, messages.wrong(error, fields[name]))


def _against_formats(
    compiled: Compiled, needed: Collection[str], values: Values, today: date | None
) -> Iterator[Problem]:
    for field in compiled.asked(needed):
        form, value = schema_for(field, needed).get("format"), values.get(field.name)
        if form in NAMES and isinstance(value, str):
            said = problem(form, value, today=today)
            if said is not None:
                yield Problem(field.name, said)


def _against_rules(
    engine: Engine, compiled: Compiled, needed: Collection[str], values: Values, answers: Values
) -> Iterator[Problem]:
    parts = split(compiled, values, needed)
    for rule in dict.fromkeys(
        (rule.member, rule.fields, rule.rule, rule.format, rule.message["zh"])
        for field in compiled.asked(needed)
        for rule in field.rules
        if rule.member in needed
    ):
        member, names, text, form, message = rule
        part = parts.get(member, {})
        if not all(name in part for name in names):
            continue
        if text is not None:
            right = engine.evaluate(text, {**part, "answers": dict(answers)}) is True
        else:
            right = all(problem(str(form), str(part[name])) is None for name in names)
        if not right:
            for name in names:
                yield Problem(_combined_name(compiled, member, name), message)


def _materials(
    engine: Engine,
    compiled: Compiled,
    needed: Collection[str],
    values: Values,
    answers: Values,
    attachments: Collection[Attachment],
) -> Iterator[Problem]:
    there = {attachment.slot for attachment in attachments}
    for material in compiled.materials:
        if not material.asked(needed) or material.generated or material.element in there:
            continue
        if material_required(engine, compiled, material, needed, values, answers):
            yield Problem(
                f"{SLOT}{material.element}", words("请上传“{name}”", name=material.name["zh"])
            )


def _combined_name(compiled: Compiled, member: str, own: str) -> str:
    return next(
        field.name
        for field in compiled.fields
        for use in field.uses
        if use.member == member and use.name == own
    )
