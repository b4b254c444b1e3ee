# SPDX-License-Identifier: Apache-2.0
"""The book goes on over the daemon's end, however it came: seconds continue and never fall, an open outage is one
outage still, the time without us is unknown, and nobody else writes into the book meanwhile."""

import subprocess
import time

from book_reader import Journal, outages_of
from harness import PANTAU, Daemon, config_head, link, main, wait_for, with_state
from icmp_trial import Trial, host

STATES = ("up", "degraded", "down", "unreachable", "unknown")
KEYS = {"interval": "500ms", "timeout": "500ms", "late_window": "1s", "down_after": 4, "up_after": 3}
COUNTY = host("a", "198.18.1.1", delay="5ms") + host("b", "198.18.1.2", delay="5ms") + \
    host("c", "198.18.1.3", delay="5ms", parent="b")
LINKS = {"a": ("198.18.1.1", KEYS), "b": ("198.18.1.2", KEYS), "c": ("198.18.1.3", {**KEYS, "parents": ["b"]})}


class Restart(Trial):
    def begin_three(self):
        self.begin(COUNTY, LINKS, head=config_head(extra='interval = "500ms"\ntimeout = "1s"\n'))
        self.wait_for_states(a="up", b="up", c="up")
        self.most = {}  # (link, state) -> the highest value ever seen of each counter

    def wait_for_states(self, **wanted):
        wait_for(f"{wanted}", lambda: wanted == {name: self.daemon.links()[name]["state"] for name in wanted},
                 pause=0.1, seconds=40)

    def start_again(self):
        self.daemon = Daemon(self.folder, self.configuration(), state=self.daemon.state)
        self.addCleanup(self.stop_and_judge, self.daemon)
        self.daemon.wait_ready()

    def look(self):
        """One page: no counter fell, the states add up to what has settled (semantics.md 10, 1 and 2)."""
        page = self.daemon.metrics()
        journal = Journal(self.daemon.state)
        for name in self.links:
            settled = page.value("pantau_link_settled_timestamp_seconds", link=name)
            if settled is None:
                continue
            seconds = {state: page.value("pantau_link_state_seconds_total", link=name, state=state) for state in STATES}
            self.assertEqual(sum(seconds.values()), settled - journal.books[name][0], name)
            for key, value in {**seconds, "settled": settled,
                               "opened": page.value("pantau_link_outages_opened_total", link=name)}.items():
                self.assertGreaterEqual(value, self.most.get((name, key), 0), (name, key))
                self.most[name, key] = value
        return page

    def look_until(self, what, probe, seconds=150):
        def looked():
            page = self.look()
            return page if probe(page) else None

        return wait_for(what, looked, seconds=seconds, pause=0.5)

    def settled(self, page):
        return min((page.value("pantau_link_settled_timestamp_seconds", link=name) or 0) for name in self.links)

    def test_an_open_outage_is_one_outage_over_kill_9_and_every_second_has_its_state(self):
        self.begin_three()
        self.county.command("down b")
        self.wait_for_states(b="down", c="unreachable")
        started = self.daemon.metrics().value("pantau_link_outage_start_timestamp_seconds", link="b")
        self.assertIsNotNone(started)
        # The minute's transaction: counters have something to lose.
        self.look_until("a minute in the book", lambda page: self.most.get(("a", "up"), 0) > 10)
        before = outages_of(self.daemon)
        self.assertEqual({name: len(rows) for name, rows in before.items()}, {"b": 1, "c": 1})
        killed = time.time()
        self.daemon.process.kill()
        self.daemon.process.wait()
        self.assertEqual(self.told(), self.without_length(before), "what was told is in the book, nobody running")
        self.assertEqual(Journal(self.daemon.state).integrity, "ok")
        time.sleep(3)
        self.start_again()
        page = self.look()
        self.assertEqual(page.value("pantau_link_outage_start_timestamp_seconds", link="b"), started, "at once")
        self.assertEqual(page.value("pantau_link_outages_opened_total", link="b"), 1)
        began = time.time()
        self.wait_for_states(a="up", b="down", c="unreachable")
        self.county.command("up b")
        self.wait_for_states(b="up", c="up")
        self.look_until("the book to settle", lambda page: self.settled(page) > time.time() - 60
                        and page.value("pantau_link_outage_start_timestamp_seconds", link="b") is None)
        self.look_until("the minute after", lambda page: self.settled(page) > began + 5)
        after = outages_of(self.daemon)
        for name in ("b", "c"):
            (row,) = after[name]
            self.assertEqual((row["id"], row["start"], row["detected"]),
                             tuple(before[name][0][key] for key in ("id", "start", "detected")))
            self.assertEqual(row["ended_by"], "answers")
        journal = Journal(self.daemon.state)
        for name in self.links:
            states = journal.states(name)
            self.assertEqual({states[second] for second in range(int(killed) + 1, int(began))}, {"unknown"}, name)
        self.assertNotIn("down", {journal.states("a")[second] for second in journal.states("a")})

    def test_an_outage_that_ended_while_nobody_watched_ends_where_the_unknown_time_begins(self):
        self.begin_three()
        self.county.command("down b")
        self.wait_for_states(b="down", c="unreachable")
        time.sleep(2)
        self.daemon.stop()  # this time in good order: all that was decided is in the book
        stopped = time.time()
        self.county.command("up b")
        time.sleep(2)
        self.start_again()
        self.wait_for_states(a="up", b="up", c="up")
        (row,) = outages_of(self.daemon, "--link", "b")["b"]
        self.assertEqual((row["ended_by"], row["incident"]), ("answers", row["id"]))
        journal = Journal(self.daemon.state)
        self.assertGreater(min(until for _, until in journal.books.values()), stopped - 4)
        # `down` counts up to where we ceased to know, not to the first answer afterwards.
        self.assertLess(row["seconds"], stopped - self.seconds_of(row["start"]) + 1)
        self.assertLess(self.seconds_of(row["end"]), stopped + 1)

    def without_length(self, outages):
        """An open outage is as long as it is read late."""
        return {name: [{**row, "seconds": None} for row in rows] for name, rows in outages.items()}

    def told(self):
        return self.without_length(outages_of(self.daemon))

    @staticmethod
    def seconds_of(text):
        import calendar
        return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))

    def test_a_second_daemon_on_the_same_book_refuses_and_the_first_goes_on(self):
        self.begin_three()
        other = f"{self.folder}/other.toml"
        with open(other, "w", encoding="utf-8") as file:
            file.write(with_state(self.configuration().replace(":9750", ":9757"), self.daemon.state))
        result = subprocess.run([PANTAU, "run", "-c", other], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("event=cannot_start", result.stderr)
        self.assertIn(self.daemon.state, result.stderr, "it names what is taken")
        self.county.command("down b")
        self.wait_for_states(b="down")
        self.assertEqual(list(outages_of(self.daemon, "--link", "b")), ["b"])

    def test_a_link_that_leaves_and_comes_back_keeps_its_book(self):
        self.begin_three()
        self.county.command("down b")
        self.wait_for_states(b="down")
        self.reload(self.head + link("a", *LINKS["a"][:1], **LINKS["a"][1]))
        (row,) = wait_for("the end of its outage", lambda: [
            row for row in outages_of(self.daemon).get("b", []) if row["ended_by"] == "removed"])
        time.sleep(3)
        self.reload(self.configuration())
        self.county.command("up b")
        self.wait_for_states(a="up", b="up", c="up")
        self.daemon.stop()
        journal = Journal(self.daemon.state)
        self.assertEqual(journal.books["b"][0], journal.books["a"][0], "as old as that of a link that stayed")
        states = journal.states("b")
        self.assertEqual(sorted(states), list(range(*journal.books["b"])), "every second, the absence too")
        absent = [states[second] for second in range(self.seconds_of(row["end"]) + 1, self.seconds_of(row["end"]) + 3)]
        self.assertEqual(set(absent), {"unknown"})
        self.assertEqual(len(outages_of(self.daemon)["b"]), 1)


if __name__ == "__main__":
    main()
