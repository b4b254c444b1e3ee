# SPDX-License-Identifier: Apache-2.0
"""A gateway and a centre with the shipped files of deploy/vmagent: the real daemon and vmagent in the county's namespace, nginx
and victoria-metrics in one of their own, a veth between them. Only addresses, paths and what makes time shorter are changed."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "integration"))
from harness import SKIPPED, CountyTest, Program, config_head, link, main, wait_for  # noqa: E402, F401

ROOT = os.path.dirname(os.path.dirname(HERE))
SHIPPED = os.path.join(ROOT, "deploy", "vmagent")
TOOLS = os.path.join(ROOT, "build", "tools")
GATEWAY_SIDE, CENTRE_SIDE, NETWORK = "198.19.255.1", "198.19.255.2", "198.19.255.0/30"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LIMIT = 90  # seconds for a hang
CONTRACT = """
[[provider]]
id = "bakti"
name = "BAKTI"
[[contract]]
id = "bakti-2026"
provider = "bakti"
start = 2026-01-01
end = 2030-12-31
target = 0.95
"""
COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "normal 20ms 5ms min 1ms"
loss = 0.02
"""


def tool(name):
    path = os.path.join(TOOLS, name)
    if not os.path.exists(path):
        print(f"{path} is not there: deploy/install-dependencies test puts it there")
        sys.exit(SKIPPED)
    return path


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=LIMIT, **options).stdout


