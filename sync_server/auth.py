"""Who speaks: enrolment codes, the signed challenge, tokens of fifteen minutes.

Codes and tokens are kept as their SHA-256 only. A token says which device speaks; what that device
may do in an inspection is asked of its team chain at every request (`sync_server.team`).
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, update
from sqlmodel import col, select

from schemas.canonical import MalformedError
from schemas.identifiers import Clock, Randomness
from schemas.signing import Card, from_base64, login_payload, verify
from schemas.wire import Challenge, Enrol, Login, Token
from sync_server.identity import ServerIdentity
from sync_server.refusals import Refusal, bad_request
from sync_server.store import Store, instant
from sync_server.tables import (
    AuditRow,
    CardRow,
    ChallengeRow,
    CodeRow,
    EnrolledRow,
    TokenRow,
    upsert,
)

__all__ = ["CODE_HOURS", "Code", "Doorkeeper", "make_code"]

CODE_HOURS = 72
"""How long an enrolment code may be used."""

_CHALLENGE = timedelta(minutes=1)
_MOST_CHALLENGES = 32
"""Of one device, at a time."""

_TOKEN = timedelta(minutes=15)
_CODE_BYTES = 15


@dataclass(frozen=True)
class Code:
    """An enrolment code, shown once.

    Args:
        code: 24 letters and digits in groups of four (120 bits).
        expires: ISO 8601.
    """

    code: str
    expires: str


def make_code(store: Store, clock: Clock, randomness: Randomness) -> Code:
    """Makes an enrolment code; only its hash is kept."""
    letters = b32encode(randomness(_CODE_BYTES)).decode("ascii")
    code = "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))
    now = clock()
    expires = instant(now + timedelta(hours=CODE_HOURS))
    with store.writing("codes") as connection:
        values = {"code_sha256": _code_hash(code), "expires": expires}
        connection.execute(insert(CodeRow).values(values))
        _audit(connection, now, "enrolment-code-made", "")
    return Code(code, expires)


class Doorkeeper:
    """Lets devices in.

    Args:
        store: where hashes of codes and tokens lie.
        identity: what logins are bound to.
        clock: the present moment.
        randomness: draws nonces and tokens.
    """

    def __init__(
        self, store: Store, identity: ServerIdentity, clock: Clock, randomness: Randomness
    ) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        self._randomness = randomness

    def enrol(self, asked: Enrol) -> None:
        """Spends a code. The same device may say it again when the answer was lost.

        Raises:
            Refusal: when the code is unknown, too old or spent by another.
        """
        try:
            card = Card.from_bytes(from_base64(asked.card))
        except MalformedError:
            bad_request("That is not a device card.")
        now = self._clock()
        with self._store.writing("codes") as connection:
            row = connection.execute(
                select(CodeRow.expires, CodeRow.spent_by).where(
                    col(CodeRow.code_sha256) == _code_hash(asked.code)
                )
            ).one_or_none()
            if (
                row is None
                or row.expires <= instant(now)
                or row.spent_by not in (None, card.device)
            ):
                raise Refusal("not-enrolled", "That enrolment code is not good, or no longer.")
            if row.spent_by is not None:
                return
            connection.execute(
                update(CodeRow)
                .where(col(CodeRow.code_sha256) == _code_hash(asked.code))
                .values(spent_by=card.device)
            )
            values = {"device": card.device, "card": card.to_bytes()}
            connection.execute(upsert(connection, CardRow).values(values).on_conflict_do_nothing())
            row_values = {"device": card.device, "at": instant(now)}
            connection.execute(
                upsert(connection, EnrolledRow).values(row_values).on_conflict_do_nothing()
            )
            _audit(connection, now, "device-enrolled", card.device)

    def enrolled(self, device: str) -> bool:
        """Whether a device may bring inspections."""
        with self._store.reading() as connection:
            query = select(EnrolledRow.device).where(col(EnrolledRow.device) == device)
            return connection.scalar(query) is not None

    def challenge(self, device: str) -> Challenge:
        """Something to sign, for any device: that one is known is not said here.

        For a device that is not known nothing is written, and for one that is only the newest few
        are kept: nobody without a key can grow the store or keep it writing.
        """
        now = self._clock()
        expires = instant(now + _CHALLENGE)
        nonce = self._randomness(32).hex()
        if self._card(device) is not None:
            with self._store.writing("logins") as connection:
                _drop_old_challenges(connection, now, device)
                values = {"nonce": nonce, "device": device, "expires": expires}
                connection.execute(insert(ChallengeRow).values(values))
        return Challenge(nonce=nonce, expires=expires)

    def log_in(self, asked: Login) -> Token:
        """A token for whoever signed the challenge; the nonce is spent either way.

        Raises:
            Refusal: for a nonce that is not this device's or too old, an unknown device, a
                signature that is not over this server, certificate, nonce and device.
        """
        now = self._clock()
        card = self._card(asked.device)
        if card is None:
            raise Refusal("not-enrolled", "This server does not know the device.")
        with self._store.writing("logins") as connection:
            spent = connection.execute(
                delete(ChallengeRow).where(
                    col(ChallengeRow.nonce) == asked.nonce,
                    col(ChallengeRow.device) == asked.device,
                    col(ChallengeRow.expires) > instant(now),
                )
            ).rowcount
        if spent != 1:
            raise Refusal("not-logged-in", "That challenge is not good, or no longer.")
        self._check_signature(asked, card)
        return self._issue(asked.device, now)

    def device(self, authorization: str | None) -> str:
        """The device that speaks.

        Raises:
            Refusal: as `login`.
        """
        return self.login(authorization)[0]

    def login(self, authorization: str | None) -> tuple[str, datetime]:
        """The device that speaks, and when its login ends.

        Raises:
            Refusal: without a token, or with one that is unknown or too old.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal("not-logged-in", "This needs a login.")
        with self._store.reading() as connection:
            row = connection.execute(
                select(TokenRow.device, TokenRow.expires).where(
                    col(TokenRow.token_sha256) == _sha256(token),
                    col(TokenRow.expires) > instant(self._clock()),
                )
            ).one_or_none()
        if row is None:
            raise Refusal("not-logged-in", "The login is too old: log in again.")
        return row.device, datetime.fromisoformat(row.expires)

    def _card(self, device: str) -> bytes | None:
        with self._store.reading() as connection:
            found: bytes | None = connection.scalar(
                select(CardRow.card).where(col(CardRow.device) == device)
            )
        return found

    def _check_signature(self, asked: Login, card: bytes) -> None:
        identity = self._identity
        payload = login_payload(identity.id, identity.certificate_sha256, asked.nonce, asked.device)
        try:
            signature = from_base64(asked.signature)
        except MalformedError:
            bad_request("That is not a signature.")
        if not verify(Card.from_bytes(card).sign_key, "login", payload, signature):
            raise Refusal("not-logged-in", "The challenge was not signed for this server.")

    def _issue(self, device: str, now: datetime) -> Token:
        token = self._randomness(32).hex()
        expires = instant(now + _TOKEN)
        with self._store.writing("logins") as connection:
            connection.execute(delete(TokenRow).where(col(TokenRow.expires) <= instant(now)))
            values = {"token_sha256": _sha256(token), "device": device, "expires": expires}
            connection.execute(insert(TokenRow).values(values))
        return Token(token=token, expires=expires)


def _drop_old_challenges(connection: Connection, now: datetime, device: str) -> None:
    """Forgets what is too old, and of one device's challenges all but the newest."""
    connection.execute(delete(ChallengeRow).where(col(ChallengeRow.expires) <= instant(now)))
    newest = (
        select(col(ChallengeRow.nonce))
        .where(col(ChallengeRow.device) == device)
        .order_by(col(ChallengeRow.expires).desc())
        .limit(_MOST_CHALLENGES)
    )
    connection.execute(
        delete(ChallengeRow).where(
            col(ChallengeRow.device) == device, col(ChallengeRow.nonce).not_in(newest)
        )
    )


def _audit(connection: Connection, now: datetime, action: str, subject: str) -> None:
    values = {"at": instant(now), "action": action, "subject": subject}
    connection.execute(insert(AuditRow).values(values))


def _code_hash(code: str) -> str:
    """The hash of a code as typed: case, blanks and dashes do not matter."""
    return _sha256("".join(letter for letter in code.upper() if letter.isalnum()))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
