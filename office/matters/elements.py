"""The shared data elements: each question and each material of the house, said once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Element:
    """A question that several matters ask; `known_to` is the source that has the answer already."""

    name: str
    title: Mapping[str, str]
    schema: Mapping[str, Any]
    topic: str
    order: float
    hint: Mapping[str, str] | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str | None = None
    widget: str | None = None
    sample: Any = None
    standard: str | None = None
    mask: str = "none"
    known_to: str | None = None


@dataclass(frozen=True)
class Paper:
    """A material that several matters ask."""

    name: str
    title: Mapping[str, str]
    hint: Mapping[str, str] | None = None
    media: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    several: bool = False  # more than one file may make it up
    sample: Sequence[Mapping[str, str]] = ()  # what a good one shows


@dataclass(frozen=True)
class Elements:
    """All of them, by name; `topics` in order of the form."""

    questions: Mapping[str, Element] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    topics: Mapping[str, float] = field(default_factory=dict)


def gather(files: Iterable[Mapping[str, Any]]) -> Elements:
    """The content of forms/elements/*.json as one register."""
    questions: dict[str, Element] = {}
    papers: dict[str, Paper] = {}
    topics: dict[str, float] = {}
    for file in files:
        topic = file["topic"]["zh"]
        topics[topic] = file["order"]
        for place, (name, said) in enumerate(file["elements"].items()):
            order = float(file["order"]) * 1000 + place
            questions[name] = Element(name=name, topic=topic, order=order, **said)
        for name, said in file.get("materials", {}).items():
            papers[name] = Paper(name, **{**said, "media": tuple(said.get("media", Paper.media))})
    return Elements(questions, papers, topics)
