# SPDX-License-Identifier: Apache-2.0
"""The part of pantau's configuration that decides states and figures, read a second time: by semantics.md 4 and
contract.md 2 alone, without the daemon. Times are whole seconds or nanoseconds of UTC."""

import dataclasses
import datetime
import re
import tomllib
import zoneinfo

UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "min": 60 * 10**9, "h": 3600 * 10**9,
         "d": 86400 * 10**9}
# semantics.md 4, the table.
KEYS = ("interval", "timeout", "down_after", "up_after", "rtt_warn", "rtt_bad", "variation_warn", "variation_bad",
        "loss_warn", "loss_bad", "target")
TABLE = {
    "geo-vsat": ("5s", "5s", 6, 3, "800ms", "1200ms", "300ms", "600ms", 0.03, 0.10, 0.95),
    "meo": ("5s", "3s", 6, 3, "250ms", "400ms", "60ms", "150ms", 0.03, 0.10, 0.95),
    "leo": ("2s", "3s", 15, 5, "120ms", "250ms", "60ms", "150ms", 0.03, 0.10, 0.95),
    "radio": ("1s", "3s", 15, 5, "30ms", "100ms", "20ms", "60ms", 0.01, 0.05, 0.97),
    "fibre": ("1s", "3s", 15, 5, "100ms", "200ms", "10ms", "30ms", 0.005, 0.02, 0.98),
    "lte": ("5s", "3s", 6, 3, "120ms", "300ms", "80ms", "200ms", 0.03, 0.10, 0.95),
}
FOR_ALL = {"late_window": "10s"}
PROFILE = (*KEYS, "late_window")
GROUPS = {"power": ("power_site", "power_grid", "fuel_out", "battery_solar"),
          "force_majeure": ("security", "natural_disaster")}


def nanoseconds(value):
    """Of "1.5s" and the like; numbers are taken as they are."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"([0-9.]+) *([a-z]+)", value)
    return round(float(match.group(1)) * UNITS[match.group(2)])


@dataclasses.dataclass
class Contract:
    id: str
    provider: str
    start: int  # second, 00:00 local
    end: int | None  # second after its last day
    target: float
    minimum_outage: int  # seconds
    loss_threshold: float
    formula: str
    exclude: set
    planned_notice: int | None
    planned_hours: float | None


@dataclasses.dataclass
class Link:
    id: str
    site: str
    role: str
    provider: str
    address: str
    contracts: list
    parents: list  # groups of link ids; each group needs a member that is up or degraded
    profile: dict  # KEYS and late_window, durations in nanoseconds

    @property
    def detection(self):
        """Seconds: (down_after - 1) x interval + timeout + 1 s, rounded up (semantics.md 5)."""
        p = self.profile
        return -(-((p["down_after"] - 1) * p["interval"] + p["timeout"] + 10**9) // 10**9)


@dataclasses.dataclass
class Window:
    links: list
    sites: list
    districts: list
    providers: list
    start: int
    end: int
    announced: int | None
    reason: str = ""


@dataclasses.dataclass
class Plan:
    zone: zoneinfo.ZoneInfo
    anchors: list
    quorum: int
    anchor_interval: int
    anchor_timeout: int
    links: dict
    sites: dict  # id -> its table
    contracts: dict
    windows: list

    def links_of(self, site):
        return [link for link in self.links.values() if link.site == site]

    def parents_first(self):
        """Links in an order in which each comes after all of its parents."""
        done, order = set(), []
        while len(order) < len(self.links):
            for link in self.links.values():
                if link.id not in done and all(p in done for group in link.parents for p in group):
                    done.add(link.id)
                    order.append(link)
        return order

    def contract_on(self, link, second):
        """The contract in force then; of several the one that began last."""
        found = [c for c in (self.contracts[name] for name in link.contracts)
                 if c.start <= second and (c.end is None or second < c.end)]
        return max(found, key=lambda c: c.start, default=None)


def second_of(value, zone):
    """A TOML date is 00:00 local; a date-time without offset is local."""
    if isinstance(value, datetime.datetime):
        return int((value if value.tzinfo else value.replace(tzinfo=zone)).timestamp())
    return int(datetime.datetime(value.year, value.month, value.day, tzinfo=zone).timestamp())


def day_after(value):
    return value + datetime.timedelta(days=1)


def as_list(value):
    return value if isinstance(value, list) else [value]


def read_contract(table, zone):
    exclude = set()
    for word in table.get("exclude", []):
        exclude.update(GROUPS.get(word, (word,)))
    notice = table.get("planned_notice")
    return Contract(table["id"], table["provider"], second_of(table["start"], zone),
                    second_of(day_after(table["end"]), zone) if "end" in table else None, table["target"],
                    nanoseconds(table.get("minimum_outage", "0s")) // 10**9, table.get("loss_threshold", 0.75),
                    table.get("formula", "gross"), exclude, None if notice is None else nanoseconds(notice) // 10**9,
                    table.get("planned_hours_per_month"))


def read_parents(written, links_of):
    """A flat list: all of them. A list of lists: one of each. "site:ID": any link of that site."""
    groups = []
    for entry in written:
        members = []
        for name in as_list(entry):
            members += links_of(name[5:]) if name.startswith("site:") else [name]
        groups.append(sorted(members))
    return groups


def read_link(row, tables, technologies):
    template = tables["template"].get(row.get("template"), {})
    merged = {**template, **row}
    profile = {}
    for key in PROFILE:
        value = merged.get(key, technologies[merged["technology"]].get(key))
        profile[key] = nanoseconds(value)
    contracts = as_list(merged.get("contract", []))
    provider = merged.get("provider") or (tables["contract"][contracts[0]]["provider"] if contracts else "")
    return Link(row["id"], row["site"], merged.get("role", "primary"), provider, merged.get("address", ""), contracts,
                merged.get("parents", []), profile)


def load(text):
    document = tomllib.loads(text)
    tables = {kind: {row["id"]: row for row in document.get(kind, [])}
              for kind in ("template", "technology", "contract", "site", "link")}
    zone = zoneinfo.ZoneInfo(document.get("daemon", {}).get("timezone", "Asia/Jayapura"))
    technologies = {name: {**dict(zip(KEYS, row)), **FOR_ALL} for name, row in TABLE.items()}
    for name, row in tables["technology"].items():
        technologies[name] = {**technologies.get(name, FOR_ALL), **row}
    links = {name: read_link(row, tables, technologies) for name, row in sorted(tables["link"].items())}
    for link in links.values():
        link.parents = read_parents(link.parents, lambda site: [l.id for l in links.values() if l.site == site])
    windows = [Window(*(row.get(key, []) for key in ("links", "sites", "districts", "providers")),
                      second_of(row["start"], zone), second_of(row["end"], zone),
                      second_of(row["announced"], zone) if "announced" in row else None, row.get("reason", ""))
               for row in document.get("maintenance", [])]
    vantage = document.get("vantage", {})
    return Plan(zone, vantage.get("anchors", []), vantage.get("quorum", 1),
                nanoseconds(vantage.get("interval", "1s")), nanoseconds(vantage.get("timeout", "3s")), links,
                tables["site"], {name: read_contract(row, zone) for name, row in tables["contract"].items()}, windows)
