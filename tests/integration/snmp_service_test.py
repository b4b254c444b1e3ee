# SPDX-License-Identifier: Apache-2.0
"""The daemon's own life while it polls: its files, signals, a process that stood still, and many devices at once."""

import os
import signal
import subprocess
import time

from harness import PANTAU, link, main, wait_for
from snmp_agent import Sending, silent
from snmp_ber import GET, INTEGER, Value
from snmp_life import BYTES, Life, Recorder, another_link, community, recorder
from snmp_router import Interface, Router
from snmp_trial import COMMUNITY

BATTERY = "1.3.6.1.4.1.8072.9999.1.1.0"
OWN = """id = "own"
description = "A battery of our own"
include = ["generic"]
scalar = [{ metric = "pantau_power_battery_volts", oid = "%s", scale = %s }]
"""


class Files(Life):
    def test_a_missing_secret_is_a_warning_that_says_what_to_do_and_the_device_waits(self):
        self.begin({"main": recorder(Router()), "other": recorder(Router(), "127.0.0.3")},
                   {"main": {"credentials": "later"}}, community("later"))
        self.wait_complete("other")
        self.polled("other")
        self.assertIn("LoadCredential=later:", self.daemon.text())
        page = self.daemon.metrics()
        self.assertEqual(self.agents["main"].asked, [], "an empty community would be a refusal in the agent's log")
        self.assertIsNone(self.value("snmp_up", "main", page))
        self.assertEqual(self.errors("main", page), {})
        self.secret("later", COMMUNITY)
        self.reload(self.configuration())
        self.wait_complete("main")
        self.assert_sound()

    def test_a_secret_that_others_can_read_is_refused(self):
        self.agents, self.keys, self.extra = {}, {}, ""
        self.write("community", "very-secret\n")
        os.chmod(os.path.join(self.folder, "community"), 0o644)
        self.write("pantau.toml", self.written({"main": "127.0.0.2:1161"}))
        result = subprocess.run([PANTAU, "run", "-c", os.path.join(self.folder, "pantau.toml")], capture_output=True,
                                text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 78, result.stderr)
        self.assertRegex(result.stderr, r"pantau\.toml:\d+:\d+: .*community can be read or changed by everyone: run chmod o= ")
        self.assertNotIn("very-secret", result.stderr)

    def test_profiles_beside_the_configuration_follow_a_reload(self):
        router = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=5000)])
        router.mib[BATTERY] = Value(INTEGER, 481)
        self.write("snmp/own.toml", OWN % (BATTERY, "0.1"))
        self.begin({"main": recorder(router), "plain": recorder(Router(), "127.0.0.3")},
                   {"main": {"profile": "own", "interfaces": ["ether1"]}})
        page = self.wait_complete("main")
        self.wait_complete("plain")
        self.assertAlmostEqual(self.value("power_battery_volts", "main", page), 48.1)
        self.assertEqual(len(page.find("pantau_device_info", device="main", profile="own")), 1)
        before = len(self.agents["plain"].asked)
        self.write("snmp/own.toml", OWN % (BATTERY, "0.05"))
        self.reload(self.configuration())
        page = wait_for("the new scale", lambda: self.volts(24.05))
        self.assertGreaterEqual(self.value(BYTES, "main", self.wait_complete("main"), interface="ether1"), 5000)

        self.write("snmp/own.toml", (OWN % (BATTERY, "0.1")).replace("description", "descriptoin"))
        self.reload(self.configuration(), "reload_failed")
        self.assertRegex(self.daemon.text(), r"own\.toml:2:1: .*descriptoin")
        self.assertEqual(self.daemon.metrics().value("pantau_config_last_reload_successful"), 0)
        since = len(self.agents["main"].asked)
        self.polled("main", 3)
        self.assertAlmostEqual(self.value("power_battery_volts", "main", self.wait_complete("main")), 24.05)
        self.assertEqual(set(self.agents["main"].kinds(since)), {GET}, "nothing was searched again")
        self.assertEqual(set(self.agents["plain"].kinds(before)), {GET}, "its profile never changed")
        self.assert_sound()

    def volts(self, wanted):
        found = self.value("power_battery_volts", "main")
        return found is not None and abs(found - wanted) < 1e-9

    def test_config_masks_the_secret_and_means_the_same_when_it_is_read_again(self):
        self.links = another_link("other", address="198.18.1.1")
        self.begin({"main": recorder(Router())}, {"main": {
            "interfaces": ["ether1", "ether2"], "links": {"ether1": "clean"}, "via": "other", "retries": 1,
            "power": {"low_volts": 46.5}, "timeout": "250ms", "interval": "7s"}})
        status, shown = self.daemon.get("/config")
        self.assertEqual(status, 200)
        self.assertNotIn(f'"{COMMUNITY}"', shown)
        for line in ('via = "other"', 'interval = "7s"', 'timeout = "250ms"', "retries = 1", 'credentials = "v2"',
                     'interfaces = ["ether1", "ether2"]'):
            self.assertIn(line, shown)
        self.write("again.toml", shown)
        self.secret("<secret>", COMMUNITY)  # the length of a community is part of what polling costs
        results = [subprocess.run([PANTAU, "check", "-c", os.path.join(self.folder, name)], capture_output=True, text=True,
                                  check=False, timeout=60) for name in ("again.toml", "pantau.toml")]
        self.assertEqual([result.returncode for result in results], [0, 0], results[0].stderr)
        self.assertEqual(results[0].stdout, results[1].stdout)


