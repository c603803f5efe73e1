"""X.509 for the embedded test authority: root, issuer, and one certificate a seal (ECDSA P-256)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PLATFORM = "通办演示系统（非政府网站）"
_ROOT_YEARS, _ISSUER_YEARS, _SEAL_YEARS = 20, 15, 5


@dataclass(frozen=True)
class Pair:
    """A certificate (DER) and its private key (PKCS #8, DER, not encrypted)."""

    certificate: bytes
    key: bytes

    def parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate)

    def private(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_der_private_key(self.key, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


def make_root(now: datetime) -> Pair:
    """Return a root of our own. Its name carries its key's mark: two roots never share a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("通办演示根证书", mark=_mark(key.public_key()))
    return _certify(key, name, key, name, now, _ROOT_YEARS, path_length=1)


def make_issuer(root: Pair, now: datetime) -> Pair:
    """Return the authority that certifies the seals, certified by the root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("通办演示电子印章签发证书", mark=_mark(key.public_key()))
    return _certify(
        key, name, root.private(), root.parsed().subject, now, _ISSUER_YEARS, path_length=0
    )


def make_seal(issuer: Pair, *, organ: str, organ_name: str, title: str, now: datetime) -> Pair:
    """Return the certificate of one seal; organizationIdentifier is the 统一社会信用代码."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organ_name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organ),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, title),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(organ_name)),
        ]
    )
    return _certify(key, name, issuer.private(), issuer.parsed().subject, now, _SEAL_YEARS)


def pem(certificate: bytes) -> bytes:
    """Return a DER certificate in PEM."""
    parsed = x509.load_der_x509_certificate(certificate)
    return parsed.public_bytes(serialization.Encoding.PEM)


def serial_of(certificate: bytes) -> str:
    """Return the serial number in hex."""
    return f"{x509.load_der_x509_certificate(certificate).serial_number:x}"


def _name(common: str, *, mark: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, PLATFORM),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, mark),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _short(name: str) -> str:
    """A common name holds 64 bytes; the whole name stands as the organization's."""
    return name.encode()[:64].decode(errors="ignore")


def _mark(key: ec.EllipticCurvePublicKey) -> str:
    return x509.SubjectKeyIdentifier.from_public_key(key).digest.hex()[:8]


def _certify(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    now: datetime,
    years: int,
    path_length: int | None = None,
) -> Pair:
    authority = path_length is not None
    # From the start of last year: demonstration cases are signed at dates before today's.
    begins = datetime(now.astimezone(UTC).year - 1, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins.replace(year=begins.year + 1 + years))
        .add_extension(x509.BasicConstraints(authority, path_length), critical=True)
        .add_extension(_usage(authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    certificate = builder.sign(issuer_key, hashes.SHA256())
    return Pair(
        certificate.public_bytes(serialization.Encoding.DER),
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
