# SPDX-License-Identifier: Apache-2.0
"""A county behind a satellite: 650 ms, uniform +- 100 ms, 2 % loss. The exported loss equals the county's log
exactly, every bucket of every link's histogram lies within one echo of what a tap with the kernel's times saw (the
county's own times leave out how long a packet waited to be read), and fping runs beside.

PANTAU_SATELLITE_SECONDS (default 40; `tests/run --all` takes 600) is how long."""

import os
import re
import subprocess

from harness import CountyTest, config_head, link, main, wait_for
from packets import Tap

SECONDS = int(os.environ.get("PANTAU_SATELLITE_SECONDS", "40"))
LINKS = 20
COUNTY = f"""
seed = 650
[[host]]
id = "anchor"
address = "198.18.0.1"
delay = "1ms"
[[host]]
id = "sky"
address = "198.18.1.1/24 count {2 * LINKS}"
delay = "650ms +- 100ms"
loss = 0.02
"""
BOUNDS = [.001, .0025, .005, .01, .02, .03, .05, .075, .1, .12, .15, .2, .25, .3, .4, .5, .55, .6, .65, .7, .8, 1.0,
          1.2, 1.5, 2.0, 3.0, 5.0]


def address(number):
    return f"198.18.1.{number}"


class Satellite(CountyTest):
    def configuration(self, interval):
        return config_head() + "".join(
            link(f"sky-{n}", address(n), technology="geo-vsat", interval=interval) for n in range(1, LINKS + 1))

    def test_loss_and_every_bucket_equal_the_truth(self):
        county = self.start_county(COUNTY)
        tap = Tap()
        self.addCleanup(tap.close)
        daemon = self.start_daemon(self.configuration("1s"))
        fping = subprocess.run(
            ["fping", "-q", "-C", str(SECONDS), "-p", "1000", "-t", "5000",
             *(address(n) for n in range(LINKS + 1, 2 * LINKS + 1))], capture_output=True, text=True, check=False)
        daemon.write(self.configuration("60s"))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)

        def settled():
            page = daemon.metrics()
            truth = self.truth_by_address(county)
            return (page, truth) if all(
                page.value("pantau_icmp_probes_total", link=f"sky-{n}") == len(truth[address(n)])
                for n in range(1, LINKS + 1)) else None

        page, truth = wait_for("every echo decided", settled, seconds=60, pause=0.5)
        for number in range(1, LINKS + 1):
            with self.subTest(link=number):
                self.compare_loss(page, f"sky-{number}", truth[address(number)])
                self.compare_buckets(page, f"sky-{number}", tap.round_trips(address(number)))
        self.show_peer(fping.stderr, truth)

    def truth_by_address(self, county):
        found = {address(n): [] for n in range(1, 2 * LINKS + 1)}
        for record in county.truth():
            if record["dst"] in found:
                found[record["dst"]].append(record)
        return found

    def compare_loss(self, page, name, truth):
        self.assertGreaterEqual(len(truth), SECONDS - 2)
        lost = sum(1 for record in truth if record["fate"] != "reply")
        self.assertEqual(page.value("pantau_icmp_probes_lost_total", link=name), lost)
        self.assertEqual(page.value("pantau_icmp_probes_unsent_total", link=name), 0)
        self.assertEqual(page.value("pantau_icmp_probes_void_total", link=name), 0)
        self.assertEqual(page.value("pantau_icmp_rtt_seconds_count", link=name), len(truth) - lost)

    def compare_buckets(self, page, name, round_trips):
        seconds = [nanoseconds / 1e9 for nanoseconds in round_trips]
        self.assertEqual(page.value("pantau_icmp_rtt_seconds_count", link=name), len(seconds))
        for bound in BOUNDS:
            text = repr(float(bound)) if bound >= 0.0001 else str(bound)
            found = page.value("pantau_icmp_rtt_seconds_bucket", link=name, le=text)
            self.assertIsNotNone(found, f"le={text}")
            self.assertLessEqual(abs(found - sum(1 for rtt in seconds if rtt <= bound)), 1, f"le={text}")

    def show_peer(self, output, truth):
        """fping's own count beside the truth of its addresses: shown, and no judgement of ours."""
        lost = imposed = 0
        for line in output.splitlines():
            match = re.match(r"(198\.18\.1\.\d+)\s*: (.*)", line)
            if match:
                lost += match.group(2).split().count("-")
                imposed += sum(1 for record in truth[match.group(1)] if record["fate"] != "reply")
        print(f"fping beside: {lost} lost, the county imposed {imposed}")


if __name__ == "__main__":
    main()
