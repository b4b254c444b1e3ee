# SPDX-License-Identifier: Apache-2.0
"""When the disk cannot be written the daemon goes on from memory, says so, and writes it all down later (rows 32 and 33
of the forty faults). The disk is a small tmpfs in a mount namespace of the test's own."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time

from book_reader import Journal, outages_of
from harness import SKIPPED, Daemon, config_head, main, wait_for
from icmp_trial import Trial, host

CLONE_NEWNS = 0x00020000
MS_REC_PRIVATE = 16384 | (1 << 18)
KEYS = {"interval": "500ms", "timeout": "500ms", "late_window": "1s", "down_after": 4, "up_after": 3}
COUNTY = host("a", "198.18.1.1", delay="5ms") + host("b", "198.18.1.2", delay="5ms")


def own_mounts():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(b"none", b"/", None, MS_REC_PRIVATE, None) != 0:
        print("cannot make a mount namespace:", os.strerror(ctypes.get_errno()))
        sys.exit(SKIPPED)


class Disk(Trial):
    def setUp(self):
        super().setUp()
        self.disk = tempfile.mkdtemp(prefix="disk.", dir=self.folder)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", self.disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], check=True)
        self.state = os.path.join(self.disk, "state")

    def begin_on_the_disk(self, make_state=True):
        if make_state:
            os.mkdir(self.state)
        self.links = {"a": ("198.18.1.1", KEYS), "b": ("198.18.1.2", KEYS)}
        self.head = config_head(extra='interval = "500ms"\ntimeout = "1s"\n')
        self.county = self.start_county("seed = 8\n" + host("anchor", "198.18.0.1") + COUNTY)
        self.daemon = Daemon(self.folder, self.configuration(), state=self.state)
        self.addCleanup(self.stop_and_judge, self.daemon)
        self.daemon.wait_ready()
        self.wait_for_states(a="up", b="up")

    def wait_for_states(self, **wanted):
        wait_for(f"{wanted}", lambda: wanted == {name: self.daemon.links()[name]["state"] for name in wanted},
                 pause=0.1, seconds=40)

    def errors(self):
        return self.daemon.metrics().value("pantau_journal_write_errors_total")

    def outage(self):
        """An outage of b, begun and ended; its start as the daemon sees it."""
        self.county.command("down b")
        self.wait_for_states(b="down")
        start = self.daemon.metrics().value("pantau_link_outage_start_timestamp_seconds", link="b")
        self.assertIsNotNone(start, "told at once, whatever the disk does")
        self.county.command("up b")
        self.wait_for_states(b="up")
        return start

    def assert_goes_on(self):
        """Probing, states and pages do not wait for the disk."""
        before = self.daemon.metrics().value("pantau_icmp_probes_total", link="a")
        time.sleep(3)
        page = self.daemon.metrics()
        self.assertGreaterEqual(page.value("pantau_icmp_probes_total", link="a") - before, 4)
        self.assertEqual(page.value("pantau_icmp_probes_lost_total", link="a"), 0)
        self.assertEqual(page.value("pantau_link_up", link="a"), 1)

    def assert_whole(self, number_of_outages):
        """After a stop in good order: every second is in the book, and the outages that nobody could write."""
        self.daemon.stop()
        journal = Journal(self.state)
        self.assertEqual(journal.integrity, "ok")
        for name in self.links:
            states = journal.states(name)
            self.assertEqual(sorted(states), list(range(*journal.books[name])), name)
            self.assertGreater(journal.books[name][1], time.time() - 8)
        self.assertEqual(set(journal.states("a").values()) - {"unknown"}, {"up"})
        rows = outages_of(self.daemon).get("b", [])
        self.assertEqual(len(rows), number_of_outages)
        return rows

    def test_a_full_disk_is_counted_and_what_happened_meanwhile_is_written_when_there_is_space(self):
        self.begin_on_the_disk()
        self.outage()
        self.assertEqual(self.errors(), 0)
        filler = os.path.join(self.disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass
        settled = self.daemon.metrics().value("pantau_link_settled_timestamp_seconds", link="a")
        self.outage()
        wait_for("a write that failed", lambda: self.errors() > 0, seconds=90)
        self.assert_goes_on()
        page = self.daemon.metrics()
        self.assertEqual(page.value("pantau_link_settled_timestamp_seconds", link="a"), settled, "figures stand still")
        os.remove(filler)
        wait_for("all to be written", lambda: len(outages_of(self.daemon).get("b", [])) == 2, seconds=60, pause=0.5)
        counted = self.errors()
        self.assertLess(counted, 12, "no storm of retries")
        self.outage()
        self.assertEqual(self.errors(), counted)
        rows = self.assert_whole(3)
        self.assertEqual(len({row["id"] for row in rows}), 3)

    def test_a_read_only_disk_at_the_start_is_trouble_and_not_the_end(self):
        subprocess.run(["mount", "-o", "remount,ro", self.disk], check=True)
        self.begin_on_the_disk(make_state=False)
        self.outage()
        self.assert_goes_on()
        self.assertGreater(self.errors(), 0)
        self.assertIn("ReadWritePaths=", self.daemon.text(), "what the service's sandbox asks for")
        subprocess.run(["mount", "-o", "remount,rw", self.disk], check=True)
        wait_for("all to be written", lambda: os.path.exists(os.path.join(self.state, "journal.sqlite3"))
                 and len(outages_of(self.daemon).get("b", [])) == 1, seconds=120, pause=1)
        self.outage()
        self.assert_whole(2)

    def test_a_state_folder_that_is_taken_away_harms_no_probe(self):
        self.begin_on_the_disk()
        self.outage()
        shutil.rmtree(self.state)
        self.outage()
        self.assert_goes_on()
        wait_for("it to be noticed", lambda: self.errors() > 0, seconds=90)
        os.makedirs(self.state, exist_ok=True)
        wait_for("a new book", lambda: os.path.exists(os.path.join(self.state, "journal.sqlite3")), seconds=120,
                 pause=1)
        self.outage()
        wait_for("an outage in it", lambda: outages_of(self.daemon).get("b"), seconds=60, pause=1)


if __name__ == "__main__":
    if os.geteuid() == 0:
        own_mounts()
    main()
