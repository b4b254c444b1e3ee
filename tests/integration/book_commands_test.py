# SPDX-License-Identifier: Apache-2.0
"""The commands around the book of record beside a running daemon, without one, and as somebody who has no right to
it: what an engineer sees, whom he is told to phone, and that what he enters reaches the daemon's own figures."""

import csv
import io
import json
import os
import shutil
import stat
import subprocess
import tempfile

from harness import PANTAU, CountyTest, config_head, main, wait_for

COUNTY = """
[[host]]
id = "hub"
address = "198.18.1.100"
delay = "5ms"
[[host]]
id = "far"
address = "198.18.1.1"
delay = "20ms"
parent = "hub"
[[host]]
id = "rest"
address = "198.18.0.0/24"
delay = "1ms"
"""

KEYS = 'interval = "500ms"\ntimeout = "500ms"\nlate_window = "1s"\ndown_after = 4\nup_after = 3\n'
INVENTORY = config_head(extra='interval = "500ms"\ntimeout = "1s"\n') + f"""
[[provider]]
id = "p"
name = "Satelit"
contact = "NOC 0800-0-000"
[[site]]
id = "town"
name = "Town"
district = "jila"
contacts = ["Hub 0800-0-002"]
[[site]]
id = "away"
name = "Away"
district = "jila"
contacts = ["Kantor 0800-0-001"]
[[link]]
id = "hub"
site = "town"
technology = "radio"
address = "198.18.1.100"
provider = "p"
{KEYS}
[[link]]
id = "far"
site = "away"
technology = "radio"
address = "198.18.1.1"
parents = ["hub"]
{KEYS}
"""
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


