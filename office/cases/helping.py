"""What an applicant can do so that a member is done sooner, in one sentence."""

from office.cases.progress import MemberProgress, Progress
from office.words import words


def helps(progress: Progress, member: MemberProgress) -> str:
    """Return what helps now, or nothing where nothing is left to do."""
    found = member.case
    if not member.needed or not member.has_document:
        return ""
    if progress.todo:
        return words("先补正：补正以前，受理期限不计时。")
    if found is None:
        if progress.case.closed_at:
            return ""
        return words("窗口受理后各部门同时开始；现在不用您做什么。")
    if any(one.case_id == found.id for one in progress.questions):
        return words("审查人员在等您答复核实；期限不停，早答复早办结。")
    if found.outcome or found.closed_at:
        return ""
    if found.accepted_at is None:
        return words("材料齐全的，窗口会尽快受理；请保持电话畅通。")
    return words("正在审查，不用您做什么；请保持电话畅通，有人问时早答复。")
