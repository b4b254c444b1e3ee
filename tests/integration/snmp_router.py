# SPDX-License-Identifier: Apache-2.0
"""A router as an agent shows it: SNMPv2-MIB, IF-MIB (64-bit columns or not), SNMP-FRAMEWORK-MIB, with a clock and
counters that a test may bend. All of it made up."""

import time
from dataclasses import dataclass, field

from snmp_agent import Mib
from snmp_ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, OCTETS, OID, TICKS, Value

SYSTEM = "1.3.6.1.2.1.1"
IF_ENTRY, IFX_ENTRY = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
ENGINE = "1.3.6.1.6.3.10.2.1"
IF_NAME, IF_ALIAS = IFX_ENTRY + ".1", IFX_ENTRY + ".18"
UP, DOWN = 1, 2


@dataclass
class Interface:
    """Bytes and packets are what the device counted in all its life; each column shows what fits it."""

    index: int
    name: object
    alias: object = ""
    in_bytes: int = 0
    out_bytes: int = 0
    in_packets: int = 0
    out_packets: int = 0
    in_errors: int = 0
    out_errors: int = 0
    in_discards: int = 0
    out_discards: int = 0
    oper: int = UP
    admin: int = UP
    speed_megabits: int = 100
    last_change: int = 0  # ticks of sysUpTime
    discontinuity: int = 0  # ticks of sysUpTime


@dataclass
class Router:
    """`started`: time.monotonic() at which sysUpTime was 0 (it may lie before the machine's own)."""

    interfaces: list = field(default_factory=lambda: [Interface(1, "ether1", "uplink"), Interface(2, "ether2", "lan")])
    name: object = "router"
    description: object = "Synthetic router 1.0"
    object_id: str = "1.3.6.1.4.1.8072.3.2.10"
    started: float = field(default_factory=lambda: time.monotonic() - 3600)
    wide: bool = True  # has the 64-bit columns
    engine_boots: int | None = 7  # None: no SNMP-FRAMEWORK-MIB
    engine_started: float | None = None  # None: with `started`

    def __post_init__(self):
        self.mib = Mib()
        self.build()

    def ticks(self):
        return int((time.monotonic() - self.started) * 100)

    def engine_time(self):
        return int(time.monotonic() - (self.started if self.engine_started is None else self.engine_started))

    def restart(self, with_boots=True):
        self.started, self.engine_started = time.monotonic(), None
        if with_boots and self.engine_boots is not None:
            self.engine_boots += 1

    def build(self):
        """After a change of the list of interfaces or of what the agent has; values change by themselves."""
        objects = {
            SYSTEM + ".1.0": Value(OCTETS, lambda: self.description),
            SYSTEM + ".2.0": Value(OID, lambda: self.object_id),
            SYSTEM + ".3.0": Value(TICKS, self.ticks),
            SYSTEM + ".4.0": Value(OCTETS, "nobody"),
            SYSTEM + ".5.0": Value(OCTETS, lambda: self.name),
            SYSTEM + ".6.0": Value(OCTETS, "nowhere"),
        }
        if self.engine_boots is not None:
            objects.update({ENGINE + ".1.0": Value(OCTETS, b"\x80\0\0\x01\x01router"),
                            ENGINE + ".2.0": Value(INTEGER, lambda: self.engine_boots),
                            ENGINE + ".3.0": Value(INTEGER, self.engine_time)})
        for each in self.interfaces:
            objects.update(self.columns(each))
        fresh = Mib(objects)
        self.mib.objects, self.mib.order = fresh.objects, fresh.order

    def columns(self, each):
        def shown(name):
            return lambda: getattr(each, name)

        rows = {IF_ENTRY: {1: (INTEGER, "index"), 2: (OCTETS, "name"), 7: (INTEGER, "admin"), 8: (INTEGER, "oper"),
                           9: (TICKS, "last_change"), 10: (COUNTER32, "in_bytes"), 11: (COUNTER32, "in_packets"),
                           13: (COUNTER32, "in_discards"), 14: (COUNTER32, "in_errors"), 16: (COUNTER32, "out_bytes"),
                           17: (COUNTER32, "out_packets"), 19: (COUNTER32, "out_discards"),
                           20: (COUNTER32, "out_errors")},
                IFX_ENTRY: {1: (OCTETS, "name"), 15: (GAUGE32, "speed_megabits"), 18: (OCTETS, "alias"),
                            19: (TICKS, "discontinuity")}}
        if self.wide:
            rows[IFX_ENTRY].update({6: (COUNTER64, "in_bytes"), 7: (COUNTER64, "in_packets"),
                                    10: (COUNTER64, "out_bytes"), 11: (COUNTER64, "out_packets")})
        found = {f"{entry}.{column}.{each.index}": Value(tag, shown(name))
                 for entry, columns in rows.items() for column, (tag, name) in columns.items()}
        found[f"{IF_ENTRY}.3.{each.index}"] = Value(INTEGER, 6)
        found[f"{IF_ENTRY}.5.{each.index}"] = Value(GAUGE32, lambda: min(each.speed_megabits * 10**6, 2**32 - 1))
        return found
