"""What a deployment may set: TONGBAN_* in the environment, with the embedded servers' addresses as fallback."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEMO_SECRET = "tongban-demonstration-secret"  # noqa: S105 - refused in production
SERVERS_FILE = "servers.json"


class SettingsError(Exception):
    """A setting is missing or wrong."""


@dataclass(frozen=True)
class Remote:
    """Where an authority listens for us, and the token that it gave us."""

    url: str
    token: str


@dataclass(frozen=True)
class Settings:
    """Immutable settings of one process.

    mode is "demo" or "production"; database_url may be empty only before `up` has started servers.
    """

    home: Path
    mode: str
    database_url: str
    adapters_database_url: str
    broker_url: str
    secret: str
    public_url: str
    host: str
    port: int
    poll_seconds: float
    faults: str
    metrics_token: str = ""
    trusted_proxies: int = 0
    web_workers: int = 1
    staff_idle_minutes: int = 30
    remotes: Mapping[str, Remote] = field(default_factory=dict)  # by port: seal, licence, credit
    lease_seconds: float = 60.0  # a worker keeps renewing it; a killed one's jobs are free after it

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    def require_database(self) -> str:
        """Return the database URL or say what to do."""
        if not self.database_url:
            raise SettingsError(
                "没有可用的数据库：请先运行 tongban up，或设置 TONGBAN_DATABASE_URL。"
                " No database: run `tongban up` first, or set TONGBAN_DATABASE_URL."
            )
        return self.database_url


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; addresses of running embedded servers come from HOME/servers.json."""
    env = os.environ if environ is None else environ
    home = Path(env.get("TONGBAN_HOME") or "var").absolute()
    running = read_servers(home)
    mode = env.get("TONGBAN_MODE") or "demo"
    if mode not in {"demo", "production"}:
        raise SettingsError(
            "TONGBAN_MODE 只能是 demo 或 production。 TONGBAN_MODE is demo or production."
        )
    secret = env.get("TONGBAN_SECRET") or DEMO_SECRET
    if mode == "production" and (secret == DEMO_SECRET or len(secret) < 32):
        raise SettingsError(
            "生产模式必须设置 TONGBAN_SECRET（至少 32 个字符，且不是演示值）。"
            " Production needs a TONGBAN_SECRET of its own, 32 characters or more."
        )
    host = env.get("TONGBAN_HOST") or "127.0.0.1"
    port = _number(env, "TONGBAN_PORT", 8000)
    database = normal_url(env.get("TONGBAN_DATABASE_URL") or running.get("database_url", ""))
    return Settings(
        home=home,
        mode=mode,
        database_url=database,
        adapters_database_url=normal_url(env.get("TONGBAN_ADAPTERS_DATABASE_URL") or "")
        or database,
        broker_url=env.get("TONGBAN_BROKER_URL") or running.get("broker_url", ""),
        secret=secret,
        public_url=(env.get("TONGBAN_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=port,
        poll_seconds=_number(env, "TONGBAN_POLL_MILLISECONDS", 1000) / 1000,
        faults=env.get("TONGBAN_FAULTS") or "",
        staff_idle_minutes=_number(env, "TONGBAN_STAFF_IDLE_MINUTES", 30),
        trusted_proxies=_number(env, "TONGBAN_TRUSTED_PROXIES", 0),
        web_workers=_number(env, "TONGBAN_WEB_WORKERS", 1),
        remotes=_remotes(env),
        metrics_token=env.get("TONGBAN_METRICS_TOKEN") or "",
        lease_seconds=_number(env, "TONGBAN_LEASE_SECONDS", 60),
    )


def _remotes(env: Mapping[str, str]) -> Mapping[str, Remote]:
    named = {
        "seal": ("TONGBAN_SEAL_URL", "TONGBAN_SEAL_TOKEN"),
        "licence": ("TONGBAN_LICENCE_URL", "TONGBAN_LICENCE_TOKEN"),
        "credit": ("TONGBAN_CREDIT_URL", "TONGBAN_CREDIT_TOKEN"),
    }
    found = {}
    for port, (url, token) in named.items():
        if not env.get(url):
            continue
        if not env.get(token):
            raise SettingsError(f"{url} 需要 {token}。 {url} needs {token}.")
        found[port] = Remote(env[url], env[token])
    return found


def normal_url(url: str) -> str:
    """Name the driver in a PostgreSQL URL that leaves it out."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg2://" + url.removeprefix(prefix)
    return url


def read_servers(home: Path) -> Mapping[str, str]:
    """Return the addresses that a running `tongban up` has left, or nothing."""
    try:
        found: Mapping[str, str] = json.loads((home / SERVERS_FILE).read_text())
    except FileNotFoundError:
        return {}
    return found


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit():
        raise SettingsError(f"{name} 必须是整数。 {name} must be a whole number.")
    return int(text)
