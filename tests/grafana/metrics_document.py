#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes deploy/metrics.md, the list of everything exported, from a page that has every family and from the shipped rules.
metrics_document.py PAGE_PROGRAM >deploy/metrics.md"""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Title, and how the names begin; the first that fits.
SECTIONS = [
    ("Echoes", "pantau_icmp_(?:probes|replies|errors|rtt|loss|reply)|pantau_dns|pantau_link_(?:rtt|jitter|delay|loss|last_reply|probe)"),
    ("Links: state, outage, book", "pantau_link_"),
    ("Sites", "pantau_site_|pantau_service_"),
    ("Districts and people", "pantau_(?:district|population)"),
    ("Rollout", "pantau_(?:phase|rollout)_"),
    ("Contracts and providers", "pantau_(?:contract|provider)_"),
    ("Devices (SNMP)", "pantau_(?:snmp|device|interface|power|radio|sensor)_"),
    ("pantau itself", ""),
]
UNITS = {"seconds": "s", "bytes": "bytes", "ratio": "0 to 1", "volts": "V", "celsius": "°C", "dbm": "dBm", "decibels": "dB",
         "rupiah": "Rp", "probes": "echoes", "population": "people", "served": "people"}
# Labels of which every value is always there, one a series.
CHOSEN = {"state", "class", "stage", "basis", "level", "measure", "direction", "criterion", "curve"}
# Families of which a series is there only for what occurred or is configured, so that a page shows some of the values.
SOME = {"pantau_site_side_state", "pantau_district_info", "pantau_site_info"}

HEAD = """# Every metric of pantau

Written from the program's own page by `tests/grafana/metrics_document.py`; a test holds it to the running daemon. What the labels
`site`, `link` and `device` stand for is told by the `_info` series: join them with `on (job, instance, site, link)`.

* A gauge without a value is absent: never NaN, never 0 or -1 for "none". *Info* series are 1 and carry their facts as labels.
* `_timestamp_seconds` is Unix time; `direction`, `receive` and `transmit` are as the site sees it: `receive` is towards it.
* `month` is a local month (`2026-10`), `date` the last day of one. Attributes that are not configured are empty labels.
* A series of an event (`errors`, `outages` by cause) is there once it has occurred.
"""


class Family:
    def __init__(self, name, help_text, kind):
        self.name, self.help, self.kind, self.labels = name, help_text, kind, {}

    def unit(self):
        if self.name.endswith("_timestamp_seconds"):
            return "Unix time"
        if self.name.endswith("_bytes_per_second"):
            return "bytes/s"
        if self.name.endswith("_info"):
            return "1"
        words = self.name.removesuffix("_total").split("_")
        if "population" in words:
            return "people"
        if "probes" in words:
            return "echoes"
        return UNITS.get(words[-1], "")

    def row(self):
        described = []
        for label, values in self.labels.items():
            known = label in CHOSEN and self.name not in SOME
            described.append(f"`{label}`" + (f" ({', '.join(values)})" if known else ""))
        kind = "info" if self.name.endswith("_info") else self.kind
        return f"| `{self.name}` | {kind} | {self.unit()} | {', '.join(described)} | {self.help} |"


def families(page):
    """Name -> Family, in the order of the page."""
    found = {}
    for name, help_text, kind in re.findall(r"(?m)^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$", page):
        found[name] = Family(name, help_text, kind)
    for name, labels in re.findall(r"(?m)^([a-z_0-9]+)(?:\{(.*)\})? ", page):
        family = found.get(name) or found[re.sub("_(bucket|sum|count)$", "", name)]
        for label, value in re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels):
            values = family.labels.setdefault(label, [])
            if value not in values:
                values.append(value)
    for family in found.values():
        family.labels.pop("le", None)
    return found


def recorded():
    """Name -> expression in one line, of the shipped recording rules."""
    with open(os.path.join(ROOT, "deploy/prometheus/rules/pantau-recording.yml"), encoding="utf-8") as file:
        text = file.read()
    rules = re.findall(r"- record: (\S+)\n\s+expr: (\|\n(?:\s{10,}.*\n)+|.*\n)", text + "\n")
    return {name: " ".join(expr.removeprefix("|").split()) for name, expr in rules}


def document(page):
    left = families(page)
    parts = [HEAD]
    for title, begins in SECTIONS:
        chosen = [name for name in left if re.match(begins, name)]
        parts.append(f"\n## {title}\n\n| name | kind | unit | labels | meaning |\n|---|---|---|---|---|")
        parts += [left.pop(name).row() for name in chosen]
    parts.append("\n## Recorded by the shipped rules\n\n| name | how |\n|---|---|")
    parts += [f"| `{name}` | `{expr.replace('|', chr(92) + '|')}` |" for name, expr in recorded().items()]
    return "\n".join(parts) + "\n"


def page_of(program):
    return subprocess.run([program, "text"], capture_output=True, text=True, check=True, timeout=60).stdout


if __name__ == "__main__":
    sys.stdout.write(document(page_of(sys.argv[1])))
