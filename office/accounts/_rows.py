"""Tables of accounts, organs, sign-ins, failed sign-ins and delegations."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Rows(DeclarativeBase):
    metadata = MetaData(schema="office")


class OrganRow(Rows):
    __tablename__ = "organs"

    code: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(6))
    department: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("organs_by_department", "department", "region"),)


class AccountRow(Rows):
    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    username: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(200))
    organ_code: Mapped[str | None] = mapped_column(
        ForeignKey("office.organs.code", name="accounts_organ"), default=None
    )
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    region: Mapped[str] = mapped_column(String(6))
    language: Mapped[str] = mapped_column(String(5))
    active: Mapped[bool] = mapped_column(Boolean)
    id_number: Mapped[str] = mapped_column(String(18))
    mobile: Mapped[str] = mapped_column(String(20))
    enterprise: Mapped[str] = mapped_column(String(18))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    organ: Mapped[OrganRow | None] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("username", name="accounts_username"),)


class SignInRow(Rows):
    """A live sign-in; of its token only the SHA-256 is kept."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("office.accounts.id", name="sign_ins_account", ondelete="CASCADE")
    )
    csrf: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    account: Mapped[AccountRow] = relationship(lazy="joined")

    __table_args__ = (
        Index("sign_ins_by_account", "account_id"),
        Index("sign_ins_by_seen", "seen_at"),
    )


class FailureRow(Rows):
    """A failed sign-in; what was typed is kept as a hash, for people type passwords there too."""

    __tablename__ = "sign_in_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    username_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("sign_in_failures_by_username", "username_hash", "at"),
        Index("sign_in_failures_by_address", "address", "at"),
    )


class DelegationRow(Rows):
    """While the lender is away, the holder may do the lender's tasks; ended_at ends it sooner."""

    __tablename__ = "delegations"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    lender_id: Mapped[str] = mapped_column(
        ForeignKey("office.accounts.id", name="delegations_lender")
    )
    holder_id: Mapped[str] = mapped_column(
        ForeignKey("office.accounts.id", name="delegations_holder")
    )
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("delegations_by_holder", "holder_id"),)
