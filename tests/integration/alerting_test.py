# SPDX-License-Identifier: Apache-2.0
"""From a fault in the county to a message on a telephone: county, daemon, Prometheus with the shipped rules, Alertmanager
with the shipped routes and templates, and a Telegram and a mail server of the test's own. Every duration of rules and routes
is divided by twenty; apart from that only addresses are replaced. It is Wednesday, ten o'clock, for what has working hours
(working_hours_test.py has the others)."""

import json
import os
import re
import sys
import time
import unittest
import urllib.parse
import urllib.request

from harness import SKIPPED, CountyTest, Program, main, wait_for
from icmp_trial import ANCHOR, host
from receivers import Mail, Telegram, zone_in_which_it_is
from shortened import check, shorten
from snmp_agent import Agent, Agents, Mib
from snmp_ber import INTEGER, OCTETS, OID, TICKS, Value

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, "build", "tools")
PROMETHEUS = os.environ.get("PROMETHEUS") or os.path.join(TOOLS, "prometheus")
ALERTMANAGER = os.environ.get("ALERTMANAGER") or os.path.join(TOOLS, "prometheus-alertmanager")
FACTOR = 20
CHILDREN = [f"child{number}" for number in range(1, 13)]
ALONE = ["jila", "amar", "work", "hoya", "agimuga"]
NOC, HIGHLAND, COAST = -1000000000001, -1000000000002, -1000000000003
HEAD = """
district = [
  { id = "mimika-baru", name = "Mimika Baru" },
  { id = "jila", name = "Jila" },
  { id = "amar", name = "Amar" },
  { id = "hoya", name = "Hoya" },
  { id = "agimuga", name = "Agimuga" },
]
[daemon]
gateway = "timika-1"
language = "id"
[http]
listen = "127.0.0.1:9750"
[vantage]
anchors = ["198.18.0.1"]
interval = "500ms"
timeout = "1s"
"""


def shipped(*path):
    with open(os.path.join(ROOT, "deploy", *path), encoding="utf-8") as file:
        original = file.read()
    text = shorten(original, FACTOR)
    check(original, text, FACTOR)
    return text


def site(name, address, district, people=0, parent=None, contract=None):
    """A minute that lost everything must not be a bad one: the daemon's own five minutes are not divided."""
    more = (f'parents = ["{parent}"]\n' if parent else "") + (f'contract = "{contract}"\n' if contract else "")
    return f"""
[[site]]
id = "{name}"
name = "{name.title()}"
district = "{district}"
serves_population = {people}
[[link]]
id = "{name}-link"
site = "{name}"
technology = "radio"
address = "{address}"
interval = "200ms"
timeout = "500ms"
late_window = "1s"
down_after = 4
up_after = 3
loss_warn = 0.9
loss_bad = 1.0
{more}"""


def ups(on_battery):
    """What RFC 1628 says of an uninterruptible supply at 60 per cent, enough for 40 minutes; the mains, or not."""
    values = {"2.1.0": 2, "2.2.0": 30 if on_battery else 0, "2.3.0": 40, "2.4.0": 60, "2.5.0": 507,
              "4.1.0": 5 if on_battery else 3}
    return {f"1.3.6.1.2.1.33.1.{name}": Value(INTEGER, value) for name, value in values.items()}


def free_contract():
    """Costs nothing until tomorrow."""
    day = [time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400)) for days in (-90, 1, 900)]
    return f"""
[[provider]]
id = "penyedia"
name = "Penyedia"
[[contract]]
id = "percobaan"
provider = "penyedia"
number = "1/2026"
start = {day[0]}
end = {day[2]}
free_until = {day[1]}
target = 0.95
"""


