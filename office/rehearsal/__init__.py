"""Rehearsals (试运行): a draft run in a sandbox with simulated authorities and a clock that jumps.

    results = rehearsal.run_scenarios(house, studio.folder_of(draft))    # every scenario of the draft
    all(result.green for result in results)                              # result.failed_at, .reason, .differences
    rehearsal.coverage(studio.folder_of(draft), results)                 # .of_elements, .of_flows, .never

Everything is played in transactions of which nothing is kept; docs/decisions/0007-rehearsals.md says how.
"""

from office.rehearsal.authorities import DELAY, DOWN, MODES, NORMAL, PORTS, REFUSE, SLOW
from office.rehearsal.coverage import Coverage, Passed, coverage
from office.rehearsal.filling import (
    scenarios_of,
    slots,
    suggested_answers,
    suggested_papers,
    suggested_values,
)
from office.rehearsal.play import CannotGoOn, Moment
from office.rehearsal.records import Rehearsal, drop_rehearsal, keep_rehearsal, rehearsal
from office.rehearsal.replay import as_scenario, paper, recent_results, replay
from office.rehearsal.scenarios import (
    FOLDER,
    Difference,
    Result,
    read_scenario_of,
    run_scenario,
    run_scenarios,
    scenario_paths,
    start_of,
)
from office.rehearsal.script import (
    APPLICATION,
    AUTHORITY,
    CLOCK,
    NEXT,
    OPERATOR,
    RETRY,
    SUBMITTING,
    Script,
    script_of,
)
from office.rehearsal.view import Call, Paper, Stop, Task, Timer, View
from office.run.demo.scenario import APPLICANT, Scenario, Step

__all__ = [
    "APPLICANT",
    "APPLICATION",
    "AUTHORITY",
    "CLOCK",
    "Call",
    "CannotGoOn",
    "Coverage",
    "DELAY",
    "DOWN",
    "Difference",
    "FOLDER",
    "MODES",
    "Moment",
    "NEXT",
    "NORMAL",
    "OPERATOR",
    "PORTS",
    "Paper",
    "Passed",
    "REFUSE",
    "RETRY",
    "Rehearsal",
    "Result",
    "SLOW",
    "SUBMITTING",
    "Scenario",
    "Script",
    "Step",
    "Stop",
    "Task",
    "Timer",
    "View",
    "as_scenario",
    "coverage",
    "drop_rehearsal",
    "keep_rehearsal",
    "paper",
    "read_scenario_of",
    "recent_results",
    "rehearsal",
    "replay",
    "run_scenario",
    "run_scenarios",
    "scenario_paths",
    "scenarios_of",
    "script_of",
    "slots",
    "suggested_answers",
    "suggested_papers",
    "suggested_values",
    "start_of",
]
