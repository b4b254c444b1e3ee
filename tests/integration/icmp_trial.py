# SPDX-License-Identifier: Apache-2.0
"""One daemon before one county: links probed fast, then held still, and every figure set against the county's log."""

import time

from harness import CountyTest, config_head, link, wait_for
from packets import Echo, Tap

ANCHOR = """
[[host]]
id = "anchor"
address = "198.18.0.1"
"""


def host(identity, address, **keys):
    """A host of the county; the keys as in county-mimika.toml."""
    def written(value):
        return str(value).lower() if isinstance(value, (bool, int, float)) else f'"{value}"'

    lines = "".join(f"{key} = {written(value)}\n" for key, value in keys.items())
    return f'[[host]]\nid = "{identity}"\naddress = "{address}"\n{lines}'


def overtaken(records):
    """How many replies left the county after the reply to a younger echo."""
    newest, count = -1, 0
    for record in sorted((r for r in records if r["fate"] == "reply"), key=lambda r: r["t"] + r["held_ns"]):
        count += record["n"] < newest
        newest = max(newest, record["n"])
    return count


class Trial(CountyTest):
    """`self.links`: name -> (address, keys of the link)."""

    def begin(self, county, links, options=(), head=None, tapped=False, **daemon_options):
        self.links, self.head = links, head or config_head()
        self.county = self.start_county("seed = 8\n" + ANCHOR + county, *options)
        if tapped:
            self.tap = Tap()
            self.addCleanup(self.tap.close)
        self.daemon = self.start_daemon(self.configuration(), **daemon_options)

    def configuration(self, **changed):
        return self.head + "".join(
            link(name, address, **{"interval": "100ms", "late_window": "2s", **keys, **changed})
            for name, (address, keys) in self.links.items())

    def reload(self, text):
        self.daemon.write(text)
        status, answer = self.daemon.get("/-/reload", method="POST", timeout=60)
        self.assertEqual(status, 200, answer)

    def value(self, metric, name, page=None):
        return (page or self.daemon.metrics()).value("pantau_icmp_" + metric, link=name)

    def wait_for_echoes(self, count, names=None):
        def reached():
            page = self.daemon.metrics()
            return all((self.value("probes_total", name, page) or 0) >= count for name in names or self.links)

        wait_for(f"{count} echoes decided on each link", reached, seconds=90, pause=0.2)

    def records_by_link(self):
        """The county's log by link; links that share an address are told apart by their packets' length."""
        records = self.county.truth()
        found = {}
        for name, (address, keys) in self.links.items():
            length = keys.get("payload_size", 56) + (48 if ":" in address else 28)
            found[name] = [r for r in records if r["dst"] == address and r["len"] == length]
        return found

    def settle(self, seconds=40, quiet=0.0):
        """Probing all but stops, and what was sent gets decided. Returns page and records by link."""
        self.reload(self.configuration(interval="60s"))

        def settled():
            records = self.records_by_link()
            page = self.daemon.metrics()
            good = all(self.value("probes_total", name, page) + self.value("probes_void_total", name, page)
                       == len(records[name]) for name in self.links)
            return (page, records) if good else None

        wait_for("all echoes decided", settled, seconds=seconds, pause=0.2)
        time.sleep(quiet)  # what may come after the verdict: late replies, copies
        return wait_for("all echoes decided", settled, seconds=seconds, pause=0.2)

    def unmatched(self, reason, page=None):
        return (page or self.daemon.metrics()).value("pantau_icmp_unmatched_total", reason=reason)

    def inject(self, packet):
        self.county.command("inject " + packet.hex())

    def held_back_echo(self, name):
        """The first echo of a silent link: the test itself answers it, as badly as it likes."""
        return Echo(wait_for(f"an echo of {name}", lambda: self.records_by_link()[name])[0])

    def begin_silent(self, address, **keys):
        """One link to a host that never answers, and the first echo on it: the test answers it by `inject`."""
        self.begin(host("silent", address, silent=True),
                   {"a": (address, {"interval": "60s", "timeout": "30s", **keys})})
        # When in a minute the first echo is sent is not ours to choose: a short interval brings it at once.
        self.reload(self.configuration(interval="500ms"))
        echo = self.held_back_echo("a")
        self.reload(self.configuration(interval="60s"))
        return echo

    def answer_all(self):
        """Correct replies to all that begin_silent left in flight; returns the page and how many they were."""
        def answered():
            page = self.daemon.metrics()
            count = len(self.records_by_link()["a"])
            return (page, count) if self.value("probes_total", "a", page) == count else None

        for record in self.records_by_link()["a"]:
            self.inject(Echo(record).reply())
        return wait_for("all answered", answered)

    def assert_nothing_else(self, page, name, **expected):
        """Every measurement counter of the link has the value given here, or 0."""
        for metric in ("probes_lost", "probes_unsent", "probes_void", "replies_late", "replies_duplicate",
                       "replies_reordered", "replies_corrupt"):
            self.assertEqual(self.value(metric + "_total", name, page), expected.get(metric, 0), f"{name}: {metric}")
