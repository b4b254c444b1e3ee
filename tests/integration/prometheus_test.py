# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus scrapes the daemon: nothing costs a scrape, what is removed is gone, and joins hold."""

import json
import os
import subprocess
import sys
import time
import unicodedata
import urllib.parse
import urllib.request

from harness import SKIPPED, CountyTest, Program, config_head, link, main, wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMETHEUS = os.environ.get("PROMETHEUS") or os.path.join(ROOT, "build", "tools", "prometheus")
PROMTOOL = os.environ.get("PROMTOOL") or os.path.join(ROOT, "build", "tools", "promtool")
COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
loss = 0.1
[[host]]
id = "anchor"
address = "198.18.0.1"
delay = "1ms"
[[host]]
id = "six"
address = "2001:2::/64"
delay = "5ms"
[[host]]
id = "gone"
address = "198.18.7.0/24"
silent = true
[[host]]
id = "refused"
address = "198.18.8.0/24"
error = "1.0 3/13"
"""
HOSTILE = ['"quoted"', "back\\slash\\", "emoji 🛰️🇮🇩",
           "bidi \u202eevil\u2066\u2069", "é" * 150, "x" * 127 + "€", "🛰" * 75, "\ufeffmark \u2028 \u0085\u009b \ufffe", "} 1 {",
           "<script>alert(1)</script>", 'a\\', '\\"', "\\n", "{{.Value}} $1 %s", "日本語" * 40, " ", "\u0301" * 100]
PLAIN = {'"quoted"', "back\\slash\\", "emoji 🛰️🇮🇩", "<script>alert(1)</script>", "a\\", '\\"', "\\n", "{{.Value}} $1 %s"}
REFUSED = ["new\nline\r\n# TYPE up gauge\nup 0", "tab\tand", "\x1b[31mescape", "nul\0", "x" * 5000]
LINKS = {"a": "198.18.1.1", "b": "198.18.1.2", "gone": "198.18.7.1", "refused": "198.18.8.1", "six": "2001:2::1"}


def text(value):
    """A basic string of TOML: JSON's escapes are all valid there."""
    return json.dumps(value, ensure_ascii=False).replace("\ufeff", "\\uFEFF")


