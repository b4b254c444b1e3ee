# SPDX-License-Identifier: Apache-2.0
"""The uplink of a gateway is away for more scrapes than ten minutes have, vmagent is killed in between, and the centre misses
nothing but what the manual says: the seconds before the kill, and the one block that was in its sender's hands."""

import os
import re
import time

from fleet import (CONTRACT, COUNTY, SHIPPED, Centre, CountyTest, Vmagent, config_head, cut, link, main, mend, sent_bytes,
                   wait_for)
from harness import LABEL, SAMPLE

LINKS = 20
INTERVAL = 0.5  # seconds; ten minutes at the shipped 15 s are 40 scrapes
BEFORE, AFTER = 30, 20  # scrapes while the uplink is away, before and after the kill
FORGIVEN = 5.0  # seconds before a kill of which nothing is promised
BLOCK = 10_000  # samples at most in the block that a sender has in its hands
RATE = 300_000  # bytes a second: time is thirty times as fast here, and so is the uplink
OWN = {"up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
       "scrape_timeout_seconds"}
DROPPED = re.compile(r'pantau_icmp_replies_(duplicate|reordered|corrupt)_total|pantau_icmp_reply_hop_limit|pantau_link_probe_bytes_total'
                     r'|pantau_icmp_loss_run_probes_sum|pantau_event_loop_lag_seconds_(bucket|sum|count)')
DROPPED_BOUNDS = {"2.0", "3.0", "10.0", "30.0", "60.0", "300.0"}


