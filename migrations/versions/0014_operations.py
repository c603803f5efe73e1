"""Sign-ins' idle time-out and what running the house keeps."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