class Prometheus(Program):
    def __init__(self, folder, targets):
        path = os.path.join(folder, "prometheus.yml")
        with open(path, "w", encoding="ascii") as file:
            json.dump({"global": {"scrape_interval": "2s", "scrape_timeout": "2s"}, "scrape_configs": [
                {"job_name": "pantau", "static_configs": [{"targets": targets}]}]}, file)  # JSON is YAML
        super().__init__([PROMETHEUS, f"--config.file={path}", f"--storage.tsdb.path={folder}/tsdb",
                          "--web.listen-address=127.0.0.1:9090"], os.path.join(folder, "prometheus.log"),
                         env={**os.environ, "GOMAXPROCS": "1"})
        wait_for("Prometheus", self.is_ready, seconds=90)

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Prometheus ended: {self.text()}")
        try:
            return self.api("query", query="1")
        except (OSError, AssertionError):  # it answers 503 while it starts
            return None

    def api(self, path, **parameters):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = f"http://127.0.0.1:9090/api/v1/{path}?" + urllib.parse.urlencode(parameters)
        try:
            with opener.open(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{parameters}: {error.read().decode()}") from error

    def query(self, expression):
        return [(entry["metric"], float(entry["value"][1])) for entry in self.api("query", query=expression)["result"]]


class Scraped(CountyTest):
    def setUp(self):
        super().setUp()
        for program in (PROMETHEUS, PROMTOOL):
            if not os.path.exists(program):
                print(f"{program} is not there: deploy/install-dependencies test puts it there")
                sys.exit(SKIPPED)
        self.county = self.start_county(COUNTY)

    def start_prometheus(self, *daemons):
        prometheus = Prometheus(self.folder, [f"127.0.0.1:{daemon.port}" for daemon in daemons])
        self.addCleanup(prometheus.stop)
        return prometheus

    def wait_for_scrapes(self, prometheus, more):
        """`more` further scrapes of each target, by Prometheus' own count."""
        def scrapes():
            return min((value for _, value in prometheus.query("count_over_time(up[10m])")), default=0)

        aim = scrapes() + more
        wait_for(f"{more} scrapes", lambda: scrapes() >= aim, seconds=90, pause=0.3)

    def expect_all_scrapes_good(self, prometheus, targets=1):
        worst = prometheus.query("min_over_time(up[10m])")
        self.assertEqual([value for _, value in worst], [1] * targets, prometheus.text())
        for bad in ("append failed", "Error on ingesting", "duplicate", "out of order"):
            self.assertNotIn(bad, prometheus.text())

    def promtool(self, daemon):
        result = subprocess.run([PROMTOOL, "check", "metrics"], input=daemon.get("/metrics")[1], capture_output=True,
                                text=True, check=False, timeout=60)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def config(self, names, port=9750):
        return config_head(port) + "".join(link(name, LINKS[name], interval="200ms", timeout="500ms") for name in names)

    def test_up_throughout_joins_hold_and_a_removed_link_is_gone(self):
        daemon = self.start_daemon(self.config(LINKS))
        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        self.folder, home = other, self.folder
        second = self.start_daemon(self.config(LINKS, port=9751))
        self.folder = home
        prometheus = self.start_prometheus(daemon, second)
        self.wait_for_scrapes(prometheus, 5)
        self.promtool(daemon)
        self.expect_joins(prometheus)
        kinds = {(entry["metric"], entry["type"]) for entry in prometheus.api("targets/metadata")}
        self.assertIn(("pantau_icmp_probes", "counter"), kinds, "read as OpenMetrics, where a family has no _total")

        daemon.write(self.config([name for name in LINKS if name != "b"]))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        self.wait_for_scrapes(prometheus, 2)
        left = {metric["instance"] for metric, _ in prometheus.query('{link="b"}')}
        self.assertEqual(left, {"127.0.0.1:9751"}, "stale at once, not after five minutes")
        self.assertGreater(len(prometheus.query('count_over_time(pantau_link_state{link="b"}[10m])')), 5, "it was there")
        self.assertEqual(len(prometheus.query('pantau_link_state_code{instance="127.0.0.1:9750"}')), len(LINKS) - 1)
        daemon.write(self.config(LINKS))
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 200)
        self.wait_for_scrapes(prometheus, 3)
        self.assertEqual(len(prometheus.query('pantau_link_state_code{link="b"}')), 2, "and back")
        self.expect_joins(prometheus)
        self.expect_all_scrapes_good(prometheus, targets=2)

    def expect_joins(self, prometheus):
        """What dashboards and rules are made of, over two gateways that watch the same links."""
        def joined():
            return prometheus.query("pantau_link_up * on(job, instance, site, link) group_left(district, technology) "
                                    "pantau_link_info")

        rows = wait_for("a verdict on all but none", lambda: len(joined()) == 2 * len(LINKS) and joined(), seconds=60)
        for metric, value in rows:
            self.assertEqual((metric["district"], metric["technology"]), ("jila", "radio"))
            self.assertEqual(value, 0 if metric["link"] in ("gone", "refused") else 1, metric)
        for expression, count in (
                ("pantau_link_info * on(job, instance, site) group_left(name, district_name) pantau_site_info", 10),
                ("pantau_link_info * on(job, instance, district) group_left(name) pantau_district_info", 10),
                ("pantau_link_info * on(job, instance) group_left(gateway, timezone) pantau_gateway_info", 10),
                ("sum by(instance, district) (pantau_link_state{state='down'} * on(job, instance, site, link) "
                 "group_left(district) pantau_link_info)", 2),
                ("sum by(job, instance, site, link) (pantau_link_state) == 1", 10),
                ("rate(pantau_icmp_probes_lost_total[20s]) / rate(pantau_icmp_probes_total[20s])", 10),
                ("histogram_quantile(0.95, sum by(le, technology) (rate(pantau_icmp_rtt_seconds_bucket[20s])))", 1),
                ("pantau_icmp_probes_total - on(job, instance, site, link) pantau_icmp_probes_lost_total "
                 "== on(job, instance, site, link) sum without(technology) (pantau_icmp_rtt_seconds_count)", 10)):
            self.assertEqual(len(prometheus.query(expression)), count, expression)

    def test_hostile_names_cost_no_scrape(self):
        places = "".join(
            f'[[district]]\nid = "d{i}"\nname = {text(name)}\n[[phase]]\nid = "p{i}"\nname = {text(name)}\n'
            f'start = 2026-01-01\nend = 2026-12-31\n[[provider]]\nid = "v{i}"\nname = {text(name)}\n'
            f'[[contract]]\nid = "c{i}"\nprovider = "v{i}"\nnumber = {text(name)}\nstart = 2026-01-01\ntarget = 0.9\n'
            f'[[site]]\nid = "s{i}"\nname = {text(name)}\ndistrict = "d{i}"\nphase = "p{i}"\nservices = ["x"]\n'
            f'[[link]]\nid = "l{i}"\nsite = "s{i}"\ntechnology = "radio"\ncontract = "c{i}"\naddress = "198.18.2.{i + 1}"\n'
            for i, name in enumerate(HOSTILE))
        daemon = self.start_daemon(config_head().replace('"test"', text("gateway \"\\ \u202e")) + places)
        prometheus = self.start_prometheus(daemon)
        self.wait_for_scrapes(prometheus, 4)
        self.promtool(daemon)
        for metric, label in (("site", "name"), ("district", "name"), ("phase", "name"), ("provider", "name"),
                              ("contract", "number"), ("site", "district_name"), ("gateway", "gateway")):
            series = prometheus.query(f"pantau_{metric}_info")
            self.assertGreaterEqual(len(series), 1 if metric == "gateway" else len(HOSTILE), metric)
            for labels, _ in series:
                self.expect_clean(labels.get(label, ""))
        kept = {labels["site"]: labels["name"] for labels, _ in prometheus.query("pantau_site_info")}
        self.assertEqual({name for name in kept.values() if name in PLAIN}, PLAIN, "strange, but nothing is wrong with them")
        self.expect_all_scrapes_good(prometheus)
        for path in ("/api/v1/links", "/sd/links"):
            json.loads(daemon.get(path)[1])
        self.assertNotIn("<script>", daemon.get("/")[1])

    def test_a_reload_with_names_that_are_refused_costs_no_scrape(self):
        daemon = self.start_daemon(self.config(LINKS))
        prometheus = self.start_prometheus(daemon)
        self.wait_for_scrapes(prometheus, 2)
        for name in REFUSED:
            daemon.write(self.config(LINKS).replace('name = "Jila"', f"name = {text(name)}"))
            status, answer = daemon.get("/-/reload", method="POST")
            self.assertEqual(status, 500, name)
            self.assertIn("district.jila.name", answer)
            self.assertNotIn("\x1b", answer + daemon.text())
        self.wait_for_scrapes(prometheus, 2)
        self.assertEqual([labels["name"] for labels, _ in prometheus.query("pantau_district_info")], ["Jila"])
        self.expect_all_scrapes_good(prometheus)

    def expect_clean(self, value):
        self.assertLessEqual(len(value.encode()), 128, value)
        for character in value:
            self.assertNotEqual(unicodedata.category(character), "Cc", repr(value))
            self.assertNotIn(character, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", repr(value))


if __name__ == "__main__":
    main()
