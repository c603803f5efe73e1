"""Private keys at rest: wrapped by AES-256-GCM under a key file that never enters the database."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.errors import Misconfigured

_VERSION = b"\x01"
_NONCE = 12
_NAME = "keys.bin"


class KeyFile:
    """The file in the seal authority's folder (0700) that opens its keys; readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def make(self) -> None:
        """Make the file where there is none; one that is there stays."""
        if self._path.exists():
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{_NAME}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, self._path)  # fails where another process was first: its file counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()

    def wrap(self, label: str, secret: bytes) -> bytes:
        """Return the secret encrypted for this label alone."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher().encrypt(nonce, secret, label.encode())

    def unwrap(self, label: str, wrapped: bytes) -> bytes:
        """Return the secret; raises Misconfigured where file and database do not belong together."""
        nonce, sealed = wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :]
        try:
            return self._cipher().decrypt(nonce, sealed, label.encode())
        except InvalidTag:
            raise Misconfigured(
                "印章密钥文件与数据库中的印章不是一套：请恢复原来的密钥文件。"
            ) from None

    def _cipher(self) -> AESGCM:
        try:
            return AESGCM(self._path.read_bytes())
        except FileNotFoundError:
            raise Misconfigured("缺少印章密钥文件（TONGBAN_HOME/seal），无法签章。") from None
