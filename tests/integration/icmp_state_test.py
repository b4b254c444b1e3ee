# SPDX-License-Identifier: Apache-2.0
"""States follow the run rule of semantics.md 5, here written a second time, over the county's log: which state, since
which second, in which order."""

import calendar
import math
import re
import time

from harness import config_head, main, wait_for
from icmp_trial import Trial, host

CHANGE = re.compile(r"event=link_state link=(\S+) from=\S+ to=(\S+) since=(\S+)")
CLOCKS_APART = 0.02  # seconds between our time of sending and the kernel's


def seconds_of(text):
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def run_rule(echoes, down_after, up_after):
    """[(state, moment)] of [(sent, is answered)] in the order of sending."""
    changes, state, run = [], "unknown", []
    for echo in echoes:
        if run and run[0][1] != echo[1]:
            run = []
        run.append(echo)
        wanted, length = ("up", up_after) if echo[1] else ("down", down_after)
        if state != wanted and len(run) >= length:
            state = wanted
            changes.append((state, run[0][0]))
    return changes


def since_of(changes, shift):
    """The second that each of the changes is dated to. Borders are whole seconds: what lasted for none of them leaves
    no trace, and the state before it goes on."""
    seconds = []
    for place, (_, moment) in enumerate(changes):
        second = math.floor(moment - shift)
        goes_on = place >= 2 and math.floor(changes[place - 1][1] - shift) == second
        seconds.append(seconds[place - 2] if goes_on else second)
    return seconds


class States(Trial):
    def logged(self, name):
        return [(state, seconds_of(since)) for link, state, since in CHANGE.findall(self.daemon.text())
                if link == name]

    def sent(self, name):
        address = self.links[name][0]
        return sorted(at / 1e9 for (to, _, _), at in self.tap.requests.items() if to == address)

    def expect_changes(self, name, records, down_after, up_after):
        sent = self.sent(name)
        self.assertEqual(len(sent), len(records), "both witnesses saw the same echoes")
        expected = run_rule(list(zip(sent, (r["fate"] == "reply" for r in records))), down_after, up_after)
        # The last may not be in the log yet, which is written once a second.
        wait_for(f"{len(expected)} changes of {name}", lambda: len(self.logged(name)) >= len(expected))
        found = self.logged(name)
        self.assertEqual([state for state, _ in found], [state for state, _ in expected])
        possible = [since_of(expected, 0), since_of(expected, CLOCKS_APART)]
        for since, *wanted in zip([since for _, since in found], *possible):
            self.assertIn(since, wanted)
        return expected

    def test_states_and_their_seconds_are_those_of_the_run_rule_over_the_truth(self):
        keys = {"timeout": "300ms", "down_after": 4, "up_after": 3}
        self.begin(host("a", "198.18.1.1", delay="5ms", loss=0.5) + host("b", "198.18.1.2", delay="5ms", loss=0.75)
                   + host("six", "2001:2::1", delay="5ms", loss="0.02 burst 0.05 0.1 1")
                   + host("good", "198.18.1.3", delay="5ms", loss=0.1),
                   {"a": ("198.18.1.1", keys), "b": ("198.18.1.2", keys), "six": ("2001:2::1", keys),
                    "good": ("198.18.1.3", {**keys, "down_after": 10})},
                   head=config_head(anchors="[]"), tapped=True)
        self.wait_for_echoes(200)
        _, truth = self.settle()
        number = {}
        for name, (_, keys) in self.links.items():
            number[name] = len(self.expect_changes(name, truth[name], keys["down_after"], keys["up_after"]))
        self.assertGreater(number["a"], 4)
        self.assertGreater(number["six"], 2)
        self.assertEqual(number["good"], 1)

    def test_an_outage_is_found_in_time_and_dated_to_its_first_loss_and_first_answer(self):
        keys = {"interval": "1s", "timeout": "1s", "down_after": 3, "up_after": 2}
        links = {"a": ("198.18.1.1", keys), "six": ("2001:2::1", keys), "beside": ("198.18.1.2", keys)}
        self.begin(host("a", "198.18.1.1", delay="5ms") + host("six", "2001:2::1", delay="5ms")
                   + host("beside", "198.18.1.2", delay="5ms"), links, tapped=True)

        def wait_for_both(state):
            seen = {}

            def reached():
                for name, link in self.daemon.links().items():
                    if name != "beside" and link["state"] == state:
                        seen.setdefault(name, time.time())
                return len(seen) == 2

            wait_for(f"both {state}", reached, pause=0.02)
            return seen

        wait_for_both("up")
        for name in ("a", "six"):
            self.county.command(f"down {name}")
        seen = wait_for_both("down")
        page = self.daemon.metrics()
        for name in ("a", "six"):
            self.assertEqual(page.value("pantau_link_up", link=name), 0)
            self.assertEqual(page.value("pantau_link_state", link=name, state="down"), 1)
            self.county.command(f"up {name}")
        wait_for_both("up")
        _, truth = self.settle()
        for name in ("a", "six"):
            expected = self.expect_changes(name, truth[name], 3, 2)
            self.assertEqual([state for state, _ in expected], ["up", "down", "up"])
            # (down_after - 1) x interval + timeout + 1 s; and 1 s for a test that gets no processor.
            self.assertLessEqual(seen[name] - expected[1][1], 2 * 1 + 1 + 1 + 1)
        self.assertEqual([state for state, _ in self.logged("beside")], ["up"])


if __name__ == "__main__":
    main()
