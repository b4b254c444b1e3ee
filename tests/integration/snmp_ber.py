# SPDX-License-Identifier: Apache-2.0
"""SNMP messages of versions 1 and 2c as bytes, after X.690 (BER), RFC 1157, RFC 2578 and RFC 3416. It shares no code
with the daemon. What is read is what a correct manager sends; what is written may be anything."""

from typing import NamedTuple

INTEGER, OCTETS, NULL, OID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, COUNTER32, GAUGE32, TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW = 0x80, 0x81, 0x82
GET, GET_NEXT, RESPONSE, SET, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA8
TOO_BIG, NO_SUCH_NAME, GEN_ERR = 1, 2, 5
VERSION_1, VERSION_2C = 0, 1


class BadMessage(Exception):
    """Not a request that this agent reads."""


class Value(NamedTuple):
    tag: int
    value: object  # or a function that returns it

    def encode(self):
        value = self.value() if callable(self.value) else self.value
        if isinstance(value, bytes) or self.tag in (OCTETS, IP_ADDRESS, OPAQUE):
            return tlv(self.tag, value.encode() if isinstance(value, str) else value)
        if self.tag == OID:
            return tlv(OID, oid_body(oid(value)))
        if self.tag in (NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW):
            return tlv(self.tag, b"")
        wrap = {COUNTER32: 1 << 32, TICKS: 1 << 32, COUNTER64: 1 << 64}.get(self.tag)
        return integer(int(value) % wrap if wrap else int(value), self.tag)


def length(size):
    if size < 0x80:
        return bytes([size])
    body = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body


def tlv(tag, body):
    return bytes([tag]) + length(len(body)) + body


def integer(value, tag=INTEGER):
    """Two's complement, as short as it can be; unsigned types get a leading zero where they need one."""
    return tlv(tag, value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True))


def oid(text):
    return tuple(int(arc) for arc in text.strip(".").split(".")) if isinstance(text, str) else tuple(text)


def oid_text(arcs):
    return ".".join(map(str, arcs))


def base128(arc):
    groups = [arc & 0x7F]
    while arc > 0x7F:
        arc >>= 7
        groups.append(0x80 | arc & 0x7F)
    return bytes(reversed(groups))


def oid_body(arcs):
    return b"".join(base128(arc) for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size < 0 or self.at + size > len(self.data):
            raise BadMessage("cut short")
        self.at += size
        return self.data[self.at - size:self.at]

    def element(self, tag=None):
        found, size = self.take(2)
        if size & 0x80:
            size = int.from_bytes(self.take(size & 0x7F), "big")
        if tag is not None and found != tag:
            raise BadMessage(f"tag {found:#x} where {tag:#x} belongs")
        return found, self.take(size)

    def integer(self):
        return int.from_bytes(self.element(INTEGER)[1], "big", signed=True)

    def oid(self):
        arcs, arc = [], 0
        for byte in self.element(OID)[1]:
            arc = arc << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(arc)
                arc = 0
        first = min(arcs[0] // 40, 2)
        return (first, arcs[0] - 40 * first, *arcs[1:])


class Message(NamedTuple):
    """`first` and `second`: error status and index, or non-repeaters and max-repetitions of GETBULK."""

    version: int
    community: bytes
    kind: int
    request_id: int
    first: int
    second: int
    bindings: list  # (oid, Value); of what is read the oids matter alone

    @property
    def oids(self):
        return [name for name, _ in self.bindings]

    def encode(self):
        pairs = b"".join(tlv(SEQUENCE, tlv(OID, oid_body(name)) + value.encode()) for name, value in self.bindings)
        pdu = integer(self.request_id) + integer(self.first) + integer(self.second) + tlv(SEQUENCE, pairs)
        return tlv(SEQUENCE, integer(self.version) + tlv(OCTETS, self.community) + tlv(self.kind, pdu))


def read_message(data):
    """Raises BadMessage; version 3 is bad as well."""
    outer = Reader(Reader(data).element(SEQUENCE)[1])
    version = outer.integer()
    if version not in (VERSION_1, VERSION_2C):
        raise BadMessage(f"version {version}")
    community = outer.element(OCTETS)[1]
    kind, body = outer.element()
    pdu = Reader(body)
    numbers = pdu.integer(), pdu.integer(), pdu.integer()
    pairs, bindings = Reader(pdu.element(SEQUENCE)[1]), []
    while pairs.at < len(pairs.data):
        pair = Reader(pairs.element(SEQUENCE)[1])
        bindings.append((pair.oid(), Value(NULL, None)))
    return Message(version, community, kind, *numbers, bindings)
