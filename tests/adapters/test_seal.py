"""The seal authority: what it seals can be trusted, and what was touched afterwards cannot."""

import re
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pypdf import PdfReader
from sqlalchemy import text

from adapters.errors import Misconfigured, Refused
from adapters.seal import Signed, SignRequest
from tests.adapters.conftest import MORNING, House
from tests.adapters.test_contract import MARKET, sign_request

Page = Callable[..., bytes]


@pytest.fixture
def sealed(house: House, page: Page) -> Signed:
    return house.seal.sign(sign_request(page()), "job-1")


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_a_sealed_file_is_valid_and_names_its_organ(house: House, sealed: Signed) -> None:
    found = house.seal.verify(sealed.pdf)

    assert (found.valid, found.intact, found.trusted, found.covers_all) == (True, True, True, True)
    assert (found.signer, found.organ) == ("示例市道里区市场监督管理局", MARKET)
    assert found.signed_at == MORNING == sealed.signed_at
    assert "未被改动" in found.reason


def test_the_seal_is_visible_in_the_place_that_was_asked_for(house: House, page: Page) -> None:
    request = replace(sign_request(page()), box=(120.0, 40.0, 42.0))

    signed = house.seal.sign(request, "job-1")

    (annotation,) = PdfReader(BytesIO(signed.pdf)).pages[0]["/Annots"]
    left, bottom, right, top = (float(n) * 25.4 / 72 for n in annotation.get_object()["/Rect"])
    assert (round(left), round(bottom), round(right - left), round(top - bottom)) == (
        *(120, 40),
        *(42, 42),
    )
    drawn = annotation.get_object()["/AP"]["/N"].get_object()
    assert b"/Multiply gs" in drawn.get_data()
    assert drawn["/Resources"]["/ExtGState"]["/Multiply"]["/BM"] == "/Multiply"


def test_the_words_of_the_seal_are_drawn_and_do_not_mix_with_the_text_of_the_page(
    sealed: Signed,
) -> None:
    page = PdfReader(BytesIO(sealed.pdf)).pages[0]
    drawn = page["/Annots"][0].get_object()["/AP"]["/N"].get_object()

    assert page.extract_text().strip() == "JY22301020003186"
    assert "/Font" not in drawn["/Resources"]
    assert b"BT" not in drawn.get_data()


def test_the_signature_certifies_that_nothing_may_change(sealed: Signed) -> None:
    (signature,) = PdfFileReader(BytesIO(sealed.pdf)).embedded_signatures

    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.tools
@pytest.mark.parametrize("role", ["organ", "acceptance", "licence"])
def test_poppler_calls_it_valid_total_and_trusted(
    house: House, page: Page, tmp_path: Path, role: str
) -> None:
    house.clock.at = datetime.now(UTC)
    signed = house.seal.sign(replace(sign_request(page()), role=role), "job-1")
    file, root, trust = tmp_path / "sealed.pdf", tmp_path / "root.pem", tmp_path / "nss"
    file.write_bytes(signed.pdf)
    root.write_bytes(house.seal.root_certificate())
    trust.mkdir()
    run("certutil", "-N", "-d", f"sql:{trust}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{trust}", "-n", "ca", "-t", "CT,C,C", "-i", str(root))

    said = run("pdfsig", "-nssdir", str(trust), str(file))

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Certificate is Trusted" in said
    assert "示例市道里区市场监督管理局" in said


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_changed_byte_anywhere_is_refused(house: House, sealed: Signed) -> None:
    size = len(sealed.pdf)
    places = [200, size // 4, size // 2, size * 3 // 4, size - 10]

    for at in places:
        found = house.seal.verify(flipped(sealed.pdf, at))
        assert not found.valid, at
        assert found.reason


def test_bytes_in_the_gap_that_no_signature_covers_are_refused(
    house: House, sealed: Signed
) -> None:
    gap = re.search(rb"/Contents <([0-9A-F]+?)(0{20,})>", sealed.pdf)
    assert gap is not None
    filled = sealed.pdf[: gap.end() - 5] + b"ab" + sealed.pdf[gap.end() - 3 :]
    first = gap.start(1)
    small = sealed.pdf[:first] + sealed.pdf[first : gap.end(1)].lower() + sealed.pdf[gap.end(1) :]

    assert not house.seal.verify(filled).valid
    assert not house.seal.verify(small).valid


def test_junk_behind_the_end_is_refused(house: House, sealed: Signed) -> None:
    found = house.seal.verify(sealed.pdf + b"\n% and more")

    assert (found.valid, found.covers_all) == (False, False)
    assert "追加" in found.reason


def test_a_later_revision_is_refused(house: House, sealed: Signed) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed.pdf))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()
    later = BytesIO()
    writer.write(later)

    found = house.seal.verify(later.getvalue())

    assert (found.valid, found.covers_all) == (False, False)


