"""The other authorities of a rehearsal, in memory: normal, slow, refusing or away, with numbers that are none."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from adapters.credit import CreditAnswer
from adapters.credit.port import NOT_LISTED
from adapters.errors import Refused, Unavailable
from adapters.identity import PersonCheck
from adapters.licence import Issue, Issued, Licence, LicenceStatus, Reserve, Reserved
from adapters.licence.port import BUSINESS_LICENCE, UNKNOWN, VALID
from adapters.notification import Notice, Sent
from adapters.notification.port import Message
from adapters.seal import Signed, SignRequest, Verification
from office.ports import Ports
from office.run.demo.people import people, registration
from office.words import words

NORMAL, SLOW, REFUSE, DOWN = "normal", "slow", "refuse", "down"
MODES = (NORMAL, SLOW, REFUSE, DOWN)
PORTS = ("identity", "licence", "credit", "seal", "notification")
DELAY = timedelta(hours=4)  # what a slow authority takes, on the rehearsal's clock
_NO_SEAL = "模拟印章"


class Authorities:
    """All of them, told apart by port; what they do is told by `behave` and forgotten with the rehearsal."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.modes: dict[str, str] = dict.fromkeys(PORTS, NORMAL)
        self.messages: list[Message] = []
        self._given: dict[str, str] = {}

    def behave(self, port: str, mode: str) -> None:
        """Tell an authority how to behave from now on; raises LookupError for what is neither."""
        if port not in PORTS or mode not in MODES:
            raise LookupError(words("没有“{port} {mode}”这种设置", port=port, mode=mode))
        self.modes[port] = mode

    def ports(self) -> Ports:
        """Return them as the house asks them; their own officers' desks stay closed."""
        return Ports(
            seal=SimulatedSeal(self),
            licence=SimulatedLicences(self),
            credit=SimulatedCredit(self),
            identity=SimulatedIdentity(self),
            notification=SimulatedNotification(self),
        )

    def ask(self, port: str) -> None:
        """Fail as the authority is told to; waiting is the clock's business, not a call's."""
        mode = self.modes[port]
        if mode == REFUSE:
            raise Refused("refused", words("模拟：对方拒绝办理。"))
        if mode == DOWN:
            raise Unavailable(words("模拟：对方系统不可用。"))

    def number(self, kind: str, request_id: str) -> str:
        """Return a number that nobody takes for a real one; the same for the same request."""
        count = sum(1 for known in self._given.values() if known.startswith(f"SIM-{kind}-"))
        return self._given.setdefault(f"{kind} {request_id}", f"SIM-{kind}-{count + 1:04d}")


class SimulatedSeal:
    """Seals nothing: the file comes back with a remark behind its end."""

    def __init__(self, all_of_them: Authorities) -> None:
        self._all = all_of_them

    def sign(self, request: SignRequest, request_id: str) -> Signed:
        self._all.ask("seal")
        number = self._all.number("SEAL", request_id)
        return Signed(
            pdf=request.pdf + f"\n% {number} simulated, no seal\n".encode(),
            seal_id=number,
            signer=f"{request.organ_name}（{_NO_SEAL}）",
            certificate_serial="00",
            signed_at=self._all.clock(),
        )

    def verify(self, pdf: bytes) -> Verification:
        return Verification(False, False, False, False, "", "", None, _NO_SEAL)

    def root_certificate(self) -> bytes:
        return b""


class SimulatedLicences:
    """Gives simulated numbers; knows the business licences of the demonstration's companies."""

    def __init__(self, all_of_them: Authorities) -> None:
        self._all = all_of_them

    def reserve(self, request: Reserve, request_id: str) -> Reserved:
        self._all.ask("licence")
        number = self._all.number("LICENCE", f"{request.case} {request.type_code}")
        return Reserved(number=number, identifier=number)

    def issue(self, request: Issue, request_id: str) -> Issued:
        self._all.ask("licence")
        return Issued(request.identifier, self._all.clock())

    def lookup(self, holder_code: str, type_code: str, purpose: str) -> list[Licence]:
        self._all.ask("licence")
        if type_code != BUSINESS_LICENCE:
            return []
        return [
            _licence(one, self._all.clock())
            for one in people()["companies"]
            if one["uscc"] == holder_code
        ]

    def status(self, identifier: str) -> LicenceStatus:
        return LicenceStatus(identifier=identifier, state=UNKNOWN)


class SimulatedCredit:
    """Nobody is listed."""

    def __init__(self, all_of_them: Authorities) -> None:
        self._all = all_of_them

    def query(self, holder_code: str, purpose: str, request_id: str) -> CreditAnswer:
        self._all.ask("credit")
        return CreditAnswer(
            listed=False,
            statement=NOT_LISTED,
            source=words("信用平台（模拟）"),
            queried_at=self._all.clock(),
            number=self._all.number("CREDIT", request_id),
        )


class SimulatedIdentity:
    """Every name belongs to its number."""

    def __init__(self, all_of_them: Authorities) -> None:
        self._all = all_of_them

    def check_person(self, name: str, id_number: str, request_id: str) -> PersonCheck:
        self._all.ask("identity")
        return PersonCheck(True, self._all.clock(), self._all.number("PERSON", request_id))


class SimulatedNotification:
    """Keeps messages for the rehearsal's page and brings them to nobody."""

    def __init__(self, all_of_them: Authorities) -> None:
        self._all = all_of_them

    def send(self, notice: Notice, request_id: str) -> Sent:
        self._all.ask("notification")
        number, now = self._all.number("NOTICE", request_id), self._all.clock()
        message = Message(number, notice.to, notice.title, notice.body, notice.case, now)
        self._all.messages.append(message)
        return Sent(now, number)

    def inbox(self, account: str) -> list[Message]:
        return [one for one in reversed(self._all.messages) if one.to == account]


def _licence(company: Mapping[str, object], now: datetime) -> Licence:
    known = registration(company)
    digest = sha256(known.number.encode()).hexdigest()[:8].upper()
    return Licence(
        identifier=f"SIM-{digest}",
        number=known.number,
        type_code=known.type_code,
        name=known.name,
        state=VALID,
        holder_code=known.holder_code,
        holder_name=known.holder_name,
        organ=known.organ,
        organ_name=known.organ_name,
        issued_at=now,
        valid_from=known.valid_from,
        valid_to=known.valid_to,
        fields=known.fields,
    )
