# SPDX-License-Identifier: Apache-2.0
"""Reload: unchanged links keep everything, removed ones vanish, a bad file changes nothing and says why."""

import os
import signal
import time

from harness import CountyTest, config_head, link, main, wait_for

COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
"""
A = link("a", "198.18.1.1", interval="100ms")
B = link("b", "198.18.1.2", interval="100ms")
C = link("c", "198.18.1.3", interval="100ms")


class Reload(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)

    def probes(self, daemon, name):
        return daemon.metrics().value("pantau_icmp_probes_total", link=name)

    def wait_for_probes(self, daemon, name, count):
        wait_for(f"{count} echoes on {name}", lambda: (self.probes(daemon, name) or 0) >= count)

    def test_unchanged_links_keep_counters_and_state_and_removed_ones_vanish(self):
        daemon = self.start_daemon(config_head() + A + B)
        self.wait_for_probes(daemon, "a", 20)
        before = daemon.metrics()
        since = daemon.links()["a"]["since"]
        daemon.write(config_head() + A + C)
        status, text = daemon.get("/-/reload", method="POST")
        self.assertEqual(status, 200, text)
        after = daemon.metrics()
        self.assertEqual(after.find("pantau_icmp_probes_total", link="b"), {}, "at the next scrape, not later")
        self.assertEqual([key for key in after.samples if ("link", "b") in key[1]], [])
        self.assertIsNotNone(after.value("pantau_icmp_probes_total", link="c"))
        for (name, labels), value in before.samples.items():
            if ("link", "a") in labels and name.endswith(("_total", "_count", "_bucket")):
                self.assertGreaterEqual(after.samples[(name, labels)], value, name)
        self.assertEqual(daemon.links()["a"]["since"], since)
        self.assertEqual(daemon.metrics().value("pantau_config_last_reload_successful"), 1)

    def test_a_broken_file_changes_nothing_and_is_named_with_line_and_column(self):
        daemon = self.start_daemon(config_head() + A)
        self.wait_for_probes(daemon, "a", 10)
        good = config_head() + A
        daemon.write(good + 'no_such_key = 1\n[[link]]\nid = "x"\nsite = "nowhere"\ntechnology = "radio"\n')
        status, text = daemon.get("/-/reload", method="POST")
        self.assertEqual(status, 500)
        with open(daemon.path, encoding="utf-8") as file:
            line = 1 + [row.startswith("no_such_key") for row in file].index(True)
        self.assertIn(f"{daemon.path}:{line}:1: ", text)
        self.assertIn("no_such_key", text)
        self.assertIn("nowhere", text, "all mistakes in one go")
        self.assertEqual(daemon.metrics().value("pantau_config_last_reload_successful"), 0)
        self.assertIn("event=reload_failed", daemon.text())
        self.wait_for_probes(daemon, "a", self.probes(daemon, "a") + 10)
        daemon.write(good)
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        self.assertEqual(daemon.metrics().value("pantau_config_last_reload_successful"), 1)

    def test_a_configuration_that_vanished_keeps_the_old_one(self):
        daemon = self.start_daemon(config_head() + A)
        os.unlink(daemon.path)
        status, text = daemon.get("/-/reload", method="POST")
        self.assertEqual(status, 500)
        self.assertIn(daemon.path, text)
        self.wait_for_probes(daemon, "a", (self.probes(daemon, "a") or 0) + 10)

    def test_a_changed_address_voids_what_was_in_flight_and_keeps_the_counters(self):
        daemon = self.start_daemon(config_head() + A)
        self.wait_for_probes(daemon, "a", 20)
        before = self.probes(daemon, "a")
        daemon.write(config_head() + link("a", "198.18.9.9", interval="100ms"))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        self.wait_for_probes(daemon, "a", before + 10)
        self.assertEqual(daemon.metrics().value("pantau_icmp_probes_lost_total", link="a"), 0)
        self.assertEqual(daemon.links()["a"]["address"], "198.18.9.9")

    def test_a_storm_of_signals_is_survived_and_the_last_file_wins(self):
        daemon = self.start_daemon(config_head() + A)
        self.wait_for_probes(daemon, "a", 10)
        before = self.probes(daemon, "a")
        for turn in range(100):
            if turn == 50:
                daemon.write(config_head() + A + C)
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        wait_for("link c", lambda: self.probes(daemon, "c") is not None)
        page = daemon.metrics()
        self.assertGreaterEqual(page.value("pantau_icmp_probes_total", link="a"), before)
        self.assertEqual(page.value("pantau_icmp_probes_lost_total", link="a"), 0)
        self.assertEqual(page.value("pantau_icmp_probes_void_total", link="a"), 0)

    def test_a_reload_during_shutdown_does_not_hold_it_up(self):
        daemon = self.start_daemon(config_head() + A)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(daemon.process.wait(5), 0)

    def test_reload_over_http_is_refused_unless_enabled(self):
        daemon = self.start_daemon((config_head() + A).replace("reload = true", "reload = false"))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 403)
        self.assertEqual(daemon.get("/-/reload")[0], 405)


if __name__ == "__main__":
    main()
