# SPDX-License-Identifier: Apache-2.0
"""Reload with devices: unchanged ones keep counters, rows and their place in time, and each change of another does what
it is meant to and no more. And the bytes of polling stand at the link that carried them."""

import statistics

from harness import link, main, wait_for
from snmp_ber import GET, GET_BULK
from snmp_life import BYTES, Life, another_link, community, recorder
from snmp_router import Interface, Router
from snmp_trial import COMMUNITY

TOTALS = ("pantau_interface_receive_bytes_total", "pantau_interface_transmit_bytes_total", "pantau_snmp_requests_total",
          "pantau_snmp_retries_total", "pantau_snmp_timeouts_total", "pantau_device_restarts_total")


def one(in_bytes, name="ether1", **keys):
    return Router(interfaces=[Interface(1, name, "a", in_bytes=in_bytes)], **keys)


def place_in_second(asked):
    """Where in its interval a device is asked: an angle, so that no edge is in the way."""
    first = asked[0].at
    return first, statistics.median((each.at - first + 0.5) % 1.0 for each in asked) - 0.5


class Reload(Life):
    def begin_each(self, routers, keys, extra="", **more):
        self.routers = routers
        made = {name: recorder(router, "::1" if name == "six" else f"127.0.0.{number}")
                for number, (name, router) in enumerate(routers.items(), 2)}
        self.begin(made, {name: {"interfaces": ["ether1"], **keys.get(name, {})} for name in routers}, extra, **more)

    def endpoints(self, *left_out):
        return {name: agent.endpoint for name, agent in self.agents.items() if name not in left_out}

    def received(self, name, page=None, interface="ether1"):
        return self.value(BYTES, name, page, interface=interface)

    def expect_growth(self, by, *names):
        """What the agents count more from now on is counted, and nothing else."""
        before = self.daemon.metrics()
        for name in names:
            self.routers[name].interfaces[0].in_bytes += by
        page = self.all_complete(*names, polls=2)
        for name in names:
            self.assertEqual(self.received(name, page) - self.received(name, before), by, name)

    def expect_no_fall(self, before, after, *left_out):
        for name in TOTALS:
            for labels, value in before.find(name).items():
                if dict(labels)["device"] not in left_out:
                    self.assertGreaterEqual(after.samples.get((name, labels), -1), value, f"{name}{dict(labels)}")

    def test_unchanged_devices_are_left_alone_new_ones_start_and_removed_ones_vanish(self):
        kept = [f"kept{number}" for number in range(6)]
        self.begin_each({name: one(5000) for name in (*kept, "gone", "late")}, {})
        self.daemon.write(self.written(self.endpoints("late")))
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        self.all_complete(*kept, "gone")
        count = {name: len(self.agents[name].asked) for name in self.agents}
        wait_for("polls", lambda: all(len(self.agents[name].asked) >= count[name] + 3 for name in kept))
        before = self.daemon.metrics()
        at = {name: len(self.agents[name].asked) for name in self.agents}
        page = self.reload(self.written(self.endpoints("gone")))
        self.assertEqual(self.names_of("gone", page), set(), "at the next scrape, not later")
        self.expect_no_fall(before, page, "gone", "late")
        self.wait_complete("late")
        wait_for("polls", lambda: all(len(self.agents[name].asked) >= at[name] + 3 for name in kept))
        for name in kept:
            asked = list(self.agents[name].asked)
            self.assertEqual({each.kind for each in asked[at[name]:]}, {GET}, f"{name}: nothing was searched again")
            first, old = place_in_second(asked[count[name]:at[name]])
            places = [(each.at - first - old + 0.5) % 1.0 - 0.5 for each in asked[at[name]:]]
            self.assertAlmostEqual(statistics.median(places), 0, delta=0.2, msg=f"{name} kept its place in time")
        gone = len(self.agents["gone"].asked)
        self.expect_growth(700, *kept)
        self.assertEqual(len(self.agents["gone"].asked), gone)
        self.assertEqual(self.events("snmp_answering", device="kept0"), 1)
        self.assert_sound()

    def test_each_change_does_what_it_is_meant_to(self):
        self.secret("second", "second-words")
        routers = {name: one(5000) for name in ("interval", "interfaces", "credentials", "profile", "address", "other", "site")}
        routers["other"].interfaces[0].in_bytes = 9_000_000
        self.links = link("elsewhere", "198.18.1.1", interval="10s")
        routers["interfaces"] = Router(interfaces=[Interface(1, "ether1", "", in_bytes=5000),
                                                   Interface(2, "ether2", "", in_bytes=800),
                                                   Interface(3, "ether3", "", in_bytes=900)])
        self.begin_each(routers, {"interfaces": {"interfaces": ["ether1", "ether2"]}}, community("second"))
        self.agents["credentials"].mibs[b"second-words"] = routers["credentials"].mib
        before = self.all_complete(*routers)
        at = {name: len(self.agents[name].asked) for name in self.agents}
        self.keys["interval"]["interval"] = "2s"
        self.keys["interfaces"]["interfaces"] = ["ether1", "ether3"]
        self.keys["credentials"]["credentials"] = "second"
        self.keys["profile"]["profile"] = "mikrotik"
        text = self.written({**self.endpoints(), "address": self.agents["other"].endpoint})
        page = self.reload(text.replace('id = "site"\nsite = "site-clean"', 'id = "site"\nsite = "site-elsewhere"'))
        self.assertEqual(page.find("pantau_snmp_requests_total", device="site", site="site-clean"), {})
        self.assertEqual(self.received("interfaces", page, "ether2"), None, "not configured any more")
        page = self.all_complete(*routers)
        for name in routers:
            self.assertEqual(self.value("device_restarts_total", name, page), 0, name)
        self.expect_no_fall(before, page, "interfaces", "site")
        self.assertEqual(self.value(BYTES, "site", page, site="site-elsewhere"), 5000)
        self.assertEqual(page.find("pantau_" + BYTES, device="site", site="site-clean"), {})
        self.assertEqual(self.received("interfaces", page), 5000)
        self.assertEqual(self.received("interfaces", page, "ether3"), 900)
        self.assertEqual(self.received("address", page), 5000, "the other agent's counter is only a base")
        self.assertEqual(len(page.find("pantau_device_info", device="profile", profile="mikrotik")), 1)
        kinds = {name: {each.kind for each in self.agents[name].asked[at[name]:]} for name in self.agents}
        self.assertEqual(kinds["interval"], {GET}, "rows are kept")
        self.assertEqual(kinds["credentials"], {GET}, "rows are kept")
        self.assertIn(GET_BULK, kinds["interfaces"])
        self.assertIn(GET_BULK, kinds["profile"])
        self.assertLessEqual(len(self.agents["address"].asked), at["address"] + 1, "but for what was on its way")
        asked = self.agents["credentials"]
        self.assertGreater(len(asked.of("second-words")), 0)
        self.assertLessEqual(len(asked.of(COMMUNITY)), at["credentials"] + 1)
        self.expect_growth_after_the_changes()
        self.expect_other_interval()
        self.assert_sound()

    def expect_growth_after_the_changes(self):
        before = self.received("address")
        self.routers["other"].interfaces[0].in_bytes += 600
        self.expect_growth(600, "interval", "interfaces", "credentials", "profile", "site")
        self.assertEqual(self.received("address", self.all_complete("address")) - before, 600)
        self.assertEqual(self.events("device_restarted") + self.events("counter_reset"), 0)

    def expect_other_interval(self):
        agent = self.agents["interval"]
        since = len(agent.asked)
        wait_for("three polls", lambda: len(agent.asked) >= since + 3)
        gaps = [later.at - earlier.at for earlier, later in zip(agent.asked[since:], agent.asked[since + 1:])]
        self.assertAlmostEqual(statistics.median(gaps), 2, delta=0.5)

    def test_an_address_that_is_not_known_yet_is_no_answer(self):
        """What the old agent said is no longer true of the device, and nothing is known of the new one."""
        self.begin_each({"main": one(5000)}, {})
        before = self.all_complete("main")
        page = self.reload(self.written({"main": "nowhere.example:1161"}))
        for metric in ("snmp_up", "snmp_complete", BYTES):
            self.assertEqual(page.find("pantau_" + metric, device="main"), {}, metric)
        self.assertGreaterEqual(self.value("snmp_requests_total", "main", page),
                                self.value("snmp_requests_total", "main", before))
        self.reload(self.configuration())
        self.assertEqual(self.received("main", self.all_complete("main")), 5000)
        self.expect_growth(400, "main")
        self.assertEqual(self.value("device_restarts_total", "main"), 0)
        self.assert_sound()

    def test_a_broken_file_keeps_everything(self):
        self.begin_each({"main": one(5000)}, {})
        self.wait_complete("main")
        good = self.configuration()
        before, at = self.daemon.metrics(), len(self.agents["main"].asked)
        broken = good.replace('profile = "generic"', 'profile = "genric"').replace('interval = "1s"', 'interval = "1"')
        page = self.reload(broken, "reload_failed")
        self.expect_no_fall(before, page)
        self.assertEqual(page.value("pantau_config_last_reload_successful"), 0)
        with open(self.daemon.path, encoding="utf-8") as file:
            wrong = [line for line, what in enumerate(file, 1) if "genric" in what or 'interval = "1"' in what]
        self.assertEqual(len(wrong), 2)
        for line in wrong:
            self.assertIn(f"pantau.toml:{line}:", self.daemon.text())
        self.expect_growth(900, "main")
        self.assertEqual({each.kind for each in self.agents["main"].asked[at:]}, {GET})
        self.assert_sound()

    def cost(self, name, page):
        """(sent, received) of pantau_link_probe_bytes_total."""
        found = page.find("pantau_link_probe_bytes_total", link=name)
        self.assertEqual(len(found), 2, found)
        by_direction = {dict(labels)["direction"]: value for labels, value in found.items()}
        return by_direction["receive"], by_direction["transmit"]

    def test_polling_stands_at_the_link_that_carried_it_to_the_byte(self):
        self.links = another_link("first") + another_link("second")
        self.begin_each({"main": one(5000), "six": one(5000)}, {"main": {"via": "first"}, "six": {"via": "first"}})
        agents = self.agents["main"], self.agents["six"]
        self.all_complete(*self.agents)
        self.agents["main"].behave = lambda agent, asked: []  # what nobody answers costs as well
        page = wait_for("timeouts", lambda: self.timeouts("main", 4))
        self.agents["main"].behave = None
        self.wait_complete("main")

        def carried(*names):
            """When nothing is on its way the page and the agents say the same."""
            page, said = self.daemon.metrics(), [0, 0]
            for name in names:
                said = [old + new for old, new in zip(said, self.cost(name, page))]
            return page if said == [sum(each.heard for each in agents), sum(each.sent for each in agents)] else None

        page = wait_for("every byte to be counted", lambda: carried("first"))
        self.assertEqual(self.cost("second", page), (0, 0))
        for name in self.keys:
            self.keys[name]["via"] = "second"
        self.agents["main"].behave = lambda agent, asked: []
        self.polled("main", 1)  # and waits for an answer while the file is read again
        heard = sum(each.heard for each in agents)
        after = self.reload(self.configuration())
        moved = self.cost("first", after)
        self.assertGreaterEqual(moved[0], heard, "what was asked before went through the first")
        self.assertGreaterEqual(moved[1], self.cost("first", page)[1])
        self.agents["main"].behave = None
        self.expect_no_fall(page, after)
        self.all_complete(*self.agents)
        page = wait_for("every byte to be counted", lambda: carried("first", "second"))
        self.assertEqual(self.cost("first", page), moved, "nothing goes through it any more")
        self.assertGreater(min(self.cost("second", page)), 0)
        self.assert_sound()

    def timeouts(self, name, least):
        page = self.daemon.metrics()
        return page if self.value("snmp_timeouts_total", name, page) >= least else None


if __name__ == "__main__":
    main()
