"""What programs send and get, as marshmallow schemas: they check requests and become the OpenAPI description."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from office import cases
from web.layout.filters import there

MOST = 100


class Moment(fields.AwareDateTime):
    """An instant in ISO 8601 with the offset of Asia/Shanghai."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **more: Any) -> Any:
        return None if value is None else there(value).isoformat(timespec="seconds")


def line(longest: int = 200, shortest: int = 0, **more: Any) -> fields.String:
    """Return a text field of at most so many signs."""
    return fields.String(validate=validate.Length(min=shortest, max=longest), **more)


def noted(description: str) -> dict[str, str]:
    return {"description": description}


class NameSchema(Schema):
    """A name in Chinese, in English where there is one."""

    zh = fields.String(required=True)
    en = fields.String()


class DueSchema(Schema):
    """A last day; provisional where the notice of that year's holidays is not out."""

    day = fields.Date(required=True)
    provisional = fields.Boolean(required=True)


class DeadlineSchema(Schema):
    """A legal clock of a case: days from started_on, which is not counted; stopped_at where it has stopped."""

    kind = fields.String(required=True, metadata=noted("notify, promised, statutory or issue"))
    started_on = fields.Date(required=True)
    days = fields.Integer(required=True)
    counted_in = fields.String(required=True, metadata=noted("working-days or calendar-days"))
    due = fields.Nested(DueSchema, required=True)
    stopped_at = Moment(required=True, allow_none=True)


class OrganSchema(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class PageQuery(Schema):
    """Which part of a list: `after` is the `next` of the page before."""

    after = line(400, load_default="")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))


class MatterSchema(Schema):
    code = fields.String(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.Nested(NameSchema, required=True)


class MattersSchema(Schema):
    items = fields.List(fields.Nested(MatterSchema), required=True)


class MatterQuery(Schema):
    """Answers to the guided questions as a JSON object, and the place: with both the form is in the reply."""

    answers = line(4000, load_default="")
    region = line(6, load_default="")


class RegionSchema(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)


class NeededSchema(Schema):
    code = fields.String(required=True)
    name = fields.Nested(NameSchema, required=True)
    why = fields.String(required=True)


class MaterialSchema(Schema):
    """A material to hand in: slot names it in `materials`; required is FEEL over the form's answers."""

    slot = fields.String(required=True)
    name = fields.Nested(NameSchema, required=True)
    media = fields.List(fields.String(), required=True)
    several = fields.Boolean(required=True)
    required = fields.String(required=True)


class FieldSchema(Schema):
    """A field of the form beside its JSON Schema: label, unit, where its answer is fetched from."""

    name = fields.String(required=True)
    label = fields.Nested(NameSchema, required=True)
    section = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    fetched_from = fields.String(required=True, allow_none=True)
    labels = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)


class FormSchema(Schema):
    """What a case with these answers needs: members, the form as JSON Schema 2020-12, materials."""

    members = fields.List(fields.Nested(NeededSchema), required=True)
    fields_ = fields.List(fields.Nested(FieldSchema), required=True, data_key="fields")
    json_schema = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    materials = fields.List(fields.Nested(MaterialSchema), required=True)


class MatterDetailSchema(MatterSchema):
    guide = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    questions = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()), required=True)
    regions = fields.List(fields.Nested(RegionSchema), required=True)
    form = fields.Nested(FormSchema, required=True, allow_none=True)


class FileSchema(Schema):
    """One file: its bytes in base64, or the id of a file that this account has uploaded before."""

    filename = line(200, load_default="")
    content = fields.String(load_default=None)
    attachment_id = fields.UUID(load_default=None)

    @validates("content")
    def _one(self, value: str | None, data_key: str) -> None:
        if value == "":
            raise ValidationError("Invalid")


class StartSchema(Schema):
    """An application: matter, place, answers to the guided questions, the form, materials by slot."""

    matter = line(60, 1, required=True)
    region = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}$"))
    answers = fields.Dict(keys=line(100), values=fields.Raw(), load_default=dict)
    form = fields.Dict(keys=line(100), values=fields.Raw(), load_default=dict)
    materials = fields.Dict(
        keys=line(100),
        values=fields.List(fields.Nested(FileSchema), validate=validate.Length(1, 10)),
        load_default=dict,
    )
    disputes = fields.Dict(
        keys=line(100),
        values=line(500, 1),
        load_default=dict,
        metadata=noted("Fields whose fetched answer is wrong, each with the reason."),
    )
    enterprise = fields.String(
        validate=validate.Regexp(r"^[0-9A-Z]{18}$"),
        metadata=noted("USCC of the enterprise to apply for; the account's own by default."),
    )


class IdempotencyHeader(Schema):
    key = fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=validate.Regexp(r"^[\x21-\x7e]{1,128}$"),
        metadata=noted("A name of the program's own for this request, kept for a day."),
    )


class StartedSchema(Schema):
    """The case; before it is there (202), the register is still being asked: send the same again."""

    state = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    id = fields.String(required=True, allow_none=True)
    submitted_at = fields.String(required=True, allow_none=True)


class CaseSchema(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    matter = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    region = fields.String(required=True)
    organ = fields.Nested(OrganSchema, required=True)
    applicant_name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(cases.STATES))
    stage = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    outcome_label = fields.String(required=True)
    reason = fields.String(required=True)
    submitted_at = Moment(required=True)
    received_at = Moment(required=True, allow_none=True)
    accepted_at = Moment(required=True, allow_none=True)
    decided_at = Moment(required=True, allow_none=True)
    closed_at = Moment(required=True, allow_none=True)
    deadlines = fields.List(fields.Nested(DeadlineSchema), required=True)


class CasesSchema(Schema):
    items = fields.List(fields.Nested(CaseSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class CasesQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(cases.STATES))
    matter = line(60, load_default="")


class MemberSchema(Schema):
    """A matter within a one-thing; case is null while it has not started or is not needed."""

    matter = fields.String(required=True)
    title = fields.String(required=True)
    organ = fields.Nested(OrganSchema, required=True)
    needed = fields.Boolean(required=True)
    why = fields.String(required=True)
    stage = fields.String(required=True)
    case = fields.Nested(CaseSchema, required=True, allow_none=True)


class NextActionSchema(Schema):
    """What comes next for this account: supplement, answer_clarification, task, wait or none."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["supplement", "answer_clarification", "task", "wait", "none"]),
    )
    label = fields.String(required=True)
    task_id = fields.String(required=True, allow_none=True)


class CaseDetailSchema(CaseSchema):
    members = fields.List(fields.Nested(MemberSchema), required=True)
    next_action = fields.Nested(NextActionSchema, required=True)


class DocumentSchema(Schema):
    id = fields.String(required=True)
    case_number = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    identifier = fields.String(required=True, allow_none=True)
    sealed = fields.Boolean(required=True)
    sha256 = fields.String(required=True)
    created_at = Moment(required=True)
    delivered_at = Moment(required=True, allow_none=True)


class DocumentsSchema(Schema):
    items = fields.List(fields.Nested(DocumentSchema), required=True)


class HolderSchema(Schema):
    name = fields.String(required=True)
    at = Moment(required=True, allow_none=True)
    me = fields.Boolean(required=True)


class ErrorSchema(Schema):
    """One thing that is wrong: where (one of pointer, parameter, header) and what."""

    pointer = fields.String()
    parameter = fields.String()
    header = fields.String()
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(ErrorSchema), required=True)
    holder = fields.Nested(HolderSchema)


Loaded = Mapping[str, Any]
