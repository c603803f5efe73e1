"""告知承诺: the 告知书 is read and the 承诺书 signed apart from the form; who, when and every word are kept."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office import audit
from office.accounts import Account
from office.filing._rows import CommitmentRow, DraftRow
from office.filing.values import Draft, DraftClosed, UnknownDraft
from office.matters import Edition, edition
from office.words import words

Text = Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """What a matter lets an applicant commit to: the words of both papers as matter.yaml has them."""

    matter: str
    name: Text
    means: Text
    requirements: tuple[Text, ...]
    promises: tuple[Text, ...]
    consequence: Text
    basis: str
    replaces: tuple[str, ...]
    verified_within: int | None
    public: bool

    def text(self) -> dict[str, Any]:
        """The words that are signed, in Chinese, which alone counts."""
        return {
            "matter": self.name["zh"],
            "basis": self.basis,
            "means": self.means["zh"],
            "requirements": [one["zh"] for one in self.requirements],
            "promises": [one["zh"] for one in self.promises],
            "consequence": self.consequence["zh"],
            "verified_within": self.verified_within,
            "public": self.public,
        }


@dataclass(frozen=True)
class Commitment:
    """What was read and, once signed_at is set, signed for one matter of a draft."""

    matter: str
    text: Mapping[str, Any]
    digest: str
    read_at: datetime
    signed_at: datetime | None
    signer_id: str | None
    signer_name: str


class NotSigned(Exception):
    """The 承诺书 cannot be signed so; reason is a sentence for the person, field where it belongs."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def offers(session: Session, draft: Draft) -> list[Offer]:
    """Return the commitments that the needed members of a draft allow."""
    whole = edition(session, draft.edition_id)
    found = []
    for member in whole.compiled.members:
        own = edition(session, member.edition_id) if member.edition_id else whole
        if member.code in draft.needed and own.document.get("commitment"):
            found.append(_offer(own))
    return found


def read_notice(
    session: Session, draft_id: str, offer: Offer, account: Account, *, now: datetime
) -> Commitment:
    """Keep that the 告知书 was read; other words than those signed before are to be signed anew."""
    draft = _open(session, draft_id, account)
    text = offer.text()
    row = session.get(CommitmentRow, (draft.id, offer.matter))
    if row is None:
        row = CommitmentRow(draft_id=draft.id, matter=offer.matter, signed_at=None)
        session.add(row)
    elif row.digest == digest_of(text):
        return _value(row)
    row.text, row.digest, row.read_at = text, digest_of(text), now
    row.signed_at, row.signer_id, row.signer_name = None, None, ""
    session.flush()
    return _value(row)


def sign(
    session: Session,
    draft_id: str,
    offer: Offer,
    account: Account,
    *,
    agreed: Collection[int],
    name: str,
    now: datetime,
) -> Commitment:
    """Sign the 承诺书: every promise is confirmed by itself and the signer writes their name. Raises NotSigned."""
    draft = _open(session, draft_id, account)
    row = session.get(CommitmentRow, (draft.id, offer.matter), with_for_update=True)
    if row is None or row.digest != digest_of(offer.text()):
        raise NotSigned(words("请先阅读告知书。"))
    missing = [i for i in range(len(offer.promises)) if i not in set(agreed)]
    if missing:
        raise NotSigned(
            words("还有 {count} 条承诺没有确认，请逐条确认。", count=len(missing)),
            f"promise-{missing[0]}",
        )
    if name.strip() != account.name:
        raise NotSigned(words("请写上您的姓名，与账号的实名一致。"), "name")
    row.signed_at, row.signer_id, row.signer_name = now, account.id, account.name
    session.flush()
    _note(session, "commitment.sign", draft, row, account, now)
    return _value(row)


def take_back(
    session: Session, draft_id: str, matter: str, account: Account, *, now: datetime
) -> None:
    """Take a signature back before the application is submitted: the usual procedure applies."""
    draft = _open(session, draft_id, account)
    row = session.get(CommitmentRow, (draft.id, matter), with_for_update=True)
    if row is not None and row.signed_at is not None:
        row.signed_at, row.signer_id, row.signer_name = None, None, ""
        session.flush()
        _note(session, "commitment.take-back", draft, row, account, now)


def commitments_of(session: Session, draft_id: str) -> dict[str, Commitment]:
    """Return what was read and signed in a draft, by matter."""
    rows = session.scalars(
        select(CommitmentRow)
        .where(CommitmentRow.draft_id == draft_id)
        .order_by(CommitmentRow.matter)
    )
    return {row.matter: _value(row) for row in rows}


def signed_for(session: Session, case_id: str) -> dict[str, Commitment]:
    """Return the commitments signed for a root case, by matter."""
    rows = session.scalars(
        select(CommitmentRow)
        .join(DraftRow, DraftRow.id == CommitmentRow.draft_id)
        .where(DraftRow.case_id == case_id, CommitmentRow.signed_at.is_not(None))
        .order_by(CommitmentRow.matter)
    )
    return {row.matter: _value(row) for row in rows}


def replaced(session: Session, draft: Draft) -> frozenset[str]:
    """Return the materials that need not be handed in because a signed commitment stands for them."""
    signed = {matter for matter, one in commitments_of(session, draft.id).items() if one.signed_at}
    if not signed:
        return frozenset()
    return frozenset(
        element
        for one in offers(session, draft)
        if one.matter in signed
        for element in one.replaces
    )


def digest_of(text: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the words that are signed."""
    said = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _offer(own: Edition) -> Offer:
    said = own.document["commitment"]
    basis = own.document.get("basis") or ()
    return Offer(
        matter=own.code,
        name=own.document["name"],
        means=said["means"],
        requirements=tuple(said.get("requirements") or own.document.get("conditions") or ()),
        promises=tuple(said.get("promises") or _PROMISES),
        consequence=said["consequence"],
        basis="、".join(f"《{one['law'].partition('（')[0]}》{one['article']}" for one in basis),
        replaces=tuple(said.get("replaces") or ()),
        verified_within=said.get("verified_within"),
        public=bool(said.get("public", True)),
    )


# What every 承诺书 says at least (国办发〔2020〕42号); a matter may say it in words of its own.
_PROMISES: tuple[Text, ...] = (
    {
        "zh": "所填写的信息和提交的材料真实、准确",
        "en": "What I filled in and handed in is true and correct",
    },
    {
        "zh": "已经知道告知书的全部内容，符合告知的条件和要求",
        "en": "I know the whole notice and meet its conditions",
    },
    {
        "zh": "愿意承担不实承诺、违反承诺的法律责任",
        "en": "I take the legal consequences of a false or broken commitment",
    },
    {
        "zh": "以上承诺是本人（本单位）真实的意思表示",
        "en": "This commitment is made of my own free will",
    },
)


def _open(session: Session, draft_id: str, account: Account) -> DraftRow:
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None or draft.account_id != account.id:
        raise UnknownDraft(draft_id)
    if draft.submitted_at is not None:
        raise DraftClosed
    return draft


def _note(
    session: Session,
    verb: str,
    draft: DraftRow,
    row: CommitmentRow,
    account: Account,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=account.id,
        verb=verb,
        subject=draft.id,
        data={"matter": row.matter, "digest": row.digest},
        now=now,
    )


def _value(row: CommitmentRow) -> Commitment:
    return Commitment(
        matter=row.matter,
        text=row.text,
        digest=row.digest,
        read_at=row.read_at,
        signed_at=row.signed_at,
        signer_id=row.signer_id,
        signer_name=row.signer_name,
    )
