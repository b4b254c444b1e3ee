# SPDX-License-Identifier: Apache-2.0
"""Rows of the round trip's error: what a prober says less what a packet tap saw of the same echo, in microseconds. The
county answers after 5 ms; how punctual it is does not matter, the tap sees it."""

import os
import signal
import socket
import struct
import time
from contextlib import nullcontext

from lab import OTHER_CORE, PROBER_CORE, BenchError, County, Fping, Hog, Load, Program, addresses
from table import Row, percentile

FIRST = "198.18.1.0"
SNAPSHOT = 64  # bytes a packet: IP, ICMP and the start of the payload
FLUSH = 1.5  # seconds after which libpcap has handed on even a block that is not full
PCAP_NANOSECONDS = 0xA1B23C4D
ECHO_REQUEST = 8
GOALS = {1_000: (1.5, 8), 10_000: (1, 5)}  # p50, p99


class Tap(Program):
    """tcpdump with the kernel's own stamps."""

    def __init__(self, folder, device, expression="icmp"):
        self.file = os.path.join(folder, "tap.pcap")
        super().__init__(folder, ["tcpdump", "-i", device, "-n", "-p", "-s", str(SNAPSHOT), "-B", "65536",
                                  "--time-stamp-precision=nano", "-Z", "root", "-w", self.file, expression], OTHER_CORE)
        self.wait_for_text("listening on")

    def packets(self):
        """Ends the tap. Nanoseconds and IP packet of each."""
        time.sleep(FLUSH)
        self.stop(signal.SIGINT)
        if "\n0 packets dropped by kernel" not in self.text():
            raise BenchError(f"the tap lost packets: {self.text().strip()[-200:]}")
        with open(self.file, "rb") as file:
            data = file.read()
        magic, link_type = struct.unpack("<I16xI", data[:24])
        if magic != PCAP_NANOSECONDS:
            raise BenchError("the tap has no nanoseconds")
        skip = 14 if link_type == 1 else 0  # Ethernet's header, on loopback
        at = 24
        while at + 16 <= len(data):
            seconds, nanoseconds, size = struct.unpack_from("<III", data, at)
            yield seconds * 10**9 + nanoseconds, data[at + 16 + skip:at + 16 + size]
            at += 16 + size


def round_trips(packets, key_of):
    """Nanoseconds by `key_of(address of the target, ICMP message)`."""
    sent, found = {}, {}
    for at, packet in packets:
        icmp = packet[20:]
        if icmp[0] == ECHO_REQUEST:
            sent[key_of(packet[16:20], icmp)] = at
        else:
            key = key_of(packet[12:16], icmp)
            if key in sent:
                found[key] = at - sent[key]
    return found


def our_errors(folder, build, rate):
    """icmp_load writes target and number of each echo; they begin its payload too."""
    log = os.path.join(folder, "echoes")
    tap = Tap(folder, County.DEVICE)
    Load(build, folder, (FIRST, rate, 1000, 4), file=log).result()
    truth = round_trips(tap.packets(), lambda _, icmp: struct.unpack_from("!II", icmp, 8))
    with open(log, "rb") as file:
        echoes = list(struct.iter_unpack("=IIq", file.read()))
    errors = sorted(abs(rtt - truth[target, number]) / 1e3 for target, number, rtt in echoes)
    return errors, 0


def fping_errors(folder, rate):
    """Its echoes of one address are told apart by their order."""
    tap = Tap(folder, County.DEVICE)
    result = Fping(folder, addresses(FIRST, rate), 5, "-i0").result()
    truth = round_trips(tap.packets(), lambda address, icmp: (address, icmp[4:8]))
    by_address = {}
    for (address, _), rtt in truth.items():  # in the order of the replies, which at a fixed delay is that of sending
        by_address.setdefault(socket.inet_ntoa(address), []).append(rtt)
    errors = sorted(abs(said * 1e9 - true) / 1e3
                    for address, row in result.round_trips.items() if None not in row
                    for said, true in zip(row, by_address[address]))
    return errors, result.lost / result.sent


def measure(folder, rate, hog, errors_of):
    with Hog(folder, PROBER_CORE) if hog else nullcontext():
        errors, lost = errors_of(folder)
    if not errors:
        raise BenchError(f"no echo of {rate} a second was matched")
    return percentile(errors, 0.5), percentile(errors, 0.99), lost


def row(build, folder, rate, hog):
    p50, p99, _ = measure(folder, rate, hog, lambda f: our_errors(f, build, rate))
    peer50, peer99, lost = measure(folder, rate, hog, lambda f: fping_errors(f, rate))
    goal50, goal99 = GOALS[rate]
    return Row(f"round-trip error p50 / p99, {rate:,}/s" + (", a hog on the core" if hog else ""),
               f"{p50:.2f} / {p99:.2f} us", f"{peer50:.2f} / {peer99:.2f} us, {lost:.1%} lost (fping, prints 10 us)",
               p50 / peer50, f"<= {goal50:g} / {goal99:g} us", p50 <= goal50 and p99 <= goal99)


def accuracy(build, folder):
    with County(build, folder, "5ms"):
        return [row(build, folder, rate, hog) for rate in GOALS for hog in (False, True)]
