# SPDX-License-Identifier: Apache-2.0
"""What the page and the log say of polled devices before, during and after a reading: values and labels, silence,
partial answers, quotas, names, and which agent is which."""

import os
import re
import time

from harness import main, wait_for
from name_server import NameServer
from snmp_agent import Sending, silent
from snmp_ber import TOO_BIG, oid
from snmp_life import BYTES, Life, NamedLife, Recorder, another_link, community, recorder
from snmp_router import DOWN, IFX_ENTRY, Interface, Router
from snmp_v3_test import AUTH_PASSWORD, BEST, PORT, PRIVACY_PASSWORD, SNMPD, Snmpd, account, credentials

KEPT = re.compile("pantau_snmp_.*|pantau_device_restarts_total|pantau_device_boot_timestamp_seconds")
COUNTERS = {"receive_bytes": "in_bytes", "transmit_bytes": "out_bytes", "receive_packets": "in_packets",
            "transmit_packets": "out_packets", "receive_errors": "in_errors", "transmit_errors": "out_errors",
            "receive_discards": "in_discards", "transmit_discards": "out_discards"}


class Readings(Life):
    def test_values_and_labels_are_those_of_the_device_and_vanish_when_old(self):
        counters = {column: 1000 + number for number, column in enumerate(COUNTERS.values())}
        router = Router(interfaces=[Interface(7, "ether1", "uplink", **counters), Interface(9, "ether2", "lan", oper=2)])
        self.begin({"main": recorder(router, behave=silent), "slow": recorder(Router(), "127.0.0.3", behave=silent)},
                   {"main": {"links": {"ether1": "clean"}},
                    "slow": {"interval": "30s", "timeout": "3s", "interfaces": ["ether1"]}})
        page = self.daemon.metrics()
        self.expect_nothing_read_yet("slow", page)
        self.assertIsNone(self.value("snmp_up", "slow", page), "no poll has ended: 3 + 6 + 12 s")
        self.assertIsNone(self.value("snmp_complete", "slow", page))
        page = wait_for("silence to be told", lambda: self.page_where("snmp_up", "main", 0))
        self.expect_nothing_read_yet("main", page)
        self.assertEqual(self.value("snmp_complete", "main", page), 0)

        self.agents["main"].behave = None
        page = self.wait_complete("main")
        self.assertEqual(self.value("snmp_up", "main", page), 1)
        self.expect_values(page, counters)
        router.restart()
        self.agents["main"].asked.clear()
        wait_for("the restart", lambda: self.page_where("device_restarts_total", "main", 1))
        self.wait_complete("main")
        self.expect_to_vanish_after_3_intervals("main")
        self.agents["main"].behave = None
        page = self.wait_complete("main")
        for column in COUNTERS:
            self.assertIsNotNone(self.value(f"interface_{column}_total", "main", page, interface="ether1"), column)
        self.assertEqual(self.value("device_restarts_total", "main", page), 1)
        self.assert_sound()

    def page_where(self, metric, identity, wanted):
        page = self.daemon.metrics()
        return page if self.value(metric, identity, page) == wanted else None

    def expect_nothing_read_yet(self, identity, page):
        for name in ("snmp_requests_total", "snmp_retries_total", "snmp_timeouts_total", "device_restarts_total"):
            self.assertIsNotNone(self.value(name, identity, page), name)
        self.assertEqual({name for name in self.names_of(identity, page) if not KEPT.fullmatch(name)}, set())
        for name in ("snmp_poll_duration_seconds", "snmp_last_success_timestamp_seconds", "device_boot_timestamp_seconds"):
            self.assertIsNone(self.value(name, identity, page), name)

    def expect_values(self, page, counters):
        common = {("site", "site-clean"), ("device", "main")}
        first = common | {("interface", "ether1"), ("link", "clean")}
        second = common | {("interface", "ether2"), ("link", "")}
        for metric, column in COUNTERS.items():
            self.assertEqual(page.find(f"pantau_interface_{metric}_total", device="main"),
                             {frozenset(first): counters[column], frozenset(second): 0}, metric)
        up = {dict(labels)["interface"]: value for labels, value in page.find("pantau_interface_up", device="main").items()}
        self.assertEqual(up, {"ether1": 1, "ether2": 0})
        self.assertEqual(self.value("interface_admin_up", "main", page, interface="ether2"), 1)
        self.assertEqual(self.value("interface_speed_bytes_per_second", "main", page, interface="ether1"), 100e6 / 8)
        self.assertEqual(self.value("interface_info", "main", page, interface="ether1", alias="uplink",
                                    if_type="ethernetCsmacd"), 1)
        self.assertEqual(self.value("device_info", "main", page, site="site-clean", sysname="router", profile="generic",
                                    sysobjectid="1.3.6.1.4.1.8072.3.2.10"), 1)
        self.assertAlmostEqual(self.value("device_boot_timestamp_seconds", "main", page), time.time() - 3600, delta=30)
        self.assertGreater(self.value("snmp_poll_duration_seconds", "main", page), 0)

    def expect_to_vanish_after_3_intervals(self, identity):
        self.agents[identity].behave = silent
        time.sleep(0.3)  # an answer on its way
        read = self.value("snmp_last_success_timestamp_seconds", identity)
        boot = self.value("device_boot_timestamp_seconds", identity)
        shown = gone = 0
        while not gone:
            began = time.time()
            page = self.daemon.metrics()
            others = {name for name in self.names_of(identity, page) if not KEPT.fullmatch(name)}
            if time.time() <= read + 3:
                self.assertIn("pantau_" + BYTES, others)
                shown += 1
            elif began > read + 4:  # a second for whoever is late
                self.assertEqual(others, set())
                gone += 1
            for (name, labels), value in page.samples.items():
                self.assertTrue(value == value or ("device", identity) not in labels, name)
            self.assertEqual(self.value("device_restarts_total", identity, page), 1)
            self.assertEqual(self.value("device_boot_timestamp_seconds", identity, page), boot)
            self.assertEqual(self.value("snmp_last_success_timestamp_seconds", identity, page), read)
            time.sleep(0.05)
        self.assertGreater(shown, 0)
        self.assertEqual(self.value("snmp_up", identity, page), 0)
        self.assertIsNotNone(self.value("snmp_poll_duration_seconds", identity, page))

    def test_an_incomplete_poll_publishes_what_came(self):
        """One agent answers the first of its parts alone; the other says tooBig whatever the size once an object is in."""
        bad = oid(IFX_ENTRY + ".10.1")  # ifHCOutOctets of ether1

        def mute(agent, asked):
            return [] if bad in asked.oids else [Sending(agent.answer(asked))]

        def too_big(agent, asked):
            wrong = {"first": TOO_BIG, "second": 0, "bindings": []} if bad in asked.oids else {}
            return [Sending(agent.answer(asked, **wrong))]

        only = {"interfaces": ["ether1"]}
        routers = {name: Router(interfaces=[Interface(1, "ether1", "a", in_bytes=5000, out_bytes=6000)])
                   for name in ("mute", "big")}
        self.begin({"mute": recorder(routers["mute"]), "big": recorder(routers["big"], "127.0.0.3")},
                   {"mute": only, "big": only})
        self.agents["mute"].most_bindings = 5
        self.all_complete(*routers, polls=2)
        self.agents["mute"].behave, self.agents["big"].behave = mute, too_big
        for router in routers.values():
            router.interfaces[0].oper, router.interfaces[0].in_bytes = DOWN, 5077
        page = wait_for("an incomplete poll", self.incomplete)
        self.assertEqual(self.value("snmp_up", "mute", page), 1)
        self.assertGreater(self.errors("mute", page)["timeout"], 0)
        page = wait_for("what did not come to be old", self.old)
        self.assertEqual(self.value("interface_up", "mute", page, interface="ether1"), 0, "it comes with each poll")
        self.assertEqual(self.events("snmp_incomplete", device="mute", why='"no answer"'), 1)
        page = self.wait_complete("big")
        self.assertGreater(self.errors("big", page)["too_big"], 0)
        self.assertEqual(self.value(BYTES, "big", page, interface="ether1"), 5077)
        self.assertEqual(self.value("interface_up", "big", page, interface="ether1"), 0)
        for name in routers:
            self.assertEqual(self.events("snmp_silent", device=name), 0, name)
            self.agents[name].behave = None
        page = self.all_complete(*routers, polls=2)
        for name in routers:
            self.assertEqual(self.value(BYTES, name, page, interface="ether1"), 5077, name)
            self.assertEqual(self.value("device_restarts_total", name, page), 0)
        self.assert_sound()

    def incomplete(self):
        page = self.daemon.metrics()
        fresh = self.value("interface_up", "mute", page, interface="ether1") == 0
        return page if fresh and self.value("snmp_complete", "mute", page) == 0 else None

    def old(self):
        page = self.daemon.metrics()
        return page if self.value("interface_transmit_bytes_total", "mute", page, interface="ether1") is None else None

    def test_quota_grows_with_the_mapped_interface(self):
        router = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=10**6, out_bytes=10**6)])
        self.links = another_link("paid", address="198.18.1.1", capacity_down="4Mbit/s", capacity_up="1Mbit/s",
                                  quota_per_month="50GB")
        self.begin({"main": recorder(router)}, {"main": {"interfaces": ["ether1"], "links": {"ether1": "paid"}}})
        page = self.all_complete("main", polls=2)
        used = page.value("pantau_link_quota_used_bytes", link="paid")
        self.assertEqual(used, 0, "what it had counted before was carried nobody knows when")
        router.interfaces[0].in_bytes += 3000
        router.interfaces[0].out_bytes += 400
        page = self.all_complete("main", polls=2)
        self.assertEqual(page.value("pantau_link_quota_used_bytes", link="paid") - used, 3400)
        self.assertEqual(page.value("pantau_link_quota_bytes", link="paid"), 50e9)
        self.assertEqual(page.value("pantau_link_capacity_bytes_per_second", link="paid", direction="receive"), 500_000)
        self.assertEqual(page.value("pantau_link_capacity_bytes_per_second", link="paid", direction="transmit"), 125_000)
        self.assertEqual(page.find("pantau_link_quota_used_bytes", link="clean"), {}, "it has no quota")
        self.assert_sound()

    def test_what_the_agent_says_of_itself_is_logged_once(self):
        router = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=10**6)])
        self.begin({"main": recorder(router)}, {"main": {"interfaces": ["ether1", "ether9"]}})
        self.wait_complete("main")
        self.polled("main")
        router.interfaces[0].in_bytes = 5
        router.interfaces[0].discontinuity = 100
        self.wait_complete("main")
        self.polled("main")
        router.restart()
        router.interfaces[0].discontinuity = 0
        self.wait_complete("main")
        self.agents["main"].behave = silent
        wait_for("silence", lambda: self.value("snmp_up", "main") == 0)
        self.polled("main", 4)
        self.agents["main"].behave = None
        self.wait_complete("main")
        self.polled("main")
        for event, fields, times in (
                ("snmp_answering", {"profile": "generic"}, 2), ("snmp_silent", {}, 1), ("device_restarted", {}, 1),
                ("counter_reset", {"interface": "ether1"}, 1), ("interface_missing", {"interface": "ether9"}, 1),
                ("snmp_incomplete", {}, 0), ("snmp_refused", {}, 0), ("device_notices_left_out", {}, 0)):
            fields = fields and {"device": "main", **fields}
            self.assertEqual(self.events(event, **fields), times, f"{event}\n{self.daemon.text()}")
        self.assertEqual(self.value("device_restarts_total", "main"), 1)
        self.assert_sound()


    def test_a_refusal_is_logged_once_and_not_as_silence(self):
        if not os.path.exists(SNMPD):
            self.skipTest(f"{SNMPD} is not there: deploy/install-dependencies test puts it there")
        self.secret("auth", AUTH_PASSWORD)
        self.secret("privacy", PRIVACY_PASSWORD)
        self.begin({}, {"stranger": {"credentials": "stranger", "interfaces": ["lo"]}},
                   credentials("stranger", "nobody", *BEST), stranger=f"127.0.0.2:{PORT}")
        wait_for("silence: there is no agent yet", lambda: self.value("snmp_up", "stranger") == 0)
        snmpd = Snmpd(self.folder, "snmpd", [account(*BEST)])
        self.addCleanup(snmpd.stop)
        self.wait_errors("stranger", "auth", more=2)
        self.assertEqual(self.events("snmp_refused", device="stranger", why='.*'), 1, self.daemon.text())
        self.assertEqual(self.events("snmp_silent", device="stranger", why='.*'), 1)
        self.assertEqual(self.events("snmp_answering"), 0)
        self.assertEqual(self.value("snmp_up", "stranger"), 1, "it does answer")
        self.assertEqual(self.value("snmp_complete", "stranger"), 0)
        self.assert_sound()


