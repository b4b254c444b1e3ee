# SPDX-License-Identifier: Apache-2.0
"""Both kinds of socket and both families see the same truth; what goes out is what was configured; others who ping
beside us change nothing."""

import os
import shutil
import subprocess

from harness import Daemon, config_head, link, main, wait_for
from icmp_trial import Trial, host
from packets import Echo

FOUR, SIX = "198.18.1.1", "2001:2::1"
DATAGRAMS = ("--ping-group-range", "0 2147483647")


class Sockets(Trial):
    def socket_info(self, family):
        (labels,) = self.daemon.metrics().find("pantau_icmp_socket_info", family=family)
        return dict(labels)

    def assert_equals_truth(self, page, truth, names=None):
        for name in names or self.links:
            lost = len([r for r in truth[name] if r["fate"] != "reply"])
            copies = sum(max(0, r["copies"] - 1) for r in truth[name])
            self.assert_nothing_else(page, name, probes_lost=lost, replies_duplicate=copies)
            self.assertEqual(self.value("probes_total", name, page), len(truth[name]))
            self.assertEqual(self.value("rtt_seconds_count", name, page), len(truth[name]) - lost)

    def expect_basics(self, kind, options=()):
        """Loss, copies, errors and hop limit of both families."""
        county, links = "", {}
        for family, first, error in (("four", "198.18.1.", "3/1"), ("six", "2001:2::", "1/3")):
            county += host(f"{family}-lossy", first + "1", delay="20ms", loss=0.2, duplicate="0.3 2", ttl=57)
            county += host(f"{family}-refused", first + "2", delay="20ms", error=f"1 {error}", ttl=33)
            county += host(f"{family}-passed", first + "3", delay="20ms", ttl=1,
                           error=f"0.5 {'11/0' if family == 'four' else '3/0'} quote all also")
            links.update({f"{family}-{what}": (first + str(n + 1), {"timeout": "1s"})
                          for n, what in enumerate(("lossy", "refused", "passed"))})
        self.begin(county, links, options)
        for family in ("ipv4", "ipv6"):
            self.assertEqual(self.socket_info(family)["kind"], kind)
            self.assertEqual(self.socket_info(family)["timestamps"], "kernel")
        self.wait_for_echoes(60)
        page, truth = self.settle(quiet=0.3)
        self.assert_equals_truth(page, truth)
        for family in ("four", "six"):
            self.assertEqual(self.value("reply_hop_limit", f"{family}-lossy", page), 57)
            self.assertEqual(self.value("reply_hop_limit", f"{family}-passed", page), 1)
            self.assert_errors(page, f"{family}-refused", host_unreachable=len(truth[f"{family}-refused"]))
            self.assert_errors(page, f"{family}-passed",
                               ttl_exceeded=len([r for r in truth[f"{family}-passed"] if r["mod"]]))
            self.assert_errors(page, f"{family}-lossy")
        self.assertEqual(sum(page.find("pantau_icmp_unmatched_total").values()), 0)

    def assert_errors(self, page, name, **expected):
        found = page.find("pantau_icmp_errors_total", link=name)
        self.assertEqual({dict(labels)["reason"]: value for labels, value in found.items()}, expected, name)

    def test_raw_sockets_of_both_families_tell_the_truth(self):
        self.expect_basics("raw")

    def test_datagram_sockets_of_both_families_tell_the_truth(self):
        self.expect_basics("datagram", DATAGRAMS)

    def test_forged_replies_answer_nothing_on_a_datagram_socket(self):
        kinds = ("cookie", "zero", "sequence", "source 198.18.99.1", "identifier")
        links = {kind.split()[0]: (f"198.18.1.{n + 1}", {"timeout": "1s"}) for n, kind in enumerate(kinds)}
        self.begin("".join(host(kind.split()[0], f"198.18.1.{n + 1}", delay="5ms", forge=f"0.5 {kind}")
                           for n, kind in enumerate(kinds)), links, DATAGRAMS)
        self.wait_for_echoes(40)
        page, truth = self.settle(quiet=0.3)
        self.assert_equals_truth(page, truth)
        hits = {name: len([r for r in truth[name] if r["mod"]]) for name in links}
        self.assertEqual(self.unmatched("cookie", page), hits["cookie"] + hits["zero"] + hits["sequence"])
        self.assertEqual(self.unmatched("source", page), hits["source"])

    def test_ipv6_replies_that_the_kernel_drops_for_their_checksum_are_lost_and_not_hidden(self):
        """The kernel counts them with what a full buffer drops; those would be void."""
        self.begin(host("bad", SIX, delay="5ms", corrupt="0.5 checksum"), {"bad": (SIX, {"timeout": "1s"})})
        self.wait_for_echoes(40)
        page, truth = self.settle()
        self.assert_equals_truth(page, truth)
        hits = len([r for r in truth["bad"] if r["mod"]])
        self.assertGreater(hits, 8)
        self.assertEqual(self.unmatched("checksum", page), hits)
        self.assertEqual(page.value("pantau_icmp_socket_drops_total", family="ipv6"), 0)

    def test_class_and_size_of_each_link_are_on_the_wire_as_configured(self):
        links = {}
        for n, (dscp, size) in enumerate(((0, 16), (46, 56), (10, 1472), (63, 100))):
            for name, first in (("four", "198.18.1."), ("six", "2001:2::")):
                if (name, size) != ("six", 1472):  # more than the device's MTU
                    links[f"{name}-{dscp}"] = (f"{first}{n + 1}", {"dscp": dscp, "payload_size": size})
        self.begin(host("all", "198.18.0.0/16", delay="5ms") + host("all-six", "2001:2::/64", delay="5ms"), links,
                   tapped=True)
        self.wait_for_echoes(10)
        page, truth = self.settle()
        self.assert_equals_truth(page, truth)
        for name, (address, keys) in links.items():
            self.assertGreaterEqual(len(truth[name]), 10, "told apart by its length")
            self.assertEqual({r["len"] for r in self.county.truth() if r["dst"] == address},
                             {keys["payload_size"] + (48 if ":" in address else 28)})
            self.assertEqual(self.tap.classes[address], {keys["dscp"] << 2})

    def test_a_packet_too_big_for_the_device_is_unsent(self):
        self.begin(host("all", "2001:2::/64", delay="5ms"), {
            "big": ("2001:2::1", {"payload_size": 1472, "timeout": "300ms"}), "small": ("2001:2::2", {})})
        wait_for("unsent", lambda: self.value("probes_unsent_total", "big") >= 10)
        page, truth = self.settle()
        self.assertEqual(truth["big"], [])
        self.assert_nothing_else(page, "small")
        self.assert_nothing_else(page, "big", probes_unsent=page.value("pantau_icmp_send_failures_total",
                                                                       reason="too_big"))

    def expect_nobody_disturbs(self, options):
        """A second daemon and a hundred pingers to the very same addresses."""
        links = {"four": (FOUR, {"timeout": "1s"}), "six": (SIX, {"timeout": "1s"})}
        self.begin(host("four", FOUR, delay="30ms", loss=0.2) + host("six", SIX, delay="30ms", loss=0.2), links, options)
        folder = os.path.join(self.folder, "second")
        os.mkdir(folder)
        # Packets of another size, so that the county's log tells whose is whose.
        second = Daemon(folder, config_head(port=9760) + "".join(
            link(name, address, interval="100ms", timeout="1s", payload_size=57)
            for name, (address, _) in links.items()))
        self.addCleanup(self.stop_and_judge, second)
        second.wait_ready()
        pingers = [subprocess.Popen([shutil.which("fping"), "-q", "-b", "58", "-c", "12", "-p", "250", address],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                   for _ in range(50) for address in (FOUR, SIX)]
        for pinger in pingers:
            pinger.wait(60)
        self.wait_for_echoes(40)
        page, truth = self.settle()
        self.assertGreater(len([r for r in self.county.truth() if r["len"] in (58 + 28, 58 + 48)]), 1000)
        self.assert_equals_truth(page, truth)
        self.assertEqual(sum(page.find("pantau_icmp_unmatched_total").values()), 0)
        second.process.terminate()
        self.assertEqual(second.process.wait(15), 0)

    def test_a_second_daemon_and_a_hundred_pingers_change_no_figure(self):
        if shutil.which("fping") is None:
            self.skipTest("fping is not installed")
        self.expect_nobody_disturbs(())

    def test_nor_on_datagram_sockets(self):
        if shutil.which("fping") is None:
            self.skipTest("fping is not installed")
        self.expect_nobody_disturbs(DATAGRAMS)

    def test_another_process_s_true_looking_reply_is_not_ours(self):
        """A reply with our identifier and sequence to another daemon's echo, as after a collision of identifiers."""
        echo = self.begin_silent(FOUR)
        self.inject(echo.reply(payload=os.urandom(56)))
        wait_for("unmatched", lambda: self.unmatched("cookie") == 1)
        self.assertEqual(self.value("probes_total", "a"), 0)
        stranger = Echo({**self.records_by_link()["a"][0], "id": 1})
        self.inject(stranger.reply())
        page, _ = self.answer_all()
        self.assert_nothing_else(page, "a")
        self.assertEqual(self.unmatched("identifier", page), 0)


if __name__ == "__main__":
    main()
