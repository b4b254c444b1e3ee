# SPDX-License-Identifier: Apache-2.0
"""Start, stop, the service manager's protocol, exit codes, and a process that stood still."""

import os
import signal
import socket
import sqlite3
import subprocess
import time

from harness import PANTAU, CountyTest, config_head, link, main, wait_for, with_state

OLDER_BOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/journal/version-1.sql")
COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
[[host]]
id = "far"
address = "198.18.2.0/24"
delay = "500ms"
"""
A = link("a", "198.18.1.1", interval="100ms")


class Notifications:
    """The socket that systemd would listen on."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.lines = []

    def read(self):
        try:
            while True:
                self.lines += self.socket.recv(65536).decode().splitlines()
        except BlockingIOError:
            return self.lines

    def close(self):
        self.socket.close()


class Lifecycle(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)

    def test_systemd_hears_ready_reloading_status_watchdog_and_stopping(self):
        notifications = Notifications(self.folder)
        self.addCleanup(notifications.close)
        daemon = self.start_daemon(config_head() + A, env={
            **os.environ, "NOTIFY_SOCKET": notifications.path, "WATCHDOG_USEC": "1500000"})
        wait_for("READY", lambda: "READY=1" in notifications.read())
        wait_for("WATCHDOG", lambda: notifications.read().count("WATCHDOG=1") >= 3)
        self.assertTrue(any(line.startswith("STATUS=") for line in notifications.lines))
        daemon.process.send_signal(signal.SIGHUP)
        wait_for("RELOADING", lambda: "RELOADING=1" in notifications.read())
        self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in notifications.lines))
        wait_for("READY again", lambda: notifications.read().count("READY=1") >= 2)
        daemon.process.terminate()
        self.assertEqual(daemon.process.wait(5), 0)
        self.assertIn("STOPPING=1", notifications.read())

    def test_systemd_waits_while_an_older_book_is_brought_up_to_date(self):
        notifications = Notifications(self.folder)
        self.addCleanup(notifications.close)
        state = os.path.join(self.folder, "older")
        os.mkdir(state)
        with open(OLDER_BOOK, encoding="utf-8") as file:
            book = sqlite3.connect(os.path.join(state, "journal.sqlite3"))
            book.executescript(file.read())
            book.execute("INSERT INTO configurations VALUES(2, 0, ?)", ("x" * 20_000_000,))
            book.commit()
            book.close()
        daemon = self.start_daemon(config_head() + A, state=state,
                                   env={**os.environ, "NOTIFY_SOCKET": notifications.path})
        wait_for("READY", lambda: "READY=1" in notifications.read())
        extended = [i for i, line in enumerate(notifications.lines) if line.startswith("EXTEND_TIMEOUT_USEC=")]
        self.assertGreaterEqual(len(extended), 5, "once before, once after each 4 MB, once at the end")
        self.assertLess(extended[-1], notifications.lines.index("READY=1"))
        self.assertRegex(daemon.text(), "event=journal_upgrade_begun from=1 to=2 bytes=2[0-9]{7}\n")
        self.assertRegex(daemon.text(), "event=journal_upgraded from=1 to=2 bytes=2[0-9]{7} seconds=[0-9.]+ copy=")
        self.assertTrue(os.path.exists(os.path.join(state, "journal.sqlite3.v1")))

    def test_stops_with_clients_that_hold_connections_open(self):
        daemon = self.start_daemon(config_head() + A)
        idle = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(20)]
        idle[0].sendall(b"GET /metrics HTTP/1.1\r\n")
        daemon.process.terminate()
        self.assertEqual(daemon.process.wait(5), 0)
        for connection in idle:
            connection.close()

    def test_bad_configuration_ends_with_78_and_says_where(self):
        daemon_path = os.path.join(self.folder, "bad.toml")
        with open(daemon_path, "w", encoding="utf-8") as file:
            file.write("[daemon]\ngatway = 1\n")
        result = subprocess.run([PANTAU, "run", "-c", daemon_path], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 78)
        self.assertIn(f"{daemon_path}:2:1: ", result.stderr)

    def test_a_port_in_use_ends_with_1_and_names_the_setting(self):
        taken = socket.create_server(("127.0.0.1", 9751))
        self.addCleanup(taken.close)
        path = os.path.join(self.folder, "taken.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(with_state(config_head(port=9751) + A, self.folder))
        result = subprocess.run([PANTAU, "run", "-c", path], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 1)
        self.assertIn("event=cannot_start", result.stderr)
        self.assertIn("listen", result.stderr)

    def test_a_stopped_process_invents_no_loss_and_sends_no_burst(self):
        daemon = self.start_daemon(config_head() + A + link("far", "198.18.2.1", interval="100ms"))
        wait_for("echoes", lambda: daemon.metrics().value("pantau_icmp_probes_total", link="far") > 20)
        before = daemon.metrics()
        daemon.process.send_signal(signal.SIGSTOP)
        time.sleep(6)
        daemon.process.send_signal(signal.SIGCONT)
        page = wait_for("the far link", lambda: self.page_after(daemon, before))
        for name in ("a", "far"):
            self.assertEqual(page.value("pantau_icmp_probes_lost_total", link=name), 0, name)
            # One echo at most for the 60 that came due meanwhile, and then one every 100 ms as ever.
            sent = page.value("pantau_icmp_probes_total", link=name) - before.value("pantau_icmp_probes_total", link=name)
            self.assertLess(sent, 45, name)
        self.assertIn("event=blind_time", daemon.text())

    def page_after(self, daemon, before):
        page = daemon.metrics()
        gained = page.value("pantau_icmp_probes_total", link="far") - before.value("pantau_icmp_probes_total", link="far")
        return page if gained >= 15 else None


if __name__ == "__main__":
    main()
