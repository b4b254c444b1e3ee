# SPDX-License-Identifier: Apache-2.0
"""Copies, late and overtaking replies, a process that stood still, a receive buffer that ran over: none of them is
loss, and none of them makes a round trip longer than it was."""

import signal
import time

from harness import main, wait_for
from icmp_trial import Trial, host, overtaken

BOUNDS = [.001, .0025, .005, .01, .02, .03, .05, .075, .1, .12, .15, .2, .25, .3, .4, .5, .55, .6, .65, .7, .8, 1.0,
          1.2, 1.5, 2.0, 3.0, 5.0]
TICK = 0.010  # the grid that the daemon sends and reads on


class Timing(Trial):
    def test_a_hundred_copies_are_one_answer_and_99_duplicates(self):
        self.begin(host("hundred", "198.18.1.1", delay="20ms", duplicate="1 99")
                   + host("spaced", "198.18.1.2", delay="20ms", duplicate="1 99 2ms")
                   + host("six", "2001:2::1", delay="20ms", duplicate="1 99"),
                   {name: (address, {"interval": "500ms", "timeout": "1s"}) for name, address in (
                       ("hundred", "198.18.1.1"), ("spaced", "198.18.1.2"), ("six", "2001:2::1"))})
        self.wait_for_echoes(10)
        page, truth = self.settle(quiet=0.5)
        for name in self.links:
            count = len(truth[name])
            self.assert_nothing_else(page, name, replies_duplicate=99 * count)
            self.assertEqual(self.value("rtt_seconds_count", name, page), count)
            self.assertEqual(page.value("pantau_link_up", link=name), 1)

    def test_replies_just_after_the_timeout_are_lost_and_late_and_harm_no_other_echo(self):
        self.begin(host("always", "198.18.1.1", delay="505ms")
                   + host("half", "198.18.1.2", delay="5ms", reorder="0.5 505ms")
                   + host("copied", "198.18.1.3", delay="505ms", duplicate="1 3 10ms")
                   + host("far", "198.18.1.4", delay="4s"),
                   {"always": ("198.18.1.1", {"timeout": "500ms"}), "half": ("198.18.1.2", {"timeout": "500ms"}),
                    "copied": ("198.18.1.3", {"timeout": "500ms"}),
                    "far": ("198.18.1.4", {"timeout": "500ms", "late_window": "1s"})})
        self.wait_for_echoes(40)
        page, truth = self.settle(quiet=4)
        late = {name: len([r for r in truth[name] if r["held_ns"] > 500e6]) for name in self.links}
        self.assertGreater(late["half"], 8)
        self.assertGreater(len(truth["half"]) - late["half"], 8)
        self.assertEqual(late["always"], len(truth["always"]))
        for name in ("always", "half"):
            self.assert_nothing_else(page, name, probes_lost=late[name], replies_late=late[name])
        self.assert_nothing_else(page, "copied", probes_lost=late["copied"], replies_late=late["copied"],
                                 replies_duplicate=3 * late["copied"])
        self.assert_nothing_else(page, "far", probes_lost=late["far"])  # beyond the window: no longer ours
        self.assertGreater(self.unmatched("expired", page), late["far"] - 3)
        self.assertEqual(self.value("rtt_seconds_count", "half", page), len(truth["half"]) - late["half"])
        for name in ("always", "copied", "far"):
            self.assertEqual(self.value("rtt_seconds_count", name, page), 0, "a lost echo has no round trip")

    def test_overtaken_replies_are_answers_counted_as_reordered(self):
        self.begin(host("a", "198.18.1.1", delay="2ms", reorder="0.3 250ms")
                   + host("six", "2001:2::1", delay="2ms", reorder="0.3 250ms"),
                   {"a": ("198.18.1.1", {}), "six": ("2001:2::1", {})})
        self.wait_for_echoes(60)
        page, truth = self.settle(quiet=0.5)
        for name in self.links:
            count = overtaken(truth[name])
            self.assertGreater(count, 8)
            self.assert_nothing_else(page, name, replies_reordered=count)
            self.assertEqual(self.value("rtt_seconds_count", name, page), len(truth[name]))

    def pause(self, seconds):
        self.daemon.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.daemon.process.send_signal(signal.SIGCONT)

    def test_a_process_that_stops_for_300_ms_loses_nothing_and_adds_nothing_to_round_trips(self):
        links = {f"p{n}": (f"198.18.1.{n}", {}) for n in range(1, 41)}
        self.begin(host("all", "198.18.1.0/24", delay="225ms +- 14ms", loss=0.03), links, tapped=True)
        self.wait_for_echoes(5)
        for _ in range(6):
            self.pause(0.3)
            time.sleep(0.25)
        page, truth = self.settle(quiet=0.5)
        round_trips, count = [], 0
        for name, (address, _) in links.items():
            lost = len([r for r in truth[name] if r["fate"] != "reply"])
            # What came due during the stop is sent at its end, so that two echoes may follow each other closely.
            self.assert_nothing_else(page, name, probes_lost=lost, replies_reordered=overtaken(truth[name]))
            round_trips += [nanoseconds / 1e9 for nanoseconds in self.tap.round_trips(address)]
            count += self.value("rtt_seconds_count", name, page)
        self.compare_with_the_wire(page, round_trips, count)

    def compare_with_the_wire(self, page, round_trips, count):
        self.assertEqual(count, len(round_trips))
        self.assertGreater(count, 300)
        for bound in BOUNDS:
            found = sum(page.find("pantau_icmp_rtt_seconds_bucket", le=repr(bound)).values())
            self.assertGreaterEqual(found, sum(1 for rtt in round_trips if rtt <= bound - TICK), bound)
            self.assertLessEqual(found, sum(1 for rtt in round_trips if rtt <= bound + TICK), bound)
        total = sum(page.find("pantau_icmp_rtt_seconds_sum").values())
        self.assertLess(abs(total - sum(round_trips)), TICK * count)

    def test_echoes_hidden_by_a_receive_buffer_that_ran_over_are_void_and_not_lost(self):
        links = {f"p{n}": (f"198.18.1.{n}", {"timeout": "3s"}) for n in range(1, 101)}
        self.begin(host("all", "198.18.1.0/24", delay="600ms"), links)
        self.wait_for_echoes(2)
        (labels,) = self.daemon.metrics().find("pantau_icmp_socket_info", family="ipv4")
        buffer = int(dict(labels)["receive_buffer"])
        # At least 768 bytes are charged for a packet; 100 links x 10 a second x 0.5 s are 500 echoes.
        copies = min(1000, 4 * buffer // 768 // 500)
        self.county.command(f'set all duplicate 1 {copies}')
        time.sleep(0.5)
        self.daemon.process.send_signal(signal.SIGSTOP)
        self.county.command("set all duplicate 0")
        time.sleep(2)
        self.daemon.process.send_signal(signal.SIGCONT)
        wait_for("the kernel's count of drops", lambda: self.daemon.metrics().value(
            "pantau_icmp_socket_drops_total", family="ipv4"))
        self.wait_for_echoes(20)
        page, truth = self.settle(quiet=1)
        void = 0
        for name in links:
            self.assertEqual(self.value("probes_lost_total", name, page), 0, name)
            self.assertEqual(self.value("probes_unsent_total", name, page), 0, name)
            gone = self.value("probes_void_total", name, page)
            self.assertEqual(self.value("rtt_seconds_count", name, page) + gone, len(truth[name]), name)
            self.assertEqual(page.value("pantau_link_up", link=name), 1)
            void += gone
        self.assertGreater(void, 0)
        self.assertEqual(page.value("pantau_icmp_void_total", reason="overflow"), void)


if __name__ == "__main__":
    main()
