"""The 电子证照标识 of GB/T 36904: made, read and checked."""

import re
from dataclasses import dataclass

from adapters.codes import mod_37_36

ROOT = "1.2.156.3005.2"
_BODY = re.compile(r"[0-9A-Z]{21}\.[0-9A-Z]{1,18}\.[0-9A-Z]{1,32}\.[0-9]{3}")


@dataclass(frozen=True)
class Identifier:
    """A 电子证照标识 in its parts."""

    type_code: str
    organ: str
    serial: str
    version: str
    check: str

    def __str__(self) -> str:
        return f"{ROOT}.{self.type_code}.{self.organ}.{self.serial}.{self.version}.{self.check}"


def make_identifier(type_code: str, organ: str, serial: str, version: str = "001") -> Identifier:
    """Return the identifier with its check character; raises ValueError for parts of a wrong shape."""
    body = f"{type_code}.{organ}.{serial}.{version}"
    if not _BODY.fullmatch(body):
        raise ValueError("证照类型代码、颁发机构代码、流水号或版本号不符合 GB/T 36904 的格式。")
    return Identifier(type_code, organ, serial, version, mod_37_36(body.replace(".", "")))


def read_identifier(text: str) -> Identifier:
    """Return the parts of an identifier; raises ValueError where shape or check character is wrong."""
    root, _, rest = text.strip().partition(f"{ROOT}.")
    body, _, check = rest.rpartition(".")
    if root or not _BODY.fullmatch(body):
        raise ValueError("不是电子证照标识。")
    identifier = make_identifier(*body.split("."))
    if identifier.check != check:
        raise ValueError("电子证照标识的校验码不对。")
    return identifier
