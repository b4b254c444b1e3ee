# SPDX-License-Identifier: Apache-2.0
"""What a known name means is asked again after 5 minutes: a change is followed and logged once, a dead server
changes nothing, and a name with many addresses keeps the one in use. Slow: it waits for those 5 minutes."""

import re

from dns_test import NamesTest
from harness import config_head, link, main, wait_for

MANY = [f"198.18.40.{i}" for i in range(1, 101)]


class Changes(NamesTest):
    def test_after_five_minutes(self):
        names = {"moves.example": ["198.18.5.1"], "dies.example": ["198.18.5.2"], "mute.example": ["198.18.5.3"],
                 "many.example": MANY}
        daemon = self.start(names, "".join(link(name.split(".")[0], name, interval="100ms") for name in names))
        wait_for("all to be up", lambda: all(entry["state"] == "up" for entry in daemon.links().values()), seconds=60)
        used = {record["dst"] for record in self.county.truth()} & set(MANY)
        self.server.names.update({"moves.example": ["198.18.5.9"], "dies.example": "nxdomain", "mute.example": "silent"})
        wait_for("the names to be asked again", lambda: all(self.server.asked[name] >= 2 for name in names), seconds=360, pause=1)
        wait_for("the failures", lambda: all((self.failures(daemon, name) or 0) >= 1 for name in ("dies", "mute")), seconds=60)
        before = daemon.metrics()
        wait_for("echoes afterwards", lambda: daemon.metrics().value("pantau_icmp_probes_total", link="moves")
                 >= before.value("pantau_icmp_probes_total", link="moves") + 50, seconds=60)
        page = daemon.metrics()
        for name in ("moves", "dies", "mute", "many"):
            self.assertEqual(page.value("pantau_icmp_probes_lost_total", link=name), 0, name)
            self.assertEqual(page.value("pantau_icmp_probes_unsent_total", link=name) > 10, False, "only until first found")
            self.assertEqual(daemon.links()[name]["state"], "up")
        self.assertGreaterEqual(page.value("pantau_icmp_probes_void_total", link="moves"), 1)
        self.assertEqual(page.value("pantau_icmp_probes_void_total", link="dies"), 0)
        logged = re.findall(r"event=dns_address link=(\S+) address=(\S+)", daemon.text())
        self.assertEqual(sorted(entry for entry in logged if entry[0] != "many"), [
            ("dies", "198.18.5.2"), ("moves", "198.18.5.1"), ("moves", "198.18.5.9"), ("mute", "198.18.5.3")])
        self.assertEqual(len(re.findall("event=dns_failure link=dies ", daemon.text())), 1)
        truth = self.county.truth()
        self.assertEqual({record["dst"] for record in truth} & set(MANY), used)
        self.assertEqual(len(used), 1)
        first_new = min(record["n"] for record in truth if record["dst"] == "198.18.5.9")
        self.assertEqual([r for r in truth if r["dst"] == "198.18.5.1" and r["n"] > first_new], [], "nothing to the old one")
        self.expect_steady(daemon)


if __name__ == "__main__":
    main()
