"""Find a matter: the search box, scenes, one-things first, filters by life and organ, what one used lately."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, render_template, request, url_for

from office import accounts, cases, filing, matters
from office.matters import Edition
from office.words import words
from web import guard

OFTEN = (
    {"zh": "开个小饭馆", "en": "start a restaurant"},
    {"zh": "装门头招牌", "en": "shop sign"},
    {"zh": "办居住证", "en": "residence permit"},
    {"zh": "卖香烟", "en": "sell cigarettes"},
)
LONGEST = 60  # characters of a search
RECENT = 4
PERSON, ENTERPRISE = "person", "enterprise"
# Matters that serve natural persons are of a person's life, the others of an enterprise's (A.4).
AUDIENCES = {ENTERPRISE: words("企业事"), PERSON: words("人生事")}
# What a tile looks like, by the department that decides: icon and tone.
FACES: Mapping[str, tuple[str, str]] = defaultdict(
    lambda: ("file-earmark-text", ""),
    {
        "one-thing": ("shop", "amber"),
        "market": ("cup-straw", "green"),
        "urban": ("signpost-2", ""),
        "fire": ("fire", "red"),
        "tobacco": ("shop-window", ""),
        "health": ("heart", "red"),
        "police": ("house", ""),
    },
)


@dataclass(frozen=True)
class Choice:
    """One value of a filter: where it leads, and whether it is on."""

    label: Any
    url: str
    on: bool
    count: int


@dataclass(frozen=True)
class Filters:
    """What the address asks for; "" is everything."""

    q: str
    audience: str
    topic: str
    organ: str

    @classmethod
    def asked(cls) -> "Filters":
        given = request.args
        return cls(
            q=given.get("q", "").strip()[:LONGEST],
            audience=given.get("audience", ""),
            topic=given.get("topic", ""),
            organ=given.get("organ", ""),
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.audience or self.topic or self.organ)

    def fit(self, edition: Edition) -> bool:
        return (
            self.audience in {"", *_audiences(edition)}
            and self.topic in {"", _topic(edition)}
            and self.organ in {"", *_departments(edition)}
        )

    def url(self, **changed: str) -> str:
        said = {**vars(self), **changed}
        given: dict[str, Any] = {name: value for name, value in said.items() if value}
        return url_for("portal.catalogue", **given)


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/", "home", home)
    blueprint.add_url_rule("/matters", "catalogue", catalogue)
    blueprint.add_url_rule("/matters/found", "found", found)


@guard.open_to_all
def home() -> str:
    """The search box, scenes, one-things first."""
    listed = _listed()
    return render_template(
        "portal/home.html",
        mine=_mine(),
        often=OFTEN,
        scenes=_choices(Filters("", "", "", ""), listed),
        **_tiles(listed),
    )


@guard.open_to_all
def catalogue() -> str:
    """Every published matter, filtered; with words, what they find."""
    asked, listed = Filters.asked(), _listed()
    return render_template(
        "portal/catalogue.html",
        choices=_choices(asked, listed),
        **_tiles([one for one in listed if asked.fit(one)]),
        **_hits(listed, asked),
    )


@guard.open_to_all
def found() -> str:
    """What the words typed so far find: the part of a page that the search box fetches."""
    return render_template("portal/found.html", face=face, **_hits(_listed(), Filters.asked()))


def _listed() -> list[Edition]:
    """What can be applied for: matters that run by themselves are no use to look up."""
    return [
        one
        for one in matters.catalogue(g.session)
        if not one.document.get("platform")
        and (one.kind == "one-thing" or one.document.get("outcome"))
    ]


def _hits(listed: Sequence[Edition], asked: Filters) -> Mapping[str, Any]:
    """What is found; where nothing is, what is near."""
    fitting = [one for one in listed if asked.fit(one)]
    hits = matters.search(fitting, asked.q)
    near = matters.near(listed, asked.q) if asked.q and not hits else ()
    return {"asked": asked, "hits": hits, "near": near}


def _tiles(editions: Sequence[Edition]) -> Mapping[str, Any]:
    return {
        "face": face,
        "one_things": [one for one in editions if one.kind == "one-thing"],
        "singles": [one for one in editions if one.kind != "one-thing"],
    }


def face(edition: Edition) -> tuple[str, str]:
    """The icon of a matter and its tone."""
    return FACES["one-thing" if edition.kind == "one-thing" else _departments(edition)[0]]


def _choices(asked: Filters, listed: Sequence[Edition]) -> Mapping[str, list[Choice]]:
    """The filters with as many matters as each would show, the other filters kept."""
    names = accounts.departments(g.session)
    topics = {_topic(one): one.document.get("topic") for one in listed if _topic(one)}
    organs = {code: names.get(code, code) for one in listed for code in _departments(one)}
    return {
        "audience": _values(asked, listed, "audience", AUDIENCES),
        "topic": _values(asked, listed, "topic", topics),
        "organ": _values(asked, listed, "organ", organs),
    }


def _values(
    asked: Filters, listed: Iterable[Edition], name: str, labels: Mapping[str, Any]
) -> list[Choice]:
    found = []
    for value, label in labels.items():
        on = getattr(asked, name) == value
        would = Filters(**{**vars(asked), name: value})
        count = sum(would.fit(one) for one in listed)
        found.append(Choice(label, asked.url(**{name: "" if on else value}), on, count))
    return found


def _audiences(edition: Edition) -> tuple[str, ...]:
    served = set(edition.document["served"])
    return tuple(
        name for name, fits in ((PERSON, "1" in served), (ENTERPRISE, bool(served - {"1"}))) if fits
    )


def _topic(edition: Edition) -> str:
    return str((edition.document.get("topic") or {}).get("zh", ""))


def _departments(edition: Edition) -> tuple[str, ...]:
    """Who decides: the lead first, then the members' departments."""
    lead = edition.document.get("lead") or edition.document["organ"]["department"]
    members = [one.department for one in edition.compiled.members if one.outcome]
    return tuple(dict.fromkeys([lead, *members]))


def _mine() -> Mapping[str, Any]:
    """The latest open draft and cases of a signed-in applicant, and the matters used lately."""
    if g.account is None or g.account.account.kind != accounts.APPLICANT:
        return {"drafts": [], "cases": [], "total": 0, "recent": []}
    account, house = g.account.account, current_app.extensions["house"]
    own = cases.cases_of(g.session, account)
    shown = [one for one in own if one.closed_at is None][:2] or own[:2]
    drafts = filing.drafts_of(g.session, account)
    editions = {
        edition_id: matters.edition(g.session, edition_id)
        for edition_id in dict.fromkeys(
            [*(one.edition_id for one in drafts), *(one.edition_id for one in own)][: 2 * RECENT]
        )
    }
    latest = list({one.code: one for one in editions.values()}.values())[:RECENT]
    return {
        "drafts": [
            {"draft": one, "title": editions[one.edition_id].document["name"]}
            for one in drafts[: 2 - len(shown[:1])]
        ],
        "cases": [cases.progress(g.session, house.engine, one.id, now=g.now) for one in shown],
        "total": len(own) + len(drafts),
        "recent": latest,
    }
