# SPDX-License-Identifier: Apache-2.0
"""10,000 links: a reload disturbs none but the changed one; renamed, removed and added again they leave nothing."""

import collections
import re
import signal
import time

from harness import CountyTest, config_head, main, wait_for

LINKS = 10_000
INTERVAL_NS = 3_000_000_000
COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/15"
delay = "300ms"
"""
SMALL_PAGES = '[metrics]\nrtt_histogram = "technology"'
MONOTONIC = ("_total", "_count", "_bucket", "_sum")


def address(number):
    return f"198.19.{number // 200}.{number % 200 + 1}"


def plan(ids, changed=None, extra=""):
    """Rows: `ids` maps link ids to numbers of addresses; `changed` is an id with keys of its own."""
    rows = "".join(
        f'{{ id = "{name}", site = "s", technology = "radio", interval = "3s", address = "{address(number)}"'
        f'{", " + changed[name] if changed and name in changed else ""} }},\n' for name, number in ids.items())
    return 'site = [ { id = "s", name = "S", district = "jila" } ]\nlink = [\n' + rows + "]\n" + config_head(extra=extra)


def numbered(prefix, count=LINKS):
    return {f"{prefix}{number:05d}": number for number in range(count)}


class Scale(CountyTest):
    def setUp(self):
        super().setUp()
        self.county = self.start_county(COUNTY)

    def samples(self, daemon):
        """The harness's reader is strict and slow; here a sample's text up to its value is its name."""
        page = daemon.get("/metrics", timeout=120)[1]
        rows = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
        found = {name: float(value) for name, _, value in rows}
        self.assertEqual(len(found), len(rows), "no sample twice")
        return found

    def reload(self, daemon, config):
        daemon.write(config)
        status, text = daemon.get("/-/reload", method="POST", timeout=120)
        self.assertEqual(status, 200, text)

    @staticmethod
    def of_links(samples, metric):
        start = metric + '{site="s",link="'
        return {name[len(start):name.index('"', len(start))]: value for name, value in samples.items()
                if name.startswith(start)}

    def wait_for_echoes(self, daemon, least):
        pattern = re.compile(r'^pantau_icmp_probes_total\{site="s",link="[^"]+"\} (\S+)$', re.MULTILINE)

        def reached():
            counts = pattern.findall(daemon.get("/metrics", timeout=120)[1])
            return len(counts) == LINKS and min(map(float, counts)) >= least

        wait_for(f"{least} echoes on every link", reached, seconds=120, pause=0.5)

    def test_one_changed_link_of_ten_thousand(self):
        ids = numbered("a")
        daemon = self.start_daemon(plan(ids))
        self.wait_for_echoes(daemon, 1)
        before = self.samples(daemon)
        self.reload(daemon, plan(ids, {"a05000": 'timeout = "2s"'}))
        after = self.samples(daemon)
        self.assertEqual(set(before) - set(after), set(), "no series is lost")
        fell = [name for name, value in before.items()
                if name.partition("{")[0].endswith(MONOTONIC) and after[name] < value]
        self.assertEqual(fell, [])
        for _ in range(30):  # a storm: coalesced, and nobody's echo is late for it
            daemon.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        self.wait_for_echoes(daemon, 4)
        final = self.samples(daemon)
        for metric in ("lost", "unsent", "void"):
            of_all = self.of_links(final, f"pantau_icmp_probes_{metric}_total")
            self.assertEqual(len(of_all), LINKS)
            self.assertEqual({name: value for name, value in of_all.items() if value}, {}, metric)
        scraped = time.time_ns()
        counted = self.of_links(self.samples(daemon), "pantau_icmp_probes_total")
        truth = self.county.truth()
        self.expect_even_gaps(truth)
        self.compare_with_truth(counted, scraped, truth)
        self.assertLessEqual(daemon.text().count("event=reload_done"), 16, "31 were asked for, and read together")

    def expect_even_gaps(self, truth):
        """Each link's echoes kept their distance through the reloads: none missed, none doubled."""
        times = collections.defaultdict(list)
        for record in truth:
            times[record["dst"]].append(record["t"])
        uneven = {}
        for number in range(LINKS):
            sent = times[address(number)]
            gaps = [(b - a) / INTERVAL_NS for a, b in zip(sent, sent[1:])]
            if not gaps or min(gaps) < 0.5 or max(gaps) > 1.5:
                uneven[address(number)] = gaps
        self.assertEqual(uneven, {})

    def compare_with_truth(self, counted, scraped, truth):
        """Every echo that the county saw well before the scrape has been counted, once."""
        earlier = collections.Counter(record["dst"] for record in truth if record["t"] < scraped - 2_000_000_000)
        all_of_them = collections.Counter(record["dst"] for record in truth)
        wrong = {}
        for name, value in counted.items():
            host = address(int(name[1:]))
            if not earlier[host] <= value <= all_of_them[host]:
                wrong[name] = (earlier[host], value, all_of_them[host])
        self.assertEqual(wrong, {})

    def test_renamed_removed_and_added_again(self):
        # The sanitizer keeps freed memory aside; of that only a little, so that what is resident means something.
        daemon = self.start_daemon(plan(numbered("a"), extra=SMALL_PAGES), env={"LC_ALL": "C", "ASAN_OPTIONS": "quarantine_size_mb=4"})
        resident = []
        self.wait_for_echoes(daemon, 1)
        for turn in range(5):
            old, new = ("a", "b") if turn % 2 == 0 else ("b", "a")
            time.sleep(0.5)  # so that some are in flight
            since = time.time_ns()
            self.reload(daemon, plan(numbered(new), extra=SMALL_PAGES))
            samples = self.samples(daemon)
            self.assertEqual([name for name in samples if f'link="{old}' in name], [], "gone at the next scrape")
            counts = self.of_links(samples, "pantau_icmp_probes_total")
            self.assertEqual(len(counts), LINKS)
            if turn == 2:  # without any at all, and back: what was in flight belongs to nobody
                self.reload(daemon, config_head(extra=SMALL_PAGES))
                self.assertEqual([name for name in self.samples(daemon) if "link=" in name], [])
                since = time.time_ns()
                self.reload(daemon, plan(numbered(new), extra=SMALL_PAGES))
            if turn in (1, 3):
                self.expect_only_own_echoes(daemon, since)
            resident.append(self.samples(daemon)["process_resident_memory_bytes"])
        print("resident MiB after each turn:", [int(value / 2**20) for value in resident])
        self.assertLess(resident[-1], resident[1] * 1.3, "memory returns")
        self.assertLess(self.samples(daemon)["process_open_fds"], 60)

    def expect_only_own_echoes(self, daemon, since):
        """No link counts an answer to its namesake before it, though address and slot are the same."""
        self.wait_for_echoes(daemon, 1)
        samples = self.samples(daemon)
        sent = collections.Counter(record["dst"] for record in self.county.truth() if record["t"] >= since)
        counted = self.of_links(samples, "pantau_icmp_probes_total")
        self.assertEqual({name: value for name, value in counted.items() if value > sent[address(int(name[1:]))]}, {})
        for metric in ("pantau_icmp_probes_lost_total", "pantau_icmp_probes_void_total", "pantau_icmp_replies_late_total",
                       "pantau_icmp_replies_duplicate_total", "pantau_icmp_replies_corrupt_total"):
            self.assertEqual(sum(self.of_links(samples, metric).values()), 0, metric)


if __name__ == "__main__":
    main()
