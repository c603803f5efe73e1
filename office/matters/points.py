"""The standard of acceptance: the members' review points as one list, each knowing its members."""

from collections.abc import Mapping, Sequence
from typing import Any

from office.matters.compiled import ReviewPoint
from office.matters.fields import MemberForm
from office.matters.findings import Finding
from office.words import words

STAGES = {"acceptance": words("受理"), "review": words("审查")}  # when a point is looked at


def combine_points(
    members: Sequence[MemberForm],
) -> tuple[tuple[ReviewPoint, ...], tuple[Finding, ...]]:
    """Points with the same id, or the same words at the same stage, are one point."""
    points: dict[str, ReviewPoint] = {}
    findings: list[Finding] = []
    for member in members:
        for said in member.document.get("review_points", ()):
            known = points.get(said["id"]) or _same_words(points, said)
            if known is None:
                points[said["id"]] = _point(said, (member.code,))
            elif known.text["zh"] != said["text"]["zh"] or known.stage != said["stage"]:
                findings.append(_conflict(known, member, said))
            elif member.code not in known.members:
                points[known.id] = _point(
                    {**said, "id": known.id, "text": known.text}, (*known.members, member.code)
                )
    return tuple(points.values()), tuple(findings)


def _same_words(points: Mapping[str, ReviewPoint], said: Mapping[str, Any]) -> ReviewPoint | None:
    return next(
        (
            point
            for point in points.values()
            if point.text["zh"] == said["text"]["zh"] and point.stage == said["stage"]
        ),
        None,
    )


def _point(said: Mapping[str, Any], members: tuple[str, ...]) -> ReviewPoint:
    return ReviewPoint(said["id"], said["text"], members, said["stage"], said.get("element"))


def _conflict(known: ReviewPoint, member: MemberForm, said: Mapping[str, Any]) -> Finding:
    return Finding(
        f"{member.code}/matter.yaml · 审查要点 {known.id}",
        "Conflict：同一审查要点只能有一种说法",
        f"{'、'.join(known.members)} 写的是“{known.text['zh']}”，{member.code} 写的是“{said['text']['zh']}”",
        "请统一文字和环节，或给其中一个换编号",
    )
