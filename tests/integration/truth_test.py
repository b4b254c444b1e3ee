# SPDX-License-Identifier: Apache-2.0
"""What pantau counts is what the county imposed, exactly: loss, late, duplicate, reordered, corrupt."""

import time

from harness import CountyTest, config_head, link, main, wait_for

COUNTY = """
seed = 11
[[host]]
id = "anchor"
address = "198.18.0.1"
delay = "1ms"
[[host]]
id = "lossy"
address = "198.18.1.1"
delay = "20ms"
loss = 0.2
[[host]]
id = "double"
address = "198.18.1.2"
delay = "20ms"
duplicate = "0.5 3"
[[host]]
id = "slow"
address = "198.18.1.3"
delay = "400ms +- 250ms"
[[host]]
id = "six"
address = "2001:2::1"
delay = "20ms"
loss = 0.2
"""

LINKS = {"lossy": "198.18.1.1", "double": "198.18.1.2", "slow": "198.18.1.3", "six": "2001:2::1"}


class Truth(CountyTest):
    def test_counts_equal_the_county_s_log(self):
        county = self.start_county(COUNTY)
        daemon = self.start_daemon(config_head() + "".join(
            link(name, address, interval="100ms", timeout="500ms", late_window="2s")
            for name, address in LINKS.items()))
        wait_for("200 decided echoes on each link", lambda: all(
            (daemon.metrics().value("pantau_icmp_probes_total", link=name) or 0) >= 200 for name in LINKS),
            seconds=60, pause=0.5)
        # Let what was sent be decided: no more requests reach the county's log, then the late window passes.
        daemon.write(config_head() + "".join(
            link(name, address, interval="60s", timeout="500ms", late_window="2s")
            for name, address in LINKS.items()))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        settled = self.wait_until_settled(county, daemon)
        for name, address in LINKS.items():
            with self.subTest(link=name):
                self.compare(settled, name, [record for record in county.truth() if record["dst"] == address])

    def wait_until_settled(self, county, daemon):
        """Until every request that the county read has been decided and the late window is over."""
        def settled():
            before = {name: len([1 for record in county.truth() if record["dst"] == address])
                      for name, address in LINKS.items()}
            page = daemon.metrics()
            good = all(page.value("pantau_icmp_probes_total", link=name) == count
                       for name, count in before.items())
            return page if good else None

        wait_for("all echoes decided", settled, pause=0.3)
        time.sleep(2.5)  # the late window itself: replies may still come, and are counted when they do
        return wait_for("all echoes decided", settled, pause=0.3)

    def compare(self, page, name, truth):
        def value(metric):
            return page.value(metric, link=name)

        timeout = 500_000_000
        on_time = [r for r in truth if r["fate"] == "reply" and r["held_ns"] <= timeout]
        late = [r for r in truth if r["fate"] == "reply" and r["held_ns"] > timeout]
        self.assertEqual(value("pantau_icmp_probes_total"), len(truth))
        # A reply written within a millisecond of the timeout may fall on either side of it.
        near = len([r for r in truth if r["fate"] == "reply" and abs(r["held_ns"] - timeout) < 1_000_000])
        self.assertAlmostEqual(value("pantau_icmp_probes_lost_total"), len(truth) - len(on_time), delta=near)
        self.assertAlmostEqual(value("pantau_icmp_replies_late_total"), len(late), delta=near)
        self.assertEqual(value("pantau_icmp_replies_duplicate_total"), sum(max(0, r["copies"] - 1) for r in truth))
        self.assertEqual(value("pantau_icmp_replies_corrupt_total"), 0)
        self.assertEqual(value("pantau_icmp_probes_unsent_total"), 0)
        self.assertEqual(value("pantau_icmp_probes_void_total"), 0)
        self.assertAlmostEqual(page.value("pantau_icmp_rtt_seconds_count", link=name), len(on_time), delta=near)


if __name__ == "__main__":
    main()
