# SPDX-License-Identifier: Apache-2.0
"""One thread of the daemon hangs: systemd's watchdog must hear nothing more when probing or HTTP is dead, and must not
end a daemon that still watches when only its disk hangs."""

import ctypes
import glob
import os
import socket
import time

from harness import CountyTest, config_head, link, main, wait_for
from lifecycle_test import COUNTY, Notifications

PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207
WALL = 0x40000000  # __WALL: also for threads, which are no children by fork
LIMIT = 3.0
A = link("a", "198.18.1.1", interval="200ms")


class Frozen:
    """Stops one thread of a process and no other, as SIGSTOP cannot; it runs again when this ends."""

    def __init__(self, thread):
        self.thread = thread
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.libc.ptrace.restype = ctypes.c_long

    def request(self, what):
        if self.libc.ptrace(what, self.thread, None, None) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def __enter__(self):
        self.request(PTRACE_SEIZE)
        self.request(PTRACE_INTERRUPT)
        os.waitpid(self.thread, WALL)
        self.alive = True
        return self

    def has_died(self):
        """With its process, which has ended only once this has been asked: we are who is told first."""
        self.alive = self.alive and os.waitpid(self.thread, WALL | os.WNOHANG)[0] == 0
        return not self.alive

    def __exit__(self, *_):
        if not self.has_died():
            self.request(PTRACE_DETACH)


class Watchdog(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)
        self.notifications = Notifications(self.folder)
        self.addCleanup(self.notifications.close)
        self.daemon = self.start_daemon(config_head() + A, env={
            **os.environ, "NOTIFY_SOCKET": self.notifications.path, "WATCHDOG_USEC": str(int(LIMIT * 1e6))})
        wait_for("the watchdog to be fed", lambda: self.fed() >= 2, seconds=60)

    def fed(self):
        return self.notifications.read().count("WATCHDOG=1")

    def thread(self, name):
        """The thread of this name; the probe thread is the first, and has the program's."""
        if name == "pantau":
            return self.daemon.process.pid
        found = []
        for path in glob.glob(f"/proc/{self.daemon.process.pid}/task/*/comm"):
            with open(path, encoding="ascii") as file:
                if file.read().strip() == name:
                    found.append(int(path.split("/")[-2]))
        self.assertEqual(len(found), 1, name)
        return found[0]

    def expect_silence(self):
        """Nothing for longer than systemd waits: time itself is what is measured here."""
        before, end = self.fed(), time.monotonic() + 1.5 * LIMIT
        wait_for("the limit to pass", lambda: time.monotonic() > end)
        self.assertEqual(self.fed(), before)

    def expect_fed_again(self, times=2):
        before = self.fed()
        wait_for("the watchdog to be fed", lambda: self.fed() >= before + times, seconds=60)

    def probes(self):
        return self.daemon.metrics().value("pantau_icmp_probes_total", link="a")

    def test_nothing_is_heard_while_the_probe_thread_hangs(self):
        with Frozen(self.thread("pantau")):
            self.expect_silence()
        self.expect_fed_again()

    def test_nothing_is_heard_while_the_web_thread_hangs_though_probing_goes_on(self):
        before = self.probes()
        with Frozen(self.thread("pantau-web")):
            wait_for("the watchdog to starve", lambda: "event=watchdog_withheld" in self.daemon.text(), seconds=60)
            self.assertIn("event=watchdog_withheld probing=yes http=no", self.daemon.text())
            self.expect_silence()
        self.expect_fed_again()
        self.assertGreater(self.probes(), before + LIMIT / 0.2)
        self.assertEqual(self.daemon.metrics().value("pantau_icmp_probes_lost_total", link="a"), 0)

    def test_a_disk_that_hangs_ends_neither_probing_nor_scrapes_nor_the_daemon(self):
        with Frozen(self.thread("pantau-journal")):
            before = self.probes()
            self.expect_fed_again(times=6)  # for two limits
            wait_for("more echoes", lambda: self.probes() > before + 20)
            for path in ("/-/healthy", "/-/ready", "/api/v1/links", "/api/v1/links/a/why"):
                self.assertEqual(self.daemon.get(path)[0], 200, path)
            self.assertNotIn("event=watchdog_withheld", self.daemon.text())
        self.expect_fed_again()
        self.assertEqual(self.daemon.stop(), 0, "and what waited is written")

    def test_a_disk_that_hangs_does_not_hold_up_a_stop(self):
        with Frozen(self.thread("pantau-journal")) as frozen:
            self.daemon.process.terminate()
            wait_for("the end", frozen.has_died, seconds=60)
        self.assertEqual(self.daemon.process.wait(60), 1)
        self.assertIn("event=stop_overdue alive=journal", self.daemon.text())

    def test_a_configuration_that_hangs_does_not_hold_up_a_stop(self):
        with Frozen(self.thread("pantau-loader")) as frozen:
            self.daemon.process.terminate()
            wait_for("the end", frozen.has_died, seconds=60)
        self.assertEqual(self.daemon.process.wait(60), 1)
        self.assertIn("event=stop_overdue alive=configuration", self.daemon.text())

    def test_a_service_manager_that_hangs_holds_nothing_up_and_is_told_afterwards(self):
        self.fill()
        before, ready = self.probes(), self.notifications.lines.count("READY=1")
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        wait_for("more echoes", lambda: self.probes() > before + 20)
        self.assertEqual(self.daemon.metrics().value("pantau_icmp_probes_lost_total", link="a"), 0)
        wait_for("READY, late", lambda: self.notifications.read().count("READY=1") > ready)
        self.expect_fed_again()
        self.fill()
        self.assertEqual(self.daemon.stop(), 0)

    def fill(self):
        """What systemd has not read yet, up to the limit: the next to send would wait."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            with self.assertRaises(BlockingIOError):
                for _ in range(100000):
                    sender.sendto(b"X=1", self.notifications.path)


if __name__ == "__main__":
    main()