class Addresses(NamedLife):
    def test_two_devices_on_one_address_and_port_are_told_apart_by_community_also_on_ipv6(self):
        routers = {name: Router(name=name, interfaces=[Interface(1, "ether1", "a", in_bytes=number)])
                   for number, name in enumerate(("a4", "b4", "a6", "b6"), 1000)}
        for name in routers:
            self.secret(name, name + "-words")
        mibs = {(name + "-words").encode(): router.mib for name, router in routers.items()}
        self.begin({"a4": lambda: Recorder(mibs, "127.0.0.2", 1161), "a6": lambda: Recorder(mibs, "::1", 1161)},
                   {name: {"credentials": name, "interfaces": ["ether1"]} for name in routers},
                   "".join(map(community, routers)), b4="127.0.0.2:1161", b6="[::1]:1161")
        for _ in range(2):
            page = self.all_complete(*routers)
            for name, router in routers.items():
                self.assertEqual(self.value(BYTES, name, page, interface="ether1"), router.interfaces[0].in_bytes)
                self.assertEqual(self.value("device_info", name, page, sysname=name), 1)
        for name, router in routers.items():
            self.assertEqual(self.errors(name), {}, name)
            self.assertEqual(self.value("device_restarts_total", name), 0, name)
        self.assert_sound()

    def test_a_host_name_is_asked_for_until_it_is_found(self):
        self.start_county_once()
        server = NameServer({"agent.example": "nxdomain"})
        self.addCleanup(server.close)
        self.begin({"named": recorder(Router(), port=1161), "plain": recorder(Router(), "127.0.0.3")},
                   {name: {"interfaces": ["ether1"]} for name in ("named", "plain")}, named="agent.example:1161")
        wait_for("a second failure", lambda: server.asked["agent.example"] >= 2, seconds=60)
        self.wait_complete("plain")
        page = self.daemon.metrics()
        self.assertIsNone(self.value("snmp_up", "named", page), "never asked")
        self.assertEqual(self.value("snmp_requests_total", "named", page), 0)
        self.assertEqual(self.errors("named", page), {})
        self.assertEqual(self.agents["named"].asked, [])
        server.names["agent.example"] = ["127.0.0.2"]
        self.wait_complete("named", 60)
        self.assertEqual(self.events("dns_failure", device="named"), 1, self.daemon.text())
        self.assertEqual(self.events("dns_address", device="named", address="127.0.0.2"), 1)
        self.assert_sound()


if __name__ == "__main__":
    main()
