# SPDX-License-Identifier: Apache-2.0
"""Packets as bytes: replies and ICMP errors built by hand, and a tap that sees what is on the wire. It shares no
code with the daemon or the county. Offsets after RFC 791, 792, 4443 and 8200."""

import ipaddress
import socket
import struct
import threading

GATEWAY = "198.19.255.254"  # where the daemon's packets come from in the county's namespace
GATEWAY6 = "2001:2::ffff:ffff:ffff:fffe"
ICMP, ICMPV6 = 1, 58
DEVICE = "county0"
SO_TIMESTAMPNS = 35  # asm-generic/socket.h; the module socket has no name for it


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def sealed(icmp, pseudo=b""):
    """With its checksum filled in; too short for one: as it is."""
    if len(icmp) < 4:
        return icmp
    icmp = icmp[:2] + b"\0\0" + icmp[4:]
    return icmp[:2] + struct.pack("!H", checksum(pseudo + icmp)) + icmp[4:]


def ipv4(source, destination, body, protocol=ICMP, ttl=61, options=b"", identification=0, fragment=0x4000):
    """`fragment`: flags and offset; 0x4000 = don't fragment, 0x2000 = more fragments."""
    head = struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 20 + len(options) + len(body), identification,
                       fragment, ttl, protocol, 0, socket.inet_aton(source), socket.inet_aton(destination)) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def ipv6(source, destination, body, next_header=ICMPV6, hop_limit=61):
    return struct.pack("!IHBB", 6 << 28, len(body), next_header, hop_limit) + \
        socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, destination) + body


class Echo:
    """An echo of the daemon, as the county's log has it."""

    def __init__(self, record):
        self.address = record["dst"]
        self.six = ":" in self.address
        self.head = struct.pack("!HH", record["id"], record["seq"])
        size = record["len"] - (48 if self.six else 28)
        # The daemon's payload: 16 bytes to know it by, then each byte its own offset.
        self.payload = bytes.fromhex(record["payload16"]) + bytes(i % 256 for i in range(16, size))

    def wrap(self, icmp, source=None, **keys):
        source = source or self.address
        return ipv6(source, GATEWAY6, icmp, **keys) if self.six else ipv4(source, GATEWAY, icmp, **keys)

    def seal(self, icmp, source=None):
        if not self.six:
            return sealed(icmp)
        pseudo = socket.inet_pton(socket.AF_INET6, source or self.address) + \
            socket.inet_pton(socket.AF_INET6, GATEWAY6) + struct.pack("!II", len(icmp), ICMPV6)
        return sealed(icmp, pseudo)

    def reply_icmp(self, payload=None, code=0, kind=None):
        kind = (129 if self.six else 0) if kind is None else kind
        return struct.pack("!BBH", kind, code, 0) + self.head + (self.payload if payload is None else payload)

    def reply(self, payload=None, source=None, code=0, kind=None, **keys):
        return self.wrap(self.seal(self.reply_icmp(payload, code, kind), source), source, **keys)

    def cut_reply(self, size):
        """Only the first `size` bytes of ICMP, with all lengths and checksums made right for them."""
        return self.wrap(self.seal(self.reply_icmp()[:size]))

    def request(self):
        """The packet that an ICMP error quotes."""
        kind = 128 if self.six else 8
        icmp = self.seal(struct.pack("!BBH", kind, 0, 0) + self.head + self.payload)
        if self.six:
            return ipv6(GATEWAY6, self.address, icmp, hop_limit=1)
        return ipv4(GATEWAY, self.address, icmp, ttl=1)

    def error(self, kind, code, quote, source=None, rest=b"\0\0\0\0"):
        return self.wrap(self.seal(struct.pack("!BBH", kind, code, 0) + rest + quote, source), source)

    def shortest_quote(self):
        """IP header and 8 bytes, the least that RFC 792 allows."""
        return self.request()[:48 if self.six else 28]


class Tap:
    """Every ICMP echo on the county's device with the kernel's own times: a second witness beside the county's log."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))  # ETH_P_ALL
        self.socket.bind((DEVICE, 3))
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.settimeout(0.2)
        self.requests, self.replies = {}, {}  # (address, sequence, number) -> nanoseconds of the first
        self.classes = {}  # address -> set of traffic classes seen in requests
        self.running = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.running:
            try:
                data, control, _, _ = self.socket.recvmsg(2048, 256)
            except TimeoutError:
                continue
            seconds, nanoseconds = struct.unpack("@qq", control[0][2][:16])
            self.take(data, seconds * 10**9 + nanoseconds)

    def take(self, data, at):
        six = data[0] >> 4 == 6
        head = 40 if six else 4 * (data[0] & 15)
        if len(data) < head + 24 or data[6 if six else 9] != (ICMPV6 if six else ICMP):
            return
        kind, (sequence,) = data[head], struct.unpack("!H", data[head + 6:head + 8])
        source, destination = (data[8:24], data[24:40]) if six else (data[12:16], data[16:20])
        number = data[head + 8:head + 16]
        if kind in (8, 128):
            address = str(ipaddress.ip_address(destination))
            self.requests.setdefault((address, sequence, number), at)
            traffic_class = (data[0] << 4 | data[1] >> 4) & 0xFF if six else data[1]
            self.classes.setdefault(address, set()).add(traffic_class)
        elif kind in (0, 129):
            self.replies.setdefault((str(ipaddress.ip_address(source)), sequence, number), at)

    def close(self):
        self.running = False
        self.thread.join()
        self.socket.close()

    def round_trips(self, address):
        """Nanoseconds, by what the kernel stamped on the way out and in."""
        return [self.replies[key] - at for key, at in self.requests.items() if key[0] == address and key in self.replies]
