"""Cases: submitted once, followed through their process, handled by people, shown to whoever may see them."""

from office.cases.acts import (
    act,
    answer_supplement,
    changed_fields,
    check_act,
    open_supplement,
    review_points,
)
from office.cases.clarifications import answer_clarification, clarifications, clarify
from office.cases.consistency import Inconsistency, Told, inconsistencies, same
from office.cases.diagram import DiagramStep, LiveDiagram, live_diagram
from office.cases.differences import Difference, Differences, SlotDifference, differences
from office.cases.evidence import evidence, keep_evidence
from office.cases.findings import Finding, elements_of, findings, record_finding
from office.cases.follow import follow
from office.cases.glance import Glance, glances
from office.cases.helping import helps
from office.cases.identities import Dispute, authority, commitments, disputes
from office.cases.inline import accept, close, decide, receive, refuse
from office.cases.listing import STATES, BadPlace, listed, state_of
from office.cases.lookup import (
    case,
    case_of_call,
    cases_by_id,
    cases_of,
    family,
    members,
    own_values,
    submission_of,
)
from office.cases.open_now import OpenCases, open_now
from office.cases.opinions import last_opinion, opinions, supplement_items
from office.cases.progress import MemberProgress, Progress, Step, progress
from office.cases.recount import recount_clocks
from office.cases.sight import may_have, may_see, may_see_material
from office.cases.statistics import (
    FEWEST,
    Count,
    MatterFigures,
    MonthFigures,
    Saved,
    Statistics,
    guarded,
    statistics,
)
from office.cases.submit import submit
from office.cases.supplements import SupplementItem, answer_item, items_of
from office.cases.timeline import TimelineEntry, timeline
from office.cases.values import (
    ACTIONS,
    ALL_GRANTED,
    ALL_REFUSED,
    GRANTED,
    NOT_ACCEPTED,
    OUTCOMES,
    PARTLY_GRANTED,
    REFUSED,
    ActRefused,
    Case,
    Clarification,
    Evidence,
    Opinion,
    UnknownCase,
)

__all__ = [
    "STATES",
    "BadPlace",
    "listed",
    "state_of",
    "OpenCases",
    "open_now",
    "Inconsistency",
    "Told",
    "inconsistencies",
    "same",
    "Difference",
    "Differences",
    "SlotDifference",
    "differences",
    "Finding",
    "elements_of",
    "findings",
    "record_finding",
    "ACTIONS",
    "ALL_GRANTED",
    "ALL_REFUSED",
    "FEWEST",
    "GRANTED",
    "NOT_ACCEPTED",
    "Glance",
    "OUTCOMES",
    "glances",
    "PARTLY_GRANTED",
    "REFUSED",
    "ActRefused",
    "Case",
    "Clarification",
    "Count",
    "DiagramStep",
    "Dispute",
    "Evidence",
    "LiveDiagram",
    "MatterFigures",
    "MemberProgress",
    "MonthFigures",
    "Opinion",
    "Progress",
    "Saved",
    "Statistics",
    "Step",
    "SupplementItem",
    "TimelineEntry",
    "UnknownCase",
    "accept",
    "act",
    "answer_clarification",
    "answer_item",
    "answer_supplement",
    "authority",
    "case",
    "case_of_call",
    "cases_by_id",
    "cases_of",
    "changed_fields",
    "check_act",
    "clarifications",
    "clarify",
    "close",
    "commitments",
    "decide",
    "disputes",
    "evidence",
    "family",
    "follow",
    "guarded",
    "helps",
    "items_of",
    "keep_evidence",
    "last_opinion",
    "live_diagram",
    "may_see",
    "may_have",
    "may_see_material",
    "members",
    "open_supplement",
    "opinions",
    "own_values",
    "progress",
    "receive",
    "recount_clocks",
    "refuse",
    "review_points",
    "statistics",
    "submission_of",
    "submit",
    "supplement_items",
    "timeline",
]
