# SPDX-License-Identifier: Apache-2.0
"""Two gateways that watch the same links, one centre: the shipped rules run over both at once, by Debian's vmalert, and their
alerts stay apart, up to the shipped inhibition. Then one gateway falls silent: that is told, and nothing is told as recovered."""

import json
import os
import sys

from fleet import (LIMIT, ROOT, SHIPPED, TOOLS, Centre, CountyTest, Program, Vmagent, answers, config_head, cut, link, main, page_of,
                   run, settings, tool, wait_for, write)
from shortened import check, shorten

FACTOR = 20  # the rules' durations are divided by it
COUNTY = """
[[host]]
id = "all"
address = "198.18.1.0/24"
delay = "10ms"
[[host]]
id = "dead"
address = "198.18.2.0/24"
silent = true
[[host]]
id = "anchor-1"
address = "198.18.0.1"
[[host]]
id = "anchor-2"
address = "198.18.0.2"
"""
GATEWAYS = {"timika-1": (9750, 8429), "agats-1": (9751, 8430)}


def shipped(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        original = file.read()
    text = shorten(original, FACTOR)
    check(original, text, FACTOR)
    return text


def fleet():
    """Its durations are of another kind; 3 minutes are a twentieth, too."""
    with open(os.path.join(SHIPPED, "centre", "pantau-fleet.yml"), encoding="utf-8") as file:
        text = file.read()
    for before, after in (("[15m:1m]", "[45s:1s]"), ("[1w:5m]", "[10m:15s]"), (") > 180", ") > 9"), ("[1h]", "[3m]"),
                          ("[30m]", "[90s]"), ("for: 30m", "for: 90s")):
        assert before in text, before
        text = text.replace(before, after)
    return text


class Rules(CountyTest):
    def setUp(self):
        super().setUp()
        for name in ("vmagent", "vmalert", "nginx", "victoria-metrics", "prometheus-alertmanager"):
            tool(name)

    def start_gateways(self):
        """The same inventory twice; each gateway has an anchor of its own."""
        links = "".join(link(name, address, interval="200ms", timeout="300ms", late_window="1s", down_after=3)
                        for name, address in (("works", "198.18.1.1"), ("broken", "198.18.2.1")))
        home = self.folder
        for number, (name, (page, queue)) in enumerate(GATEWAYS.items(), 1):
            self.folder = os.path.join(home, f"daemon-{name}")
            os.mkdir(self.folder)
            self.start_daemon(config_head(page, anchors=f'["198.18.0.{number}"]').replace('"test"', f'"{name}"') + links)
            self.folder = home
            with open(os.path.join(SHIPPED, "vmagent.yml"), encoding="utf-8") as file:
                scrape = write(os.path.join(home, f"{name}.yml"), file.read().replace("127.0.0.1:9750", f"127.0.0.1:{page}"))
            Vmagent(self, self.centre, name, queue, scrape, SCRAPE_INTERVAL="1s", remoteWrite_sendTimeout="2s")

    def start_alertmanager(self):
        """The shipped routes and inhibition."""
        with open(os.path.join(ROOT, "deploy", "alertmanager", "alertmanager.yml"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("  - templates/", f"  - {ROOT}/deploy/alertmanager/templates/")
        path = write(os.path.join(self.folder, "alertmanager.yml"), text)
        alertmanager = Program([tool("prometheus-alertmanager"), f"--config.file={path}",
                                f"--storage.path={self.folder}/alertmanager", "--web.listen-address=127.0.0.1:9093",
                                "--cluster.listen-address="], os.path.join(self.folder, "alertmanager.log"))
        self.addCleanup(alertmanager.stop)
        answers("http://127.0.0.1:9093/-/ready", alertmanager)

    def start_vmalert(self):
        whole, taken = os.path.join(self.folder, "rules"), os.path.join(self.folder, "taken")
        os.mkdir(whole)
        for name in ("pantau-alerts.yml", "pantau-recording.yml"):
            write(os.path.join(whole, name), shipped("deploy", "prometheus", "rules", name))
        write(os.path.join(whole, "pantau-fleet.yml"), fleet())
        run(os.path.join(SHIPPED, "centre", "rules-for-vmalert"), whole, taken)
        store = self.centre.url
        environment = settings("centre", "vmalert.default", rule=f"{taken}/*.yml", datasource_url=store, remoteWrite_url=store,
                               remoteRead_url=store, evaluationInterval="1s")
        # Staleness by five minutes, divided as well.
        self.vmalert = Program([tool("vmalert"), "-envflag.enable", "-datasource.queryStep=15s", "-remoteWrite.flushInterval=500ms"],
                               os.path.join(self.folder, "vmalert.log"), env=environment)
        self.addCleanup(self.vmalert.stop)
        answers("http://127.0.0.1:8880/health", self.vmalert)

    def alerts(self):
        """What Alertmanager holds: {(alert, instance, site): what inhibits it}."""
        found = json.loads(page_of("http://127.0.0.1:9093/api/v2/alerts"))
        return {(alert["labels"]["alertname"], alert["labels"].get("instance"), alert["labels"].get("site")):
                alert["status"]["inhibitedBy"] for alert in found}

    def expect_no_rule_failed(self):
        groups = json.loads(page_of("http://127.0.0.1:8880/api/v1/rules"))["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        self.assertGreater(len(rules), 40)
        self.assertEqual([(rule["name"], rule["lastError"]) for rule in rules if rule["lastError"]], [])

    def test_alerts_of_two_gateways_stay_apart_and_a_silent_one_is_told(self):
        county = self.start_county(COUNTY)
        self.centre = Centre(self)
        self.start_gateways()
        self.start_alertmanager()
        self.start_vmalert()
        for name in GATEWAYS:
            wait_for(f"the outage that {name} sees", lambda name=name: ("PantauSiteDown", name, "site-broken") in self.alerts(),
                     seconds=LIMIT, pause=0.3)
        for name in GATEWAYS:
            wait_for(f"recorded series of {name}", lambda name=name: len(self.centre.query(
                f'{{__name__=~"technology:pantau.*|district:pantau.*",instance="{name}"}}')) >= 2, seconds=LIMIT, pause=0.3)

        # One of them loses sight: it says so, its own outage is held back, the other's is not.
        county.command("down anchor-1")
        wait_for("lost sight to hold back", lambda: self.alerts().get(("PantauSiteDown", "timika-1", "site-broken")),
                 seconds=LIMIT, pause=0.3)
        now = self.alerts()
        self.assertIn(("PantauVantageLost", "timika-1", None), now)
        self.assertNotIn(("PantauVantageLost", "agats-1", None), now)
        self.assertEqual(now[("PantauSiteDown", "agats-1", "site-broken")], [])
        county.command("up anchor-1")
        wait_for("sight", lambda: self.alerts().get(("PantauSiteDown", "timika-1", "site-broken")) == [], seconds=LIMIT, pause=0.3)

        # The centre hears no more: that is told before anything looks recovered, and holds it back.
        self.expect_no_rule_failed()
        cut()
        wait_for("silence to be told", lambda: {("PantauGatewaySilent", name, None) for name in GATEWAYS} <= set(self.alerts()),
                 seconds=LIMIT, pause=0.1)
        now = self.alerts()
        for name in GATEWAYS:
            self.assertTrue(now.get(("PantauSiteDown", name, "site-broken")), f"{name}: neither recovered nor told again: {now}")
        self.expect_no_rule_failed()


if __name__ == "__main__":
    if not os.path.exists(os.path.join(TOOLS, "vmalert")):
        sys.exit(77)
    main()
