"""Start a case: answers, form and materials in one request, checked as the portal checks them."""

from collections.abc import Mapping
from typing import Any

from flask import g
from jsonschema import Draft202012Validator

from office import accounts, cases, clocks, filing, matters
from office.cases import Case
from office.filing import Draft
from office.keys import CASES_START
from office.matters import Edition
from office.words import words
from web.api.attaching import Upload, attach, read_uploads
from web.api.blueprint import blueprint, for_program
from web.api.matters import problems_of_answers, reached, served_regions
from web.api.problems import as_document, at, invalid, pointer
from web.api.repeating import Once
from web.api.schemas import IdempotencyHeader, Loaded, Moment, StartedSchema, StartSchema
from web.api.showing import Shown, house, me, note_key
from web.programs import Problem

AWAITING = "awaiting_register"
RETRY_AFTER = "2"  # seconds: the register answers by a job
Errors = list[dict[str, Any]]


@blueprint.route("/cases", methods=["POST"])
@for_program(CASES_START)
@blueprint.arguments(IdempotencyHeader, location="headers")
@blueprint.arguments(StartSchema)
@blueprint.response(201, StartedSchema)
@blueprint.alt_response(202, schema=StartedSchema, description="The register is being asked")
def start_case(header: Loaded, said: Loaded) -> Any:
    """Start a case with all that its form asks; 202 while the register is asked: send the same again."""
    edition = reached(said["matter"])
    once = Once("cases.start", header["key"], said)
    if once.before is not None and once.before.status == 201:
        return dict(once.before.data), 201
    uploads = _checked(edition, said)
    draft = _begun(once) or _open(edition, said)
    if draft.submitted_at is not None:  # somebody handed it in at the portal meanwhile
        reply = _started(cases.case(g.session, str(draft.case_id)))
        once.keep(201, reply)
        return reply, 201
    if any(answer["state"] == "pending" for answer in draft.fetched.values()):
        once.keep(202, {"draft": draft.id})
        return _awaiting(), 202, {"Retry-After": RETRY_AFTER}
    try:
        with g.session.begin_nested():
            reply = _submit(edition, draft, said, uploads)
    except Problem as problem:
        # The draft was opened for this request alone: nothing of it is left behind.
        filing.delete_draft(g.session, draft.id, me())
        once.forget()
        return as_document(problem)
    once.keep(201, reply)
    return reply, 201


def _checked(edition: Edition, said: Loaded) -> list[Upload]:
    """Refuse what can be told before anything is opened; return the files."""
    errors: Errors = []
    if said["region"] not in served_regions():
        errors.append(at("/region", words("请选择办理地点。")))
    errors += [
        at(pointer("answers", name), detail)
        for name, detail in problems_of_answers(edition, said["answers"]).items()
    ]
    enterprise = said.get("enterprise")
    if enterprise and enterprise not in filing.enterprises_of(
        g.session, me().id, edition.code, clocks.today(g.now)
    ):
        errors.append(at("/enterprise", words("这个账号不能代这家企业办理。")))
    uploads, wrong = read_uploads(said["materials"])
    if errors or wrong:
        raise invalid(*errors, *wrong)
    return uploads


def _begun(once: Once) -> Draft | None:
    """The draft that the same request has opened, unless somebody threw it away at the portal."""
    if once.before is None:
        return None
    try:
        return filing.lock_draft(g.session, once.before.data["draft"], me())
    except filing.UnknownDraft:
        return None


def _open(edition: Edition, said: Loaded) -> Draft:
    engine = house().engine
    draft = filing.open_draft(
        g.session,
        engine,
        edition,
        me(),
        answers=said["answers"],
        region=said["region"],
        now=g.now,
    )
    if said.get("enterprise"):
        return filing.act_for(g.session, engine, draft.id, said["enterprise"], now=g.now)
    return draft


def _awaiting() -> Shown:
    return {"state": AWAITING, "number": None, "id": None, "submitted_at": None}


def _submit(edition: Edition, draft: Draft, said: Loaded, uploads: list[Upload]) -> Shown:
    """Fill the draft in and hand it in; raises Problem with one error a field."""
    errors = _of_form(edition, draft, said["form"], said["disputes"])
    if errors:
        raise invalid(*errors)
    for name in said["disputes"]:
        filing.dispute(g.session, draft.id, name, now=g.now)
    if said["disputes"]:
        filing.explain(g.session, draft.id, said["disputes"], now=g.now)
    filing.save_draft(g.session, draft.id, {**draft.values, **said["form"]}, now=g.now)
    errors = attach(draft.id, uploads)
    if errors:
        raise invalid(*errors)
    try:
        case = cases.submit(g.session, house().engine, draft.id, me(), g.now)
    except filing.Invalid as wrong:
        found: dict[str, dict[str, Any]] = {}
        for one in wrong.problems:
            place = _pointer_of(one.field)
            found.setdefault(place, at(place, one.message))
        raise invalid(*found.values()) from wrong
    except (accounts.UnknownOrgan, accounts.UnknownRegion) as nowhere:
        detail = words("所选辖区还没有开通这件事，请改选辖区。")
        raise invalid(at("/region", detail)) from nowhere
    note_key("cases.start", case.id)
    return _started(case)


def _started(case: Case) -> Shown:
    at = Moment()._serialize(case.submitted_at, None, None)  # noqa: SLF001 - as the schemas write it
    return {
        "state": cases.state_of(case),
        "number": case.number,
        "id": case.id,
        "submitted_at": at,
    }


def _of_form(
    edition: Edition, draft: Draft, form: Mapping[str, Any], disputes: Mapping[str, str]
) -> Errors:
    """What of the form is unknown, of the wrong type, or other than the register says without a word of why."""
    asked = {one.name: one for one in edition.compiled.asked(draft.needed)}
    errors: Errors = []
    for name, value in form.items():
        if name not in asked:
            errors.append(at(pointer("form", name), words("表单里没有这一项。")))
            continue
        schema = matters.schema_for(asked[name], draft.needed)
        if any(one.validator == "type" for one in Draft202012Validator(schema).iter_errors(value)):
            errors.append(at(pointer("form", name), words("内容的类型不对。")))
        elif _stands(edition, draft, name) and name not in disputes and value != draft.values[name]:
            detail = words("与已核验的信息不一致；认为有误的，请在 disputes 里写明原因。")
            errors.append(at(pointer("form", name), detail))
    errors += [
        at(pointer("disputes", name), words("这一项没有可以提出异议的信息。"))
        for name in disputes
        if name not in asked or not _stands(edition, draft, name)
    ]
    return errors


def _stands(edition: Edition, draft: Draft, name: str) -> bool:
    """Say whether a fetched answer stands in a field, read-only until it is called wrong."""
    field = edition.compiled.field(name)
    if field.source is None or not filing.is_readonly(field) or name not in draft.values:
        return False
    return bool(draft.fetched.get(field.source["from"], {}).get("state") == "known")


def _pointer_of(field: str) -> str:
    kind, colon, name = field.partition(":")
    if not colon:
        return pointer("form", field)
    return pointer("materials" if kind == "material" else "disputes", name)
