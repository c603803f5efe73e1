"""New matters from templates, copies and files; the one file gives back what was put in, and bad ones are refused."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import studio
from office.matters.folder import read_tree
from office.matters.schemas import ROOT
from office.studio import ImportRefused, MakingRefused, Naming
from tests.office.studio.conftest import Studio

NEW = Naming(
    "pet-shop", "宠物店备案", "Pet shop filing", "market", "宠物店备案证", "11230000T0000001XP777"
)
SHIPPED = read_tree(ROOT).matters
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
FILES = st.dictionaries(
    st.one_of(
        NAMES.map(lambda name: f"forms/{name}.json"),
        NAMES.map(lambda name: f"processes/scenarios/{name}.yaml"),
    ),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=3).map(
        lambda said: __import__("json").dumps(said).encode()
    ),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(FILES)
def test_one_file_gives_back_what_was_put_in(files: dict[str, bytes]) -> None:
    whole = {**files, "processes/matter.yaml": b"code: some-matter\n"}

    content = studio.packed(whole)

    assert studio.unpacked(content).files == whole
    assert studio.unpacked(content).code == "some-matter"
    assert studio.packed(dict(reversed(whole.items()))) == content


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda one: one.code)
def test_every_shipped_matter_goes_out_and_in_again(folder: studio.Folder) -> None:
    assert studio.unpacked(studio.packed(folder.files)) == folder


def zipped(*entries: tuple[str, bytes]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in entries:
            archive.writestr(path, content)
    return whole.getvalue()


GOOD = ("processes/matter.yaml", b"code: some-matter\n")


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        zipped(),
        zipped(("processes/matter.yaml", b"code: ../up\n")),
        zipped(("processes/matter.yaml", b"- a list\n")),
        zipped(GOOD, ("../escape.json", b"{}")),
        zipped(GOOD, ("/etc/passwd", b"")),
        zipped(GOOD, ("processes/run.py", b"print()")),
        zipped(GOOD, ("forms/.hidden.json", b"{}")),
        zipped(GOOD, ("forms/form.json", b"{ broken")),
        zipped(GOOD, ("processes/process.bpmn", b"<a><b></a>")),
        zipped(GOOD, ("forms/form.json", b"[" + b"0," * 600_000 + b"0]")),
        zipped(GOOD, *((f"forms/f{n}.json", b"{}") for n in range(201))),
        zipped(GOOD, *((f"forms/f{n}.json", b" " * 900_000) for n in range(10))),
        zipped(
            ("processes/matters/a-b/matter.yaml", b"code: a-b\n"),
            ("processes/matters/c-d/x.yaml", b"code: c-d\n"),
        ),
    ],
)
def test_a_bad_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        studio.unpacked(content)

    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(refused.value))


def test_a_tree_of_one_matter_is_read_too() -> None:
    folder = studio.unpacked(
        zipped(
            ("processes/matters/pet-shop/matter.yaml", b"code: pet-shop\n"),
            ("forms/matters/pet-shop/form.json", b"{}"),
        )
    )

    assert sorted(folder.files) == ["forms/form.json", "processes/matter.yaml"]


@pytest.mark.parametrize("template", studio.templates(), ids=lambda one: one.folder.code)
def test_a_new_matter_of_a_template_lacks_nothing_but_its_basis(
    room: Studio, template: studio.Template
) -> None:
    draft = studio.make(room.session, template.folder, NEW, room.first, now=room.desk.now)

    assert [one.rule for one in room.problems(draft)] == ["事项须有设定依据"]
    assert draft.name == "宠物店备案"
    assert not [
        path
        for path, one in draft.files.items()
        if template.folder.code.replace("-", "_").encode() in one.content
    ]


@pytest.mark.parametrize(
    "folder",
    [one for one in SHIPPED if one.code != "matter-publication"],
    ids=lambda one: one.code,
)
def test_a_copy_of_a_published_matter_is_publishable(room: Studio, folder: studio.Folder) -> None:
    draft = studio.make(room.session, folder, NEW, room.first, now=room.desk.now)

    assert [str(one) for one in room.problems(draft)] == []


def test_a_code_that_is_taken_or_malformed_is_refused(room: Studio) -> None:
    pattern = studio.templates()[0].folder
    for code in ("outdoor-sign", "matter-publication", "Pet", "a_b", "", "x" * 61):
        with pytest.raises(MakingRefused) as refused:
            studio.make(
                room.session,
                pattern,
                Naming(code, "名", "", "market"),
                room.first,
                now=room.desk.now,
            )
        assert refused.value.field == "code"


def test_an_imported_file_of_a_published_matter_becomes_a_draft_on_its_edition(
    room: Studio,
) -> None:
    folder = next(one for one in SHIPPED if one.code == "outdoor-sign")
    files = {path: one for path, one in folder.files.items() if path != "forms/questions.json"}

    draft = studio.take_in(
        room.session, studio.Folder("outdoor-sign", files), room.first, now=room.desk.now
    )

    assert {path: one.content for path, one in draft.files.items()} == files
    assert draft.base_edition is not None
