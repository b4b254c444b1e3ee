# SPDX-License-Identifier: Apache-2.0
"""A hub with twelve sites behind it, as an engineer sees it fail: one outage with a root, twelve that name it, one
incident; nothing at all when it is we who cannot see, or when the daemon was asleep; and figures that follow what
people enter. The same for 4, 3 and 10 minutes with PANTAU_LONG=1 (ctest label slow)."""

import json
import os
import signal
import time

from book_reader import Journal, outages_of
from harness import config_head, main, wait_for
from icmp_trial import Trial, host

LONG = os.environ.get("PANTAU_LONG") == "1"
HUB_DOWN, BLIND, STOPPED = (240, 180, 600) if LONG else (15, 15, 12)
CHILDREN = [f"site{number}" for number in range(1, 13)]
KEYS = {"interval": "500ms", "timeout": "500ms", "late_window": "1s", "down_after": 4, "up_after": 3, "contract": "k"}
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
formula = "net-a"
exclude = ["power"]
"""


def county():
    return host("hub", "198.18.1.100", delay="5ms") + "".join(
        host(name, f"198.18.1.{number}", delay="20ms", parent="hub") for number, name in enumerate(CHILDREN, 1)) + \
        host("beside", "198.18.1.101", delay="5ms")


class Tree(Trial):
    def begin_tree(self):
        links = {"hub": ("198.18.1.100", KEYS), "beside": ("198.18.1.101", KEYS)}
        for number, name in enumerate(CHILDREN, 1):
            links[name] = f"198.18.1.{number}", {**KEYS, "parents": ["hub"]}
        head = config_head(extra='interval = "500ms"\ntimeout = "1s"\n' + CONTRACT)
        self.begin(county(), links, head=head)
        self.wait_for_state("up")

    def wait_for_state(self, state, names=None, seconds=40):
        """"up" is degraded too: minutes of an outage are minutes of loss."""
        wanted = ("up", "degraded") if state == "up" else (state,)
        wait_for(f"{names or 'all'} {state}", lambda: all(
            link["state"] in wanted for name, link in self.daemon.links().items() if name in (names or self.links)),
            pause=0.2, seconds=seconds)

    def settled(self, moment, seconds=150):
        """Waits until the book of all links has settled beyond this moment; returns the page that says so."""
        def reached():
            page = self.daemon.metrics()
            values = page.find("pantau_link_settled_timestamp_seconds").values()
            return page if len(values) == len(self.links) and min(values) > moment else None

        return wait_for("the book to settle", reached, seconds=seconds, pause=1)

    def states_in_journal(self, name):
        return set(Journal(self.daemon.state).states(name).values())


class Hub(Tree):
    def test_a_hub_takes_its_twelve_sites_with_it_and_is_the_only_root(self):
        self.begin_tree()
        self.county.command("down hub")
        self.wait_for_state("unreachable", CHILDREN)
        self.assertEqual(self.daemon.links()["hub"]["state"], "down")
        self.check_page_while_down()
        self.check_why()
        time.sleep(HUB_DOWN)
        self.county.command("up hub")
        self.wait_for_state("up")
        found = outages_of(self.daemon)
        self.assertEqual(set(found), {"hub", *CHILDREN})
        self.assert_one_incident([rows[0] for rows in found.values()])
        for name, rows in found.items():
            self.assertEqual(len(rows), 1, name)
            self.assertEqual({tuple(s["root"]) for s in rows[0]["segments"]}, {("hub",)}, name)
            self.assertEqual({s["state"] for s in rows[0]["segments"]}, {"down" if name == "hub" else "unreachable"})
            self.assertEqual(rows[0]["ended_by"], "answers")
            self.assertGreaterEqual(rows[0]["seconds"], HUB_DOWN)
        # Again, and one of them fails by itself meanwhile: it is the hub's until a minute after the hub is back. Between
        # the two lie minutes that are good, or five that lost over 75 % would make one outage of both (ratio rule).
        time.sleep(130 if LONG else 0)
        self.county.command("down hub")
        self.wait_for_state("unreachable", CHILDREN)
        self.county.command("down site3")
        time.sleep(HUB_DOWN / 3)
        back = time.time()
        self.county.command("up hub")
        self.wait_for_state("up", [name for name in self.links if name != "site3"])
        self.assertEqual(self.daemon.links()["site3"]["state"], "unreachable")
        self.wait_for_state("down", ["site3"], seconds=90)
        self.assertGreater(time.time(), back + 60)
        self.county.command("up site3")
        self.wait_for_state("up")
        self.daemon.stop()
        self.check_journal()

    def check_page_while_down(self):
        page = self.daemon.metrics()
        self.assertEqual(page.value("pantau_link_affected_links", link="hub"), len(CHILDREN))
        self.assertEqual(page.value("pantau_link_affected_sites", link="hub"), len(CHILDREN))
        for name in CHILDREN:
            self.assertEqual(page.value("pantau_link_state", link=name, state="unreachable"), 1)
            self.assertEqual(page.value("pantau_link_root_cause", link=name, root="hub"), 1)
            self.assertEqual(len(page.find("pantau_link_outage_info", link=name, attribution="upstream", root="hub",
                                           cause="upstream", planned="false")), 1)
            self.assertEqual(page.value("pantau_link_up", link=name), 0)
        self.assertEqual(page.value("pantau_link_root_cause", link="hub", root="hub"), 1)
        self.assertEqual(page.find("pantau_link_root_cause", link="beside"), {})

    def check_why(self):
        why = json.loads(self.daemon.get("/api/v1/links/site5/why")[1])
        self.assertEqual((why["state"], why["root"]), ("unreachable", ["hub"]))
        self.assertEqual([(parent["link"], parent["state"]) for parent in why["parents"]], [("hub", "down")])
        self.assertTrue(any(echo["verdict"] == "lost" for echo in why["echoes"]))
        text = self.daemon.command("why", "site5").lower()
        self.assertIn("unreachable", text)
        self.assertIn("hub", text)
        tree = self.daemon.command("status", "--url", f"http://127.0.0.1:{self.daemon.port}").split("\n")
        under = [line.split()[1:3] for line in tree if line.startswith("UNREACHABLE")]
        self.assertEqual(under, [["└", name] for name in sorted(CHILDREN)], "under the root, which stands above")
        self.assertLess([line.startswith("DOWN") for line in tree].index(True),
                        [line.startswith("UNREACHABLE") for line in tree].index(True))

    def assert_one_incident(self, rows):
        self.assertEqual(len({row["incident"] for row in rows}), 1)
        self.assertEqual(rows[0]["incident"], min(row["id"] for row in rows))

    def check_journal(self):
        for name in CHILDREN:
            states = self.states_in_journal(name)
            self.assertIn("unreachable", states, name)
            self.assertEqual("down" in states, name == "site3", name)
        self.assertIn("down", self.states_in_journal("hub"))
        self.assertEqual(self.states_in_journal("beside") - {"unknown"}, {"up"}, "nothing happened there")
        (second,) = outages_of(self.daemon, "--link", "site3")["site3"][1:]
        self.assertEqual([(s["state"], s["root"]) for s in second["segments"]],
                         [("unreachable", ["hub"]), ("down", ["site3"])])


class Sight(Tree):
    def availability(self):
        """The rows by link, of today."""
        day = [time.strftime("%Y-%m-%d", time.localtime(time.time() + shift * 86400)) for shift in (-1, 1)]
        document = json.loads(self.daemon.command("availability", "--from", day[0], "--to", day[1], "--json"))
        return {row["id"]: row for row in document["rows"]}

    def test_lost_sight_and_a_stopped_daemon_are_unknown_time_and_no_outage(self):
        self.begin_tree()
        for name in ("anchor", "hub", "beside"):
            self.county.command(f"down {name}")
        self.wait_for_state("unknown")
        page = self.daemon.metrics()
        self.assertEqual(page.value("pantau_vantage_ok"), 0)
        self.assertIsNone(page.value("pantau_link_up", link="site1"), "nobody knows")
        time.sleep(BLIND)
        for name in ("anchor", "hub", "beside"):
            self.county.command(f"up {name}")
        self.wait_for_state("up")
        self.assertEqual(outages_of(self.daemon), {})

        # Nobody was there: what happened meanwhile is not known, and nothing is sent twice to make up for it.
        self.daemon.process.send_signal(signal.SIGSTOP)
        time.sleep(STOPPED)
        self.county.command("down hub")  # nobody saw when
        self.daemon.process.send_signal(signal.SIGCONT)
        self.wait_for_state("up", ["beside"])
        self.wait_for_state("unreachable", CHILDREN)
        self.county.command("up hub")
        self.wait_for_state("up")
        self.daemon.stop()
        self.assertEqual(set(outages_of(self.daemon)), {"hub", *CHILDREN}, "the outage that was seen after it")
        journal = Journal(self.daemon.state)
        for name, row in self.availability().items():
            states = list(journal.states(name).values())
            self.assertGreaterEqual(states.count("unknown"), BLIND - 1 + STOPPED - 4, name)
            self.assertEqual((row["unknown_seconds"], row["total_seconds"]), (states.count("unknown"), len(states)))
            self.assertLess(row["coverage"], 1, name)
            self.assertEqual(row["gross"] == 1, name == "beside", name)


class Entries(Tree):
    """What people enter by command beside the running daemon reaches its figures within a minute."""

    def month(self, name, kind):
        return sum(self.daemon.metrics().find("pantau_link_month_seconds", link=name, **{"class": kind}).values())

    def test_corrections_and_announced_work_change_the_figures_within_a_minute(self):
        self.begin_tree()
        for name in ("site1", "site2"):
            self.county.command(f"down {name}")
        self.wait_for_state("down", ["site1", "site2"])
        now = int(time.time())
        window = ("--from", rfc3339(now - 5), "--to", rfc3339(now + 3600), "--reason", "modem")
        self.daemon.command("maintenance", "add", "site2", *window, "--document", "B-1/2026")
        self.daemon.command("outage", "set", "site1", "--cause", "power_grid", "--note", "feeder 3")
        wanted = "power_grid", "planned_work"
        wait_for("both to be seen", lambda: (self.cause("site1"), self.cause("site2")) == wanted, seconds=60, pause=0.5)
        self.assertEqual(self.daemon.metrics().value("pantau_link_maintenance", link="site2"), 1)
        self.assertEqual(self.daemon.metrics().value("pantau_link_maintenance", link="site1"), 0)
        listed = self.daemon.command("maintenance", "list")
        self.assertIn("site2", listed)
        self.assertIn("modem", listed)
        time.sleep(5)
        for name in ("site1", "site2"):
            self.county.command(f"up {name}")
        self.wait_for_state("up")
        self.settled(time.time() - 1)
        wait_for("the figures", lambda: self.month("site1", "excluded") > 0 and self.month("site2", "excluded") > 0,
                 seconds=60, pause=1)
        for name in ("site1", "site2"):
            page = self.daemon.metrics()
            gross = next(iter(page.find("pantau_link_availability_ratio", link=name, basis="gross").values()))
            net = next(iter(page.find("pantau_link_availability_ratio", link=name, basis="net").values()))
            self.assertLess(gross, net, name)
        self.assertEqual(self.month("site1", "down"), 0, "the correction counts for the whole outage")
        (row,) = outages_of(self.daemon, "--link", "site1")["site1"]
        self.assertEqual({(s["cause"], s["proposed"]) for s in row["segments"]}, {("power_grid", "unknown")})
        (correction,) = row["corrections"]
        self.assertEqual((correction["cause"], correction["note"]), ("power_grid", "feeder 3"))

    def cause(self, name):
        found = list(self.daemon.metrics().find("pantau_link_outage_info", link=name))
        return dict(found[0])["cause"] if found else None


def rfc3339(second):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


if __name__ == "__main__":
    os.environ["TZ"] = "Asia/Jayapura"
    time.tzset()
    main()
