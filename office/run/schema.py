"""Bring a database to the newest schema with the migrations that stand beside the house."""

from pathlib import Path

from alembic import command
from alembic.config import Config

import office


def migrations_config(url: str) -> Config:
    """Return alembic's configuration for the migrations of this installation."""
    folder = Path(office.__file__).resolve().parent.parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str) -> None:
    """Upgrade the database to the newest revision; a second process waits on the advisory lock."""
    command.upgrade(migrations_config(url), "head")
