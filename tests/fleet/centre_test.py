# SPDX-License-Identifier: Apache-2.0
"""The receiving side: a gateway may write and do nothing else, the same sample twice is one, 399 days are kept, and a store
that is down behind its door costs nothing."""

import base64
import ssl
import time
import urllib.error
import urllib.request

from fleet import (CENTRE_SIDE, COUNTY, LIMIT, Centre, CountyTest, Vmagent, config_head, link, main, page_of, wait_for,
                   write)

DAY = 86_400_000


class Receiving(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)
        self.centre = Centre(self, selfScrapeInterval="1s")

    def status(self, path, user="timika-1", password="rahasia"):
        # A write of nothing, in snappy.
        request = urllib.request.Request(f"https://{CENTRE_SIDE}:8427{path}", data=b"\0", headers={
            "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()})
        context = ssl.create_default_context(cafile=self.centre.crt)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def test_a_gateway_writes_and_does_nothing_else(self):
        self.assertIn(self.status("/api/v1/write"), (200, 204))
        for path in ("/api/v1/query?query=1", "/api/v1/export?match[]=up", "/api/v1/import",
                     "/api/v1/admin/tsdb/delete_series?match[]=up",
                     "/metrics", "/flags", "/debug/pprof/", "/internal/force_merge", "/api/v1/write/../query?query=1", "/"):
            self.assertGreaterEqual(self.status(path), 400, path)
        self.assertEqual(self.status("/api/v1/write", password="other"), 401)
        self.assertEqual(self.status("/api/v1/write", user="other"), 401)

    def put(self, *samples):
        text = "".join(f"{name} {value} {stamp}\n" for name, value, stamp in samples)
        request = urllib.request.Request(f"{self.centre.url}/api/v1/import/prometheus", data=text.encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            self.assertEqual(answer.status, 204)

    def test_twice_is_once_and_old_samples_are_kept(self):
        now = int(time.time() * 1000)
        samples = [("sample", 1, now - 399 * DAY), ("sample", 2, now - 3 * DAY), ("sample", 3, now - 1000), ("sample", 4, now)]
        self.put(*samples, ("sample", 0, now - 402 * DAY))
        page_of(f"{self.centre.url}/internal/force_flush")
        self.put(*samples)
        (rows,) = self.centre.samples("sample").values()
        self.assertEqual(rows, [(stamp, value) for _, value, stamp in samples])
        # It was answered as well as the others. That it is gone is said by the centre's own figures alone.
        self.put(("sample", 0, now + 3 * DAY))
        wait_for("the centre to tell of both", lambda: {
            labels["reason"]: value for labels, value in self.centre.query('vm_rows_ignored_total{job="victoria-metrics"}')
            if value} == {"small_timestamp": 1, "big_timestamp": 1}, seconds=LIMIT, pause=0.3)

    def test_a_store_that_is_down_and_a_wrong_password_cost_nothing(self):
        """vmagent throws away what is answered with 400 or 409; a door without a house must say something else."""
        self.start_daemon(config_head() + link("one", "198.18.1.1", interval="500ms", timeout="300ms"))
        vmagent = Vmagent(self, self.centre, SCRAPE_INTERVAL="500ms", remoteWrite_sendTimeout="2s")

        def counts():
            rows = self.centre.samples('pantau_http_requests_total{path="/metrics",code="200"}')
            return sorted(int(value) for samples in rows.values() for _, value in samples)

        wait_for("the first scrapes", lambda: len(counts()) > 3, seconds=90, pause=0.3)
        self.centre.victoria.stop()
        before = vmagent.metric("vm_promscrape_scrapes_total")
        wait_for("scrapes without a store", lambda: vmagent.metric("vm_promscrape_scrapes_total") > before + 12, seconds=90)
        wait_for("a block to come back", lambda: vmagent.metric("vmagent_remotewrite_retries_count_total") > 0, seconds=90)
        self.assertEqual(vmagent.metric("vmagent_remotewrite_packets_dropped_total"), 0, vmagent.program.text())
        # A wrong password as well: nothing is thrown away for it.
        write(vmagent.password, "salah\n")
        self.centre.victoria = self.centre.start_victoria()
        refused = 'vmagent_remotewrite_requests_total{url="1:secret-url", status_code="401"}'
        wait_for("a refusal", lambda: vmagent.metric(refused) > 0, seconds=90)
        self.assertEqual(vmagent.metric("vmagent_remotewrite_packets_dropped_total"), 0, vmagent.program.text())
        last = counts()[-1]
        write(vmagent.password, "rahasia\n")
        wait_for("what waited", lambda: counts()[-1] > last + 10, seconds=90, pause=0.3)
        found = counts()
        self.assertEqual(found, list(range(found[0], found[-1] + 1)), "no scrape is missing, none came twice")


if __name__ == "__main__":
    main()
