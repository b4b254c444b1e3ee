# SPDX-License-Identifier: Apache-2.0
"""What devices call themselves is hostile until cleaned: no text of theirs breaks a page, runs on a terminal or makes
two series one."""

import json
import os
import sys
import time

from harness import SKIPPED, main, wait_for
from prometheus_test import PROMETHEUS, Prometheus
from snmp_ber import GAUGE32, INTEGER, OCTETS, Value
from snmp_router import Interface, Router
from snmp_trial import SnmpTrial, agent_of

HOSTILE = [b'a"b', b"new\nline\n# TYPE up gauge\nup 0\n", b"\xff\xfe\xff", b"\x1b[31mred\x1b]0;title\x07", b"\0nul\0",
           "bidi \u202eevil\u2066 \u2069".encode(), b"<script>alert(1)</script>", b"back\\slash\\", b"} 1\n{", b"",
           b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "é".encode() * 200, "🛰".encode() * 100, b"x" * 127 + "€".encode(),
           b"\xc2\x85\xc2\x9b31m", b"%s%n{{.Value}}$1", b"\r\n\r\n", b" ", "\ufeff\u2028\u200b".encode()]
GAUGES = "1.3.6.1.4.1.14988.1.1.3.100.1"
HUGE = b"A" * 60_000
LONG = b"A" * 6_000  # a GETBULK over seven columns brings it seven times


class Strings(SnmpTrial):
    def mikrotik(self, names):
        """A board with a thermometer for each name."""
        router = Router(object_id="1.3.6.1.4.1.14988.1")
        for index, name in enumerate(names, 1):
            router.mib.update({f"{GAUGES}.2.{index}": Value(OCTETS, name), f"{GAUGES}.3.{index}": Value(GAUGE32, 20 + index),
                               f"{GAUGES}.4.{index}": Value(INTEGER, 1)})
        return router

    def test_every_hostile_text_in_every_place(self):
        routers = {}
        for number, text in enumerate(HOSTILE):
            router = self.mikrotik([text, b"cpu", text])
            router.name = router.interfaces[0].alias = text
            router.mib["1.3.6.1.4.1.14988.1.1.4.4.0"] = Value(OCTETS, text)
            router.mib["1.3.6.1.4.1.14988.1.1.7.9.0"] = Value(OCTETS, text)
            routers[f"d{number:02}"] = router
        self.begin({name: agent_of(router, f"127.0.1.{number}") for number, (name, router)
                    in enumerate(routers.items(), 1)}, {name: {"profile": "mikrotik", "interval": "2s"} for name in routers})
        for name in routers:
            page = self.wait_complete(name)
            self.assertEqual(len(page.find("pantau_interface_info", device=name)), 2)
            self.assertEqual(len(page.find("pantau_device_info", device=name)), 1)
            self.assertEqual(sorted(page.find("pantau_sensor_celsius", device=name).values()), [21, 22, 23], name)
        self.assert_sound()
        log = self.daemon.text()
        self.assertFalse([character for character in log if ord(character) < 32 and character != "\n"])
        json.loads(self.daemon.get("/api/v1/links")[1])

    def test_texts_as_large_as_a_datagram(self):
        alias, name = Router(), Router()
        alias.interfaces[0].alias = HUGE
        name.name = HUGE
        sensor = self.mikrotik([LONG])
        self.begin({"alias": agent_of(alias, "127.0.1.1"), "name": agent_of(name, "127.0.1.2"),
                    "sensor": agent_of(sensor, "127.0.1.3")}, {"sensor": {"profile": "mikrotik"}})
        for each in self.agents:
            page = self.wait_complete(each)
            self.assertIsNotNone(self.value("interface_receive_bytes_total", each, page, interface="ether1"), each)
        self.assert_sound()

    def test_two_interfaces_of_one_name_never_share_a_series(self):
        twins = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=1000), Interface(2, "ether1", "b", in_bytes=9000),
                                   Interface(3, "ether2", "ether1", in_bytes=5)])
        self.begin({"twins": agent_of(twins)})
        for _ in range(3):
            page = self.wait_complete("twins")
            self.assertEqual(self.value("interface_receive_bytes_total", "twins", page, interface="ether1"), 1000)
        self.assert_sound()

    def test_sensors_of_one_name_keep_apart(self):
        self.begin({"board": agent_of(self.mikrotik([b"t", b"t", b"t", b"T", b"t\x1b", b"x" * 128, b"x" * 129, b"x" * 200]))},
                   {"board": {"profile": "mikrotik"}})
        page = self.wait_complete("board")
        found = page.find("pantau_sensor_celsius", device="board")
        self.assertEqual(sorted(found.values()), list(range(21, 29)))
        page = self.wait_complete("board")
        self.assertEqual(page.find("pantau_sensor_celsius", device="board"), found, "the same names at each poll")
        self.assert_sound()

    def test_prometheus_takes_every_scrape(self):
        if not os.path.exists(PROMETHEUS):
            print(f"{PROMETHEUS} is not there: deploy/install-dependencies test puts it there")
            sys.exit(SKIPPED)
        router = self.mikrotik(HOSTILE[:12])
        self.begin({"board": agent_of(router)}, {"board": {"profile": "mikrotik"}})
        prometheus = Prometheus(self.folder, [f"127.0.0.1:{self.daemon.port}"])
        self.addCleanup(prometheus.stop)
        for text in HOSTILE:
            router.name = router.interfaces[0].alias = text
            time.sleep(1.1)
        self.wait_complete("board")
        wait_for("scrapes", lambda: min((value for _, value in prometheus.query("count_over_time(up[10m])")), default=0) > 5,
                 seconds=60)
        self.assertEqual([value for _, value in prometheus.query("min_over_time(up[10m])")], [1])
        self.assertEqual(len(prometheus.query('pantau_sensor_celsius{device="board"}')), 12)
        self.assert_sound()


if __name__ == "__main__":
    main()
