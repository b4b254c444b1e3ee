#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asks real agents through the county and holds what came against what the county says it did.

    agents_selftest.py PATH_OF_COUNTY

Exit 77: namespaces are not permitted here, or snmpd and snmpsimd are missing (deploy/install-dependencies).
"""
import collections, json, os, socket, struct, subprocess, sys, tempfile, time

SKIP = 77
HERE = os.path.dirname(os.path.abspath(__file__))
SNMPD = os.path.join(HERE, "..", "..", "build", "tools", "snmpd")
UPTIME, BOOTS, CHARGE, NAME = "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.10.2.1.2.0", "1.3.6.1.2.1.33.1.2.4.0", "1.3.6.1.2.1.1.5.0"
COUNTY = f"""
[[agent]]
id = "snmpd"
kind = "snmpd"
config = ["rocommunity lab", "sysName county-selftest"]
[[agent]]
id = "sim"
kind = "snmpsim"
recordings = ["ups.snmprec"]
values = {{ charge = 100 }}
[[host]]
id = "far"
address = "198.18.1.1"
delay = "650ms"
agent = "snmpd"
[[host]]
id = "lossy"
address = "198.18.1.2"
loss = 0.3
agent = "snmpd"
[[host]]
id = "ups"
address = "198.18.1.3"
agent = "sim"
[[host]]
id = "six"
address = "2001:2::6:1"
duplicate = 1
agent = "snmpd"
[[host]]
id = "empty"
address = "198.18.1.4"
[[event]]
agent = "snmpd"
from = "14s"
until = "15s"
restart = true
[[event]]
agent = "sim"
from = "1s"
until = "11s"
values = {{ charge = "90 to 40" }}
"""
failures = []


def check(condition, text):
    if not condition:
        failures.append(str(text))
        print("FAILED:", text)


def tlv(tag, content):
    size = len(content)
    head = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + head + content


def oid_bytes(oid):
    numbers = [int(number) for number in oid.split(".")]
    content = bytes([numbers[0] * 40 + numbers[1]])
    for number in numbers[2:]:
        content += bytes([number >> 7 | 128, number & 127] if number > 127 else [number])
    return tlv(6, content)


def get(community, request, oids):
    rows = b"".join(tlv(0x30, oid_bytes(oid) + b"\5\0") for oid in oids)
    pdu = tlv(0xA0, tlv(2, struct.pack("!i", request)) + b"\2\1\0\2\1\0" + tlv(0x30, rows))
    return tlv(0x30, b"\2\1\1" + tlv(4, community.encode()) + pdu)


def value_of(answer, oid):
    """The content of what follows the object's name."""
    at = answer.index(oid_bytes(oid)) + len(oid_bytes(oid))
    return answer[at + 2 : at + 2 + answer[at + 1]]


def number_of(answer, oid):
    return int.from_bytes(value_of(answer, oid), "big")


class Poller:
    """A socket a device; sent and received are (device, client port, way, first bytes)."""

    def __init__(self):
        self.request, self.seen = 1 << 24, []

    def ask(self, address, community, oids, wait=1.0, copies=1):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as channel:
            channel.connect((address, 161))
            port = channel.getsockname()[1]
            self.request += 1
            message = get(community, self.request, oids)
            started = time.monotonic()
            channel.send(message)
            self.seen.append((address, port, "request", message[:16].hex(), len(message)))
            answers, error = [], None
            while len(answers) < copies and error is None:
                channel.settimeout(max(0.001, wait - (time.monotonic() - started)))
                try:
                    answers.append(channel.recv(65536))
                    self.seen.append((address, port, "answer", answers[-1][:16].hex(), len(answers[-1])))
                except TimeoutError:
                    break
                except ConnectionRefusedError as refused:
                    error = refused
            return answers, time.monotonic() - started, error


