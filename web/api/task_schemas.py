"""What is asked for and answered about tasks."""

from marshmallow import Schema, fields, validate

from office import worklist
from web.api.schemas import DueSchema, HolderSchema, Moment, NameSchema, PageQuery, line

LISTS = (
    worklist.ALL,
    worklist.UNCLAIMED,
    worklist.MINE,
    worklist.OVERDUE,
    worklist.SUPPLEMENTS,
    worklist.DONE_LIST,
)


class TaskSchema(Schema):
    id = fields.String(required=True)
    case_number = fields.String(required=True)
    matter = fields.String(required=True)
    title = fields.String(required=True)
    element = fields.String(required=True)
    step = fields.String(required=True)
    name = fields.String(required=True)
    applicant_name = fields.String(required=True)
    region = fields.String(required=True)
    state = fields.String(required=True)
    due = fields.Nested(DueSchema, required=True, allow_none=True)
    opened_at = Moment(required=True)
    closed_at = Moment(required=True, allow_none=True)
    holder = fields.Nested(HolderSchema, required=True, allow_none=True)


class TasksSchema(Schema):
    items = fields.List(fields.Nested(TaskSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class TasksQuery(PageQuery):
    list = fields.String(load_default=worklist.ALL, validate=validate.OneOf(LISTS))
    matter = line(60, load_default="")


class ValueSchema(Schema):
    name = fields.String(required=True)
    label = fields.Nested(NameSchema, required=True)
    value = fields.Raw(required=True, allow_none=True)


class PointSchema(Schema):
    id = fields.String(required=True)
    text = fields.Nested(NameSchema, required=True)


class OutcomeSchema(Schema):
    """A possible outcome; sealed ones are decisions that are issued, with_basis those that name the law."""

    outcome = fields.String(required=True)
    label = fields.String(required=True)
    sealed = fields.Boolean(required=True)
    with_basis = fields.Boolean(required=True)


class PaperSchema(Schema):
    attachment_id = fields.String(required=True)
    slot = fields.String(required=True)
    filename = fields.String(required=True)
    media = fields.String(required=True)
    size = fields.Integer(required=True)


class OpinionSchema(Schema):
    step = fields.String(required=True)
    by = fields.String(required=True)
    outcome = fields.String(required=True)
    opinion = fields.String(required=True)
    at = Moment(required=True)


class ContradictionSchema(Schema):
    name = fields.String(required=True)
    label = fields.Nested(NameSchema, required=True)
    others = fields.List(fields.String(), required=True)


class TaskDetailSchema(TaskSchema):
    form = fields.List(fields.Nested(ValueSchema), required=True)
    materials = fields.List(fields.Nested(PaperSchema), required=True)
    review_points = fields.List(fields.Nested(PointSchema), required=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), required=True)
    basis = fields.List(fields.String(), required=True)
    opinions = fields.List(fields.Nested(OpinionSchema), required=True)
    contradictions = fields.List(fields.Nested(ContradictionSchema), required=True)
    barred_because = fields.String(required=True, allow_none=True)


class AskedSchema(Schema):
    """One thing that a supplement asks for; point is the review point that it is about."""

    text = line(500, 1, required=True)
    point = line(80, load_default="")


class DecisionSchema(Schema):
    outcome = line(40, 1, required=True)
    opinion = line(4000, load_default="")
    points = fields.List(line(80), load_default=list, validate=validate.Length(max=200))
    basis = fields.List(line(200), load_default=list, validate=validate.Length(max=100))
    items = fields.List(
        fields.Nested(AskedSchema), load_default=list, validate=validate.Length(max=100)
    )


class DecidedSchema(Schema):
    task_id = fields.String(required=True)
    outcome = fields.String(required=True)
    case_number = fields.String(required=True)
    state = fields.String(required=True)
    stage = fields.String(required=True)
