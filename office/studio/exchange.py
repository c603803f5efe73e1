"""A matter as one file: a zip of its two folders, the same bytes for the same files; read back with distrust."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from office.matters import Folder
from office.studio import trees
from office.words import Words, words

LARGEST, LARGEST_WHOLE, MOST = 1_000_000, 8_000_000, 200  # bytes of a file, of all; files
PATH = re.compile(r"(processes|forms)(/[A-Za-z0-9][A-Za-z0-9._-]*){1,3}\.(bpmn|dmn|yaml|json)")
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TREE = re.compile(r"(processes|forms)/matters/([a-z0-9-]+)/(.+)")
_ENTRY = "processes/matter.yaml"
_WHEN = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first moment that a zip knows: the same files give the same bytes


class ImportRefused(ValueError):
    """The sentence says what is wrong with the file."""

    def __init__(self, sentence: Words) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a matter's files as one zip, stored in order of their paths."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _WHEN)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[path])
    return whole.getvalue()


def unpacked(content: bytes) -> Folder:
    """Return the matter that a file holds; its code stands in matter.yaml.

    Also reads the tree of one matter as `tongban matters export` writes it. Raises ImportRefused.
    """
    if len(content) > LARGEST_WHOLE * 2:
        raise ImportRefused(words("文件太大。"))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = _files(archive)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise ImportRefused(words("这不是可以读取的 zip 文件。")) from error
    for path, one in files.items():
        _readable(path, one)
    return Folder(_code(files), files)


def valid_path(path: str) -> bool:
    """Say whether a matter can have a file of this path."""
    return len(path) <= 200 and PATH.fullmatch(path) is not None and ".." not in path


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > MOST:
        raise ImportRefused(
            words("文件太多：{count} 个，最多 {most} 个。", count=len(entries), most=MOST)
        )
    if sum(one.file_size for one in entries) > LARGEST_WHOLE:
        raise ImportRefused(words("文件太大。"))
    files: dict[str, bytes] = {}
    codes: set[str] = set()
    for one in entries:
        path = one.filename
        found = _TREE.fullmatch(path)
        if found:
            codes.add(found[2])
            path = f"{found[1]}/{found[3]}"
        if not valid_path(path):
            raise ImportRefused(words("不认识的文件：{path}", path=one.filename[:200]))
        if path in files:
            raise ImportRefused(words("同一个文件出现两次：{path}", path=path))
        files[path] = _content(archive, one)
    if len(codes) > 1:
        raise ImportRefused(
            words("一次只能导入一个事项，这个文件里有 {count} 个。", count=len(codes))
        )
    return files


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read no more than allowed, whatever the entry says of its size."""
    with archive.open(entry) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ImportRefused(words("文件太大：{path}", path=entry.filename[:200]))
    return content


def _readable(path: str, content: bytes) -> None:
    try:
        trees.form_of(path).read(content)
    except trees.Unreadable as error:
        reason = str(error)[:200]
        raise ImportRefused(words("读不懂 {path}：{reason}", path=path, reason=reason)) from error


def _code(files: Mapping[str, bytes]) -> str:
    if _ENTRY not in files:
        raise ImportRefused(words("缺少 {path}", path=_ENTRY))
    said = trees.form_of(_ENTRY).read(files[_ENTRY])
    code = said.get("code") if isinstance(said, dict) else None
    if not isinstance(code, str) or len(code) > 60 or CODE.fullmatch(code) is None:
        raise ImportRefused(words("matter.yaml 里没有合格的编码（code）。"))
    return code
