# SPDX-License-Identifier: Apache-2.0
"""The package in a Debian that runs: installed, configured, started, probing, reloaded, upgraded, killed, stopped by a
newer book, removed, purged."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest

from machine import Machine, run
from packages import package

LINK = """
[[district]]
id = "jila"
name = "Jila"
[[site]]
id = "jila-kantor"
name = "Kantor Distrik Jila"
district = "jila"
[[link]]
id = "jila-radio"
site = "jila-kantor"
technology = "radio"
interval = "200ms"
address = "198.18.6.3"
"""
JOURNAL = "/var/lib/pantau/journal.sqlite3"
CONFIGURATION = "/etc/pantau/pantau.toml"


def wait_for(what, probe, seconds=30.0):
    """The limit is for hangs, not a measure of speed."""
    deadline = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for: {what}\n{Installed.last_lines()}")
        time.sleep(0.1)


def next_version(original, folder):
    """The same package with a higher version."""
    tree = os.path.join(folder, "tree")
    run("dpkg-deb", "--raw-extract", original, tree)
    control = pathlib.Path(tree, "DEBIAN/control")
    control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+next", control.read_text()))
    path = os.path.join(folder, "pantau_next.deb")
    run("dpkg-deb", "--root-owner-group", "--build", tree, path)
    return path


class Installed(unittest.TestCase):
    """One machine, one life: the tests stand in the order of their numbers, and each begins where the last one ended."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="pantau-installed.")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.next = next_version(package(), cls.folder)
        cls.machine = Machine()
        cls.addClassCleanup(cls.machine.halt)
        cls.machine.fetch(package())
        shutil.copy(cls.next, cls.machine.path("/packages"))
        cls.machine.boot()
        cls.connect_a_site()
        cls.before = cls.files()

    @classmethod
    def connect_a_site(cls):
        """A veth whose other end answers as the site, in a network of its own."""
        other = subprocess.Popen(["unshare", "--net", "--kill-child", "--fork", "sleep", "infinity"])
        cls.addClassCleanup(other.wait)
        cls.addClassCleanup(other.kill)
        child = wait_for("the other network", lambda: pathlib.Path(
            f"/proc/{other.pid}/task/{other.pid}/children").read_text().split())[0]
        cls.machine.network("ip", "link", "add", "field", "type", "veth", "peer", "name", "site", "netns", child)
        cls.machine.network("ip", "address", "add", "198.18.6.2/24", "dev", "field")
        cls.machine.network("ip", "link", "set", "field", "up")
        cls.child = child
        for command in (("address", "add", "198.18.6.1/24", "dev", "site"), ("address", "add", "198.18.6.3/24", "dev", "site"),
                        ("link", "set", "site", "up")):
            cls.site("ip", *command)

    @classmethod
    def site(cls, *command):
        """A command at the other end: .1 is the anchor, .3 the link."""
        return run("nsenter", f"--target={cls.child}", "--net", *command)

    @classmethod
    def files(cls):
        """Everything that a package may leave behind."""
        told = cls.machine.run("find", "/etc", "/usr", "/lib", "/var/lib", "-xdev", "-path", "/var/lib/dpkg", "-prune", "-o",
                               "-path", "/var/lib/apt", "-prune", "-o", "-path", "/var/lib/systemd", "-prune", "-o", "-print")
        return set(told.splitlines())

    def apt(self, *arguments):
        return self.machine.run("apt-get", "-y", "-q", "--no-install-recommends", *arguments)

    def show(self, name):
        return self.machine.run("systemctl", "show", "--value", f"--property={name}", "pantau").strip()

    def status(self):
        """Of /proc/PID/status of the daemon."""
        text = self.machine.run("cat", f"/proc/{self.show('MainPID')}/status")
        return dict(re.findall(r"^(\w+):\s*(.*)$", text, re.MULTILINE))

    @classmethod
    def last_lines(cls):
        return cls.machine.run("journalctl", "--no-pager", "--lines=20", "--unit=pantau", check=False)

    def restart(self):
        result = self.machine.result("systemctl", "restart", "pantau")
        if result.returncode != 0:
            raise AssertionError(self.last_lines())

    def log(self):
        return self.machine.run("journalctl", "--no-pager", "--output=cat", "--unit=pantau")

    def page(self):
        return self.machine.network("curl", "--silent", "--max-time", "5", "http://127.0.0.1:9750/metrics")

    def outages(self):
        """Which there are, and since when."""
        told = json.loads(self.machine.run("pantau", "outages", "--since", "24h", "--json"))
        rows = told if isinstance(told, list) else told["outages"]
        return [(row["id"], row["link"], row["start"]) for row in rows]

    def is_up(self):
        try:
            return re.search(r'^pantau_link_up\{[^}]*link="jila-radio"[^}]*\} 1$', self.page(), re.MULTILINE)
        except AssertionError:
            return False

    def set_version_of_the_book(self, version):
        """As a newer pantau would write it; what it was."""
        with contextlib.closing(sqlite3.connect(self.machine.path(JOURNAL))) as book, book:
            before = book.execute("PRAGMA user_version").fetchone()[0]
            book.execute(f"PRAGMA user_version = {version}")
            book.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (version,))
        return before

    def test_01_an_installation_starts_nothing(self):
        told = self.apt("install", f"/packages/{os.path.basename(package())}")
        self.assertNotRegex(told, r"(?i)\b(error|warning|failed)\b")
        self.assertEqual(self.show("ActiveState"), "inactive")
        self.assertEqual(self.machine.run("systemctl", "is-enabled", "pantau", check=False).strip(), "disabled")
        self.assertIn("Watch over network links", self.machine.run("getent", "passwd", "pantau"))
        self.assertIn("0 tautan", self.machine.run("pantau", "check"))
        self.assertEqual(self.machine.run("systemd-analyze", "verify", "--man=no", "pantau.service"), "")

    def test_02_a_configured_link_is_up_within_a_minute(self):
        path = self.machine.path(CONFIGURATION)
        path.write_text(path.read_text().replace("# anchors = [\"ADDRESS\", \"ADDRESS\"]", "anchors = [\"198.18.6.1\"]") + LINK)
        begun = time.monotonic()
        self.machine.run("systemctl", "enable", "--now", "pantau")
        wait_for("the link", self.is_up, 60)
        print(f"up {time.monotonic() - begun:.1f} s after systemctl enable --now")
        self.assertEqual(self.show("ActiveState"), "active")
        self.assertIn("1 up", self.show("StatusText"))
        self.assertRegex(self.page(), r"(?m)^process_start_time_seconds ")

    def test_03_it_may_do_nothing_but_its_work(self):
        status = self.status()
        self.assertNotEqual(status["Uid"].split()[1], "0")
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(status[name], 16), 0, name)
        self.assertEqual(int(status["CapBnd"], 16), 1 << 13)  # CAP_NET_RAW
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        maps = self.machine.run("cat", f"/proc/{self.show('MainPID')}/maps")
        self.assertNotRegex(maps, r"(?m)^\S+ .?wx")
        self.assertIn("kind=raw", self.log())
        self.assertNotIn("capabilities_kept", self.log())
        mode = os.stat(self.machine.path("/var/lib/pantau")).st_mode
        self.assertEqual(mode & 0o7777, 0o2750)
        self.assertEqual(os.stat(self.machine.path(JOURNAL)).st_mode & 0o777, 0o640)

    def test_04_a_reload_takes_what_is_right_and_keeps_what_was_when_it_is_wrong(self):
        path = self.machine.path(CONFIGURATION)
        good, pid = path.read_text(), self.show("MainPID")
        path.write_text(good + '[[link]]\nid = "more"\nsite = "jila-kantor"\ntechnology = "leo"\naddress = "198.18.6.1"\n')
        self.machine.run("systemctl", "reload", "pantau")
        wait_for("the second link", lambda: 'link="more"' in self.page())
        path.write_text(good + "[[link]]\nid = 7\n")
        self.machine.run("systemctl", "reload", "pantau")
        wait_for("the mistake in the log", lambda: "reload_failed" in self.log())
        self.assertIn('link="more"', self.page())
        path.write_text(good)
        self.machine.run("systemctl", "reload", "pantau")
        wait_for("the first state", lambda: 'link="more"' not in self.page())
        self.assertEqual(self.show("MainPID"), pid)

    def test_05_a_kill_is_survived_with_the_book_intact(self):
        """An outage is on disk from its detection on; the same one is there afterwards, and goes on."""
        self.site("ip", "address", "del", "198.18.6.3/24", "dev", "site")
        wait_for("the outage", lambda: re.search(r'(?m)^pantau_link_up\{[^}]*\} 0$', self.page()), 60)
        pid, before = self.show("MainPID"), self.outages()
        self.assertEqual(len(before), 1)
        self.machine.run("kill", "-KILL", pid)
        wait_for("another process", lambda: self.show("MainPID") not in ("0", pid) and self.show("ActiveState") == "active")
        self.assertEqual(self.outages(), before)
        self.site("ip", "address", "add", "198.18.6.3/24", "dev", "site")
        wait_for("the link", self.is_up, 60)
        self.assertEqual(self.outages(), before)
        self.assertEqual(self.show("NRestarts"), "1")
        self.assertNotIn("journal_moved_aside", self.log())

    def test_06_the_watchdog_ends_a_daemon_that_stands_still(self):
        folder = self.machine.path("/etc/systemd/system/pantau.service.d")
        folder.mkdir(parents=True)
        (folder / "sooner.conf").write_text("[Service]\nWatchdogSec=3s\nTimeoutAbortSec=2s\n")
        self.machine.run("systemctl", "daemon-reload")
        self.restart()
        pid = self.show("MainPID")
        self.machine.run("kill", "-STOP", pid)
        wait_for("another process", lambda: self.show("MainPID") not in ("0", pid) and self.show("ActiveState") == "active", 60)
        self.assertIn("Watchdog timeout", self.machine.run("journalctl", "--no-pager", "--unit=pantau"))
        shutil.rmtree(folder)
        self.machine.run("systemctl", "daemon-reload")
        wait_for("the link", self.is_up)

    def test_07_a_bad_configuration_is_not_tried_again(self):
        path = self.machine.path(CONFIGURATION)
        good = path.read_text()
        path.write_text(good + "[[link]]\nid = 7\n")
        self.machine.run("systemctl", "restart", "pantau", check=False)
        wait_for("the end", lambda: self.show("ActiveState") == "failed")
        self.assertEqual(self.show("ExecMainStatus"), "78")
        restarts = self.show("NRestarts")
        time.sleep(7)  # RestartSec and some more
        self.assertEqual((self.show("ActiveState"), self.show("NRestarts")), ("failed", restarts))
        path.write_text(good)
        self.restart()
        wait_for("the link", self.is_up)

    def test_08_a_secret_that_anybody_can_read_is_refused(self):
        path = self.machine.path(CONFIGURATION)
        good = path.read_text()
        secret = self.machine.path("/etc/pantau/credentials/snmp-auth")
        secret.write_text("a long enough secret")
        os.chmod(secret, 0o644)
        os.chmod(secret.parent, 0o755)
        path.write_text(good + '[[snmp_credentials]]\nid = "field"\nversion = "2c"\ncommunity_file = "credentials/snmp-auth"\n')
        self.machine.run("systemctl", "restart", "pantau", check=False)
        wait_for("the end", lambda: self.show("ActiveState") == "failed")
        self.assertIn("can be read or changed by everyone", self.log())
        os.chmod(secret, 0o600)
        os.chmod(secret.parent, 0o700)
        folder = self.machine.path("/etc/systemd/system/pantau.service.d")
        folder.mkdir(parents=True)
        (folder / "secret.conf").write_text("[Service]\nLoadCredential=snmp-auth:/etc/pantau/credentials/snmp-auth\n")
        path.write_text(path.read_text().replace('"credentials/snmp-auth"', '"snmp-auth"'))
        self.machine.run("systemctl", "daemon-reload")
        self.restart()
        wait_for("the link", self.is_up)
        path.write_text(good)
        shutil.rmtree(folder)
        self.machine.run("systemctl", "daemon-reload")
        self.restart()

    def test_09_an_upgrade_restarts_and_keeps_state_and_configuration(self):
        configuration = self.machine.path(CONFIGURATION).read_text()
        pid, book = self.show("MainPID"), os.stat(self.machine.path(JOURNAL)).st_ino
        self.apt("install", "/packages/pantau_next.deb")
        self.assertIn("+next", self.machine.run("dpkg-query", "-W", "-f", "${Version}", "pantau"))
        wait_for("the new process", lambda: self.show("MainPID") not in ("0", pid) and self.show("ActiveState") == "active")
        wait_for("the link", self.is_up)
        self.assertEqual(self.machine.path(CONFIGURATION).read_text(), configuration)
        self.assertEqual(os.stat(self.machine.path(JOURNAL)).st_ino, book)
        self.assertEqual(self.machine.run("systemctl", "is-enabled", "pantau").strip(), "enabled")

    def test_10_a_downgrade_is_refused_by_a_newer_book_and_harms_nothing(self):
        self.machine.run("systemctl", "stop", "pantau")
        version = self.set_version_of_the_book(99)
        self.apt("install", "--allow-downgrades", f"/packages/{os.path.basename(package())}")
        self.machine.run("systemctl", "start", "pantau", check=False)
        line = wait_for("the refusal", lambda: re.search(r".*cannot_start.*part=journal.*", self.log()))
        print(line.group(0))
        self.assertRegex(line.group(0), r"version|newer")
        self.machine.run("systemctl", "stop", "pantau", check=False)
        self.assertEqual(self.set_version_of_the_book(version), 99)
        self.machine.run("systemctl", "reset-failed", "pantau", check=False)
        self.machine.run("systemctl", "start", "pantau")
        wait_for("the link", self.is_up)

    def test_11_a_removal_keeps_the_book_and_the_configuration(self):
        self.apt("remove", "pantau")
        self.assertTrue(self.machine.path(JOURNAL).exists())
        self.assertTrue(self.machine.path(CONFIGURATION).exists())
        self.assertFalse(self.machine.path("/usr/bin/pantau").exists())
        self.assertEqual(self.machine.run("pgrep", "-x", "pantau", check=False), "")

    def test_12_a_purge_leaves_nothing(self):
        self.apt("purge", "pantau")
        left = {name for name in self.files() - self.before if "pantau" in name}
        self.assertEqual(left, set())


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast=True)
