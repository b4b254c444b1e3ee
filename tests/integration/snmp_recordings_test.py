# SPDX-License-Identifier: Apache-2.0
"""Recordings of real equipment behind snmpsim, over a satellite of the county: what is exported is what was recorded,
after scaling, and a poll is one round trip.

The recordings are not ours and stand outside (PANTAU_RECORDINGS, default ../shared/devices); without them: skipped.
FACTS is written from the MIBs, beside and not from the profiles. Values are compared, their labels are not."""

import glob
import os
import shutil
import sys

from harness import SKIPPED, main, wait_for
from snmp_ber import oid
from snmp_trial import COUNTY, ROOT, SnmpTrial

FOLDER = os.environ.get("PANTAU_RECORDINGS") or os.path.join(os.path.dirname(ROOT), "shared", "devices")
ROUND_TRIP = 0.65
MIKROTIK, AIRMAX, LTU = "1.3.6.1.4.1.14988.1.1", "1.3.6.1.4.1.41112.1.4", "1.3.6.1.4.1.41112.1.10.1.4.1"
EPMP, PMP, MIMOSA = "1.3.6.1.4.1.17713.21.1.2", "1.3.6.1.4.1.161.19.3", "1.3.6.1.4.1.43356.2.1.2.6"
UPS, APC = "1.3.6.1.2.1.33.1", "1.3.6.1.4.1.318.1.1.1"
TRISTAR, GENSTAR = "1.3.6.1.4.1.33333.2", "1.3.6.1.4.1.33333.10"
IF, IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"

# metric -> objects that say it: (OID, or its beginning with *; factor or table of an enumeration; what means "none").
# Of those in one inner list the first that the device has counts.
FACTS = {
    "power_battery_volts": [[(UPS + ".2.5.0", 0.1, {0})], [(APC + ".2.3.4.0", 0.1, {0}), (APC + ".2.2.8.0", 1, {0})],
                            [(TRISTAR + ".36.0", 180 / 32768, set())], [(GENSTAR + ".30.0", 1, set())]],
    "power_battery_charge_ratio": [[(UPS + ".2.4.0", 0.01, set())],
                                   [(APC + ".2.3.1.0", 0.001, set()), (APC + ".2.2.1.0", 0.01, set())]],
    "power_on_battery": [[(UPS + ".4.1.0", {3: 0, 4: 0, 5: 1, 6: 0, 7: 0}, set())],
                         [(APC + ".4.1.1.0", {2: 0, 3: 1, 4: 0, 12: 0}, set())]],
    "power_battery_low": [[(UPS + ".2.1.0", {2: 0, 3: 1, 4: 1}, set())], [(APC + ".2.1.1.0", {2: 0, 3: 1}, set())],
                          [(GENSTAR + ".46.0", {1: 0, 2: 1, 3: 1, 6: 0, 7: 0}, set())]],
    "radio_noise_dbm": [[(AIRMAX + ".5.1.8.1", 1, {0})], [(MIKROTIK + ".1.3.1.9.*", 1, {0})],
                        [(MIMOSA + ".1.1.4.*", 0.1, {0, -100, -1000})]],
    "radio_signal_dbm": [[(AIRMAX + ".5.1.5.1", 1, {0})], [(AIRMAX + ".7.1.3.*", 1, {0})], [(LTU + ".5.*", 1, {0})],
                         [(MIKROTIK + ".1.1.1.4.*", 1, {0})], [(MIKROTIK + ".1.2.1.3.*", 1, {0})],
                         [(MIKROTIK + ".1.8.1.12.*", 1, {0})], [(MIKROTIK + ".1.9.1.9.*", 1, {0})],
                         [(MIKROTIK + ".16.1.1.4.*", 1, {0})], [(EPMP + ".3.0", 1, {0})], [(EPMP + ".30.1.4.*", 1, {0})],
                         [(PMP + ".2.2.8.0", 1, {0})], [(PMP + ".1.4.1.35.*", 1, {0})],
                         [(MIMOSA + ".1.1.3.*", 0.1, {0, -100, -1000})]],
}
# Tables of clients, by MAC address: only rows with a name count. Column -> column of the names.
NAMES = {MIKROTIK + ".1.2.1.3": MIKROTIK + ".1.2.1.20", AIRMAX + ".7.1.3": AIRMAX + ".7.1.2"}
COLUMNS = {"interface_receive_bytes_total": [(IFX + ".6", 1), (IF + ".10", 1)],
           "interface_transmit_bytes_total": [(IFX + ".10", 1), (IF + ".16", 1)],
           "interface_receive_errors_total": [(IF + ".14", 1)], "interface_transmit_discards_total": [(IF + ".19", 1)],
           "interface_admin_up": [(IF + ".7", {1: 1, 2: 0, 3: 0})],
           "interface_up": [(IF + ".8", {1: 1, 2: 0, 3: 0, 5: 0, 6: 0, 7: 0})]}
NUMBERS, TEXTS = {"2", "65", "66", "67", "70"}, {"4"}


