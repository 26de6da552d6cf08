"""Short messages: memories, reading, writing, sending (27.005 3; series' manual).

The network takes each message that is sent, and delivers none.  A host that wants
a received one writes it with AT+CMGW and the status of a received message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, Cms, CommandRefused, Outcome, answer
from hil.emulator.commands.message_entry import MessageEntry
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.short_message import TextParameters, decoded, submit
from hil.emulator.device.sim import Sim
from hil.emulator.network.radio import Radio
from hil.emulator.storage.message_store import (
    STATUS_BY_WORDS,
    JoinedStore,
    Memory,
    MessageStatus,
    MessageStore,
    StoredMessage,
)
from hil.spec.cme import CmeCode, CmsCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_MEMORIES = ("SM", "ME", "MT")
_SERVICES = (0, 1, 128)  # phase 2, phase 2+, and that of the series in PDU mode
_ALL = 4
_DELETED: Mapping[str, frozenset[MessageStatus]] = {
    "DEL READ": frozenset({MessageStatus.REC_READ}),
    "DEL UNREAD": frozenset({MessageStatus.REC_UNREAD}),
    "DEL SENT": frozenset({MessageStatus.STO_SENT}),
    "DEL UNSENT": frozenset({MessageStatus.STO_UNSENT}),
    "DEL INBOX": frozenset({MessageStatus.REC_READ, MessageStatus.REC_UNREAD}),
    "DEL ALL": frozenset(MessageStatus),
}
"""The modes of AT+QMGDA in text mode; in PDU mode they are numbered from 1 on."""

_FLAGS = (
    frozenset[MessageStatus](),
    frozenset({MessageStatus.REC_READ}),
    frozenset({MessageStatus.REC_READ, MessageStatus.STO_SENT}),
    frozenset(MessageStatus) - {MessageStatus.REC_UNREAD},
    frozenset(MessageStatus),
)
"""What <delflag> of AT+CMGD deletes."""


class MessageCommands:
    """The commands of messages; `settings` hold the values that AT&W does not store."""

    def __init__(
        self,
        *,
        settings: MutableMapping[str, str],
        stores: Mapping[str, MessageStore],
        sim: Sim,
        radio: Radio,
    ) -> None:
        self._settings, self._sim, self._radio = settings, sim, radio
        self._stores: Mapping[str, Memory] = {**stores, "MT": JoinedStore(tuple(stores.values()))}
        self._reference = 0

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        memories = ",".join(3 * ["(" + ",".join(f'"{name}"' for name in _MEMORIES) + ")"])
        services = ",".join(map(str, _SERVICES))
        numbered = f"(1-{len(_DELETED)})"
        return {
            "+CSMS": _command(
                write=self._service_write, read=self._service, test=listing(f"+CSMS: ({services})")
            ),
            "+CPMS": _command(
                write=self._memories_write, read=self._memories, test=listing(f"+CPMS: {memories}")
            ),
            "+CMGL": Command(self._list, write=self._list, test=self._list_test, refusal=_INVALID),
            "+CMGR": _command(write=self._read, test=accepted),
            "+CMGD": _command(write=self._delete, test=self._delete_test),
            "+QMGDA": _command(write=self._delete_all, test=listing(f"+QMGDA: {numbered}")),
            "+CMGS": _command(write=self._send, test=accepted),
            "+CMGW": Command(self._write, write=self._write, test=accepted, refusal=_INVALID),
            "+CMSS": _command(write=self._send_stored, test=accepted),
        }

    # --- memories --------------------------------------------------------------------------------------------

    def _service_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        service = call.arguments.integer(0)
        if service not in _SERVICES:
            raise call.arguments.refused()
        self._settings["+CSMS"] = str(service)
        return answer("+CSMS: 1,1,1")

    def _service(self, _call: Call) -> Outcome:
        return answer(f"+CSMS: {self._settings.get('+CSMS', '0')},1,1,1")

    def _memories_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 3)
        require_sim(self._sim)
        chosen = list(self._chosen())
        for index in range(len(call.arguments)):
            if call.arguments.has(index):
                chosen[index] = call.arguments.text(index)
        if not set(chosen) <= set(_MEMORIES):
            raise call.arguments.refused()
        self._settings["+CPMS"] = ",".join(chosen)
        return answer("+CPMS: " + ",".join(map(self._fill, chosen)))

    def _memories(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer("+CPMS: " + ",".join(f'"{name}",{self._fill(name)}' for name in self._chosen()))

    def _fill(self, name: str) -> str:
        store = self._stores[name]
        return f"{len(store)},{store.places}"

    def _chosen(self) -> tuple[str, ...]:
        """The memories for reading and deleting, for writing and sending, and for received messages."""
        return tuple(self._settings.get("+CPMS", "SM,SM,SM").split(","))

    def _reads(self) -> Memory:
        require_sim(self._sim)
        return self._stores[self._chosen()[0]]

    # --- reading ---------------------------------------------------------------------------------------------

    def _list(self, call: Call) -> Outcome:
        call.arguments.expect(0, 2)
        wanted = self._wanted(call)
        is_marked = call.arguments.number(1, 0, 1, default=0) == 0
        store = self._reads()
        lines: list[str] = []
        for place, message in tuple(store.listed()):
            if wanted is None or message.status is wanted:
                lines += self._shown(call, message, head=f"+CMGL: {place},")
                if is_marked:
                    _mark_read(store, place, message)
        return answer(*lines) if lines else OK

    def _wanted(self, call: Call) -> MessageStatus | None:
        """The status of the messages to be listed; None: all."""
        if not _is_text_mode(call):
            number = call.arguments.number(0, 0, _ALL, default=0)
            return None if number == _ALL else MessageStatus(number)
        words = call.arguments.text(0, MessageStatus.REC_UNREAD.words)
        if words not in {*STATUS_BY_WORDS, "ALL"}:
            raise call.arguments.refused()
        return STATUS_BY_WORDS.get(words)

    def _list_test(self, call: Call) -> Outcome:
        if not _is_text_mode(call):
            return answer(f"+CMGL: (0-{_ALL})")
        return answer("+CMGL: (" + ",".join(f'"{words}"' for words in (*STATUS_BY_WORDS, "ALL")) + ")")

    def _read(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        place = call.arguments.integer(0)
        is_marked = call.arguments.number(1, 0, 1, default=0) == 0
        store = self._reads()
        message = _message(store, place)
        lines = self._shown(call, message, head="+CMGR: ")
        if is_marked:
            _mark_read(store, place, message)
        return answer(*lines)

    def _shown(self, call: Call, message: StoredMessage, *, head: str) -> tuple[str, str]:
        if not _is_text_mode(call):
            return f"{head}{message.status:d},,{message.length}", message.pdu
        shown = decoded(message.pdu)
        fields = [f'"{message.status.words}"', f'"{shown.address}"', ""]
        if shown.time:
            fields.append(f'"{shown.time}"')
        if self._settings.get("+CSDH", "0") == "1":
            fields += [str(shown.type_of_address), str(len(shown.text))]
        return head + ",".join(fields), shown.text

    # --- deleting --------------------------------------------------------------------------------------------

    def _delete(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        place, flag = call.arguments.integer(0), call.arguments.number(1, 0, len(_FLAGS) - 1, default=0)
        store = self._reads()
        if flag:
            return _deleted(store, _FLAGS[flag])
        if not 1 <= place <= store.places:
            raise CommandRefused(Cms(CmsCode.INVALID_MEMORY_INDEX))
        store.delete(place)
        return OK

    def _delete_test(self, _call: Call) -> Outcome:
        places = ",".join(str(place) for place, _ in self._reads().listed())
        return answer(f"+CMGD: ({places}),(0-{len(_FLAGS) - 1})")

    def _delete_all(self, call: Call) -> Outcome:
        """By the words of text mode or the numbers of PDU mode, in either mode."""
        call.arguments.expect(1, 1)
        words = call.arguments.text(0)
        if words not in _DELETED:
            words = tuple(_DELETED)[call.arguments.number(0, 1, len(_DELETED)) - 1]
        return _deleted(self._reads(), _DELETED[words])

    # --- writing and sending ---------------------------------------------------------------------------------

    def _send(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        self._require_service()
        return self._entered(call, lambda _message: answer(f"+CMGS: {self._next_reference()}"))

    def _write(self, call: Call) -> Outcome:
        call.arguments.expect(0, 3)
        require_sim(self._sim)
        at = 2 if _is_text_mode(call) else 1
        status = _status(call, at)

        def keep(message: StoredMessage) -> Outcome:
            place = self._stores[self._chosen()[1]].add(replace(message, status=status))
            if place is None:
                raise CommandRefused(Cms(CmsCode.MEMORY_FULL))
            return answer(f"+CMGW: {place}")

        return self._entered(call, keep)

    def _send_stored(self, call: Call) -> Outcome:
        call.arguments.expect(1, 3)
        self._require_service()
        store = self._stores[self._chosen()[1]]
        place = call.arguments.integer(0)
        if _message(store, place).status is MessageStatus.STO_UNSENT:
            store.mark(place, MessageStatus.STO_SENT)
        return answer(f"+CMSS: {self._next_reference()}")

    def _entered(self, call: Call, keep: Callable[[StoredMessage], Outcome]) -> Outcome:
        """Ask for the message; what was entered goes to `keep`."""
        is_text = _is_text_mode(call)
        made = self._from_text(call) if is_text else _from_pdu(call)
        entry = MessageEntry(call.terminal, lambda entered: keep(made(entered)), has_lines=is_text)
        return Outcome(final=None, then=entry.begin)

    def _from_text(self, call: Call) -> Callable[[str], StoredMessage]:
        address, kind = call.arguments.text(0, ""), call.arguments.number(1, 0, 255, default=129)
        parameters = TextParameters(*map(int, self._settings.get("+CSMP", "17,167,0,0").split(",")))

        def made(text: str) -> StoredMessage:
            try:
                pdu = submit(address, kind, text, parameters)
            except ValueError:
                raise CommandRefused(Cms(CmsCode.INVALID_TEXT_MODE_PARAMETER)) from None
            return StoredMessage(MessageStatus.STO_UNSENT, pdu, len(pdu) // 2 - 1)

        return made

    def _require_service(self) -> None:
        require_sim(self._sim)
        if not self._radio.registered:
            raise CommandRefused(Cms(CmsCode.NO_NETWORK_SERVICE))

    def _next_reference(self) -> int:
        self._reference = (self._reference + 1) % 256
        return self._reference


def _command(
    *,
    write: Callable[[Call], Outcome],
    test: Callable[[Call], Outcome],
    read: Callable[[Call], Outcome] | None = None,
) -> Command:
    return Command(write=write, read=read, test=test, refusal=_INVALID)


def _is_text_mode(call: Call) -> bool:
    return call.terminal.profile.settings.get("+CMGF", "0") == "1"


def _message(store: Memory, place: int) -> StoredMessage:
    message = store.find(place)
    if message is None:
        raise CommandRefused(Cms(CmsCode.INVALID_MEMORY_INDEX))
    return message


def _mark_read(store: Memory, place: int, message: StoredMessage) -> None:
    if message.status is MessageStatus.REC_UNREAD:
        store.mark(place, MessageStatus.REC_READ)


def _deleted(store: Memory, statuses: frozenset[MessageStatus]) -> Outcome:
    for place, message in tuple(store.listed()):
        if message.status in statuses:
            store.delete(place)
    return OK


def _status(call: Call, index: int) -> MessageStatus:
    """<stat> of AT+CMGW, by its number or its words."""
    words = call.arguments.text(index, MessageStatus.STO_UNSENT.words)
    if words in STATUS_BY_WORDS:
        return STATUS_BY_WORDS[words]
    return MessageStatus(call.arguments.number(index, 0, _ALL - 1))


def _from_pdu(call: Call) -> Callable[[str], StoredMessage]:
    length = call.arguments.number(0, 1, 164)

    def made(entered: str) -> StoredMessage:
        pdu = "".join(entered.split()).upper()
        try:
            decoded(pdu)
            octets = bytes.fromhex(pdu)
        except ValueError:
            octets = b"\0"
        if len(octets) - 1 - octets[0] != length:
            raise CommandRefused(Cms(CmsCode.INVALID_PDU_MODE_PARAMETER))
        return StoredMessage(MessageStatus.STO_UNSENT, pdu, length)

    return made
