"""The settings as they are in force, each with where it comes from; secrets are never shown."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from office.run.settings import DEMO_SECRET, Settings, read_servers
from office.words import Words, words

ENVIRONMENT, RUNNING, DEFAULT = "environment", "servers.json", "default"


@dataclass(frozen=True)
class Shown:
    """One setting: its variable, value in words (never a secret), source and what it is for."""

    name: str
    value: str
    source: str
    about: Words


_ABOUT = {
    "TONGBAN_HOME": words("数据目录：内置服务器的数据、日志、印章密钥"),
    "TONGBAN_MODE": words("运行方式：demo 演示，production 生产"),
    "TONGBAN_DATABASE_URL": words("PostgreSQL 数据库地址（15 到 18 版）"),
    "TONGBAN_ADAPTERS_DATABASE_URL": words("本地印章、证照、信用登记的数据库，默认与上面相同"),
    "TONGBAN_BROKER_URL": words("消息代理地址：RabbitMQ 或 Redis；只用来提醒后台，不存数据"),
    "TONGBAN_SECRET": words("签名密钥，生产方式至少 32 个字符"),
    "TONGBAN_PUBLIC_URL": words("对外地址，写进文书的核验二维码"),
    "TONGBAN_HOST": words("网页服务监听的地址"),
    "TONGBAN_PORT": words("网页服务监听的端口"),
    "TONGBAN_TRUSTED_PROXIES": words("前面有几层反向代理，登录限速据此看访问者的地址"),
    "TONGBAN_WEB_WORKERS": words("网页服务的进程数"),
    "TONGBAN_POLL_MILLISECONDS": words("后台没有听到提醒时多久看一次（毫秒）"),
    "TONGBAN_LEASE_SECONDS": words("作业租约（秒）：后台被杀死后，多久由别人接着做"),
    "TONGBAN_STAFF_IDLE_MINUTES": words("工作人员多少分钟不操作就退出"),
    "TONGBAN_METRICS_TOKEN": words("读取 /metrics 的令牌；不设则只有演示方式可读"),
    "TONGBAN_SEAL_URL": words("电子印章系统的地址；不设则用内置的"),
    "TONGBAN_SEAL_TOKEN": words("电子印章系统给的令牌"),
    "TONGBAN_LICENCE_URL": words("电子证照系统的地址；不设则用内置的"),
    "TONGBAN_LICENCE_TOKEN": words("电子证照系统给的令牌"),
    "TONGBAN_CREDIT_URL": words("信用平台的地址；不设则用内置的"),
    "TONGBAN_CREDIT_TOKEN": words("信用平台给的令牌"),
    "TONGBAN_FAULTS": words("演示用：让某个对接系统变慢、拒绝或中断"),
}


def shown(settings: Settings, environ: Mapping[str, str] | None = None) -> list[Shown]:
    """Return every setting in the order of the documentation."""
    env = os.environ if environ is None else environ
    running = read_servers(settings.home)
    values = _values(settings)
    return [
        Shown(name, values.get(name, ""), _source(name, env, running), about)
        for name, about in _ABOUT.items()
    ]


def _values(settings: Settings) -> dict[str, str]:
    remote = {
        f"TONGBAN_{port.upper()}_{what}": text
        for port, at in settings.remotes.items()
        for what, text in (("URL", at.url), ("TOKEN", _hidden(at.token)))
    }
    return remote | {
        "TONGBAN_HOME": str(settings.home),
        "TONGBAN_MODE": settings.mode,
        "TONGBAN_DATABASE_URL": without_password(settings.database_url),
        "TONGBAN_ADAPTERS_DATABASE_URL": without_password(settings.adapters_database_url),
        "TONGBAN_BROKER_URL": without_password(settings.broker_url),
        "TONGBAN_SECRET": "(demo)" if settings.secret == DEMO_SECRET else _hidden(settings.secret),
        "TONGBAN_PUBLIC_URL": settings.public_url,
        "TONGBAN_HOST": settings.host,
        "TONGBAN_PORT": str(settings.port),
        "TONGBAN_TRUSTED_PROXIES": str(settings.trusted_proxies),
        "TONGBAN_WEB_WORKERS": str(settings.web_workers),
        "TONGBAN_POLL_MILLISECONDS": f"{settings.poll_seconds * 1000:g}",
        "TONGBAN_LEASE_SECONDS": f"{settings.lease_seconds:g}",
        "TONGBAN_STAFF_IDLE_MINUTES": str(settings.staff_idle_minutes),
        "TONGBAN_METRICS_TOKEN": _hidden(settings.metrics_token),
        "TONGBAN_FAULTS": settings.faults,
    }


def without_password(url: str) -> str:
    """Return a URL whose password is hidden."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    before, _, after = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{before.split(':')[0]}:…@{after}"))


def _source(name: str, env: Mapping[str, str], running: Mapping[str, str]) -> str:
    if env.get(name):
        return ENVIRONMENT
    kept = {"TONGBAN_DATABASE_URL": "database_url", "TONGBAN_BROKER_URL": "broker_url"}
    return RUNNING if running.get(kept.get(name, "")) else DEFAULT


def _hidden(secret: str) -> str:
    return f"…({len(secret)})" if secret else ""