class BookCommands(CountyTest):
    def setUp(self):
        super().setUp()
        self.county = self.start_county(COUNTY)

    def pantau(self, *arguments, before=(), code=0, **environment):
        result = subprocess.run([*before, PANTAU, *arguments, "-c", self.daemon.path], capture_output=True, text=True,
                                check=False, timeout=60, env={**os.environ, "LC_ALL": "C", **environment})
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stdout}{result.stderr}")
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        return result.stdout if code == 0 else result.stderr

    def wait_for_states(self, **states):
        wait_for(states, lambda: {name: link["state"] for name, link in self.daemon.links().items()} == states,
                 seconds=60, pause=0.2)

    def outages(self, *arguments):
        rows = json.loads(self.pantau("outages", "--json", *arguments))["outages"]
        return {row["link"]: row for row in rows}

    def fail_hub(self):
        self.daemon = self.start_daemon(INVENTORY)
        self.wait_for_states(hub="up", far="up")
        self.county.command("down hub")
        self.wait_for_states(hub="down", far="unreachable")
        wait_for("both outages in the book", lambda: set(self.outages()) == {"hub", "far"}, seconds=60)

    def test_an_engineer_at_night(self):
        self.fail_hub()
        status = self.pantau("status")
        lines = status.splitlines()
        self.assertEqual(lines[1], "2 links: 1 down, 1 unreachable")
        self.assertRegex(lines[3], r"^DOWN +hub +\S.* unknown, behind it: 1$")
        self.assertEqual(lines[4], "  phone town: Hub 0800-0-002")
        self.assertRegex(lines[5], r"^UNREACHABLE +└ far +\S.* upstream$")
        self.assertLessEqual(max(map(len, lines)), 80, status)
        self.assertEqual(len(self.pantau("status", "--failing").splitlines()), len(lines))
        self.check_why()
        self.correct()
        self.announce()
        self.recover_and_stop()

    def check_why(self):
        why = self.pantau("why", "far")
        lines = why.splitlines()
        self.assertRegex(lines[1], r"^state +UNREACHABLE since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIT \(.* s\)$")
        self.assertRegex(why, r"(?m)^cause +upstream$")
        self.assertRegex(why, r"(?m)^because of +hub$")
        self.assertRegex(why, r"(?m)^to phone +hub: Hub 0800-0-002$")
        self.assertRegex(why, r"(?m)^provider +Satelit: NOC 0800-0-000$")
        self.assertRegex(why, r"(?m)^evidence +root hub ")
        self.assertLess(why.index("to phone"), why.index("decided by"))
        self.assertLessEqual(max(map(len, lines)), 80, why)
        self.assertRegex(self.pantau("why", "hub"), r"(?m)^because of +itself$")
        # The same outage as the API has it.
        document = json.loads(self.pantau("why", "far", "--json"))["outage"]
        listed = self.outages()["far"]
        self.assertEqual(document["segments"], listed["segments"])
        self.assertEqual((document["id"], document["start"]), (listed["id"], listed["start"]))
        self.assertIn("did you mean", self.pantau("why", "fat", code=1))

    def correct(self):
        self.assertIn("grid outage", self.pantau("outage", "set", "hub", "--cause", "power_grid", "--note",
                                                 'PLN: "padam"', SUDO_USER="engineer"))

        def reached():
            page = self.daemon.metrics()
            return page.find("pantau_link_outage_info", link="hub", cause="power_grid")

        wait_for("the daemon to follow", reached, seconds=60, pause=0.5)
        (correction,) = json.loads(self.daemon.get("/api/v1/outages?link=hub")[1])["outages"][0]["corrections"]
        self.assertEqual((correction["user"], correction["note"]), ("engineer", 'PLN: "padam"'))
        self.assertRegex(self.pantau("why", "hub"), r"(?m)^cause +grid outage \(says engineer\); proposed: unknown$")
        self.assertRegex(self.pantau("status"), r"(?m)^DOWN +hub .* grid outage, ")
        self.assertRegex(self.pantau("outages"), r"(?m)^ *\d+ +hub .* grid outage \* ")

    def announce(self):
        listed = self.pantau("maintenance", "add", "hub", "--from", "now", "--to", "+1h", "--reason", "new mast")
        number = listed.splitlines()[1].split()[0]
        wait_for("the daemon to follow", lambda: self.daemon.links()["far"]["maintenance"], seconds=60, pause=0.5)
        self.assertIn("work is announced for now", self.pantau("why", "far"))
        self.assertIn("new mast", self.pantau("maintenance", "list"))
        self.pantau("maintenance", "end", number)
        self.assertIn("over already", self.pantau("maintenance", "end", number, code=1))
        wait_for("the daemon to follow", lambda: not self.daemon.links()["far"]["maintenance"], seconds=60, pause=0.5)

    def recover_and_stop(self):
        self.county.command("up hub")
        self.wait_for_states(hub="up", far="up")
        wait_for("both ends in the book", lambda: all(row["end"] for row in self.outages().values()), seconds=60)
        api = json.loads(self.daemon.get("/api/v1/outages")[1])["outages"]
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(self.outages(), {row["link"]: row for row in api}, "the same book, daemon running or not")
        rows = list(csv.DictReader(io.StringIO(self.pantau("outages", "--csv"))))
        self.assertEqual({row["link"]: row["note"] for row in rows}, {"hub": 'PLN: "padam"', "far": ""})
        self.assertIn("is the daemon running?", self.pantau("status", code=1))
        self.assertIn("is the daemon running?", self.pantau("why", "hub", code=1))
        self.pantau("outage", "set", str(self.outages()["far"]["id"]), "--cause", "provider_core")
        self.assertEqual(self.outages()["far"]["segments"][0]["cause"], "provider_core")
        report = self.pantau("availability", "--from", "2026-01-01", "--to", "2069-12-31", "--json")
        self.assertEqual([row["id"] for row in json.loads(report)["rows"]], ["far", "hub"])

    def test_who_has_no_right_to_the_book_is_told_how_to_get_it(self):
        if shutil.which("setpriv") is None:
            self.skipTest("no setpriv(1)")
        self.fail_hub()
        for running in (True, False):
            if not running:
                self.daemon.stop()
            with self.subTest(running=running):
                self.check_as_nobody()

    def check_as_nobody(self):
        # Another folder for the configuration: the test's own one is closed to others.
        with tempfile.TemporaryDirectory(prefix="pantau-open.") as folder:
            os.chmod(folder, 0o755)
            path = os.path.join(folder, "pantau.toml")
            shutil.copyfile(self.daemon.path, path)
            os.chmod(path, 0o644)
            binary = shutil.copy(PANTAU, folder)
            with open(self.daemon.path, encoding="utf-8") as file:
                self.assertIn(self.daemon.state, file.read())
            os.chmod(self.folder, 0o755)
            os.chmod(self.daemon.state, 0o750)
            book = os.path.join(self.daemon.state, "journal.sqlite3")
            owner = os.stat(book).st_uid, stat.S_IMODE(os.stat(book).st_mode)
            for words, fix in ((["outages"], "join group pantau"),
                               (["availability", "--from", "2026-01-01", "--to", "2026-12-31"], "join group pantau"),
                               (["maintenance", "list"], "join group pantau"),
                               (["outage", "set", "1", "--cause", "unknown"], "join group pantau"),
                               (["maintenance", "add", "hub", "--from", "now", "--to", "+1h", "--reason", "r"],
                                "sudo")):
                result = subprocess.run([*NOBODY, binary, *words, "-c", path], capture_output=True, text=True,
                                        check=False, timeout=60)
                self.assertEqual(result.returncode, 1, f"{words}: {result.stdout}{result.stderr}")
                self.assertIn(fix, result.stderr, words)
                self.assertEqual(result.stdout, "", words)
            self.assertEqual((os.stat(book).st_uid, stat.S_IMODE(os.stat(book).st_mode)), owner)
            # As a member of the group: reading works, writing says how.
            group = ["setpriv", "--reuid=65534", f"--regid={os.stat(book).st_gid}", "--clear-groups"]
            read = subprocess.run([*group, binary, "outages", "--json", "-c", path], capture_output=True, text=True,
                                  check=False, timeout=60)
            self.assertEqual(read.returncode, 0, read.stderr)
            self.assertEqual(len(json.loads(read.stdout)["outages"]), 2)
            write = subprocess.run([*group, binary, "outage", "set", "1", "--cause", "unknown", "-c", path],
                                   capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual((write.returncode, write.stdout), (1, ""))
            self.assertIn("sudo", write.stderr)


if __name__ == "__main__":
    main()
