# SPDX-License-Identifier: Apache-2.0
"""Every query of every panel, variable and annotation, asked of a real Prometheus that scrapes the real daemon in the
county: none may fail, none may be slow, and none may be empty that is not said to be allowed to, with the reason."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "integration")]
from dashboards import ROOT, filled, load, panels, queries  # noqa: E402
from drawing import Drawing, broken  # noqa: E402
from metrics_document import families  # noqa: E402
from harness import SKIPPED, CountyTest, Program, main, wait_for  # noqa: E402

TOOLS = os.path.join(ROOT, "build", "tools")
PROMETHEUS = os.environ.get("PROMETHEUS") or os.path.join(TOOLS, "prometheus")
VICTORIA = os.environ.get("VICTORIA_METRICS") or os.path.join(TOOLS, "victoria-metrics")
SLOWEST = 5.0  # seconds; a hang, not a measure: this machine may be busy
WATCHED = 120  # seconds of the county's timetable
SECRETS = {"snmp-hub-auth": "pantau-lab-auth", "snmp-hub-priv": "pantau-lab-priv"}
# (dashboard, panel in English), or of one query (..., refId): why nothing may stand there. Any other empty answer is a failure.
MAY_BE_EMPTY = {
    ("service-levels", "Sites: 24 hours and service hours, $month"): "on a day off, and at night, no service hour has passed",
    ("service-levels", "Restitution (Rp), $month"): "restitution is worked out from 90 % coverage of the month on; this book is new",
    ("service-levels", "Restitution by contract"): "the same",
    ("rollout", "Acceptance tests", "F"): "round trips are judged by windows of minutes that worked; this test has just begun",
    ("rollout", "Acceptance tests", "G"): "loss: the same",
}


def unexplained(empty):
    return sorted(key for key in empty if not {key, key[:2]} & set(MAY_BE_EMPTY))


def local_month():
    return time.strftime("%Y-%m", time.gmtime(time.time() + 9 * 3600))


class Store:
    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path, **parameters):
        url = f"{self.base}{path}?" + urllib.parse.urlencode(parameters)
        try:
            with self.opener.open(url, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{parameters}: {error.read().decode()}") from error

    def ask(self, expression, ranged, now):
        """(samples, seconds)"""
        began = time.monotonic()
        if ranged:
            answer = self.get("/api/v1/query_range", query=expression, start=now - 600, end=now, step=15)
        else:
            answer = self.get("/api/v1/query", query=expression, time=now)
        return answer["data"]["result"], time.monotonic() - began


class Queries(CountyTest):
    maxDiff = None

    def begin(self):
        if not os.path.exists(PROMETHEUS):
            print(f"{PROMETHEUS} is not there: deploy/install-dependencies test puts it there")
            sys.exit(SKIPPED)
        # Before this process is in the county's namespace, from which no registry is in reach.
        self.drawing = Drawing(os.path.join(self.folder, "drawn")) if shutil.which("npm") else None
        if self.drawing:
            self.addCleanup(self.drawing.stop)
        with open(os.path.join(ROOT, "tests", "lab", "county-mimika.toml"), encoding="utf-8") as file:
            self.county = self.start_county(file.read())
        config = subprocess.run([os.path.join(ROOT, "deploy", "quickstart"), "--print-config"], check=True, text=True,
                                capture_output=True, timeout=60).stdout
        for name in re.findall(r'_file = "([^"]+)"', config):
            with open(os.open(os.path.join(self.folder, name), os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
                file.write(SECRETS.get(name, name.removeprefix("snmp-")) + "\n")
        self.daemon = self.start_daemon(config)
        self.daemon.command("rollout", "freeze", "awal")
        tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
        self.daemon.command("maintenance", "add", "kwamki-narama-fibre", "--from", "1h", "--to", tomorrow, "--reason", "kabel")
        self.prometheus = self.start_prometheus()
        self.victoria = self.start_victoria()
        self.store = Store("http://127.0.0.1:9090")
        wait_for("Prometheus to scrape", self.is_scraped, seconds=90, pause=0.5)

    def is_scraped(self):
        try:
            return self.store.ask('up{job="pantau"} == 1', False, time.time())[0]
        except OSError:
            return False

    def start_prometheus(self):
        path = os.path.join(self.folder, "prometheus.yml")
        with open(path, "w", encoding="ascii") as file:
            json.dump({"global": {"scrape_interval": "2s", "evaluation_interval": "2s"},
                       "rule_files": [os.path.join(ROOT, "deploy", "prometheus", "rules", "*.yml")],
                       "scrape_configs": [{"job_name": "pantau", "static_configs": [{"targets": ["127.0.0.1:9750"]}]}]}, file)
        prometheus = Program([PROMETHEUS, f"--config.file={path}", f"--storage.tsdb.path={self.folder}/tsdb",
                              "--web.listen-address=127.0.0.1:9090"], os.path.join(self.folder, "prometheus.log"),
                             env={**os.environ, "GOMAXPROCS": "1"})
        self.addCleanup(prometheus.stop)
        return prometheus

    def start_victoria(self):
        """A store that reads the same language a little differently; it scrapes for itself, and has no rules."""
        if not os.path.exists(VICTORIA):
            return None
        path = os.path.join(self.folder, "scrape.yml")
        with open(path, "w", encoding="ascii") as file:
            json.dump({"global": {"scrape_interval": "2s"},
                       "scrape_configs": [{"job_name": "pantau", "static_configs": [{"targets": ["127.0.0.1:9750"]}]}]}, file)
        victoria = Program([VICTORIA, f"-promscrape.config={path}", f"-storageDataPath={self.folder}/victoria",
                            "-httpListenAddr=127.0.0.1:8428", "-search.latencyOffset=1s", "-memory.allowedPercent=10"],
                           os.path.join(self.folder, "victoria.log"), env={**os.environ, "GOMAXPROCS": "1"})
        self.addCleanup(victoria.stop)
        return Store("http://127.0.0.1:8428")

    def check_victoria(self, seen):
        """What Prometheus answered, but for recorded series, the other one answers as well."""
        if self.victoria is None:
            return
        empty = {key for key, expression in seen.items() if not re.search(r"\b[a-z]+:pantau", expression)}
        asked = len(empty)
        self.assertGreater(asked, 140)
        ended = time.monotonic() + 60
        for later in itertools.cycle((0, 3, 6, 9)):  # at the moment when Prometheus had one; what began just then came here later
            self.assertEqual(self.failures(self.victoria, empty, {key: at + later for key, at in self.answered.items()}), [])
            left = unexplained(empty)
            if not left or time.monotonic() > ended:
                break
            time.sleep(1)
        self.assertEqual(left, [], f"of {asked} queries these have an answer from Prometheus alone")

    def failures(self, store, empty_before, moments=None):
        """What is wrong now, or at a moment each; an answer that was there once is enough, as events come and go."""
        now, wrong = time.time(), []
        for name, board in load("en").items():
            for where, expression, ranged in queries(board):
                key = (name, *where)
                if key not in empty_before:
                    continue
                at = moments[key] if moments else now
                rows, seconds = store.ask(filled(expression, local_month()), ranged, at)
                if seconds > SLOWEST:
                    wrong.append(f"{name} {where}: {seconds:.1f} s")
                if rows:
                    empty_before.discard(key)
                    self.answered.setdefault(key, at)
        return wrong

    def moments(self):
        """From what was scraped: when most was cut off by others, when least was down, and when we could not see, if we did."""
        now = time.time()

        def over_time(expression):
            rows = self.store.get("/api/v1/query_range", query=expression, start=now - WATCHED - 60, end=now, step=2)["data"]["result"]
            return {float(time): float(value) for row in rows for time, value in row["values"]}

        cut_off = over_time('count(pantau_link_outage_info{attribution="upstream"}) or 0 * count(pantau_link_live)')
        open_ones = over_time("count(pantau_link_outage_info) or 0 * count(pantau_link_live)")
        seeing = over_time("pantau_vantage_ok")
        chosen = {"tree": max(cut_off, key=lambda time: (cut_off[time], seeing.get(time, 0))),
                  "quiet": min(open_ones, key=lambda time: (open_ones[time], -time)), "now": now}
        blind = [time for time, sees in seeing.items() if sees == 0]
        return {**chosen, "blind": blind[-1]} if blind else chosen

    def answers(self, moment):
        """Board -> number of the panel -> refId -> what Grafana would be told at that moment."""
        found = {}
        for name, board in load("en").items():
            found[name] = {panel["id"]: {target["refId"]: self.answer(target, moment) for target in panel["targets"]}
                           for panel in panels(board) if panel.get("targets")}
        return found

    def answer(self, target, moment):
        expression = filled(target["expr"], local_month())
        return {"step": 15, "result": self.store.ask(expression, bool(target.get("range")), moment)[0]}

    def check_drawing(self):
        """What people would read, by Grafana's own code; and that it is seen when a panel is wrong."""
        if self.drawing is None:
            print("not drawn: no npm")
            return
        if not self.drawing.can_draw():
            return
        moments = {name: self.answers(moment) for name, moment in self.moments().items()}
        faults, drawn = self.drawing.faults(local_month(), moments)
        self.assertEqual(faults, [])
        self.assertGreater(drawn, 200)
        for board, title, piece, folder in broken(os.path.join(self.folder, "broken")):
            faults, _ = self.drawing.faults(local_month(), {"tree": {board: moments["tree"][board]}}, folder)
            self.assertIn(piece, " ".join(faults), f"not found in {board}, {title}")

    def test_every_query_of_every_panel_has_an_answer(self):
        self.begin()
        empty = {(name, *where) for name, board in load("en").items() for where, _, _ in queries(board)}
        self.assertGreater(len(empty), 150)
        expressions = {(name, *where): expr for name, board in load("en").items() for where, expr, _ in queries(board)}
        self.answered = {}
        began, wrong = time.monotonic(), []
        while time.monotonic() < began + WATCHED and not wrong:
            time.sleep(5)
            wrong = self.failures(self.store, empty)
            if not unexplained(empty):
                break
        self.assertEqual(wrong, [])
        left = unexplained(empty)
        self.assertEqual(left, [], "empty, and nobody said that it may be")
        self.check_variables()
        self.check_documented()
        self.check_victoria({key: expr for key, expr in expressions.items() if key not in empty})
        self.check_drawing()

    def check_documented(self):
        """What the daemon really exports has its row in deploy/metrics.md, with its labels and the same words."""
        with open(os.path.join(ROOT, "deploy", "metrics.md"), encoding="utf-8") as file:
            rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.*)$", file.read()))
        exported = families(self.daemon.get("/metrics")[1])
        self.assertGreater(len(exported), 150)
        for name, family in exported.items():
            self.assertIn(name, rows)
            self.assertTrue(rows[name].endswith(f"| {family.help} |"), name)
            self.assertEqual([label for label in family.labels if f"`{label}`" not in rows[name]], [], name)

    def check_variables(self):
        for name, board in load("en").items():
            for variable in board["templating"]["list"]:
                if variable["type"] != "query":
                    continue
                query = variable["definition"]
                found = re.fullmatch(r"label_values\((.+), (\w+)\)", query)
                self.assertIsNotNone(found, query)
                rows, _ = self.store.ask(f"count by ({found.group(2)}) ({filled(found.group(1), '')})", False, time.time())
                self.assertTrue(rows, (name, variable["name"]))


if __name__ == "__main__":
    main()
