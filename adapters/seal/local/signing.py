"""PAdES B-B with a visible seal, as the certification that allows no change (DocMDP 1)."""

from datetime import datetime
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.content import PdfResources, RawContent, ResourceType
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticContentStamp, StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from adapters.errors import Refused
from adapters.seal.local.authority import SealKey
from adapters.seal.local.mark import NOMINAL, draw_mark
from adapters.seal.port import ORGAN, ROLES, SignRequest

_POINTS = 72 / 25.4
_FROM_RIGHT, _FROM_BOTTOM = 25.0, 30.0  # mm, where the request names no place


class _TimedSigner(PdfSigner):
    """A signer whose time is that of the clock which the backend was given."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _PackedStamp(StaticContentStamp):
    """An appearance that is written compressed."""

    def as_form_xobject(self) -> StreamObject:
        stream = super().as_form_xobject()
        stream.compress()  # type: ignore[no-untyped-call]  # pyHanko leaves it so
        return stream


class _PackedStyle(StaticStampStyle):
    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, object]
    ) -> StaticContentStamp:
        return _PackedStamp(writer, self, box)


def sign_pdf(request: SignRequest, key: SealKey, at: datetime) -> bytes:
    """Return the sealed file; raises Refused for what is no PDF or is sealed already."""
    try:
        reader = PdfFileReader(BytesIO(request.pdf))
        if reader.embedded_signatures:
            raise Refused("already-sealed", "文件已经盖过电子印章。")
        page, box, size = _place(request, reader)
    except (PdfError, ValueError, KeyError, IndexError):
        raise Refused("not-a-pdf", "文件不是可以盖章的 PDF。") from None
    signer = _TimedSigner(
        PdfSignatureMetadata(
            field_name=request.field,
            md_algorithm="sha256",
            name=request.organ_name,
            reason=request.reason or None,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        ),
        _credential(key),
        stamp_style=_style(request, key, size),
        # Fractions of a point are fine in a rectangle, whatever the annotation says.
        new_field_spec=SigFieldSpec(request.field, on_page=page, box=box),  # type: ignore[arg-type]
    )
    signer.at = at
    try:
        out = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(request.pdf)))
    except (SigningError, PdfError):
        raise Refused("not-a-pdf", "文件不是可以盖章的 PDF。") from None
    return bytes(out.getvalue())


def _credential(key: SealKey) -> SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it so
    store.register(Certificate.load(key.issuer))
    return SimpleSigner(
        signing_cert=Certificate.load(key.pair.certificate),
        signing_key=PrivateKeyInfo.load(key.pair.key),
        cert_registry=store,
    )


def _style(request: SignRequest, key: SealKey, size: float) -> StaticStampStyle:
    title = "" if request.role == ORGAN else ROLES[request.role]
    resources = PdfResources()  # type: ignore[no-untyped-call]  # pyHanko leaves it so
    multiply = DictionaryObject({pdf_name("/BM"): pdf_name("/Multiply")})  # type: ignore[no-untyped-call]  # pyHanko leaves it so
    resources[ResourceType.EXT_G_STATE][pdf_name("/Multiply")] = multiply
    mark = RawContent(
        draw_mark(request.organ_name, title, key.code, size),
        resources,
        BoxConstraints(width=size, height=size),
    )
    return _PackedStyle(
        border_width=0,
        background=mark,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID,
            y_align=AxisAlignment.ALIGN_MID,
            margins=Margins(0, 0, 0, 0),
        ),
    )


def _place(
    request: SignRequest, reader: PdfFileReader
) -> tuple[int, tuple[float, float, float, float], float]:
    pages = int(reader.root["/Pages"]["/Count"])
    page = request.page + pages if request.page < 0 else request.page
    if not 0 <= page < pages:
        raise IndexError
    if request.box is not None:
        x, y, side = request.box
    else:
        side = NOMINAL
        x, y = _width(reader, page) / _POINTS - side - _FROM_RIGHT, _FROM_BOTTOM
    corners = (x, y, x + side, y + side)
    left, bottom, right, top = (round(value * _POINTS, 2) for value in corners)
    return page, (left, bottom, right, top), side * _POINTS


def _width(reader: PdfFileReader, page: int) -> float:
    found = reader.find_page_for_modification(page)  # type: ignore[no-untyped-call]  # pyHanko leaves it so
    node = found[0].get_object()
    while "/MediaBox" not in node:  # a page may inherit it
        node = node["/Parent"]
    left, _, right, _ = node["/MediaBox"]
    return float(right) - float(left)
