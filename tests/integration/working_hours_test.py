# SPDX-License-Identifier: Apache-2.0
"""The shipped routes at given instants of the week: what is not critical waits for the working hours of Mimika, what is
critical does not; and what of one link holds back what. One real Alertmanager for each instant, told by its zone what time it
is; the shipped configuration but for addresses and durations (divided by twenty)."""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from alerting_test import ALERTMANAGER, NOC, ROOT, shipped
from harness import CLONE_NEWNET, SKIPPED, Program, main, wait_for
from receivers import Telegram, zone_in_which_it_is

# (weekday, time) and whether a warning is sent then. Minutes from a border: the test takes seconds.
INSTANTS = {("monday", "07:50"): False, ("monday", "08:05"): True, ("wednesday", "12:00"): True, ("friday", "15:50"): True,
            ("friday", "16:05"): False, ("saturday", "10:00"): False, ("sunday", "12:00"): False, ("tuesday", "03:00"): False}


class Instant:
    """An Alertmanager at that time, and the Telegram it tells."""

    def __init__(self, weekday, clock, port, folder):
        self.port, self.folder = port, os.path.join(folder, f"{weekday}-{clock}")
        os.makedirs(self.folder)
        os.symlink(os.path.join(ROOT, "deploy", "alertmanager", "templates"), os.path.join(self.folder, "templates"))
        self.telegram = Telegram()
        path = os.path.join(self.folder, "alertmanager.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(shipped("alertmanager", "alertmanager.yml").replace(
                "global:\n", f"global:\n  telegram_api_url: http://127.0.0.1:{self.telegram.port}\n", 1))
        self.program = Program([ALERTMANAGER, f"--config.file={path}", f"--storage.path={self.folder}/data", "--log.level=debug",
                                f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
                               os.path.join(self.folder, "log"),
                               env={**os.environ, "TZ": "Asia/Jayapura", "GOMAXPROCS": "1",
                                    "ZONEINFO": zone_in_which_it_is(weekday, clock, os.path.join(self.folder, "zones"))})

    def ask(self, path, body=None):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with opener.open(request, timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def fail(self):
        """A warning and, of another root, something critical."""
        return self.post({"alertname": name, "severity": severity, "root": severity, "site": severity}
                         for name, severity in (("PantauLinkDown", "warning"), ("PantauSiteDown", "critical")))

    def post(self, alerts):
        begun, ended = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + later)) for later in (0, 3600))
        texts = {"ringkasan": "Contoh.", "summary": "Example", "description": "Example.", "runbook_url": "file:///x"}
        return self.ask("/api/v2/alerts", [{"labels": {"district": "mimika-baru", "job": "pantau", "instance": "g", **labels},
                                            "annotations": texts, "startsAt": begun, "endsAt": ended} for labels in alerts])

    def held_back(self):
        """{(alert, severity, link): whether another holds it back}"""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/api/v2/alerts", timeout=10) as answer:
            return {tuple(alert["labels"].get(name) for name in ("alertname", "severity", "link")):
                    bool(alert["status"]["inhibitedBy"]) for alert in json.load(answer)}

    def told(self, root):
        return any(f"GANGGUAN {root}" in text for text in self.telegram.texts(NOC))

    def withheld(self):
        return "route is not within active time" in self.program.text()

    def stop(self):
        self.program.stop()
        self.telegram.stop()


class WorkingHours(unittest.TestCase):
    def test_a_warning_waits_for_the_working_hours_and_what_is_critical_does_not(self):
        folder = tempfile.TemporaryDirectory(prefix="pantau-test.")
        self.addCleanup(folder.cleanup)
        instants = {}
        for port, (weekday, clock) in enumerate(INSTANTS, 9093):
            instants[weekday, clock] = Instant(weekday, clock, port, folder.name)
            self.addCleanup(instants[weekday, clock].stop)
        for when, instant in instants.items():
            wait_for(f"Alertmanager on {when}", lambda one=instant: one.ask("/-/ready"), seconds=90, pause=0.2)
            wait_for(f"alerts on {when}", instant.fail, seconds=30)
        for when, instant in instants.items():
            wait_for(f"something critical on {when}", lambda one=instant: one.told("critical"), seconds=90, pause=0.2)
            wait_for(f"the warning on {when}", lambda one=instant: one.told("warning") or one.withheld(), seconds=90, pause=0.2)
        self.assertEqual({when: (instant.told("warning"), instant.withheld()) for when, instant in instants.items()},
                         {when: (sent, not sent) for when, sent in INSTANTS.items()})


    def test_what_a_link_says_is_held_back_by_the_worse_of_it_and_by_its_site(self):
        folder = tempfile.TemporaryDirectory(prefix="pantau-test.")
        self.addCleanup(folder.cleanup)
        instant = Instant("wednesday", "12:00", 9093, folder.name)
        self.addCleanup(instant.stop)
        wait_for("Alertmanager", lambda: instant.ask("/-/ready"), seconds=90, pause=0.2)
        expected = {("PantauLinkDown", "critical", "relay"): False, ("PantauLinkDown", "warning", "relay"): True,
                    ("PantauLinkDown", "warning", "alone"): False, ("PantauLinkDown", "warning", "fallen"): True,
                    ("PantauSiteDown", "critical", None): False}
        self.assertTrue(instant.post(
            {"alertname": name, "severity": severity, "root": link or "fallen", "site": f"site-{link or 'fallen'}",
             **({"link": link} if link else {})} for name, severity, link in expected))
        wait_for("what is held back", lambda: instant.held_back() == expected, seconds=30, pause=0.2)


def enter_empty_network():
    """Ports of the host are not touched."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0 or subprocess.run(["ip", "link", "set", "lo", "up"], check=False).returncode != 0:
        print("cannot make a network namespace:", os.strerror(ctypes.get_errno()))
        sys.exit(SKIPPED)


if __name__ == "__main__":
    if not os.path.exists(ALERTMANAGER):
        print(f"{ALERTMANAGER} is not there: deploy/install-dependencies test puts it there")
        sys.exit(SKIPPED)
    if os.geteuid() == 0:
        enter_empty_network()
    main()