def settings(*path, **changes):
    """A file of settings as systemd reads it: the environment of the service. `changes` replaces values; each must be there."""
    found = {}
    with open(os.path.join(SHIPPED, *path), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.partition("=")
                found[name] = value.strip('"')
    for name, value in changes.items():
        if value is None:
            del found[name]
        else:
            assert name in found, f"{name} is not in the shipped {path}"
            found[name] = str(value)
    return {"PATH": "/usr/bin:/bin", "GOMAXPROCS": "1", **found}


def write(path, text, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def certificate(folder):
    """A certificate of the centre that is its own authority."""
    key, crt = os.path.join(folder, "centre.key"), os.path.join(folder, "centre.crt")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=centre", "-addext", f"subjectAltName=IP:{CENTRE_SIDE}", "-keyout", key, "-out", crt)
    return key, crt


def page_of(url, timeout=20):
    with OPENER.open(url, timeout=timeout) as answer:
        return answer.read().decode()


def answers(url, program):
    def probe():
        if program.process.poll() is not None:
            raise AssertionError(f"ended: {program.process.args}\n{program.text()}")
        try:
            page_of(url, timeout=2)
            return True
        except OSError:
            return False

    wait_for(url, probe, seconds=LIMIT)


class Centre:
    """victoria-metrics behind nginx. The test asks victoria-metrics by a way that the cut does not touch: it is run in the
    centre's namespace, and a second veth leads there."""

    def __init__(self, test, **storage):
        self.test, self.folder, self.storage = test, test.folder, storage
        here, outside = (os.readlink(f"/proc/{process}/ns/net") for process in ("self", os.getppid()))
        assert here != outside, "the county comes first: nothing is done to the network that the test was started in"
        holder = Program(["unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec sleep infinity"],
                         os.path.join(self.folder, "centre.log"))
        test.addCleanup(holder.stop)
        wait_for("the centre's namespace", lambda: "ready" in holder.text())
        self.pid = str(holder.process.pid)
        self.veth("uplink", GATEWAY_SIDE, CENTRE_SIDE)
        self.veth("window", "198.19.255.5", "198.19.255.6")
        self.address, self.url = "198.19.255.6:8428", "http://198.19.255.6:8428"
        self.key, self.crt = certificate(self.folder)
        self.victoria = self.start_victoria()
        self.nginx = self.start_nginx()

    def veth(self, name, here, there):
        run("ip", "link", "add", name, "type", "veth", "peer", "name", name, "netns", self.pid)
        for where, address in (([], here), (["nsenter", f"--net=/proc/{self.pid}/ns/net"], there)):
            run(*where, "ip", "address", "add", f"{address}/30", "dev", name)
            run(*where, "ip", "link", "set", name, "up")

    def start(self, name, environment, *options):
        program = Program(["nsenter", f"--net=/proc/{self.pid}/ns/net", tool(name), *options],
                          os.path.join(self.folder, f"{name}.log"), env=environment, cwd=self.folder)
        self.test.addCleanup(program.stop)
        return program

    def start_victoria(self):
        environment = settings("centre", "victoria-metrics.default", storageDataPath=os.path.join(self.folder, "victoria"),
                               httpListenAddr="0.0.0.0:8428", **self.storage)
        victoria = self.start("victoria-metrics", environment, environment.pop("ARGS"), "-search.latencyOffset=1s",
                              "-memory.allowedBytes=256MB")
        answers(f"{self.url}/health", victoria)
        return victoria

    def start_nginx(self):
        with open(os.path.join(SHIPPED, "centre", "nginx.conf"), encoding="utf-8") as file:
            site = file.read()
        hashed = run("openssl", "passwd", "-6", "rahasia").strip()
        gateways = write(os.path.join(self.folder, "gateways"), "".join(f"{name}:{hashed}\n" for name in ("timika-1", "agats-1")))
        for there, here in (("centre.crt", self.crt), ("centre.key", self.key), ("pantau-gateways", gateways)):
            assert f"/etc/nginx/{there};" in site, there
            site = site.replace(f"/etc/nginx/{there};", f"{here};")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {self.folder}/nginx-{kind};\n" for kind in kinds)
        whole = (f"daemon off;\nuser root;\nworker_processes 1;\npid {self.folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
                 f"http {{\naccess_log off;\n{temporary}{site}}}\n")
        nginx = self.start("nginx", {"PATH": "/usr/bin:/bin"}, "-p", self.folder, "-e", "stderr", "-c",
                           write(os.path.join(self.folder, "nginx.conf"), whole))

        def listening():
            if nginx.process.poll() is not None:
                raise AssertionError(nginx.text())
            with socket.socket() as probe:
                probe.settimeout(2)
                return probe.connect_ex((CENTRE_SIDE, 8427)) == 0

        wait_for("nginx", listening, seconds=LIMIT)
        return nginx

    def samples(self, match):
        """Raw samples, as they came but for the shipped de-duplication: {labels: [(milliseconds, value)]}."""
        page_of(f"{self.url}/internal/force_flush")
        text = page_of(f"{self.url}/api/v1/export?" + urllib.parse.urlencode({"match[]": match, "end": int(time.time()) + 60}),
                       timeout=LIMIT)
        found = {}
        for line in text.splitlines():
            entry = json.loads(line)
            found.setdefault(frozenset(entry["metric"].items()), []).extend(zip(entry["timestamps"], entry["values"]))
        return {labels: sorted(rows) for labels, rows in found.items()}

    def query(self, expression):
        text = page_of(f"{self.url}/api/v1/query?" + urllib.parse.urlencode({"query": expression, "nocache": 1}))
        return [(entry["metric"], float(entry["value"][1])) for entry in json.loads(text)["data"]["result"]]


class Vmagent:
    """The shipped settings with this test's addresses and paths."""

    def __init__(self, test, centre, name="timika-1", port=8429, scrape=None, **changes):
        self.test, self.name, self.port = test, name, port
        self.folder = os.path.join(test.folder, name)
        os.makedirs(self.folder, exist_ok=True)
        with open(scrape or os.path.join(SHIPPED, "vmagent.yml"), encoding="utf-8") as file:
            text = file.read().replace("127.0.0.1:8429", f"127.0.0.1:{port}")
        self.password = write(os.path.join(self.folder, "password"), "rahasia\n")
        self.environment = settings(
            "vmagent.default", GATEWAY=name, remoteWrite_basicAuth_username=name, remoteWrite_url=f"https://{CENTRE_SIDE}:8427/api/v1/write",
            remoteWrite_basicAuth_passwordFile=self.password, remoteWrite_tlsCAFile=centre.crt,
            remoteWrite_tmpDataPath=os.path.join(self.folder, "queue"), httpListenAddr=f"127.0.0.1:{port}",
            promscrape_config=write(os.path.join(self.folder, "vmagent.yml"), text), **changes)
        self.logs = []
        self.start()

    def start(self):
        self.logs.append(os.path.join(self.folder, f"vmagent-{len(self.logs)}.log"))
        self.program = Program([tool("vmagent"), "-envflag.enable"], self.logs[-1], env=self.environment)
        self.test.addCleanup(self.program.stop)
        answers(f"http://127.0.0.1:{self.port}/health", self.program)

    def kill(self):
        self.program.process.kill()
        self.program.process.wait()

    def metric(self, name):
        """Its sum over all labels; 0 while it is not there."""
        starts = (name,) if name.endswith("}") else (name + "{", name + " ")
        rows = [line for line in page_of(f"http://127.0.0.1:{self.port}/metrics").splitlines() if line.startswith(starts)]
        return sum(float(row.rpartition(" ")[2]) for row in rows)

    def pending(self):
        return self.metric("vmagent_remotewrite_pending_data_bytes")


def cut():
    """Nothing passes the uplink any more, and nobody is told: no error comes back."""
    run("nft", "-f", "-", input=f"table ip cut {{\n chain out {{ type filter hook output priority 0; ip daddr {NETWORK} drop; }}\n"
        f" chain in {{ type filter hook input priority 0; ip saddr {NETWORK} drop; }}\n}}\n")


def mend():
    run("nft", "delete", "table", "ip", "cut")


def sent_bytes():
    """What the gateway has sent on the uplink, with the headers of IP and Ethernet."""
    return json.loads(run("ip", "-json", "-statistics", "link", "show", "uplink"))[0]["stats64"]["tx"]["bytes"]
