"""User names and passwords by class: what the server gets is what was given, character by character (note 4.2.1).

The note limits neither their length nor their characters.  A DUT may refuse a text; then
the one before it stays.  Letters and digits it takes.
"""

from __future__ import annotations

import hashlib

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, configure_ftp, open_ftp

PLAIN = ("a", "admin", "Admin", "ADMIN", "adm", "admin1", "0", "007", "0123456789", "aZ09bY18cX27dW36eV45")
"""Letters and digits; some begin like another, or differ in letter case only."""
OTHERS = (
    *("two words", "a  b", " leading", "trailing ", "a,b", ",a", "a,", "a;b", "a=b", "a?b", "a+b"),
    *("user.name", "user-name", "a:b", "a/b", "a*b", "a%41", "a#b", "a&b", "a'b", "(a)", "<a>", "a!"),
    *("x" * 29, "x" * 30, "x" * 31, "xY" * 32, "z" * 100),
)
OTHER_ALPHABET = ("a@b", "a_b", "a$b", "a[b]", "a~b")
"""Characters that have another place in the alphabet of GSM 03.38, which AT+CSCS chooses (27.007 5.5)."""
ANY_PASSWORD = ServerProfile(ftp=(Fault(Point.REPLY, Reply(230), verb="PASS"),))


def digest(password: str) -> str:
    """The form in which the server keeps a password."""
    return hashlib.sha256(password.encode()).hexdigest()


def log_in(modem: Modem, server: FtpsServer) -> Session:
    """Open and close a session with a server that accepts any login.

    Whether AT+QFTPOPEN succeeds is not judged: the server knows the account by word only,
    and refuses what a DUT may send after the login.
    """
    with server.expecting(ANY_PASSWORD) as pending:
        open_ftp(modem, server, Listener.PLAIN)
        modem.ftp.ensure_closed()
        return pending.session(Deadline.after(SESSION_END_S))


def expect_logins(
    modem: Modem, server: FtpsServer, pairs: list[tuple[str, str]], *ids: str, all_taken: bool
) -> list[str]:
    """Judge what the server gets for each pair of user and password; the texts that were refused."""
    __tracebackhide__ = True
    preamble(configure_ftp(modem, server), what="refused settings").is_empty()
    user, password = server.user, server.password
    refused = []
    with expect_all():
        for number, (new_user, new_password) in enumerate(pairs):
            set_user = modem.send(f'AT+QFTPUSER="{new_user}"')
            set_password = modem.send(f'AT+QFTPPASS="{new_password}"')
            if all_taken:
                expect(set_user, "EX421-15", what=f"user {number}").accepted()
                expect(set_password, "EX421-16", what=f"password {number}").accepted()
            refused += [
                text for text, answer in ((new_user, set_user), (new_password, set_password)) if not answer.ok
            ]
            user = new_user if set_user.ok else user
            password = new_password if set_password.ok else password
            session = log_in(modem, server)
            users = {command.argument for command in session.sent("USER")}
            expect(users, *ids, what=f"the user of login {number} at the server").equals({user})
            passwords = {command.argument for command in session.sent("PASS")}
            what = f"the digest of password {number} at the server"
            expect(passwords, *ids, what=what).equals({digest(password)})
    return refused


def pairs_of(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each text once as a user and once as a password, with another text beside it."""
    return list(zip(texts, (*texts[3:], *texts[:3]), strict=True))


@pytest.mark.requirement("EX421-26", "EX421-15", "EX421-16")
def test_letters_and_digits_reach_the_server_unchanged(online_modem: Modem, ftps_server: FtpsServer) -> None:
    refused = expect_logins(online_modem, ftps_server, pairs_of(PLAIN), "EX421-26", all_taken=True)

    expect(refused, "EX421-15", "EX421-16", what="refused texts").is_empty()


@pytest.mark.requirement("EX421-26", "EX421-15", "EX421-16")
def test_any_text_that_is_accepted_reaches_the_server_unchanged(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    refused = expect_logins(online_modem, ftps_server, pairs_of(OTHERS), "EX421-26", all_taken=False)

    observe("user names and passwords that are refused", ", ".join(map(repr, refused)) or "none")


@pytest.mark.requirement("EX421-26")
def test_what_becomes_of_other_alphabets_and_of_escapes_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    for text in (*OTHER_ALPHABET, r"a\22b", r"a\5Cb", r"a\2Cb"):
        preamble(online_modem.send('AT+QFTPUSER="before"')).accepted()
        answered = online_modem.send(f'AT+QFTPUSER="{text}"')
        session = log_in(online_modem, ftps_server)
        users = [command.argument for command in session.sent("USER")]

        observe(f"the user {text}", f"{answered.outcome}; {', '.join(users)}")
        if not answered.ok:
            expect(users, "EX421-26", what=f"the user after {text} was refused").equals(["before"])
        elif "\\" in text:  # an escape of V.250 5.4.2.2, or three characters
            read = {text, text.replace(r"\22", '"').replace(r"\5C", "\\").replace(r"\2C", ",")}
            expect(users[0] if users else "", "EX421-26", what=f"the user {text}").is_one_of(*sorted(read))
