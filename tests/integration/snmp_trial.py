# SPDX-License-Identifier: Apache-2.0
"""One daemon that polls agents of the test's own on loopback, beside an ICMP link on the county that nothing may
disturb; and a reader of pages that is stricter than Prometheus."""

import json
import os
import re
import subprocess
import time
import unicodedata

from harness import CountyTest, config_head, link, wait_for
from snmp_agent import Agent, Agents

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMTOOL = os.environ.get("PROMTOOL") or os.path.join(ROOT, "build", "tools", "promtool")
COMMUNITY = "county"
COUNTY = """
seed = 20
[[host]]
id = "anchor"
address = "198.18.0.1"
[[host]]
id = "clean"
address = "198.18.1.1"
delay = "20ms"
"""
CREDENTIALS = """
[[snmp_credentials]]
id = "v2"
version = "2c"
community_file = "community"
[[snmp_credentials]]
id = "v1"
version = "1"
community_file = "community"
"""
HELP = re.compile(r"# HELP ([a-z_][a-z0-9_]*) (?:[^\\\n]|\\\\|\\n)+")
TYPE = re.compile(r"# TYPE ([a-z_][a-z0-9_]*) (counter|gauge|histogram)")
SAMPLE = re.compile(r'([a-z_][a-z0-9_]*)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\\\|\\"|\\n)*"(?:,(?=[a-z])|(?=\})))+)\})? '
                    r"(-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?|\+Inf)")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')
LONGEST_LABEL = 128


def check_page(data):
    """A page of text format 0.0.4, as bytes: every line known, every family announced once and together, no sample
    twice, no label that hurts who reads it."""
    seen, families, samples = None, set(), set()
    for line in data.decode("utf-8", errors="strict").rstrip("\n").split("\n"):
        if match := HELP.fullmatch(line):
            seen = match.group(1)
            assert seen not in families, f"two families: {line}"
            families.add(seen)
        elif match := TYPE.fullmatch(line):
            assert match.group(1) == seen, f"TYPE without its HELP: {line}"
        else:
            match = SAMPLE.fullmatch(line)
            assert match, f"not a line of the format: {line!r}"
            assert re.sub("_(bucket|sum|count)$", "", match.group(1)) == seen or match.group(1) == seen, line
            check_labels(match.group(2) or "")
            assert (match.group(1), match.group(2)) not in samples, f"twice: {line}"
            samples.add((match.group(1), match.group(2)))


def check_labels(text):
    found = LABEL.findall(text)
    assert len(dict(found)) == len(found), f"a label twice: {text}"
    for _, value in found:
        plain = re.sub(r"\\(.)", lambda match: "\n" if match.group(1) == "n" else match.group(1), value)
        assert len(plain.encode()) <= LONGEST_LABEL, f"too long: {plain!r}"
        bad = [character for character in plain if unicodedata.category(character) in ("Cc", "Cs")
               or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")]
        assert not bad, f"{bad} in {plain!r}"


def device(identity, endpoint, **keys):
    written = {"profile": "generic", "credentials": "v2", "interfaces": ["ether1", "ether2"], "interval": "1s",
               "timeout": "150ms", "retries": 2, **keys}
    lines = "".join(f"{key} = {toml(value)}\n" for key, value in written.items() if value is not None)
    return f'[[device]]\nid = "{identity}"\nsite = "site-clean"\naddress = "{endpoint}"\n{lines}'


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)


class SnmpTrial(CountyTest):
    """`begin` starts all; `self.agents` maps a device's id to its agent."""

    def begin(self, agents=None, devices=None, extra="", county=COUNTY, **more_devices):
        """`agents`: id -> function that makes its Agent, called in the namespace of the county; `devices`: id -> keys."""
        self.start_county(county)
        self.agents = {identity: make() for identity, make in (agents or {}).items()}
        self.serving = Agents(*self.agents.values())
        self.addCleanup(self.serving.stop)
        self.secret("community", COMMUNITY)
        self.keys, self.extra = devices or {}, extra
        self.daemon = self.start_daemon(self.configuration(**more_devices))

    def secret(self, name, text):
        with open(os.open(os.path.join(self.folder, name), os.O_CREAT | os.O_WRONLY, 0o600), "w",
                  encoding="ascii") as file:
            file.write(text + "\n")

    def configuration(self, **endpoints):
        written = {**{identity: agent.endpoint for identity, agent in self.agents.items()}, **endpoints}
        return config_head() + CREDENTIALS + self.extra + link("clean", "198.18.1.1", interval="100ms") + "".join(
            device(identity, endpoint, **self.keys.get(identity, {})) for identity, endpoint in written.items())

    def value(self, metric, identity, page=None, **labels):
        return (page or self.daemon.metrics()).value("pantau_" + metric, device=identity, **labels)

    def errors(self, identity, page=None):
        found = (page or self.daemon.metrics()).find("pantau_snmp_errors_total", device=identity)
        return {dict(labels)["reason"]: value for labels, value in found.items()}

    def wait_complete(self, identity, seconds=20.0):
        """A complete poll whose answer came after this call; returns the page that shows it."""
        since = time.time()

        def complete():
            page = self.daemon.metrics()
            good = self.value("snmp_complete", identity, page) == 1
            return page if good and self.value("snmp_last_success_timestamp_seconds", identity, page) > since else None

        return wait_for(f"a complete poll of {identity}", complete, seconds=seconds)

    def wait_errors(self, identity, reason, more=1, seconds=20.0):
        """`more` errors of this reason beyond those at this call."""
        before = self.errors(identity).get(reason, 0)

        def there():
            page = self.daemon.metrics()
            return page if self.errors(identity, page).get(reason, 0) >= before + more else None

        return wait_for(f"{more} x {reason} of {identity}", there, seconds=seconds)

    def asked_in(self, identity, seconds):
        """What the agent is asked in so many seconds from now."""
        before = len(self.agents[identity].asked)
        time.sleep(seconds)
        return self.agents[identity].asked[before:]

    def assert_sound(self):
        """The page can be read, and the ICMP link never noticed anything."""
        status, text = self.daemon.get("/metrics")
        self.assertEqual(status, 200)
        check_page(text.encode())
        if os.path.exists(PROMTOOL):
            result = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True,
                                    check=False, timeout=60)
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        self.assert_clean_icmp()

    def assert_clean_icmp(self):
        page = self.daemon.metrics()
        for metric in ("probes_lost", "probes_unsent", "probes_void", "replies_late"):
            self.assertEqual(page.value(f"pantau_icmp_{metric}_total", link="clean"), 0, metric)
        self.assertGreater(page.value("pantau_icmp_probes_total", link="clean"), 0)


def agent_of(router, address="127.0.0.2", behave=None, **limits):
    """Makes an agent once the test is in the county's namespace; `limits`: attributes of Agent."""
    def make():
        agent = Agent(router.mib, address, community=COMMUNITY.encode(), behave=behave)
        for name, value in limits.items():
            setattr(agent, name, value)
        return agent
    return make
