"""Table of the embedded population authority."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from adapters.tables import Rows


class PersonRow(Rows):
    """A registered person."""

    __tablename__ = "persons"

    id_number: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
