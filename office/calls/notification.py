"""Tell the applicant something (notification.send)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from adapters.errors import Misconfigured
from adapters.notification import Notice, Notification, Sent
from engine import Engine, Job
from office import cases


def prepare_send(session: Session, engine: Engine, job: Job) -> Notice:
    """notification.send: parameters title and body; it goes to the applicant's account."""
    parameters = job.payload["parameters"]
    title, body = parameters.get("title"), parameters.get("body")
    if not title or not body:
        raise Misconfigured("通知没有标题或正文：请在流程图的通知环节里填写。")
    case = cases.case_of_call(session, job)
    return Notice(to=case.applicant_id, title=str(title), body=str(body), case=case.root_id)


def send(port: Notification, request: Notice, request_id: str) -> Sent:
    return port.send(request, request_id)


def record_send(session: Session, engine: Engine, job: Job, reply: Sent) -> Mapping[str, Any]:
    """Give the diagram the message's number."""
    return {"number": reply.number, "sent_at": reply.at.isoformat()}
