"""`python -m tests.system.drift`: the migrations and the tables of the rooms say the same (alembic check)."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util.exc import CommandError

from office.run.embedded.postgres import Postgres
from office.run.schema import migrate, migrations_config


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tb-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        postgres = Postgres(Path(folder))
        try:
            url = postgres.start()
            migrate(url)
            command.check(migrations_config(url))
        except CommandError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            postgres.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
