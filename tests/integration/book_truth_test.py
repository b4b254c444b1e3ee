# SPDX-License-Identifier: Apache-2.0
"""The book of record equals, to the second, what tests/truth works out from the county's log: states, sites, outages,
roots, minutes, availability. A hub with twelve links behind it, three levels deep, is put through all that semantics.md
3, 5, 6 and 9 have a rule for."""

import calendar
import json
import os
import time
import unittest

from book_reader import Journal, outages_of
from harness import config_head, main, wait_for
from icmp_trial import Trial, host

import availability
import plan as plans
from book_truth import Book

SECOND = 10**9
INTERVAL = 0.5
CLOCKS_APART = 3_000_000  # nanoseconds between the tap's stamp of a packet and the daemon's
PARENTS = {"hub": [], "a1": ["hub"], "a2": ["hub"], "a3": ["hub"], "a4": ["hub"], "b": ["hub"], "c": ["hub"],
           "b1": ["b"], "b2": ["b"], "b3": ["b"], "b11": ["b1"], "c1": ["c"], "d": [["b", "c"]]}
KEYS = {"interval": "500ms", "timeout": "500ms", "late_window": "1s", "down_after": 4, "up_after": 3}
CONTRACT = """
[[provider]]
id = "p"
name = "P"
[[contract]]
id = "k"
provider = "p"
start = 2020-01-01
end = 2099-12-31
target = 0.9
minimum_outage = "15s"
formula = "net-a"
exclude = ["power"]
"""
ANCHORS = host("anchor-2", "198.18.0.2")


def county():
    """Below the hub and below b everything goes with it, as wires do; d hangs on two and so on none."""
    text = ANCHORS
    for place, (name, parents) in enumerate(PARENTS.items(), 1):
        above = {"parent": parents[0]} if parents and isinstance(parents[0], str) else {}
        text += host(name, f"198.18.1.{place}", delay="20ms", **above, **({"loss": 0.3} if name == "b3" else {}))
    return text


def seconds_of(text):
    return None if text is None else calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


