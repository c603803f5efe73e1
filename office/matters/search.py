"""Find matters by plain words: names, what people call them, pinyin, and what their guides say, the best first."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.matters.editions import Edition
from office.matters.spelling import has_chinese, plain, spelled

NAME, ALSO, MEMBER = "name", "also", "member"
TOPIC, SUMMARY, QUESTION, CONDITION, ANSWER = "topic", "summary", "question", "condition", "answer"
# How much a hit tells, by where it stands.
WEIGHTS: Mapping[str, float] = {
    NAME: 100, ALSO: 95, MEMBER: 60, TOPIC: 40, SUMMARY: 35, QUESTION: 20, CONDITION: 18, ANSWER: 12,
}  # fmt: skip
_SHORT = frozenset({NAME, ALSO, MEMBER})
_SPELLED = 0.8  # letters may stand for other characters
_NEAR = 0.6
_ENOUGH = 0.5  # so much of what was typed must stand in a longer text
# What people say around what they mean.
_FILLERS = re.compile(
    "我们|我想|我要|想要|需要|怎么样|怎么|如何|哪里|什么|可以|办理|申请|办个|办一个|一个|一家|一间|开个|[我想要办个家的了吗呢在去]"
)
_OPEN = frozenset({"开个", "办个"})
# 饭馆不用办 in a summary is no reason to find the matter by 饭馆.
_UNSAID = re.compile(r"[^；，。;]*(不用|无需|不需)[^；。;]*")

Text = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """An edition that was found, and the words that did it; `place` is one of the constants above."""

    edition: Edition
    score: float
    place: str
    phrase: Text
    by_pinyin: bool = False


@dataclass(frozen=True)
class _Hit:
    score: float
    place: str = ""
    phrase: Text | None = None
    by_pinyin: bool = False


def search(editions: Sequence[Edition], typed: str) -> tuple[Found, ...]:
    """The editions that the words fit, the best first; none for no words."""
    asked = _Asked.of(typed)
    if not asked.whole:
        return ()
    found = [(edition, _best(edition, asked)) for edition in editions]
    listed = [
        Found(edition, hit.score, hit.place, hit.phrase, hit.by_pinyin)
        for edition, hit in found
        if hit.phrase is not None
    ]
    return tuple(sorted(listed, key=_rank))


def near(editions: Sequence[Edition], typed: str, most: int = 3) -> tuple[Found, ...]:
    """What sounds or looks nearest to words that find nothing."""
    sound = "".join(spelled(_meant(typed)).syllables)
    if not sound:
        return ()
    listed = [_nearest(edition, sound) for edition in editions]
    close = [one for one in listed if one.score >= _NEAR * WEIGHTS[NAME]]
    return tuple(sorted(close, key=_rank)[:most])


def _rank(one: Found) -> tuple[float, bool, str]:
    return (-one.score, one.edition.kind != "one-thing", one.edition.name_zh)


@dataclass(frozen=True)
class _Asked:
    """What was typed: as it stands, and `meant` without the words around it; `parts` as separated by spaces."""

    whole: str
    meant: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "_Asked":
        parts = tuple(part for part in map(_meant, typed.split()) if part)
        return cls(plain(typed), _meant(typed), parts)


def _meant(typed: str) -> str:
    whole = plain(typed)
    if not has_chinese(whole):
        return whole
    return _FILLERS.sub(lambda said: "开" if said[0] in _OPEN else "", whole) or whole


def _best(edition: Edition, asked: _Asked) -> _Hit:
    """The best hit of the whole; else every part must hit somewhere, in any order."""
    phrases = tuple(_phrases(edition))
    whole = max(_hit(phrases, asked.whole), _hit(phrases, asked.meant), key=lambda one: one.score)
    if len(asked.parts) < 2:
        return whole
    parts = [_hit(phrases, part) for part in asked.parts]
    if any(one.phrase is None for one in parts):
        return whole
    best = max(parts, key=lambda one: one.score)
    together = sum(one.score for one in parts) / len(parts)
    hit = _Hit(together, best.place, best.phrase, best.by_pinyin)
    return max(whole, hit, key=lambda one: one.score)


def _hit(phrases: Sequence[tuple[str, Text]], asked: str) -> _Hit:
    best = _Hit(0.0)
    for place, phrase in phrases:
        for text in phrase.values():
            quality, by_pinyin = _quality(place, text, asked)
            if quality * WEIGHTS[place] > best.score:
                best = _Hit(quality * WEIGHTS[place], place, phrase, by_pinyin)
    return best


def _quality(place: str, text: str, asked: str) -> tuple[float, bool]:
    """How well the words fit a text, 0 to 1; and whether by their sound."""
    if place not in _SHORT:
        return _inside(plain(text), text.lower(), asked), False
    written = _written(plain(text), text.lower(), asked)
    if asked.isascii() and has_chinese(text):
        return _typed(text, asked), True
    return written, False


def _written(text: str, words: str, asked: str) -> float:
    """The words against a name: the same, one inside the other, the same pieces in another order."""
    if asked == text:
        return 1.0
    if asked.isascii():
        return 0.9 if any(plain(one).startswith(asked) for one in _tails(words)) else 0.0
    if asked in text:
        return 0.8 + 0.15 * len(asked) / len(text)
    if len(text) > 1 and text in asked:
        return 0.5 + 0.4 * len(text) / len(asked)
    if len(asked) > 2 and set(asked) <= set(text):
        return 0.75
    share = _share(text, asked)
    return 0.6 * share if share >= _ENOUGH else 0.0


def _tails(words: str) -> Iterator[str]:
    """The text from each of its words on, so that words are found where they begin."""
    split = words.split()
    return (" ".join(split[at:]) for at in range(len(split)))


def _typed(text: str, asked: str) -> float:
    """Letters against a Chinese name: its initials or its pinyin, whole or from a syllable on."""
    sound = spelled(text)
    whole = "".join(sound.syllables)
    if asked in {sound.initials, whole}:
        return 1.0
    if sound.initials.startswith(asked):
        return _SPELLED
    if len(asked) > 2 and asked in sound.initials:
        return _SPELLED * 0.8
    return _SPELLED * 0.9 if len(asked) > 2 and sound.begins(asked) else 0.0


def _inside(text: str, words: str, asked: str) -> float:
    """The words against a sentence: in it as they are, or most of their pairs of characters."""
    if asked.isascii():
        return (
            0.8
            if len(asked) > 2 and any(plain(w).startswith(asked) for w in _tails(words))
            else 0.0
        )
    if len(asked) > 1 and asked in text:
        return 1.0
    share = _share(text, asked)
    return 0.8 * share if share >= _ENOUGH else 0.0


def _share(text: str, asked: str) -> float:
    pairs = {asked[at : at + 2] for at in range(len(asked) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _nearest(edition: Edition, sound: str) -> Found:
    """The name or synonym that sounds most like it."""
    best = Found(edition, 0.0, NAME, _text(edition.document.get("name", {})), by_pinyin=True)
    for place, phrase in _phrases(edition):
        if place in {NAME, ALSO}:
            other = "".join(spelled(phrase.get("zh", "")).syllables)
            alike = difflib.SequenceMatcher(None, sound, other).ratio() * WEIGHTS[place]
            if alike > best.score:
                best = Found(edition, alike, place, phrase, by_pinyin=True)
    return best


def _phrases(edition: Edition) -> Iterator[tuple[str, Text]]:
    """All that a matter says of itself, by where it stands."""
    said = edition.document
    yield NAME, _text(said.get("name", {}))
    for one in said.get("synonyms", ()):
        yield ALSO, {"zh": one}
    if edition.kind == "one-thing":
        for member in edition.compiled.members:
            yield MEMBER, _text(member.name)
    yield TOPIC, _text(said.get("topic"))
    yield SUMMARY, _affirmed(said.get("summary"))
    for question in edition.questions:
        yield QUESTION, _text(question.get("text"))
        for option in question.get("options", ()):
            yield QUESTION, _text(option.get("label"))
    for condition in said.get("conditions", ()):
        yield CONDITION, _text(condition)
    for pair in said.get("questions_and_answers", ()):
        if not str(pair["answer"].get("zh", "")).startswith("不"):
            yield ANSWER, _text(pair["question"])


def _text(said: Any) -> Text:
    return said if isinstance(said, Mapping) else {}


def _affirmed(said: Any) -> Text:
    text = _text(said)
    return {**text, "zh": _UNSAID.sub("", text["zh"])} if "zh" in text else text
