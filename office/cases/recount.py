"""After a year's calendar has come: provisional days are counted again, tasks follow their clocks."""

from sqlalchemy.orm import Session

from office import audit, clocks, worklist


def recount_clocks(session: Session, *, every: bool = False) -> int:
    """Count provisional running clocks (every: all) again, return how many moved; done twice, it changes nothing."""
    moved = clocks.recount(session, every=every)
    for before, clock in moved:
        worklist.move_due(session, clock.case_id, before, clock.due)
        audit.record(
            session,
            actor=None,
            verb="clock.recount",
            subject=clock.kind,
            case=clock.case_id,
            data={"before": before.day.isoformat(), "after": clock.due.day.isoformat()},
        )
    return len(moved)
