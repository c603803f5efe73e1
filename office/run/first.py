"""What a start makes sure of: shipped matters published, demonstration people there, example cases made."""

from collections.abc import Callable

from office import cases, matters
from office.run.assembly import House
from office.verbs import VERBS


def prepare(house: House, *, say: Callable[[str], None], example_cases: bool) -> None:
    """Bring a fresh or old database to a state in which people can work; nothing is done twice."""
    with house.transaction() as session:
        loaded = matters.publish_shipped(session, house.engine, frozenset(VERBS), house.clock())
        cases.recount_clocks(session)  # a new year's calendar came with this version
    fresh = [one for one in loaded if one.state == "published"]
    if fresh:
        say(f"发布随附事项 {len(fresh)} 个 published {len(fresh)} shipped matters")
    if not house.settings.demo:
        return
    # Demonstration data never enters a production process: not even its module is loaded there.
    from office.run.demo.examples import make_examples
    from office.run.demo.people import make_people

    make_people(house)
    if example_cases:
        make_examples(house, say)
