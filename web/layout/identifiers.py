"""Ids in addresses: what is no UUID names nothing, and never reaches the database."""

import uuid


def is_identifier(text: str) -> bool:
    """Say whether the text is a UUID as we write them."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
