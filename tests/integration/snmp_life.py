# SPDX-License-Identifier: Apache-2.0
"""What the tests of the life of polled devices share: agents that count each byte, devices by name, reloads."""

import json
import os
import re
import signal
import time

from harness import config_head, link, wait_for
from name_server import resolving_from
from snmp_agent import Agent
from snmp_ber import read_message
from snmp_trial import COMMUNITY, COUNTY, CREDENTIALS, SnmpTrial, device

HEADERS = {4: 20 + 8, 6: 40 + 8}  # of IP and UDP
BYTES = "interface_receive_bytes_total"


class Recorder(Agent):
    """Answers each community with the MIB that `mibs` has for it, and counts what it sent and heard, IP included."""

    def __init__(self, mibs, address, port=0, behave=None):
        super().__init__(None, address, port, behave=behave)
        self.mibs, self.sent, self.heard = mibs, 0, 0
        self.headers = HEADERS[6 if ":" in address else 4]

    def take(self, data, source):
        self.community = read_message(data).community
        self.mib = self.mibs.get(self.community)
        self.heard += len(data) + self.headers
        if self.mib is None:
            self.community = None
        sendings = super().take(data, source)
        self.sent += sum(len(each.data) + self.headers for each in sendings)
        return sendings

    def of(self, community):
        return [asked for asked in list(self.asked) if asked.message.community == community.encode()]


def recorder(router, address="127.0.0.2", **options):
    return lambda: Recorder({COMMUNITY.encode(): router.mib}, address, **options)


def another_link(identity, **keys):
    """Of the site of "clean"; without an address it is planned, and nothing but SNMP goes through it."""
    written = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    return f'[[link]]\nid = "{identity}"\nsite = "site-clean"\ntechnology = "radio"\n{written}'


def community(identity):
    return f'[[snmp_credentials]]\nid = "{identity}"\nversion = "2c"\ncommunity_file = "{identity}"\n'


class Life(SnmpTrial):
    links = ""

    def configuration(self, **more):
        return self.written({**{name: agent.endpoint for name, agent in self.agents.items()}, **more})

    def written(self, endpoints):
        return config_head() + CREDENTIALS + self.extra + link("clean", "198.18.1.1", interval="100ms") + self.links \
            + "".join(device(name, endpoint, **self.keys.get(name, {})) for name, endpoint in endpoints.items())

    def reload(self, text, event="reload_done"):
        """By SIGHUP; returns the first page after it."""
        before = self.events(event)
        self.daemon.write(text)
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for(event, lambda: self.events(event) > before)
        return self.daemon.metrics()

    def events(self, event, **fields):
        pattern = f"event={event}" + "".join(f" {key}={value}" for key, value in fields.items())
        return len(re.findall(rf"{pattern}(?:\s|$)", self.daemon.text(), re.MULTILINE))

    def names_of(self, identity, page):
        return {name for name, labels in page.samples if ("device", identity) in labels}

    def all_complete(self, *names, polls=1):
        """The page after so many complete polls of each, all begun after this call but for the first."""
        for _ in range(polls):
            since = time.time()
            page = wait_for(f"complete polls of {names}", lambda since=since: self.page_if_fresh(names, since), seconds=40)
        return page

    def page_if_fresh(self, names, since):
        page = self.daemon.metrics()
        return page if all(self.value("snmp_complete", name, page) == 1
                           and self.value("snmp_last_success_timestamp_seconds", name, page) > since
                           for name in names) else None

    def polled(self, identity, times=2):
        """Waits for so many further requests to the agent of this device; all but the last are settled then."""
        agent = self.agents[identity]
        before = len(agent.asked)
        wait_for(f"requests to {identity}", lambda: len(agent.asked) >= before + times)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


class NamedLife(Life):
    """Names are looked up at a server of the test's own."""

    def start_county_once(self):
        """The name server must be there before the daemon is, and in the county's namespace."""
        super().start_county(COUNTY)
        self.start_county = lambda *_: None

    def start_daemon(self, config, **options):
        if ".example" in config:
            options["preexec_fn"] = resolving_from(self.folder, "options timeout:1 attempts:1")
        return super().start_daemon(config, **options)