def control_of(folder):
    control = socket.socket(socket.AF_UNIX)
    control.connect(folder + "/control")

    def command(line):
        control.sendall(line.encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += control.recv(65536)
        return answer.decode().strip()

    return command


def inside(folder):
    start = time.monotonic()
    poller, command = Poller(), control_of(folder)
    answers, _, _ = poller.ask("198.18.1.3", "ups", [CHARGE])
    first = number_of(answers[0], CHARGE)

    answers, seconds, _ = poller.ask("198.18.1.1", "lab", [UPTIME, BOOTS, NAME], wait=5)
    check(0.65 <= seconds < 0.65 + 0.3, f"one exchange took {seconds:.3f} s, imposed are 0.65")
    check(value_of(answers[0], NAME) == b"county-selftest", "sysName")
    boots, uptime = number_of(answers[0], BOOTS), number_of(answers[0], UPTIME)

    check(len(poller.ask("2001:2::6:1", "lab", [NAME], copies=2)[0]) == 2, "duplicates over IPv6")
    many, _, _ = poller.ask("198.18.1.1", "lab", [NAME] * 60, wait=5)
    check(many and len(many[0]) > 1472, "an answer longer than the MTU")
    _, _, error = poller.ask("198.18.1.4", "lab", [NAME])
    check(isinstance(error, ConnectionRefusedError), f"no agent: {error}")

    answered = sum(bool(poller.ask("198.18.1.2", "lab", [UPTIME], wait=0.05)[0]) for _ in range(80))
    check(30 < answered < 75, f"{answered} of 80 answered at 30 % loss")

    check(command("down far") == "ok", "down")
    check(poller.ask("198.18.1.1", "lab", [NAME], wait=1.5)[0] == [], "an outage")
    check(command("up far") == "ok", "up")

    time.sleep(max(0, 12.5 - (time.monotonic() - start)))
    answers, _, _ = poller.ask("198.18.1.3", "ups", [CHARGE])
    check(number_of(answers[0], CHARGE) == 100, "the battery is full after the event")
    check(40 <= first <= 100, f"charge {first} at the start")
    time.sleep(max(0, 17.5 - (time.monotonic() - start)))
    answers, _, _ = poller.ask("198.18.1.1", "lab", [UPTIME, BOOTS], wait=5)
    check(answers and number_of(answers[0], BOOTS) == boots + 1, "boots after a restart")
    check(answers and number_of(answers[0], UPTIME) < uptime + 300, "uptime after a restart")
    check(command("flush").startswith("ok"), "flush")
    with open(folder + "/seen", "w", encoding="ascii") as file:
        json.dump({"seen": poller.seen, "failures": failures}, file)


def compare(folder):
    with open(folder + "/seen", encoding="ascii") as file:
        told = json.load(file)
    failures.extend(told["failures"])
    with open(folder + "/datagrams", encoding="ascii") as file:
        truth = [json.loads(line) for line in file]
    seen = collections.Counter(tuple(row[:4]) for row in told["seen"])
    by_truth = collections.Counter()
    for line in truth:
        count = line["copies"] if line["way"] == "answer" else 1
        by_truth[line["device"], line["client_port"], line["way"], line["head"]] += count
    by_truth = +by_truth
    check(seen == by_truth, f"seen but not by truth {seen - by_truth}, by truth but not seen {by_truth - seen}")
    check({line["fate"] for line in truth} == {"passed", "lost", "down", "refused"}, "every fate occurred")
    for line in truth:
        check(line.get("held_ns", line["delay_ns"]) >= line["delay_ns"], f"early: {line}")
    with open(folder + "/summary", encoding="ascii") as file:
        counts = json.load(file)["county"]["udp"]
    for way, name in (("request", "request_bytes"), ("answer", "answer_bytes")):
        total = sum(line["len"] * (line["copies"] if way == "answer" else 1) for line in truth if line["way"] == way)
        check(counts[name] == total, f"{name}: {counts[name]}, by truth {total}")
    sent = sum(row[4] + (48 if ":" in row[0] else 28) for row in told["seen"] if row[2] == "request")
    check(counts["request_bytes"] == sent, f"request bytes {counts['request_bytes']}, sent {sent}")
    print(f"{len(truth)} datagrams agree")


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def check_killed(county, folder):
    """No agent outlives a county that was killed."""
    process = subprocess.Popen([county, "run", "--config", folder + "/county.toml"], stdout=subprocess.PIPE, text=True)
    check(process.stdout.readline().startswith("ready"), "ready")
    with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
        agents = file.read().split()
    check(len(agents) == 2, f"agents are running: {agents}")
    process.kill()
    process.wait(10)
    process.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(is_running, agents)) and time.monotonic() < deadline:
        time.sleep(0.05)
    check(not any(map(is_running, agents)), "agents live on after SIGKILL")


def main():
    county = sys.argv[1]
    if not os.path.exists(SNMPD) or not os.path.exists("/usr/bin/snmpsimd"):
        print("skipped: snmpd or snmpsimd is missing (deploy/install-dependencies quickstart)")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory(prefix="agents-selftest.") as folder:
        os.chmod(folder, 0o755)  # snmpsimd runs as nobody, and its files are below
        os.environ["TMPDIR"] = folder
        with open(folder + "/county.toml", "w", encoding="ascii") as file:
            file.write(COUNTY)
        with open(folder + "/ups.snmprec", "w", encoding="ascii") as file:
            file.write(f"{UPTIME}|67:numeric|rate=100\n{CHARGE}|2:timetable|charge\n")
        status = subprocess.run(
            [county, "run", "--config", folder + "/county.toml", "--datagrams", folder + "/datagrams", "--summary",
             folder + "/summary", "--control", folder + "/control", "--exec", sys.executable, __file__, "--inside", folder],
            timeout=90, check=False).returncode
        if status == SKIP:
            print("skipped: network namespaces or /dev/net/tun are not permitted here")
            sys.exit(SKIP)
        check(status == 0, f"exit status {status}")
        compare(folder)
        check_killed(county, folder)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    inside(sys.argv[2]) if sys.argv[1] == "--inside" else main()
