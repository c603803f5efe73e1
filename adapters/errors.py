"""How another authority fails: it refuses, it is away, or we are set up wrongly."""

from datetime import datetime


class AdapterError(Exception):
    """外部机构没有完成这次请求。"""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason or str(type(self).__doc__)
        super().__init__(self.reason)


class Refused(AdapterError):
    """对方受理了请求并予以拒绝；重试没有用，由流程决定怎么办。"""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code


class Unavailable(AdapterError):
    """对方暂时不可用，稍后重试。"""


class LineDown(Unavailable):
    """线路已断开，到时再办；这不是某一次请求的失败，不计入重试次数。"""

    def __init__(self, until: datetime, reason: str = "") -> None:
        super().__init__(reason)
        self.until = until


class Misconfigured(AdapterError):
    """本系统的设置有误，需要人来处理。"""