class Recording:
    """`values`: OID -> number or text, plain rows alone."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path).removesuffix(".snmprec")
        self.values = {}
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                name, _, rest = line.rstrip("\n").partition("|")
                tag, _, value = rest.partition("|")
                if tag in NUMBERS:
                    self.values[oid(name)] = int(value)
                elif tag in TEXTS:
                    self.values[oid(name)] = value
                elif tag == "4x":
                    self.values[oid(name)] = bytes.fromhex(value).decode("utf-8", "replace")

    def column(self, text):
        prefix = oid(text)
        return {name[len(prefix):]: value for name, value in sorted(self.values.items())
                if name[:len(prefix)] == prefix}

    def interfaces(self):
        """Up to two, name -> index: those whose name nothing else has, as ifName or as ifDescr."""
        names = self.column(IFX + ".1") or self.column(IF + ".2")
        everywhere = [value for column in (IFX + ".1", IFX + ".18", IF + ".2") for value in self.column(column).values()]
        plain = {value: index for index, value in names.items()
                 if isinstance(value, str) and value.isprintable() and value.isascii() and value.strip() == value
                 and 0 < len(value) <= 60 and list(names.values()).count(value) == 1 and everywhere.count(value) <= 3}
        return dict(list(plain.items())[:2])

    def find(self, text):
        if not text.endswith(".*"):
            return [self.values[oid(text)]] if oid(text) in self.values else []
        column = text[:-2]
        named = self.column(NAMES[column]) if column in NAMES else None
        return [value for index, value in self.column(column).items() if named is None or named.get(index)]

    def expected(self, metric):
        found = []
        for alternatives in FACTS[metric]:
            for text, factor, none in alternatives:
                values = [scaled(value, factor) for value in self.find(text) if number(value) not in none]
                values = [value for value in values if value is not None]
                if values:
                    found += values
                    break
        return sorted(found)


def number(value):
    try:
        return float(value)
    except ValueError:
        return None


def scaled(value, factor):
    value = number(value)
    if value is None:
        return None
    return factor.get(int(value)) if isinstance(factor, dict) else value * factor


class Recordings(SnmpTrial):
    def setUp(self):
        super().setUp()
        self.recordings = [Recording(path) for path in sorted(glob.glob(os.path.join(FOLDER, "*.snmprec")))]
        if not self.recordings or not shutil.which("snmpsimd"):
            print(f"no recordings in {FOLDER} (PANTAU_RECORDINGS), or no snmpsimd")
            sys.exit(SKIPPED)

    def begin_recordings(self):
        files = ", ".join(f'"{each.path}"' for each in self.recordings)
        county = COUNTY + f'[[agent]]\nid = "sim"\nkind = "snmpsim"\nrecordings = [{files}]\n'
        extra, keys, endpoints = "", {}, {}
        for place, each in enumerate(self.recordings, 1):
            county += f'[[host]]\nid = "h{place}"\naddress = "198.18.2.{place}"\ndelay = "650ms"\nagent = "sim"\n'
            self.secret(f"community-{place}", each.name)
            extra += f'[[snmp_credentials]]\nid = "c{place}"\nversion = "2c"\ncommunity_file = "community-{place}"\n'
            keys[each.name] = {"profile": "auto", "credentials": f"c{place}", "interval": "20s", "timeout": "3s",
                               "interfaces": list(each.interfaces())}
            endpoints[each.name] = f"198.18.2.{place}"
        self.begin({}, keys, extra, county, **endpoints)

    def test_each_is_exported_as_it_was_recorded_in_one_round_trip(self):
        self.begin_recordings()

        def all_complete():
            page = self.daemon.metrics()
            return page if all(self.value("snmp_complete", each.name, page) == 1 for each in self.recordings) else None

        before = wait_for("a complete poll of each", all_complete, seconds=120, pause=0.2)
        seen = {each.name: [(self.value("snmp_last_success_timestamp_seconds", each.name, before), 0)]
                for each in self.recordings}

        def two_more():
            """Requests are read when an answer has just come, long before the next poll."""
            page = self.daemon.metrics()
            for name, polls in seen.items():
                stamp = self.value("snmp_last_success_timestamp_seconds", name, page)
                if stamp > polls[-1][0] + 10:
                    polls.append((stamp, self.value("snmp_requests_total", name, page)))
            return page if all(len(polls) > 2 for polls in seen.values()) else None

        page = wait_for("two more polls of each", two_more, seconds=90)
        compared = 0
        for each in self.recordings:
            with self.subTest(recording=each.name):
                self.assertEqual(seen[each.name][2][1] - seen[each.name][1][1], 1, "one request")
                self.assertEqual(self.value("snmp_complete", each.name, page), 1)
                took = self.value("snmp_poll_duration_seconds", each.name, page)
                self.assertGreaterEqual(took, ROUND_TRIP)
                self.assertLess(took, 2 * ROUND_TRIP)
                compared += self.compare(each, page)
        print(f"{compared} values of {len(self.recordings)} recordings compared")
        self.assertGreater(compared, 10 * len(self.recordings) // 2)
        self.assert_sound()

    def compare(self, recording, page):
        compared = 0
        for metric in FACTS:
            exported = sorted(page.find("pantau_" + metric, device=recording.name).values())
            expected = recording.expected(metric)
            if len(exported) < len(expected) and len(exported) >= 4:  # a profile asks for so many rows and no more
                self.assertTrue(all(any(abs(one - other) < 1e-6 for other in expected) for one in exported), metric)
            else:
                self.assertEqual([round(one, 6) for one in exported], [round(one, 6) for one in expected], metric)
            compared += len(exported)
        for name, index in recording.interfaces().items():
            for metric, columns in COLUMNS.items():
                raw = next(((recording.values[oid(column) + index], factor) for column, factor in columns
                            if oid(column) + index in recording.values), None)
                expected = None if raw is None else scaled(*raw)
                self.assertEqual(self.value(metric, recording.name, page, interface=name), expected, f"{name}: {metric}")
                compared += expected is not None
        return compared


if __name__ == "__main__":
    main()
