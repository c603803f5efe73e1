"""API keys, circuit breakers and replies of authorities over the wire."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