class Daemon(Life):
    def test_sigterm_in_mid_poll_ends_at_once(self):
        self.begin({"main": recorder(Router(), behave=silent)}, {"main": {"interval": "1s", "timeout": "30s"}})
        wait_for("a poll that waits", lambda: self.agents["main"].asked)
        began = time.monotonic()
        self.daemon.process.terminate()
        self.assertEqual(self.daemon.process.wait(20), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_a_stopped_process_invents_no_restart_and_no_jump(self):
        router = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=5000)])
        self.begin({"main": recorder(router)}, {"main": {"interfaces": ["ether1"]}})
        page = self.wait_complete("main")
        boot = self.value("device_boot_timestamp_seconds", "main", page)
        for asked_meanwhile in (False, True):  # stopped between polls, then with an answer on its way
            agent = self.agents["main"]
            before = self.value(BYTES, "main", interface="ether1")
            if asked_meanwhile:
                agent.behave = lambda agent, asked: [Sending(agent.answer(asked), 0.4)]
                count = len(agent.asked)
                wait_for("a request", lambda count=count: len(agent.asked) > count)
            self.daemon.process.send_signal(signal.SIGSTOP)
            time.sleep(6 if asked_meanwhile else 3.5)
            router.interfaces[0].in_bytes += 600
            count = len(agent.asked)
            self.daemon.process.send_signal(signal.SIGCONT)
            agent.behave = None
            page = self.all_complete("main", polls=2)
            self.assertEqual(self.value(BYTES, "main", page, interface="ether1") - before, 600)
            self.assertEqual(self.value("device_restarts_total", "main", page), 0)
            self.assertEqual(self.value("device_boot_timestamp_seconds", "main", page), boot)
        self.assertEqual(self.events("counter_reset") + self.events("device_restarted"), 0)
        self.assertIn("event=blind_time", self.daemon.text())

    def test_200_devices_on_one_agent_beside_20_links_miss_nothing(self):
        names = [f"d{number:03}" for number in range(200)]
        router = Router(interfaces=[])
        for name in names:
            self.secret(name, name + "-words")
        mibs = {(name + "-words").encode(): router.mib for name in names}
        self.links = "".join(link(f"l{number:02}", "198.18.1.1", interval="100ms") for number in range(20))
        self.begin({names[0]: lambda: Recorder(mibs, "127.0.0.2", 1161)},
                   {name: {"credentials": name, "interfaces": [], "timeout": "1s", "retries": 0} for name in names},
                   "".join(map(community, names)), **{name: "127.0.0.2:1161" for name in names[1:]})
        agent = self.agents[names[0]]
        wait_for("all to be known", lambda: all(value == 1 for value in self.up_of(names)), seconds=40)
        began, before = time.monotonic(), {name: len(agent.of(name + "-words")) for name in names}
        time.sleep(10)
        after, seconds = {name: len(agent.of(name + "-words")) for name in names}, time.monotonic() - began
        for name in names:
            self.assertGreaterEqual(after[name] - before[name], int(seconds) - 1, name)
            self.assertLessEqual(after[name] - before[name], int(seconds) + 2, name)
        page = self.daemon.metrics()
        for metric in ("probes_lost", "probes_unsent", "probes_void", "replies_late"):
            found = page.find(f"pantau_icmp_{metric}_total")
            self.assertEqual(len(found), 21)
            self.assertEqual(set(found.values()), {0}, metric)
        self.assertEqual(set(page.find("pantau_snmp_timeouts_total").values()), {0})
        self.assertEqual(set(page.find("pantau_snmp_complete").values()), {1})

    def up_of(self, names):
        found = self.daemon.metrics().find("pantau_snmp_complete")
        return list(found.values()) + [0] * (len(names) - len(found))


if __name__ == "__main__":
    main()
