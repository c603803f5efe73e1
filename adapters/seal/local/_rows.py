"""Tables of the embedded seal authority; private keys stand in them wrapped by its key file."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.tables import Rows


class AuthorityRow(Rows):
    """A certificate authority of our own: `root`, and the `issuer` that it certified."""

    __tablename__ = "seal_authorities"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SealRow(Rows):
    """One seal of an organ in one role, under its 13-digit code, with its certificate."""

    __tablename__ = "seals"
    __table_args__ = (Index("seals_of_organ", "organ", "role", "organ_name", unique=True),)

    code: Mapped[str] = mapped_column(String(13), primary_key=True)
    organ: Mapped[str] = mapped_column(String(18))
    organ_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SignatureRow(Rows):
    """One use of a seal: the hash of what it signed, and of the whole file that was handed out."""

    __tablename__ = "seal_signatures"

    request_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    seal_code: Mapped[str] = mapped_column(
        String(13), ForeignKey("adapters.seals.code", name="seal_signatures_seal")
    )
    signed_sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200))
    signed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