class Alerting(CountyTest):
    def setUp(self):
        super().setUp()
        for program in (PROMETHEUS, ALERTMANAGER):
            if not os.path.exists(program):
                print(f"{program} is not there: deploy/install-dependencies test puts it there")
                sys.exit(SKIPPED)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start_alertmanager(self):
        text = shipped("alertmanager", "alertmanager.yml")
        text = text.replace("global:\n", f"global:\n  telegram_api_url: http://127.0.0.1:{self.telegram.port}\n", 1)
        text = text.replace("smtp_smarthost: mail.example.org:587", f"smtp_smarthost: 127.0.0.1:{self.mail.port}")
        (mail,) = re.findall(r"    email_configs:\n((?:      .*\n)+)", text)
        english = mail.replace("noc@example.org", "english@example.org").replace('.id" .', '.en" .')
        self.assertEqual(english.count(".en"), 2)
        text = text.replace(mail, mail + english)
        with open(os.path.join(ROOT, "deploy/alertmanager/templates/pantau.tmpl"), encoding="utf-8") as file:
            self.write("templates/pantau.tmpl", file.read())
        alertmanager = Program([ALERTMANAGER, "--config.file=" + self.write("alertmanager.yml", text),
                                f"--storage.path={self.folder}/alertmanager", "--web.listen-address=127.0.0.1:9093",
                                "--cluster.listen-address="], os.path.join(self.folder, "alertmanager.log"),
                               env={**os.environ, "TZ": "Asia/Jayapura", "GOMAXPROCS": "1",
                                    "ZONEINFO": zone_in_which_it_is("wednesday", "10:00", os.path.join(self.folder, "zones")),
                                    "SSL_CERT_FILE": self.mail.certificate})
        self.addCleanup(alertmanager.stop)
        return alertmanager

    def start_prometheus(self):
        for name in ("pantau-alerts.yml", "pantau-recording.yml"):
            self.write(f"rules/{name}", shipped("prometheus", "rules", name))
        path = self.write("prometheus.yml", json.dumps({
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules/*.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["127.0.0.1:9093"]}]}]},
            "scrape_configs": [{"job_name": "pantau", "static_configs": [{"targets": ["127.0.0.1:9750"]}]}]}))
        prometheus = Program([PROMETHEUS, f"--config.file={path}", f"--storage.tsdb.path={self.folder}/tsdb",
                              "--web.listen-address=127.0.0.1:9090", "--rules.alert.resend-delay=1s"],
                             os.path.join(self.folder, "prometheus.log"), env={**os.environ, "GOMAXPROCS": "1"})
        self.addCleanup(prometheus.stop)
        return prometheus

    def begin(self):
        county = "seed = 8\n" + ANCHOR + host("hub", "198.18.1.100", delay="5ms")
        config = HEAD + site("hub", "198.18.1.100", "mimika-baru")
        for number, name in enumerate(CHILDREN, 1):
            county += host(name, f"198.18.1.{number}", delay="20ms", parent="hub")
            config += site(name, f"198.18.1.{number}", "jila", people=100, parent="hub-link")
        for number, name in enumerate(ALONE, 101):
            county += host(name, f"198.18.1.{number}", delay="20ms")
            config += site(name, f"198.18.1.{number}", "jila" if name == "work" else name,
                           contract="percobaan" if name == "hoya" else None)
        self.county = self.start_county(county)
        config += self.start_ups("agimuga")
        # Alive before the first scrape, so that it says nothing of a start.
        self.daemon = self.start_daemon(config)
        wait_for("all links up", lambda: all(link["state"] == "up" for link in self.daemon.links().values()), seconds=60)
        self.telegram, self.mail = Telegram(), Mail(self.folder)
        self.addCleanup(self.telegram.stop)
        self.addCleanup(self.mail.stop)
        self.alertmanager = self.start_alertmanager()
        self.prometheus = self.start_prometheus()
        wait_for("Prometheus to scrape", lambda: self.ask("up")[:1] == [1], seconds=90, pause=0.5)

    def start_ups(self, name):
        """The supply of a site, as an agent on loopback: it goes with its site when the test says so."""
        self.ups = Agent(Mib({"1.3.6.1.2.1.1.1.0": Value(OCTETS, b"UPS"), "1.3.6.1.2.1.1.2.0": Value(OID, "1.3.6.1.4.1.2254.2.4"),
                              "1.3.6.1.2.1.1.3.0": Value(TICKS, 360000), **ups(False)}), "127.0.0.2")
        serving = Agents(self.ups)
        self.addCleanup(serving.stop)
        with open(os.open(self.write("community", ""), os.O_WRONLY | os.O_TRUNC), "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write("county\n")
        return f"""
[[snmp_credentials]]
id = "v2"
version = "2c"
community_file = "community"
[[device]]
id = "{name}-ups"
site = "{name}"
address = "{self.ups.endpoint}"
profile = "ups"
credentials = "v2"
interval = "1s"
timeout = "300ms"
""" + free_contract()

    def ask(self, expression):
        return [float(row["value"][1]) for row in self.rows(expression)]

    def rows(self, expression):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        try:
            with opener.open(url, timeout=10) as answer:
                return json.load(answer)["data"]["result"]
        except OSError:
            return []

    def wait_for_message(self, chat, *words, seconds=90):
        def found():
            return [text for text in self.telegram.texts(chat) if all(word in text for word in words)]

        try:
            return wait_for(f"a message to {chat} with {words}", found, seconds=seconds, pause=0.2)[0]
        except AssertionError as error:
            raise AssertionError(f"{error}\nsent: {self.telegram.messages}\nalerts: {self.rows('ALERTS')}\n"
                                 f"{self.alertmanager.text()[-2000:]}") from error

    def test_each_fault_is_told_once_to_whom_it_concerns_and_nothing_else_is(self):
        self.begin()
        self.daemon.command("maintenance", "add", "work-link", "--from", "1h", "--to",
                            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)), "--reason", "modem")
        wait_for("the window", lambda: self.ask('pantau_link_maintenance{link="work-link"}') == [1], seconds=60)

        # At once: the hub with twelve sites, a single site in the highlands, announced work, a flapping link on the coast, and
        # the mains of Agimuga, whose battery carries it for now.
        self.ups.mib.update(ups(True))
        for name in ("hub", "jila", "work"):
            self.county.command(f"down {name}")
        for _ in range(5):
            for command in ("down", "up"):
                self.county.command(f"{command} amar")
                wait_for(f"amar {command}", lambda state=command:
                         (self.daemon.links()["amar-link"]["state"] in ("up", "degraded")) == (state == "up"), seconds=20)
            time.sleep(2)  # seconds that touch would be one outage
        hub = self.wait_for_message(NOC, "GANGGUAN hub-link")
        self.assertIn("Lokasi hub (distrik mimika-baru) terputus", hub)
        self.assertIn("12 lokasi, 12 tautan, 1200 penduduk", hub)
        self.wait_for_message(HIGHLAND, "GANGGUAN jila-link", "Lokasi jila (distrik jila) terputus")
        self.wait_for_message(NOC, "GANGGUAN amar-link", "putus-sambung")
        for name in ("hub", "jila", "work"):
            self.county.command(f"up {name}")
        self.cut_power()
        self.wait_for_message(NOC, "PULIH hub-link")
        self.wait_for_message(HIGHLAND, "PULIH jila-link")
        self.lose_sight()
        self.wait_for_message(HIGHLAND, "PULIH agimuga-link", "lokasi agimuga")
        self.check_mail()
        self.check_all_messages()

    def cut_power(self):
        """The battery is told; then it is empty and the site is down, which is told with its cause and nothing besides."""
        battery = self.wait_for_message(NOC, "GANGGUAN agimuga-ups")
        self.assertIn("Lokasi agimuga sudah 10 menit lebih memakai baterai (agimuga-ups). Isi 60%. "
                      "Menurut alatnya cukup untuk 40 menit.", battery)
        self.ups.behave = lambda *_: []
        self.county.command("down agimuga")
        down = self.wait_for_message(HIGHLAND, "GANGGUAN agimuga-link")
        self.assertRegex(down, r"Lokasi agimuga \(distrik agimuga\) terputus selama \d+ detik\. Penyebab sementara: catu daya lokasi\.\n")
        # Held back by the site: what the battery says last of itself is not sent.
        wait_for("the battery's alert to end", lambda: not self.rows('ALERTS{alertname="PantauOnBattery"}'), seconds=90, pause=0.5)

    def lose_sight(self):
        """One message of the gateway, none of any link, also not of the site that stays down meanwhile."""
        before = len(self.telegram.messages)
        for name in ("anchor", "hub", *ALONE):
            self.county.command(f"down {name}")
        self.wait_for_message(NOC, "GANGGUAN vantage")
        blind = len(self.telegram.messages)
        self.ups.mib.update(ups(False))
        self.ups.behave = None
        for name in ("anchor", "hub", *ALONE):
            self.county.command(f"up {name}")
        self.wait_for_message(NOC, "PULIH vantage")
        after = [text for _, _, _, text, _ in self.telegram.messages[before:] if "amar-link" not in text]
        heads = [re.sub("</?b>", "", text.split("\n")[0]) for text in after]
        self.assertEqual([head for head in heads if head != "PULIH agimuga-link"], ["GANGGUAN vantage", "PULIH vantage"])
        self.assertNotIn("agimuga", str(self.telegram.messages[before:blind]))

    def check_mail(self):
        """The office is told of money, once, in the languages that the templates have."""
        wait_for("both mails", lambda: len(self.mail.letters) >= 2, seconds=90)
        for address, words in {
                "noc@example.org": [r"Masa gratis kontrak percobaan berakhir dalam (\d+ hari )?\d+ jam( \d+ menit)?: sudahkah",
                                    r"\nSejak \d\d/\d\d/\d{4} \d\d:\d\d WIT, peringatan PantauFreePeriodEnding\n",
                                    r"\nDasbor: http://127\.0\.0\.1:3000/d/pantau-rollout\n", r"\nPetunjuk: file:///usr/share/doc/"],
                "english@example.org": [r"The free period of contract percobaan ends soon\nIn (\d+d )?\d+h( \d+m)? the free period",
                                        r"\nSince \d\d \w{3} \d{4} \d\d:\d\d WIT, alert PantauFreePeriodEnding\n",
                                        r"\nDashboard: http://127\.0\.0\.1:3000/d/", r"\nWhat to do: file:///usr/share/doc/"]}.items():
            (letter,) = self.mail.to(address)
            self.assertEqual(letter["Subject"], "[pantau] percobaan: PantauFreePeriodEnding")
            self.assertEqual(letter["From"], "pantau@example.org")
            text = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
            self.assertIsNone(letter.get_body(("html",)))
            for word in words:
                self.assertRegex(text, word)

    def check_all_messages(self):
        heads = [(chat, re.sub("</?b>", "", text.split("\n")[0])) for _, _, chat, text, _ in self.telegram.messages]
        flapping = [head for head in heads if head[1].endswith("amar-link")]
        self.assertEqual(flapping[:1], [(NOC, "GANGGUAN amar-link")])
        self.assertLessEqual(len(flapping), 2, flapping)
        self.assertEqual(sorted(head for head in heads if head not in flapping), sorted(
            [(NOC, "GANGGUAN hub-link"), (NOC, "PULIH hub-link"), (NOC, "GANGGUAN vantage"), (NOC, "PULIH vantage"),
             (NOC, "GANGGUAN jila-link"), (NOC, "PULIH jila-link"),
             (HIGHLAND, "GANGGUAN jila-link"), (HIGHLAND, "PULIH jila-link"), (NOC, "GANGGUAN agimuga-ups"),
             (NOC, "GANGGUAN agimuga-link"), (NOC, "PULIH agimuga-link"),
             (HIGHLAND, "GANGGUAN agimuga-link"), (HIGHLAND, "PULIH agimuga-link")]), self.telegram.messages)
        for _, path, _, text, mode in self.telegram.messages:
            self.assertEqual((path.rsplit("/", 1)[1], mode), ("sendMessage", "HTML"))
            self.assertLess(len(text), 4096)
            self.assertNotIn("<no value>", text)
            self.assertIn("WIT", text)
            self.assertNotIn("  ", text)
        self.assertEqual(self.telegram.texts(COAST), [], "flapping is no reason to get up")


class Shortening(unittest.TestCase):
    def test_changes_durations_only(self):
        for path in (("prometheus", "rules", "pantau-alerts.yml"), ("prometheus", "rules", "pantau-recording.yml"),
                     ("alertmanager", "alertmanager.yml")):
            with open(os.path.join(ROOT, "deploy", *path), encoding="utf-8") as file:
                original = file.read()
            text = shorten(original, FACTOR)
            self.assertNotEqual(text, original)
            check(original, text, FACTOR)
            for harm in (("> 0.8", "> 0.9"), ("critical", "warning"), ("[root]", "[site]"), ('"up|down"', '"down"')):
                if harm[0] in text:
                    with self.assertRaises(AssertionError, msg=str(harm)):
                        check(original, text.replace(*harm), FACTOR)
            with self.assertRaises(AssertionError):
                check(original, re.sub(r"(\d)ms", r"\g<1>1ms", text, count=1), FACTOR)
        self.assertEqual(shorten("for: 5m\nx[1h] > 3.5", 20), "for: 15000ms\nx[180000ms] > 3.5")


if __name__ == "__main__":
    main()
