# SPDX-License-Identifier: Apache-2.0
"""An end that is asked for at any moment: during the start, during a reload, twice, with a client in mid-answer."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess

from harness import PANTAU, CountyTest, Daemon, config_head, link, main, wait_for, with_state
from lifecycle_test import COUNTY, Notifications

A = link("a", "198.18.1.1", interval="100ms")
# Planned, so that nothing is probed; enough of them that reading takes a while.
MANY = "".join(link(f"planned-{number}", "").replace('address = ""\n', "") for number in range(4000))


class Stop(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)

    def assert_book_is_whole(self, state):
        path = os.path.join(state, "journal.sqlite3")
        if os.path.exists(path):
            with sqlite3.connect(path) as book:
                self.assertEqual(book.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            book.close()

    def begin(self, config, **options):
        """Started, and nothing waited for."""
        daemon = Daemon(self.folder, config, **options)
        self.addCleanup(self.stop_and_judge, daemon)
        return daemon

    def test_sigterm_at_any_moment_of_the_start_ends_it_and_leaves_a_book_to_go_on_with(self):
        state = os.path.join(self.folder, "state")
        os.mkdir(state)
        moments = {
            "at once": lambda daemon: True,
            "the sockets": lambda daemon: "event=icmp_socket" in daemon.text(),
            "the book": lambda daemon: os.path.exists(os.path.join(state, "journal.sqlite3")),
            "the book is open": lambda daemon: "event=journal_opened" in daemon.text(),
            "started": lambda daemon: "event=started" in daemon.text(),
        }
        for turn in range(2):  # with a new book and with one that is there
            for name, has_come in moments.items():
                with self.subTest(f"{name}, turn {turn}"):
                    daemon = self.begin(config_head() + A, state=state)
                    wait_for(name, lambda: has_come(daemon) or daemon.process.poll() is not None, seconds=60, pause=0.001)
                    self.assertIsNone(daemon.process.poll(), daemon.text())
                    daemon.process.terminate()
                    code = daemon.process.wait(60)
                    # Before there is anything to end, the signal itself does it: systemd takes both for a clean end.
                    self.assertIn(code, (0,) if name == "started" else (0, -signal.SIGTERM), daemon.text())
                    self.assertEqual(code == 0, "event=stopped" in daemon.text(), daemon.text())
                    self.assert_book_is_whole(state)
        self.start_daemon(config_head() + A, state=state)

    def test_sigterm_while_a_reload_reads_ends_with_0_and_takes_nothing_half(self):
        notifications = Notifications(self.folder)
        self.addCleanup(notifications.close)
        daemon = self.start_daemon(config_head() + A, env={**os.environ, "NOTIFY_SOCKET": notifications.path})
        daemon.write(config_head() + A + MANY)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for("RELOADING", lambda: "RELOADING=1" in notifications.read(), pause=0.001)
        daemon.process.terminate()
        self.assertEqual(daemon.process.wait(60), 0)
        self.assertIn("event=stopped", daemon.text())
        self.assert_book_is_whole(daemon.state)

    def full_pipe(self):
        """Whoever writes into it waits until somebody reads."""
        pipe = os.path.join(self.folder, "full")
        os.mkfifo(pipe)
        self.addCleanup(os.close, os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))  # what is in it stays in it
        with os.fdopen(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK), "wb", buffering=0) as end:
            while end.write(b"\n" * 512) is not None:
                pass
        return pipe

    def test_a_reload_asked_for_before_there_is_a_daemon_comes_right_after_the_start(self):
        def held_back():
            with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as file:
                blocked = int(next(line for line in file if line.startswith("SigBlk:")).split()[1], 16)
            return bool(blocked & 1 << signal.SIGHUP - 1)

        # Without anchors there is a warning, which it has to tell before it goes on.
        pipe = self.full_pipe()
        daemon = self.begin(config_head(anchors="[]") + A, command=("sh", "-c", f'exec "$0" "$@" 2>"{pipe}"', PANTAU))
        wait_for("SIGHUP to be held back", lambda: held_back() or daemon.process.poll() is not None, seconds=60)
        self.assertIsNone(daemon.process.poll())
        daemon.process.send_signal(signal.SIGHUP)
        with open(daemon.log, "ab") as log:
            reader = subprocess.Popen(["cat", pipe], stdout=log)
        self.addCleanup(reader.wait, 60)
        self.addCleanup(reader.kill)
        wait_for("the reload", lambda: "event=reload_done" in daemon.text() or daemon.process.poll() is not None, seconds=120)
        self.assertIsNone(daemon.process.poll(), daemon.text())
        self.assertLess(daemon.text().index("event=started"), daemon.text().index("event=reload_done"))
        self.assertFalse(held_back())
        self.assertRegex(daemon.text(), r"(?m)event=started .* listen=127\.0\.0\.1:9750$")
        self.assertEqual(daemon.stop(), 0)
        reader.wait(60)

    def test_a_second_signal_changes_nothing(self):
        for first, second in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGHUP)):
            daemon = self.start_daemon(config_head() + A)
            # A client that is in mid-request holds the stop up long enough for the second one to arrive in it.
            client = socket.create_connection(("127.0.0.1", daemon.port))
            self.addCleanup(client.close)
            client.sendall(b"GET /metrics HTTP/1.1\r\n")
            daemon.process.send_signal(first)
            wait_for("the first", lambda: "event=stopping" in daemon.text(), pause=0.001)
            daemon.process.send_signal(second)
            self.assertEqual(daemon.process.wait(60), 0, (first, second))
            self.assertEqual(daemon.text().count("event=stopping"), 1)
            self.assertIn("event=stopped", daemon.text())
            self.assert_book_is_whole(daemon.state)

    def test_what_cannot_start_ends_with_1_and_says_what_to_mend(self):
        """Without the right to open a socket, as nobody has it in a new namespace."""
        path = os.path.join(self.folder, "cannot.toml")
        os.chmod(self.folder, 0o755)
        with open(path, "w", encoding="utf-8") as file:
            file.write(with_state(config_head() + A, os.path.join(self.folder, "state")))
        program = shutil.copy(PANTAU, self.folder)  # the checkout may lie where that user cannot go
        result = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all",
                                 "--inh-caps=-all", program, "run", "-c", path], capture_output=True, text=True, check=False,
                                timeout=60, env={**os.environ, "LC_ALL": "C"})
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, r"event=cannot_start part=probing why=.*(CAP_NET_RAW|ping_group_range)")

    def test_wrong_usage_ends_with_2(self):
        for arguments in (("run", "--nonsense"), ("run", "x", "y"), ("nonsense",), ()):
            result = subprocess.run([PANTAU, *arguments], capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertNotIn("event=", result.stderr)

    def test_a_configuration_that_is_not_there_ends_with_78(self):
        missing = os.path.join(self.folder, "missing.toml")
        result = subprocess.run([PANTAU, "run", "-c", missing], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 78)
        self.assertIn(missing, result.stderr)


if __name__ == "__main__":
    main()
