# SPDX-License-Identifier: Apache-2.0
"""4,093 dead targets on a network of our own: the neighbour table, which the whole machine shares, stays usable."""

import re
import subprocess

from harness import config_head, main, wait_for
from icmp_trial import Trial, host

LIMIT = 256  # unresolved neighbours at a time (semantics.md 1)
MARGIN = 32  # sent on the way between two looks at the table
DEVICE = "dead0"


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=30).stdout


def neighbours():
    return len(run("ip", "neighbour", "show", "dev", DEVICE, "nud", "all").splitlines())


class Neighbours(Trial):
    def begin_beside_a_dead_network(self):
        dead = [f"198.19.{high}.{low}" for high in range(16) for low in range(256)][2:-1]
        links = {f"dead-{n}": (address, {"interval": "3s", "timeout": "2s"}) for n, address in enumerate(dead)}
        self.alive = {f"alive-{n}": (f"198.18.1.{n}", {"interval": "200ms"}) for n in range(1, 6)}
        # Without a histogram for each link the page is a quarter as long.
        self.begin(host("all", "198.18.0.0/16", delay="5ms"), self.alive,
                   head=config_head(extra='[metrics]\nrtt_histogram = "technology"'))
        run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", "nobody")
        run("ip", "address", "add", "198.19.0.1/20", "dev", DEVICE)
        run("ip", "link", "set", DEVICE, "up")
        run("ip", "link", "set", "nobody", "up", "arp", "off")
        self.wait_for_echoes(5)
        self.links = {**self.alive, **links}
        self.reload(self.configuration())
        return links

    def by_link(self, metric):
        """Of thousands of links; parsing the whole page takes seconds."""
        text = self.daemon.get("/metrics", timeout=60)[1]
        return {name: float(value) for name, value in
                re.findall(rf'^pantau_icmp_{metric}_total{{.*link="([^"]*)".*}} (\S+)$', text, re.MULTILINE)}

    def test_dead_targets_on_link_leave_the_neighbour_table_to_others(self):
        dead = self.begin_beside_a_dead_network()
        most, looks = 0, 0

        def more_than_the_limit_had_a_turn():
            nonlocal most, looks
            most = max(most, neighbours())
            looks += 1
            if looks % 50 != 0:
                return False
            decided = self.by_link("probes")
            return sum(1 for name in dead if decided[name] > 0) > LIMIT

        wait_for("turns of more than the limit", more_than_the_limit_had_a_turn, seconds=150, pause=0.1)
        self.assertGreater(most, LIMIT // 2, "or nothing was tried at all")
        self.assertLessEqual(most, LIMIT + MARGIN)
        unsent = self.by_link("probes_unsent")
        self.assertGreater(sum(1 for name in dead if unsent[name] > 0), len(dead) - 2 * LIMIT)
        text = self.daemon.get("/metrics", timeout=60)[1]
        withheld = re.search(r'pantau_icmp_send_failures_total{reason="neighbour_limit"} (\S+)', text)
        self.assertGreaterEqual(float(withheld.group(1)), sum(unsent.values()))
        self.links = self.alive  # the others go, and their places with them
        page, truth = self.settle()
        for name in self.alive:
            self.assertGreater(len(truth[name]), 80)
            self.assert_nothing_else(page, name)
            self.assertEqual(self.value("probes_total", name, page), len(truth[name]))
        self.assertEqual(page.find("pantau_icmp_probes_total", link="dead-7"), {})


if __name__ == "__main__":
    main()