class BookTruth(Trial):
    def begin_county(self):
        links = {name: (f"198.18.1.{place}", {**KEYS, "parents": parents, "contract": "k"})
                 for place, (name, parents) in enumerate(PARENTS.items(), 1)}
        head = config_head(extra='quorum = 1\ninterval = "500ms"\ntimeout = "1s"\n' + CONTRACT,
                           anchors='["198.18.0.1", "198.18.0.2"]')
        self.began = time.time()
        self.begin(county(), links, head=head, tapped=True)
        self.moments = {}
        wait_for("all up", lambda: all(link["state"] == "up" for link in self.daemon.links().values()), pause=0.2)

    def play(self, timetable):
        """[(seconds, command of the county)]; notes when each was obeyed."""
        start = time.time()
        for at, command in sorted(timetable, key=lambda row: row[0]):
            time.sleep(max(0, start + at - time.time()))
            self.county.command(command) if isinstance(command, str) else command()
            if isinstance(command, str):
                self.moments.setdefault(command, []).append(time.time())

    def records(self):
        """The county's log with the kernel's time of sending beside its own."""
        found = self.county.truth()
        for record in found:
            key = record["dst"], record["seq"], bytes.fromhex(record["payload16"])[:8]
            self.assertIn(key, self.tap.requests, "both witnesses saw the same echoes")
            record["sent"] = self.tap.requests[key]
        return found

    def readings(self, journal, ended, windows=()):
        """What the book may say: a moment that near to a whole second may fall on either side of it."""
        with open(self.daemon.path, encoding="utf-8") as file:
            plan = plans.load(file.read())
        plan.windows += windows
        first = {first for first, _ in journal.books.values()}
        self.assertEqual(len(first), 1, "all links were configured at once")
        records = self.records()
        found = []
        for shift in (0, -CLOCKS_APART, CLOCKS_APART):
            moved = [{**record, "sent": record["sent"] + shift} for record in records]
            found.append(Book(plan, moved, min(first) * SECOND, round(ended * SECOND)))
        return found

    # --- what is compared -------------------------------------------------------------------------

    def compare_states(self, journal, books):
        for name in self.links:
            said = journal.states(name)
            with self.subTest(link=name):
                self.assertEqual(sorted(said), list(range(*journal.books[name])), "every second has one state")
                wrong = [(second, state) for second, state in said.items()
                         if state not in {book.links[name].course[second][0] for book in books}]
                self.assertEqual(wrong, [])
        for site, (_, until) in journal.site_books.items():
            with self.subTest(site=site):
                wrong = [second for second, state in journal.site_states(site).items()
                         if state not in {book.sites[site][second] for book in books}]
                self.assertEqual(wrong, [])
                self.assertGreater(until, min(settled for _, settled in journal.books.values()) - 1)

    def outages_in_truth(self, book, name, until):
        """As `pantau outages --json` must have them, for what has settled."""
        return [{"start": outage.start, "end": outage.end if outage.end and outage.end < until else None,
                 "segments": [(s.start, s.end, s.state, s.roots, s.planned, s.cause) for s in outage.segments
                              if s.end < until]}
                for outage in book.links[name].outages if outage.start < until]

    def outages_in_book(self, rows, until):
        found = []
        for row in rows:
            start, end = seconds_of(row["start"]), seconds_of(row["end"])
            if start < until:
                segments = [(seconds_of(s["start"]), seconds_of(s["end"]), s["state"], s["root"], s["planned"],
                             s["proposed"]) for s in row["segments"]]
                found.append({"start": start, "end": end if end and end < until else None,
                              "segments": [s for s in segments if s[1] and s[1] < until]})
        return found

    def compare_outages(self, journal, books, outages):
        for name in self.links:
            until = journal.books[name][1]
            with self.subTest(outages_of=name):
                said = self.outages_in_book(outages.get(name, []), until)
                possible = [self.outages_in_truth(book, name, until) for book in books]
                self.assertTrue(said in possible, f"{name}:\n{said}\nis not\n{possible[0]}")

    def compare_minutes(self, journal, books, ended):
        for name, truth in books[0].links.items():
            counted = {}
            for echo in truth.echoes:
                sent, lost = counted.get(echo.sent // (60 * SECOND) * 60, (0, 0))
                counted[echo.sent // (60 * SECOND) * 60] = sent + 1, lost + (not echo.answered)
            final = {minute: pair for minute, pair in counted.items() if minute + 60 + 3 < ended}
            self.assertGreaterEqual(len(final), 2)
            for minute, (sent, lost) in final.items():
                said = journal.minutes[name, minute]
                # Of one echo at the border of a minute the stamps may disagree.
                self.assertAlmostEqual(said[0], sent, delta=2, msg=name)
                self.assertAlmostEqual(said[1], lost, delta=2, msg=name)
            self.assertAlmostEqual(sum(journal.minutes[name, minute][1] for minute in final),
                                   sum(lost for _, lost in final.values()), delta=2)

    def compare_availability(self, journal, books, corrections=None):
        day = [time.strftime("%Y-%m-%d", time.localtime(self.began + shift * 86400)) for shift in (-1, 1)]
        rows = {row["id"]: row for row in json.loads(
            self.daemon.command("availability", "--from", day[0], "--to", day[1], "--json"))["rows"]}
        self.assertEqual(set(rows), set(self.links))
        for name in self.links:
            with self.subTest(availability_of=name):
                until = journal.books[name][1]
                possible = []
                for book in books:
                    account = book.account(name, until, (corrections or {}).get(name, {}))
                    possible.append({"total_seconds": account.all(), "down_seconds": account.failed(),
                                     "excluded_seconds": account["excluded"], "planned_seconds": account["planned"],
                                     "unknown_seconds": account["unknown"],
                                     **{key: availability.cut(value, 6) for key, value in (
                                         ("gross", account.gross()), ("net", account.net("net-a")),
                                         ("lower_bound", account.lower_bound()), ("coverage", account.coverage()))},
                                     "judgement": account.judgement("net-a", 0.9)})
                said = {key: rows[name][key] for key in possible[0]}
                self.assertIn(said, possible)

    def assert_edge(self, second, moment):
        """Within one interval of the timetable, cut down to a whole second."""
        self.assertGreaterEqual(second, int(moment - 0.05))
        self.assertLessEqual(second, moment + INTERVAL + 0.05)


class Timetable(BookTruth):
    def flapping(self, name, begin, end, half):
        return [(begin + place * half, f"{('down', 'up')[place % 2]} {name}")
                for place in range(2 * round((end - begin) / (2 * half)))]

    def announce_work(self):
        now = int(time.time())
        self.window = plans.Window(["b"], [], [], [], now, now + 20, now)
        self.daemon.command("maintenance", "add", "b", "--from", rfc3339(now), "--to", rfc3339(now + 20), "--reason",
                            "new antenna")

    def test_the_book_equals_the_second_reading_of_the_rules(self):
        self.begin_county()
        self.play([
            # The hub takes all with it. a1 fails by itself meanwhile and stays away for over 60 s: its own from then
            # on, and the hub's second failure does not take it back. a2 stays away a little longer than the hub.
            (2, "down hub"), (4, "down a1"), (8, "down a2"), (18, "up hub"), (26, "up a2"), (90, "up a1"),
            # Three levels: b with its children, inside announced work. d falls when b and c are both away.
            (30, self.announce_work), (32, "down b"), (36, "down c"), (37, "down d"), (42, "up b"), (46, "up c"),
            (50, "up d"),
            # Up and down faster than hysteresis, and at its border; a child that fails before its parent does.
            *self.flapping("a4", 52, 70, 1.5), *self.flapping("c1", 52, 76, 3),
            (60, "down a3"), (82, "down hub"), (88, "up hub"), (93, "up a3"),
            # Sight goes for 20 s: b1 was down before, a2 answers while we are blind, c1 stays away, the others answer.
            (96, "down b1"), (104, "down anchor"), (104, "down anchor-2"), (105, "down a2"), (105, "down c1"),
            (118, "up a2"), (124, "up anchor"), (124, "up anchor-2"), (134, "up c1"), (136, "up b1"), (146, "stats")])
        outages = outages_of(self.daemon)
        corrected = outages["a3"][-1]
        self.daemon.command("outage", "set", str(corrected["id"]), "--cause", "power_grid", "--note", "PLN")
        self.check_live(outages)
        ended = time.time()
        self.daemon.stop()
        journal = Journal(self.daemon.state)
        self.assertEqual(journal.integrity, "ok")
        for name, (first, until) in journal.books.items():
            self.assertGreater(until, ended - 4, f"{name} had settled at the stop")
            self.assertAlmostEqual(first, self.began, delta=20)
        books = self.readings(journal, ended, [self.window])
        self.compare_states(journal, books)
        self.compare_outages(journal, books, outages_of(self.daemon))
        self.compare_minutes(journal, books, ended)
        self.compare_availability(journal, books, {"a3": {seconds_of(corrected["start"]): "power_grid"}})
        self.compare_with_the_timetable(outages_of(self.daemon))

    def check_live(self, outages):
        """While it runs the daemon's own page and the API say what the commands read from the file."""
        api = json.loads(self.daemon.get("/api/v1/outages")[1])["outages"]
        self.assertEqual({(row["id"], row["link"], row["start"]) for row in api},
                         {(row["id"], row["link"], row["start"]) for rows in outages.values() for row in rows})
        page = self.daemon.metrics()
        for name in self.links:
            opened = page.value("pantau_link_outages_opened_total", link=name)
            self.assertEqual(opened, len(outages.get(name, [])), name)

    def compare_with_the_timetable(self, outages):
        at = self.moments
        for name, down, up in (("hub", "down hub", "up hub"), ("b", "down b", "up b")):
            starts = [seconds_of(row["start"]) for row in outages[name]]
            ends = [seconds_of(row["end"]) for row in outages[name]]
            for moment in at[down]:
                self.assert_edge(min(starts, key=lambda s: abs(s - moment)), moment)
            for moment in at[up]:
                self.assert_edge(min(ends, key=lambda s: abs(s - moment)), moment)
        self.assertEqual(len(outages["hub"]), 2)
        roots = {tuple(segment["root"]) for segment in outages["d"][0]["segments"]}
        self.assertIn(("b", "c"), roots, "no way was left")
        own = [s for row in outages["a1"] for s in row["segments"] if s["state"] == "down"]
        self.assertEqual([s["root"] for s in own], [["a1"]])
        self.assert_edge(seconds_of(own[0]["start"]), at["up hub"][0])
        self.assertEqual(outages["a3"][-1]["segments"][0]["root"], ["hub"], "its parent failed 22 s later")
        planned = [s["cause"] for row in outages["b11"] for s in row["segments"] if s["planned"]]
        self.assertEqual(set(planned), {"planned_work"}, "the root's window covers what is unreachable because of it")


@unittest.skipUnless(os.environ.get("PANTAU_LONG") == "1", "takes a quarter of an hour")
class Minutes(BookTruth):
    """What is judged by the minute: heavy random loss as an outage, degraded by loss, round trip and variation."""

    LINKS = {"lossy": {"down_after": 200}, "behind": {"parents": ["lossy"]}, "slow": {}, "shaky": {}, "some": {},
             "calm": {}}

    def test_minutes_are_judged_as_in_the_second_reading(self):
        links = {name: (f"198.18.1.{place}", {**KEYS, "contract": "k", **keys})
                 for place, (name, keys) in enumerate(self.LINKS.items(), 1)}
        hosts = "".join(host(name, address, delay="5ms") for name, (address, _) in links.items())
        head = config_head(extra='interval = "500ms"\ntimeout = "1s"\n' + CONTRACT,
                           anchors='["198.18.0.1", "198.18.0.2"]')
        self.began = time.time()
        self.begin(ANCHORS + hosts, links, head=head, tapped=True)
        self.moments = {}
        self.play([
            (80, "set lossy loss 0.85"), (80, "set slow delay 150ms"), (80, "set shaky delay 60ms +- 50ms"),
            (80, "set some loss 0.08"), (120, "down behind"), (150, "up behind"), (300, "down slow"), (310, "up slow"),
            (470, "set lossy loss 0"), (470, "set slow delay 5ms"), (470, "set shaky delay 5ms"),
            (470, "set some loss 0"), (860, "stats")])
        ended = time.time()
        self.daemon.stop()
        journal = Journal(self.daemon.state)
        books = self.readings(journal, ended)
        self.compare_states(journal, books)
        self.compare_outages(journal, books, outages_of(self.daemon))
        self.compare_minutes(journal, books, ended)
        self.compare_availability(journal, books)
        found = {name: set(journal.states(name).values()) for name in self.links}
        self.assertIn("down", found["lossy"])
        for name in ("slow", "shaky", "some"):
            self.assertIn("degraded", found[name], name)
        self.assertEqual(found["calm"] - {"unknown"}, {"up"})


def rfc3339(second):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


if __name__ == "__main__":
    os.environ["TZ"] = "Asia/Jayapura"  # the default timezone of [daemon]: days are cut in it
    time.tzset()
    main()
