# SPDX-License-Identifier: Apache-2.0
"""deploy/quickstart shows the county and leaves the host as it was."""

import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.dirname(os.path.dirname(os.environ["PANTAU_BINARY"]))
SHOW = "175s"  # the whole timetable of tests/lab/county-mimika.toml but its last calm seconds
# Stands where Grafana's server would: leaves what it was provisioned with, and stays until it is ended.
GRAFANA = """#!/bin/sh
cp -r "$GF_PATHS_PROVISIONING" "$PANTAU_GRAFANA_SEEN/provisioning"
echo "$GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH" >"$PANTAU_GRAFANA_SEEN/home"
exec sleep 1000
"""
PROMETHEUS = os.path.join(ROOT, "build", "tools", "prometheus")


def listening():
    """Sockets of the host that listen (state 0A of proc(5)), by inode."""
    found = set()
    for name in ("tcp", "tcp6"):
        with open(f"/proc/net/{name}", encoding="ascii") as file:
            found |= {line.split()[9] for line in file.readlines()[1:] if line.split()[3] == "0A"}
    return found


def sockets_on_the_host(pid):
    """Inodes of its sockets; none of a process in another namespace."""
    found = set()
    try:
        if os.readlink(f"/proc/{pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            for descriptor in os.listdir(f"/proc/{pid}/fd"):
                found |= set(re.findall(r"socket:\[(\d+)\]", os.readlink(f"/proc/{pid}/fd/{descriptor}")))
    except OSError:
        pass  # it has ended
    return found


def marked(mark):
    """Ids of all processes that got this environment, and what each was started as."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if mark.encode() not in file.read().split(b"\0"):
                    continue
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                found[pid] = file.read().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
    return found


class Onlooker(threading.Thread):
    """Collects, while the show runs, which programs it starts, which folders in /tmp they are told of, which interfaces are
    named after them, and which ports of the host they take. What else runs on this machine is not looked at."""

    def __init__(self, mark):
        super().__init__()
        self.mark, self.ended = mark, threading.Event()
        self.programs, self.folders, self.interfaces, self.ports = set(), set(), set(), set()

    def run(self):
        while not self.ended.wait(0.5):
            taken = listening()
            for pid, line in marked(self.mark).items():
                self.ports |= {(line, inode) for inode in sockets_on_the_host(pid) & taken}
                self.interfaces |= {f"pantau{int(pid) % 100000}"} & set(os.listdir("/sys/class/net"))
                self.programs |= {os.path.basename(word) for word in line.split()[:2]}
                self.folders |= set(re.findall(r"/tmp/(?:county|pantau-quickstart)\.\w+", line))

    def stop(self):
        self.ended.set()
        self.join()


class Quickstart(unittest.TestCase):
    def test_shows_the_county_and_leaves_nothing_behind(self):
        seen = tempfile.TemporaryDirectory(prefix="pantau-test.")
        self.addCleanup(seen.cleanup)
        with open(os.open(os.path.join(seen.name, "grafana"), os.O_WRONLY | os.O_CREAT, 0o755), "w", encoding="ascii") as file:
            file.write(GRAFANA)
        # Other tests may run counties at the same time.
        name, value = "PANTAU_QUICKSTART_TEST", str(os.getpid())
        onlooker = Onlooker(f"{name}={value}")
        onlooker.start()
        self.addCleanup(onlooker.stop)
        result = subprocess.run(
            [os.path.join(ROOT, "deploy", "quickstart"), "--for", SHOW, "--no-install", "--build-dir", BUILD],
            capture_output=True, text=True, check=False, timeout=400, stdin=subprocess.DEVNULL,
            env={**os.environ, name: value, "PATH": f"{seen.name}:{os.environ['PATH']}", "PANTAU_GRAFANA_SEEN": seen.name})
        onlooker.stop()
        print(result.stdout, result.stderr)
        self.assertEqual(result.returncode, 0)
        self.assertIn("20 districts", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^NORMAL +\S+")
        match = re.search(r"scraped the daemon (\d+) times; up was 1 at worst", result.stdout)
        self.assertIsNotNone(match)
        self.assertGreaterEqual(int(match.group(1)), 2)
        self.assertEqual(onlooker.ports, set(), "no port of the host is taken")
        self.assertEqual(len(onlooker.interfaces), 0 if "allows no virtual interface" in result.stdout else 1)
        self.assertEqual(onlooker.interfaces & set(os.listdir("/sys/class/net")), set())
        self.check_stories(result.stdout)
        self.check_book(result.stdout)
        self.check_rollout(result.stdout)
        self.check_messages(result.stdout)
        self.check_grafana(result.stdout, seen.name)
        match = re.search(r"(?m)^SNMP: (\d+) of (\d+) devices answered at one time; lowest battery charge (\d+) %; "
                          r"(\d+) device restarts\.$", result.stdout)
        self.assertIsNotNone(match)
        self.assertEqual(match.group(1), match.group(2))
        self.assertGreaterEqual(int(match.group(2)), 7)
        self.assertLess(int(match.group(3)), 30)
        self.assertGreaterEqual(int(match.group(4)), 3, "two routers and a UPS")
        self.assertTrue({"pantau", "county", "prometheus", "prometheus-alertmanager", "telegram-stand-in", "sleep", "snmpd",
                         "snmpsimd"} <= onlooker.programs, onlooker.programs)
        self.assertEqual(marked(onlooker.mark), {})
        self.assertEqual({folder.split(".")[0] for folder in onlooker.folders},
                         {"/tmp/county", "/tmp/pantau-quickstart"})
        self.assertEqual([folder for folder in onlooker.folders if os.path.exists(folder)], [])

    def check_stories(self, text):
        """`pantau why` at each moment of the timetable says what happened there."""
        stories = dict(re.findall(r"(?m)^\d+s: pantau why (\S+)\n((?:.+\n)+)", text))
        for link, words in {"iwaka-radio": ["TIDAK TERJANGKAU", "relay-radio", "jalur hulu"],
                            "kwamki-narama-fibre": ["GANGGUAN", "pemeliharaan terjadwal", "kabel dipindahkan"],
                            "tembagapura-radio": ["GANGGUAN", "catu daya lokasi", "tembagapura-ups"],
                            "jila-vsat": ["TIDAK DIKETAHUI", "HILANG"]}.items():
            for word in words:
                self.assertIn(word, stories.get(link, "no story"), link)

    def check_book(self, text):
        """The summary at the end: who failed, because of whom, why; nothing of the time without sight."""
        rows = {}
        for line in re.findall(r"(?m)^ *\d+  \S.*$", text.split("The book of record", 1)[1]):
            cells = re.split(r"  +", line.strip())
            rows.setdefault(cells[1], []).append(cells[2:])
        for link in ("iwaka-radio", "mimika-timur-radio", "mimika-tengah-radio", "poumako-radio"):
            (row,) = rows[link]
            self.assertTrue({"TIDAK TERJANGKAU", "jalur hulu", "relay-radio"} <= set(row), row)
            self.assertEqual(row[-1], rows["relay-radio"][0][-1], "one incident")
        self.assertIn("pemeliharaan terjadwal", rows["kwamki-narama-fibre"][0])
        self.assertIn("ya", rows["kwamki-narama-fibre"][0])
        self.assertIn("catu daya lokasi", rows["tembagapura-radio"][0])
        self.assertNotIn("jila-vsat", rows)
        self.assertNotIn("hub-fibre", rows)
        # Net leaves out what was announced, so that it is more than gross there.
        (fibre,) = re.findall(r"(?m)^fibre-example .*$", text)
        shares = [float(share.replace(",", ".")) for share in re.findall(r"(\d+,\d+) %", fibre)]
        self.assertLess(shares[0], shares[1])

    def check_messages(self, text):
        """The relay's fault is one message to the NOC that counts what hangs behind it, and none of its children's."""
        messages = re.findall(r"(?m)^\d\d:\d\d:\d\d to (\S+)\n  (.+)\n((?:  .+\n)+)", text)
        heads = [(chat, head) for chat, head, _ in messages]
        self.assertEqual(heads.count(("NOC", "GANGGUAN relay-radio")), 1, heads)
        (words,) = [words for chat, head, words in messages if head == "GANGGUAN relay-radio"]
        self.assertRegex(words, r"Ikut terputus: \d+ lokasi, \d+ tautan, \d+ penduduk")
        self.assertIn(("NOC", "PULIH relay-radio"), heads)
        self.assertIn(("highland", "GANGGUAN tembagapura-ups"), heads)
        for child in ("iwaka-radio", "mimika-timur-radio", "mimika-tengah-radio", "poumako-radio", "kwamki-narama-fibre"):
            self.assertNotIn(f"GANGGUAN {child}", str(heads))
        found = re.search(r"Alertmanager would have sent (\d+) messages; 0 lines in its log\.", text)
        self.assertIsNotNone(found)
        self.assertEqual(int(found.group(1)), len(messages))

    def check_grafana(self, text, folder):
        """It is started with everything provisioned, where it is installed."""
        self.assertRegex(text, r"(?m)^  Grafana +http\S+:3000/|3000/api/health$")
        with open(os.path.join(folder, "home"), encoding="utf-8") as file:
            self.assertTrue(os.path.exists(file.read().strip()))
        with open(os.path.join(folder, "provisioning", "dashboards", "pantau.yaml"), encoding="utf-8") as file:
            paths = re.findall(r"path: (\S+) \}", file.read())
        self.assertEqual([len(os.listdir(path)) for path in paths], [6, 6])

    def check_rollout(self, text):
        """The page at the end, read from the book: every trouble of the county, whatever the day, also when it changed meanwhile."""
        page = text.split("The rollout, read from the book", 1)[1].split("Availability of the phases", 1)[0]
        for row in (r"aroanop-puskesmas +terintegrasi +menunggu uji terima", r"hoya-kantor +terkontrak +tertunda: keamanan",
                    r"jita-kampung +beroperasi +ditangguhkan: tunggakan", r"alama-kantor +uji terima +uji terima: berjalan",
                    r"kokonao-sekolah  SMP Kokonao", r"2[78] hr  kontrak lte-2026", r"5[34] hr  masa gratis leo-2026",
                    r"4[89] hr  penundaan hoya-kantor", r"tahap-3 +\d+", r"jumlah +34 "):
            self.assertRegex(page, row)
        self.assertRegex(page, r"(?m)^Rencana acuan awal-pertunjukan, ")
        served = re.search(r"Terlayani: (\d+) dari 20 distrik, ([\d.]+) dari 323\.503 penduduk", page)
        self.assertIsNotNone(served)
        self.assertGreaterEqual(int(served.group(1)), 12)
        self.assertGreater(int(served.group(2).replace(".", "")), 250_000)
        self.assertIn("alama-vsat", page.split("The acceptance test of Alama", 1)[1])
        for phase in ("tahap-1", "tahap-2", "tahap-3"):
            self.assertRegex(text.split("Availability of the phases", 1)[1], rf"(?m)^{phase} ")

    def test_wrong_options_are_named(self):
        result = subprocess.run([os.path.join(ROOT, "deploy", "quickstart"), "--fro", "3"], capture_output=True,
                                text=True, check=False, timeout=30)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--fro", result.stderr)


if __name__ == "__main__":
    if os.geteuid() != 0 or not os.path.exists(PROMETHEUS):
        print("needs root and build/tools/prometheus (deploy/install-dependencies quickstart)")
        sys.exit(77)
    unittest.main(verbosity=2)
