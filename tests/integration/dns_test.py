# SPDX-License-Identifier: Apache-2.0
"""Host names: whatever the name server does, echoes are on time, and the daemon says what it could not find."""

import os
import re
import sys
import time

from harness import SKIPPED, CountyTest, config_head, link, main, wait_for
from name_server import NameServer, resolving_from

COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "400ms"
[[host]]
id = "anchor"
address = "198.18.0.1"
delay = "1ms"
[[host]]
id = "six"
address = "2001:2::/64"
delay = "5ms"
"""
STEADY = link("steady", "198.18.1.1", interval="100ms")


class NamesTest(CountyTest):
    def setUp(self):
        super().setUp()
        if not os.path.exists("/etc/resolv.conf"):
            print("there is no /etc/resolv.conf to lay another one over")
            sys.exit(SKIPPED)
        self.county = self.start_county(COUNTY)

    def start(self, names, links, options="options timeout:1 attempts:1"):
        self.server = NameServer(names)
        self.addCleanup(self.server.close)
        return self.start_daemon(config_head() + STEADY + links, preexec_fn=resolving_from(self.folder, options))

    def expect_steady(self, daemon, least=20):
        """The link with a literal address lost nothing, and was probed each 100 ms by the county's own clock."""
        wait_for("echoes", lambda: daemon.metrics().value("pantau_icmp_probes_total", link="steady") >= least)
        page = daemon.metrics()
        for name in ("lost", "unsent", "void"):
            self.assertEqual(page.value(f"pantau_icmp_probes_{name}_total", link="steady"), 0, name)
        times = [record["t"] for record in self.county.truth() if record["dst"] == "198.18.1.1"]
        gaps = sorted(b - a for a, b in zip(times, times[1:]))
        self.assertAlmostEqual(gaps[len(gaps) // 2] / 1e6, 100, delta=25)

    def failures(self, daemon, name):
        return daemon.metrics().value("pantau_dns_failures_total", link=name)

    def state(self, daemon, name):
        return daemon.links()[name]["state"]


class Names(NamesTest):
    def test_names_that_fail_are_counted_logged_once_and_found_later(self):
        bad = {"no.example": "nxdomain", "fail.example": "servfail", "noise.example": "garbage", "empty.example": []}
        daemon = self.start(bad, "".join(link(name.split(".")[0], name, interval="100ms") for name in bad))
        names = [name.split(".")[0] for name in bad]
        wait_for("two failures of each", lambda: all(self.failures(daemon, name) >= 2 for name in names), seconds=60)
        page = daemon.metrics()
        self.assertIsNone(self.failures(daemon, "steady"), "an address needs no name server")
        for name in names:
            self.assertEqual(self.state(daemon, name), "unknown", "a name that we cannot find says nothing of the link")
            self.assertEqual(page.value("pantau_icmp_probes_total", link=name), 0)
            self.assertIsNone(page.value("pantau_link_up", link=name))
            self.assertEqual(len(re.findall(f"event=dns_failure link={name} ", daemon.text())), 1, daemon.text())
        self.server.names.update({name: ["198.18.5.5"] for name in bad})
        wait_for("all to be up", lambda: all(self.state(daemon, name) == "up" for name in names), seconds=90)
        for name in names:
            self.assertIn(f"event=dns_address link={name} address=198.18.5.5", daemon.text())
        self.expect_steady(daemon)

    def test_a_silent_server_delays_no_echo_and_no_stop(self):
        silent = {f"silent{i}.example": "silent" for i in range(8)}
        daemon = self.start(silent, "".join(link(name.split(".")[0], name, interval="100ms") for name in silent),
                            options="options timeout:30 attempts:5")
        wait_for("lookups that hang", lambda: sum(self.server.asked.values()) >= 4)
        self.expect_steady(daemon, least=60)
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        daemon.write(config_head() + STEADY)  # who asked is gone before the answer comes
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        self.assertEqual(daemon.metrics().find("pantau_dns_failures_total"), {})
        before = time.monotonic()
        daemon.process.terminate()
        self.assertEqual(daemon.process.wait(20), 0)
        self.assertLess(time.monotonic() - before, 5)

    def test_a_hundred_addresses_are_one_link_and_ipv6_is_found(self):
        many = [f"198.18.40.{i}" for i in range(1, 101)]
        daemon = self.start({"many.example": many, "six.example": ["2001:2::6"], "both.example": ["198.18.6.6", "2001:2::7"]},
                            link("many", "many.example", interval="100ms") + link("six", "six.example", interval="100ms")
                            + link("both", "both.example", interval="100ms"))
        wait_for("all to be up", lambda: all(self.state(daemon, name) == "up" for name in ("many", "six", "both")), seconds=60)
        # A second link with the name, and the first one again after a reload, share what was found.
        daemon.write(config_head() + STEADY + link("many", "many.example", interval="200ms")
                     + link("more", "many.example", interval="100ms") + link("six", "six.example", interval="100ms"))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        wait_for("the second to be up", lambda: self.state(daemon, "more") == "up", seconds=60)
        probed = {record["dst"] for record in self.county.truth()}
        self.assertEqual(len(probed & set(many)), 1, "one address, whatever the order in which they come")
        self.assertIn("2001:2::6", probed)
        self.assertEqual(len(probed & {"198.18.6.6", "2001:2::7"}), 1)
        self.assertEqual(self.failures(daemon, "many"), 0)
        self.expect_steady(daemon)

    def test_another_name_voids_what_is_in_flight_and_sends_nothing_until_it_is_found(self):
        daemon = self.start({"one.example": ["198.18.5.1"], "two.example": "silent"},
                            link("x", "one.example", interval="100ms"))
        wait_for("x", lambda: daemon.metrics().value("pantau_icmp_probes_total", link="x") >= 20)
        daemon.write(config_head() + STEADY + link("x", "two.example", interval="100ms"))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        wait_for("void echoes: at 400 ms some were in flight",
                 lambda: daemon.metrics().value("pantau_icmp_probes_void_total", link="x") >= 1)
        counted = daemon.metrics().value("pantau_icmp_probes_total", link="x")
        wait_for("failures", lambda: (self.failures(daemon, "x") or 0) >= 1, seconds=60)
        page = daemon.metrics()
        self.assertEqual(page.value("pantau_icmp_probes_total", link="x"), counted)
        self.assertGreater(page.value("pantau_icmp_probes_unsent_total", link="x"), 0)
        self.assertGreater(page.value("pantau_icmp_send_failures_total", reason="no_address"), 0)
        self.assertEqual(self.state(daemon, "x"), "unknown")
        self.server.names["two.example"] = ["198.18.5.2"]
        wait_for("x at its new address", lambda: daemon.metrics().value("pantau_icmp_probes_total", link="x") >= counted + 20,
                 seconds=90)
        page = daemon.metrics()
        self.assertEqual(page.value("pantau_icmp_probes_lost_total", link="x"), 0)
        sent = [record for record in self.county.truth() if record["dst"] == "198.18.5.1"]
        void = page.value("pantau_icmp_probes_void_total", link="x")
        self.assertEqual(len(sent), counted + void, "each echo to the old address was answered or void")
        self.expect_steady(daemon)


if __name__ == "__main__":
    main()
