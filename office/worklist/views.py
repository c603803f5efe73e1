"""Saved views: lists with filters, columns and order under a name, one's own or shared with the organ."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from office.accounts import Account
from office.words import words
from office.worklist._rows import ViewRow
from office.worklist.values import NotAllowed

MOST = 20  # a rail that long is no help any more
LONGEST_NAME = 40


class UnknownView(LookupError):
    """没有这个视图。"""


@dataclass(frozen=True)
class View:
    """query is the list's address line: filters, columns and order as the page reads them."""

    id: str
    name: str
    list_name: str
    query: str
    shared: bool
    mine: bool


def views(session: Session, account: Account) -> list[View]:
    """Return the account's views, then what colleagues of its organ share."""
    rows = session.scalars(
        select(ViewRow).where(_visible(account)).order_by(ViewRow.created_at, ViewRow.name)
    )
    found = [_value(row, account) for row in rows]
    return sorted(found, key=lambda one: not one.mine)


def view(session: Session, account: Account, view_id: str) -> View:
    """Return a view that the account may use; raises UnknownView."""
    row = session.scalar(select(ViewRow).where(ViewRow.id == view_id, _visible(account)))
    if row is None:
        raise UnknownView(view_id)
    return _value(row, account)


def save_view(
    session: Session,
    account: Account,
    *,
    name: str,
    list_name: str,
    query: str,
    shared: bool,
    now: datetime,
) -> View:
    """Keep a view under a name; one's own view of that name is replaced. Raises NotAllowed."""
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise NotAllowed(words("请给视图起个名字。"))
    row = session.scalar(
        select(ViewRow).where(ViewRow.account_id == account.id, ViewRow.name == name)
    )
    if row is None:
        own = sum(one.mine for one in views(session, account))
        if own >= MOST:
            raise NotAllowed(words("最多保存 {n} 个视图，请先删除不用的。", n=MOST))
        row = ViewRow(id=str(uuid.uuid4()), account_id=account.id, name=name, created_at=now)
        session.add(row)
    row.list_name, row.query = list_name, query
    row.organ_code = account.organ.code if shared and account.organ else None
    session.flush()
    return _value(row, account)


def delete_view(session: Session, account: Account, view_id: str) -> None:
    """Delete one's own view; a colleague's stays. Raises UnknownView."""
    gone = session.execute(
        delete(ViewRow)
        .where(ViewRow.id == view_id, ViewRow.account_id == account.id)
        .returning(ViewRow.id)
    ).first()
    if gone is None:
        raise UnknownView(view_id)


def _visible(account: Account) -> ColumnElement[bool]:
    own = ViewRow.account_id == account.id
    return or_(own, ViewRow.organ_code == account.organ.code) if account.organ else own


def _value(row: ViewRow, account: Account) -> View:
    return View(
        row.id,
        row.name,
        row.list_name,
        row.query,
        shared=row.organ_code is not None,
        mine=row.account_id == account.id,
    )