class Outage(CountyTest):
    def begin(self, **changes):
        self.start_county(COUNTY)
        self.centre = Centre(self, selfScrapeInterval="1s")
        keys = {"interval": "500ms", "timeout": "300ms", "contract": "bakti-2026"}
        self.daemon = self.start_daemon(config_head(extra=CONTRACT).replace('"test"', '"timika-1"') + "".join(
            link(f"link-{number}", f"198.18.1.{number}", **keys) for number in range(1, LINKS + 1)))
        self.vmagent = Vmagent(self, self.centre, SCRAPE_INTERVAL=f"{INTERVAL * 1000:.0f}ms", remoteWrite_sendTimeout="2s",
                               remoteWrite_rateLimit=RATE, **changes)
        wait_for("the first scrapes at the centre", lambda: len(self.counts()) > 3, seconds=90, pause=0.3)

    def counts(self):
        """The daemon's own count of pages asked for, as it arrived: {count: milliseconds}. Nobody else asks, and each page
        shows the next number: a scrape that is missing is a number that is missing."""
        rows = self.centre.samples('pantau_http_requests_total{path="/metrics",code="200"}')
        self.assertLessEqual(len(rows), 1)
        samples = [sample for each in rows.values() for sample in each]
        found = {int(value): stamp for stamp, value in samples}
        self.assertEqual(len(found), len(samples), "a scrape came twice")
        return found

    def wait_for_scrapes(self, more):
        """Both targets are scraped equally often."""
        aim = self.vmagent.metric("vm_promscrape_scrapes_total") + 2 * more
        wait_for(f"{more} scrapes", lambda: self.vmagent.metric("vm_promscrape_scrapes_total") >= aim, seconds=120, pause=0.2)

    def whole_scrapes(self):
        """{count: milliseconds} of the scrapes of which every series is there, by vmagent's word how many it sent; no series
        has two samples of one time. What ended (a stale mark) is no sample."""
        stamps, of_time, told = {stamp: count for count, stamp in self.counts().items()}, {}, {}
        self.all = self.centre.samples('{job="pantau"}')
        for labels, rows in self.all.items():
            self.assertEqual(len({stamp for stamp, _ in rows}), len(rows), f"twice: {dict(labels)}")
            name = dict(labels)["__name__"]
            for stamp, value in rows:
                if name == "scrape_samples_post_metric_relabeling":
                    told[stamp] = value
                if name not in OWN and value is not None:
                    of_time[stamp] = of_time.get(stamp, 0) + 1
        self.series = max(told.values())
        for stamp, here in of_time.items():
            self.assertLessEqual(here, told.get(stamp, self.series))
        return {count: stamp for stamp, count in stamps.items() if of_time[stamp] == told.get(stamp)}

    def test_uplink_away_and_vmagent_killed(self):
        self.begin()
        cut()
        away = time.time()
        self.wait_for_scrapes(BEFORE)
        killed = time.time()
        self.vmagent.kill()
        self.vmagent.start()
        self.assertGreater(self.vmagent.pending(), 100_000, "the queue outlives it")
        self.wait_for_scrapes(AFTER)
        self.mend_and_expect_rate()
        drained = time.time() * 1000
        wait_for("the newest scrapes", lambda: max(self.counts().values()) > drained, seconds=60, pause=0.3)
        self.expect_only_the_promised_missing(away * 1000, killed * 1000)
        self.expect_labels_and_what_is_left_out()

    def mend_and_expect_rate(self):
        """The backlog does not take the uplink; and how much of it a sample costs."""
        queued, before = self.vmagent.pending(), sent_bytes()
        mend()
        wait_for("the first block of the backlog", lambda: self.vmagent.pending() < queued, seconds=120, pause=0.02)
        began = time.monotonic()
        wait_for("the queue to drain", lambda: self.vmagent.pending() < queued / 10, seconds=120, pause=0.1)
        seconds, sent = time.monotonic() - began, sent_bytes() - before
        print(f"\nbacklog of {queued / 1000:.0f} kB: {sent / 1000:.0f} kB on the wire in {seconds:.1f} s")
        self.assertGreater(sent, queued / 2)
        self.assertLess(sent, 1.1 * RATE * (seconds + 2))

    def expect_only_the_promised_missing(self, away, killed):
        whole = self.whole_scrapes()
        first, last = min(whole), max(whole)
        missing = [count for count in range(first, last) if count not in whole]
        gap = [count for count, stamp in whole.items() if away < stamp < killed]
        print(f"{len(whole)} scrapes of {self.series:.0f} series, {len(gap)} between cut and kill; missing: {missing}")
        self.assertGreater(len(gap), 10)
        early = [count for count in missing if count < min(gap)]
        late = [count for count in missing if count not in early]
        self.assertLessEqual((len(early) - 2) * self.series, BLOCK, "the block in the sender's hands, and its two ends")
        for count in late:
            before = max(other for other in whole if other < count)
            stamp = whole[before] + (count - before) * INTERVAL * 1000
            self.assertGreater(stamp, killed - FORGIVEN * 1000, f"scrape {count} was long on disk")
            self.assertLess(stamp, killed + 1000)

    def expect_labels_and_what_is_left_out(self):
        arrived, names = set(), set()
        for labels, _ in self.all.items():
            found = dict(labels)
            names.add(found["__name__"])
            for label, value in (("gateway", "timika-1"), ("job", "pantau"), ("instance", "timika-1")):
                self.assertEqual(found.pop(label, None), value, dict(labels))
            arrived.add((found.pop("__name__"), frozenset(found.items())))
        self.assertEqual({name for name in names if DROPPED.fullmatch(name)}, set())
        left_out, lost = 0, set()
        for line in self.daemon.get("/metrics")[1].splitlines():
            if line.startswith("#"):
                continue
            match = SAMPLE.match(line)
            name, labels = match.group(1), dict(LABEL.findall(match.group(2) or ""))
            if DROPPED.fullmatch(name) or (name == "pantau_icmp_loss_run_probes_bucket" and labels["le"] in DROPPED_BOUNDS):
                left_out += 1
                continue
            if name == "pantau_gateway_info":  # the same word as the label of all
                del labels["gateway"]
            if (name, frozenset((label, value) for label, value in labels.items() if value)) not in arrived:
                lost.add(line)
        self.assertEqual(lost, set(), "kept by the configuration, and not at the centre")
        self.assertGreater(left_out, 13 * LINKS)

    def test_a_full_queue_drops_the_oldest_and_says_so(self):
        self.begin(remoteWrite_maxDiskUsagePerURL=400_000)
        cut()
        away = time.time() * 1000
        wait_for("the queue to overflow", lambda: self.vmagent.metric("vm_persistentqueue_bytes_dropped_total") > 300_000,
                 seconds=120, pause=0.2)
        self.assertLess(self.vmagent.metric("vm_persistentqueue_bytes_pending"), 400_000)
        full = time.time() * 1000
        mend()
        wait_for("the newest scrapes", lambda: max(self.counts().values()) > full, seconds=120, pause=0.3)
        wait_for("the centre to hear of it", lambda: [value for labels, value in self.centre.query(
            'max_over_time(vm_persistentqueue_bytes_dropped_total{job="vmagent"}[5m])')
            if value > 300_000 and labels["gateway"] == labels["instance"] == "timika-1"], seconds=60, pause=0.3)
        self.expect_what_the_fleet_alerts_ask_for()
        whole = self.whole_scrapes()
        missing = [count for count in range(min(whole), max(whole)) if count not in whole]
        self.assertGreater(len(missing) * self.series, 20_000)
        self.assertEqual(missing, list(range(missing[0], missing[-1] + 1)), "one hole")
        self.assertGreater(whole[missing[0] - 1], away, "what the sender had in its hands came through")
        self.assertGreater(len([count for count in whole if count > missing[-1]]), 10, "the oldest was dropped, the newest is here")

    def expect_what_the_fleet_alerts_ask_for(self):
        """They are here though nothing of the kind has happened: an increase from nothing is no increase."""
        with open(os.path.join(SHIPPED, "centre", "pantau-fleet.yml"), encoding="utf-8") as file:
            asked = set(re.findall(r"\b(?:vm_|vmagent_)[a-z_]+", file.read()))
        self.assertEqual(len(asked), 4)
        here = {dict(labels)["__name__"] for labels in self.centre.samples('{job=~"vmagent|victoria-metrics"}')}
        self.assertEqual(asked - here, set())


if __name__ == "__main__":
    main()
