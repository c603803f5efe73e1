"""Keys of programs: which account a program acts as, what it may do; replies to requests that come twice."""

from office.keys.keys import LONGEST, keys, make_key, open_with, revoke
from office.keys.replies import claim_reply, digest_of, forget_replies, forget_reply, keep_reply
from office.keys.values import (
    ALLOWED,
    CASES_READ,
    CASES_START,
    DOCUMENTS_READ,
    SCOPES,
    TASKS_DECIDE,
    TASKS_READ,
    BadKey,
    Key,
    KeyRefused,
    Reply,
    ReplyMismatch,
)

__all__ = [
    "ALLOWED",
    "CASES_READ",
    "CASES_START",
    "DOCUMENTS_READ",
    "LONGEST",
    "SCOPES",
    "TASKS_DECIDE",
    "TASKS_READ",
    "BadKey",
    "Key",
    "KeyRefused",
    "Reply",
    "ReplyMismatch",
    "claim_reply",
    "digest_of",
    "forget_replies",
    "forget_reply",
    "keep_reply",
    "keys",
    "make_key",
    "open_with",
    "revoke",
]