def test_a_seal_of_another_authority_is_not_trusted(
    house: House, sealed: Signed, page: Page
) -> None:
    with house.sessions.begin() as session:
        session.execute(text("TRUNCATE adapters.seal_signatures, adapters.seals"))
        session.execute(text("TRUNCATE adapters.seal_authorities"))

    found = house.seal.verify(sealed.pdf)

    assert (found.valid, found.intact, found.trusted) == (False, True, False)
    assert "不是由本平台签发" in found.reason


@pytest.mark.parametrize(
    "file", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj %%EOF"]
)
def test_hostile_files_are_answered_not_crashed(house: House, file: bytes) -> None:
    found = house.seal.verify(file)

    assert not found.valid
    assert "无法验证" in found.reason


def test_a_file_without_a_seal_says_so(house: House, page: Page) -> None:
    assert house.seal.verify(page()).reason == "文件没有电子印章。"


def test_what_is_sealed_or_no_pdf_is_not_sealed(house: House, sealed: Signed) -> None:
    with pytest.raises(Refused) as twice:
        house.seal.sign(sign_request(sealed.pdf), "job-2")
    with pytest.raises(Refused) as nothing:
        house.seal.sign(sign_request(b"hello"), "job-3")
    with pytest.raises(Refused) as nowhere:
        house.seal.sign(replace(sign_request(sealed.pdf), page=7), "job-4")

    assert twice.value.code == "already-sealed"
    assert nothing.value.code == "not-a-pdf"
    assert nowhere.value.code in {"already-sealed", "not-a-pdf"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"organ": "91230102MA00000153"},
        {"organ": "11230102T00001012X"},
        {"organ_name": " "},
        {"region": "23"},
        {"role": "mayor"},
    ],
)
def test_only_an_organ_gets_a_seal(house: House, page: Page, wrong: dict[str, str]) -> None:
    request: SignRequest = replace(sign_request(page()), **wrong)

    with pytest.raises(Refused):
        house.seal.sign(request, "job-1")


def test_an_organ_has_one_seal_a_role(house: House, page: Page) -> None:
    def seal_of(role: str, key: str, organ: str = MARKET) -> Signed:
        return house.seal.sign(replace(sign_request(page()), role=role, organ=organ), key)

    first = seal_of("licence", "job-1")
    again = seal_of("licence", "job-2")
    other_role = seal_of("acceptance", "job-3")
    other_organ = seal_of("licence", "job-4", "11230102T000010208")

    assert first.seal_id == again.seal_id == "2301020000001"
    assert first.certificate_serial == again.certificate_serial
    assert len({first.seal_id, other_role.seal_id, other_organ.seal_id}) == 3


def test_the_certificate_outlives_the_day_it_was_made_and_covers_earlier_ones(
    house: House, page: Page
) -> None:
    house.seal.sign(sign_request(page()), "job-1")
    house.clock.at = MORNING - timedelta(days=90)
    earlier = house.seal.sign(sign_request(page()), "job-2")
    house.clock.at = MORNING + timedelta(days=1000)

    assert house.seal.verify(earlier.pdf).valid


def test_the_root_is_a_certificate_authority_and_stays_the_same(house: House) -> None:
    root = house.seal.root_certificate()

    assert root == house.seal.root_certificate()
    parsed = x509.load_pem_x509_certificate(root)
    assert parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert parsed.subject == parsed.issuer


def test_keys_are_readable_by_nobody_else(house: House, sealed: Signed) -> None:
    (file,) = house.keys.iterdir()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(house.keys.stat().st_mode) == 0o700
    with house.sessions() as session:
        wrapped = session.execute(text("SELECT wrapped_key FROM adapters.seals")).scalar_one()
    assert b"\x30\x81\x87\x02\x01\x00\x30\x13" not in bytes(wrapped)  # no PKCS #8 in clear


def test_without_the_right_key_file_nothing_is_sealed(
    house: House, sealed: Signed, page: Page
) -> None:
    (file,) = house.keys.iterdir()
    kept = file.read_bytes()

    file.unlink()
    with pytest.raises(Misconfigured, match="缺少"):
        house.seal.sign(sign_request(page()), "job-2")
    file.write_bytes(bytes(32))
    with pytest.raises(Misconfigured, match="不是一套"):
        house.seal.sign(sign_request(page()), "job-2")
    file.write_bytes(kept)

    assert house.seal.verify(house.seal.sign(sign_request(page()), "job-2").pdf).valid
    assert house.seal.verify(sealed.pdf).valid
