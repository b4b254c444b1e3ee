# SPDX-License-Identifier: Apache-2.0
"""What this machine cannot send is no loss of a link: a filter, a full queue, no route, the interface down, sight
lost. Links become unknown, never down, and come back by themselves."""

import calendar
import math
import re
import shutil
import subprocess
import time

from harness import config_head, main, wait_for
from icmp_trial import Trial, host
from packets import DEVICE, GATEWAY

KEYS = {"timeout": "300ms", "down_after": 4, "up_after": 2}


def run(*words):
    subprocess.run(words, check=True, capture_output=True, text=True, timeout=30)


class LocalFault(Trial):
    def failures(self, reason, page=None):
        return (page or self.daemon.metrics()).value("pantau_icmp_send_failures_total", reason=reason)

    def states(self):
        return {name: link["state"] for name, link in self.daemon.links().items()}

    def since(self, name):
        return calendar.timegm(time.strptime(self.daemon.links()[name]["since"], "%Y-%m-%dT%H:%M:%SZ"))

    def wait_for_states(self, state, names=None, seconds=20):
        wait_for(f"all {state}", lambda: all(self.states()[name] == state for name in names or self.links),
                 seconds=seconds)

    def assert_never_down(self):
        self.assertEqual(re.findall(r"event=link_state.* to=down.*", self.daemon.text()), [])

    def begin_two(self):
        """a is what the fault is for, b is beside it."""
        self.begin(host("all", "198.18.0.0/16", delay="1ms"), {"a": ("198.18.1.1", KEYS), "b": ("198.18.2.1", KEYS)})
        self.wait_for_states("up")

    def test_what_a_packet_filter_drops_is_unsent_and_not_lost(self):
        if shutil.which("nft") is None:
            self.skipTest("nft is not installed (package nftables)")
        self.begin_two()
        run("nft", "add table ip t; add chain ip t out { type filter hook output priority 0; };"
            " add rule ip t out ip daddr 198.18.1.1 drop")
        before = time.time()
        lines = len(self.daemon.text().splitlines())
        self.wait_for_states("unknown", ["a"])
        wait_for("more", lambda: self.value("probes_unsent_total", "a") >= 30)
        self.assertEqual(self.states()["b"], "up")
        self.assertEqual(self.daemon.metrics().find("pantau_link_up", link="a"), {}, "absent while unknown")
        self.assertGreaterEqual(self.since("a"), math.floor(before) - 1)
        self.assertLess(len(self.daemon.text().splitlines()) - lines, 10, "one failure, one line; not one an echo")
        run("nft", "delete table ip t")
        self.wait_for_states("up")
        page, truth = self.settle()
        unsent = self.value("probes_unsent_total", "a", page)
        self.assert_nothing_else(page, "b")
        self.assert_nothing_else(page, "a", probes_unsent=unsent)
        self.assertEqual(self.failures("filtered", page), unsent)
        self.assertEqual(self.value("probes_total", "a", page), len(truth["a"]))
        self.assert_never_down()

    def test_each_kind_of_missing_route_is_unsent_by_its_reason(self):
        kinds = {"unreachable": "198.18.3", "blackhole": "198.18.4", "prohibit": "198.18.5"}
        self.begin(host("all", "198.18.0.0/16", delay="1ms"), {
            "b": ("198.18.2.1", KEYS), **{kind: (net + ".1", KEYS) for kind, net in kinds.items()}})
        self.wait_for_states("up")
        for kind, net in kinds.items():
            run("ip", "route", "add", kind, net + ".0/24")
        self.wait_for_states("unknown", kinds)
        wait_for("more", lambda: all(self.value("probes_unsent_total", kind) >= 10 for kind in kinds))
        self.assertEqual(self.states()["b"], "up")
        for kind, net in kinds.items():
            run("ip", "route", "del", kind, net + ".0/24")
        self.wait_for_states("up")
        page, truth = self.settle()
        unsent = {kind: self.value("probes_unsent_total", kind, page) for kind in kinds}
        for name in self.links:
            self.assert_nothing_else(page, name, probes_unsent=unsent.get(name, 0))
            self.assertEqual(self.value("probes_total", name, page), len(truth[name]))
        self.assertEqual(self.failures("no_route", page), unsent["unreachable"] + unsent["blackhole"])
        self.assertEqual(self.failures("no_permission", page), unsent["prohibit"])
        self.assert_never_down()

    def test_an_address_that_is_gone_and_comes_back(self):
        self.begin_two()
        run("ip", "address", "del", f"{GATEWAY}/15", "dev", DEVICE)
        self.wait_for_states("unknown")
        run("ip", "address", "add", f"{GATEWAY}/15", "dev", DEVICE)
        self.wait_for_states("up")
        page = self.daemon.metrics()
        self.assertGreater(self.failures("no_route", page), 5)
        self.assert_never_down()

    def test_an_interface_that_goes_down_and_up_leaves_links_unknown_and_needs_no_restart(self):
        keys = {**KEYS, "interval": "1s"}
        self.begin(host("all", "198.18.0.0/16", delay="1ms"),
                   {f"p{n}": (f"198.18.1.{n}", keys) for n in range(1, 6)})
        self.wait_for_states("up")
        run("ip", "link", "set", DEVICE, "down")
        self.wait_for_states("unknown", seconds=40)
        wait_for("vantage_ok 0", lambda: self.daemon.metrics().value("pantau_vantage_ok") == 0)
        self.assertGreater(self.failures("no_route"), 10)
        run("ip", "link", "set", DEVICE, "up")
        back = time.time()
        self.wait_for_states("up")
        for name in self.links:
            self.assertLessEqual(self.since(name) - back, 2 * 1.0, name)
            # One echo may have lain in the device's queue when it went down.
            self.assertLessEqual(self.value("probes_lost_total", name), 1)
        wait_for("vantage_ok 1", lambda: self.daemon.metrics().value("pantau_vantage_ok") == 1)
        self.assert_never_down()

    def test_a_full_queue_of_the_device_is_unsent_and_not_lost(self):
        """The kernel hides ENOBUFS from sockets without IP_RECVERR; then these would count as lost."""
        keys = {"timeout": "30s", "late_window": "2s"}
        self.begin(host("all", "198.18.0.0/16", delay="1ms"),
                   {f"p{n}": (f"198.18.1.{n}", keys) for n in range(1, 6)}, head=config_head().replace(
                       "[vantage]", '[vantage]\ntimeout = "30s"'))
        self.wait_for_echoes(5)
        limit = ("tbf", "burst", "1540", "limit", "1540", "rate")
        try:
            run("tc", "qdisc", "add", "dev", DEVICE, "root", *limit, "1kbit")
        except subprocess.CalledProcessError as error:
            self.skipTest(f"this kernel has no token bucket: {error.stderr}")
        wait_for("a full queue", lambda: self.failures("no_buffer") >= 100)
        self.assertEqual(sum(self.daemon.metrics().find("pantau_icmp_probes_lost_total").values()), 0)
        # What waits in the queue is sent late, not thrown away: 18 packets at most.
        run("tc", "qdisc", "change", "dev", DEVICE, "root", *limit, "10mbit")
        page, truth = self.settle()
        for name in self.links:
            unsent = self.value("probes_unsent_total", name, page)
            self.assertGreater(unsent, 0)
            self.assert_nothing_else(page, name, probes_unsent=unsent)
            self.assertEqual(self.value("probes_total", name, page), len(truth[name]))
        self.assert_never_down()

    def test_lost_sight_makes_links_unknown_from_their_first_loss_and_none_down(self):
        head = config_head(anchors='["198.18.0.7"]')
        self.begin('[[node]]\nid = "core"\n' + host("all", "198.18.0.0/16", delay="1ms", parent="core"),
                   {"a": ("198.18.1.1", KEYS), "b": ("198.18.1.2", KEYS)}, head=head, tapped=True)
        self.wait_for_states("up")
        wait_for("vantage_ok 1", lambda: self.daemon.metrics().value("pantau_vantage_ok") == 1)
        self.county.command("down core")
        self.wait_for_states("unknown", seconds=40)
        page = self.daemon.metrics()
        self.assertEqual(page.value("pantau_vantage_ok"), 0)
        self.assertEqual(page.value("pantau_vantage_anchor_up", anchor="198.18.0.7"), 0)
        unknown_since = {name: self.since(name) for name in self.links}
        self.county.command("up core")
        self.wait_for_states("up")
        wait_for("vantage_ok 1", lambda: self.daemon.metrics().value("pantau_vantage_ok") == 1)
        page, truth = self.settle()
        for name, (address, _) in self.links.items():
            sent = sorted(at / 1e9 for (to, _, _), at in self.tap.requests.items() if to == address)
            fates = [record["fate"] for record in truth[name]]
            first = fates.index("down")
            again = fates.index("reply", first)
            self.assert_second(unknown_since[name], sent[first])
            self.assert_second(self.since(name), sent[again])
            self.assert_nothing_else(page, name, probes_lost=again - first)
        self.assert_never_down()

    def test_a_link_that_was_down_when_sight_was_lost_is_unknown_from_the_anchor_s_first_silence(self):
        head = config_head(anchors='["198.18.0.7"]')
        self.begin('[[node]]\nid = "core"\n' + host("all", "198.18.0.0/16", delay="1ms", parent="core")
                   + host("a", "198.18.1.1", delay="1ms", parent="core"),
                   {"a": ("198.18.1.1", KEYS), "b": ("198.18.1.2", KEYS)}, head=head, tapped=True)
        self.wait_for_states("up")
        self.county.command("down a")
        self.wait_for_states("down", ["a"])
        self.county.command("down core")
        self.wait_for_states("unknown", seconds=40)
        unknown_since = self.since("a")
        self.county.command("up core")
        returned = time.time()
        self.wait_for_states("up", ["b"])
        self.wait_for_states("down", ["a"])  # decided anew, by echoes that we could see
        self.assertGreaterEqual(self.since("a"), math.floor(returned) - 1)
        self.county.command("up a")
        self.wait_for_states("up")
        _, truth = self.settle()
        anchor = [r["fate"] for r in self.county.truth() if r["dst"] == "198.18.0.7"]
        sent = sorted(at / 1e9 for (to, _, _), at in self.tap.requests.items() if to == "198.18.0.7")
        self.assert_second(unknown_since, sent[anchor.index("down")])
        again = [r["fate"] for r in truth["a"]]
        last = len(again) - 1 - again[::-1].index("down")
        sent = sorted(at / 1e9 for (to, _, _), at in self.tap.requests.items() if to == "198.18.1.1")
        self.assert_second(self.since("a"), sent[last + 1])
        self.assertEqual(re.findall(r"event=link_state link=b .*to=down.*", self.daemon.text()), [])

    def assert_second(self, found, sent):
        """A border is the whole second in which the echo was sent; the kernel's time comes just after ours."""
        self.assertIn(found, (math.floor(sent - 0.02), math.floor(sent)))


if __name__ == "__main__":
    main()
