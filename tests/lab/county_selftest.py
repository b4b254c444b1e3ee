#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the county and holds what a prober received against what the county says it did.

    county_selftest.py PATH_OF_COUNTY

Both must agree packet by packet: losses, duplicates, errors, forgeries. Exit 77: namespaces are not
permitted here. The prober below shares no code with the county.
"""
import collections, json, os, select, signal, socket, struct, subprocess, sys, tempfile, time

SKIP = 77
ECHOES = 40  # to each address of CASES
BULK = 20000
IDENTIFIER = 0x4D4B

# id -> (address, lines of TOML)
CASES = {
    "plain": ("198.18.1.1", 'delay = "5ms"\nttl = 57'),
    "jitter": ("198.18.1.2", 'delay = "20ms +- 10ms"'),
    "lossy": ("198.18.1.3", "loss = 0.3"),
    "bursty": ("198.18.1.4", 'loss = "burst 0.1 0.3 1"'),
    "hundred": ("198.18.1.5", 'duplicate = "1 99"'),
    "some-twice": ("198.18.1.6", 'duplicate = 0.4\nloss = 0.2'),
    "reordered": ("198.18.1.7", 'delay = "2ms"\nreorder = "0.3 60ms"'),
    "bad-checksum": ("198.18.1.8", 'corrupt = "0.5 checksum"'),
    "bad-payload": ("198.18.1.9", 'corrupt = "0.5 payload"'),
    "cut": ("198.18.1.10", 'corrupt = "0.5 truncate 12"'),
    "forged-cookie": ("198.18.1.11", 'forge = "0.5 cookie"'),
    "forged-source": ("198.18.1.12", 'forge = "0.5 source 198.18.99.1"'),
    "forged-identifier": ("198.18.1.13", 'forge = "0.5 identifier also"'),
    "zeroed": ("198.18.1.14", 'forge = "0.5 zero"'),
    "unreachable": ("198.18.1.15", 'error = "0.5 3/1 from 198.18.0.9"'),
    "ttl-exceeded": ("198.18.1.16", 'error = "0.5 11/0 quote all also"'),
    "forged-error": ("198.18.1.17", 'error = "0.5 3/0 forged also"'),
    "mute": ("198.18.1.18", "silent = true"),
    "six": ("2001:2::6:1", 'delay = "3ms"\nloss = 0.2\nduplicate = 0.2'),
    "six-error": ("2001:2::6:2", 'error = "0.5 1/3 also"'),
}
UNKNOWN = "198.18.200.1"

failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print("FAILED:", text)


def configuration():
    text = 'seed = 20\n[[node]]\nid = "hub"\n'
    for name, (address, lines) in CASES.items():
        text += f'[[host]]\nid = "{name}"\naddress = "{address}"\nparent = "hub"\n{lines}\n'
    return text + '[[host]]\nid = "bulk"\naddress = "198.18.32.1/19 count 4000"\ndelay = "50ms"\nloss = 0.02\n'


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Prober:
    """Raw sockets; what arrives is kept as (source, ICMP bytes, TTL, kernel stamp)."""

    def __init__(self):
        self.four = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.six = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        for each in (self.four, self.six):
            each.setblocking(False)
            each.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
            each.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS
        self.sent, self.received = {}, []

    def send(self, address, sequence):
        payload = os.urandom(16) + bytes(range(40))
        six = ":" in address
        head = struct.pack("!BBHHH", 128 if six else 8, 0, 0, IDENTIFIER, sequence)
        if not six:  # the kernel fills in ICMPv6's
            head = head[:2] + struct.pack("!H", checksum(head + payload)) + head[4:]
        self.sent[address, sequence] = payload.hex()
        (self.six if six else self.four).sendto(head + payload, (address, 0))

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([self.four, self.six], [], [], max(0, end - time.monotonic()))
            for each in ready:
                self.drain(each)
            if not ready:
                return

    def drain(self, each):
        for _ in range(1000):
            try:
                data, control, _, source = each.recvmsg(65536, 256)
            except BlockingIOError:
                return
            seconds, nanoseconds = struct.unpack("@qq", control[0][2][:16])
            ttl = 0
            if each is self.four:
                ttl, data = data[8], data[(data[0] & 15) * 4 :]
            if data and data[0] not in (8, 128):
                self.received.append((source[0], data.hex(), ttl, seconds * 10**9 + nanoseconds))


def ask(control, line):
    control.sendall(line.encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        answer += control.recv(65536)
    return answer.decode().strip()


def inside(folder):
    """The prober's half, in the namespace."""
    prober = Prober()
    for sequence in range(ECHOES):
        for address, _ in CASES.values():
            prober.send(address, sequence)
        prober.send(UNKNOWN, sequence)
        prober.receive(0.01)
    for number in range(BULK):
        prober.send(f"198.18.{32 + (1 + number % 4000 >> 8)}.{1 + number % 4000 & 255}", 1000 + number // 4000)
        if number % 64 == 0:
            prober.receive(0)
    prober.receive(1.0)

    control = socket.socket(socket.AF_UNIX)
    control.connect(folder + "/control")
    answers = {line: ask(control, line) for line in ("set plain loss 2", "down nowhere", "dance")}
    check(answers["set plain loss 2"] == "error loss is '2' but must be a probability from 0 to 1", answers)
    check(answers["down nowhere"].startswith("error 'nowhere' is no node"), answers)
    check(answers["dance"].startswith("error 'dance' is no command"), answers)
    sequence = 2000
    for line, fate in (("down hub", "down"), ("up hub", "reply"), ("set 198.18.1.1 loss 1", "lost"),
                       ("clear 198.18.1.1", "reply"), ("silent plain true", "silent"), ("clear plain", "reply")):
        check(ask(control, line) == "ok", line)
        prober.send("198.18.1.1", sequence)
        prober.receive(0.1)
        check(ask(control, "flush").startswith("ok flushed "), "flush")
        with open(folder + "/truth") as truth:
            last = [json.loads(text) for text in truth][-1]
        check((last["seq"], last["fate"]) == (sequence, fate), f"{line}: {last}")
        sequence += 1
    before = len(prober.received)
    reply = struct.pack("!BBHHH", 0, 0, checksum(struct.pack("!BBHHH", 0, 0, 0, 7, 9)), 7, 9)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 9, 1, 0, socket.inet_aton("198.18.9.9"),
                       socket.inet_aton("198.19.255.254"))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    check(ask(control, "inject " + (head + reply).hex()) == "ok", "inject")
    prober.receive(0.2)
    check(prober.received[before:] and prober.received[-1][:3] == ("198.18.9.9", reply.hex(), 9), "injected packet")
    del prober.received[before:]
    stats = json.loads(ask(control, "stats 198.18.1.1")[3:])
    check(stats["county"]["addresses"]["198.18.1.1"]["requests"] == ECHOES + 6, f"stats: {stats}")

    left = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    sent = [[address, sequence, payload] for (address, sequence), payload in prober.sent.items()]
    with open(folder + "/seen", "w") as file:
        json.dump({"sent": sent, "received": prober.received, "left": left.pid, "failures": failures}, file)
    os._exit(23)


def run_county(county, folder):
    with open(folder + "/county.toml", "w") as file:
        file.write(configuration())
    for name in ("truth", "seen"):
        open(f"{folder}/{name}", "w").close()
    return subprocess.run([county, "run", "--config", folder + "/county.toml", "--truth", folder + "/truth",
                           "--summary", folder + "/summary", "--control", folder + "/control", "--exec",
                           sys.executable, __file__, "--inside", folder], timeout=90).returncode


def classify(seen):
    """Counts by (address, sequence): valid replies; ICMP errors that quote it; and what else came, by source."""
    payloads = {(address, sequence): payload for address, sequence, payload in seen["sent"]}
    valid, errors, other = collections.Counter(), collections.Counter(), collections.Counter()
    first = {}
    for source, text, ttl, stamp in seen["received"]:
        data = bytes.fromhex(text)
        six = ":" in source
        if data[0] in ((1, 2, 3, 4) if six else (3, 11, 12)):
            quote = data[8:]
            header = 40 if six else (quote[0] & 15) * 4
            target = socket.inet_ntop(socket.AF_INET6, quote[24:40]) if six else socket.inet_ntoa(quote[16:20])
            identifier, sequence = struct.unpack("!HH", quote[header + 4 : header + 8])
            known = identifier == IDENTIFIER and (target, sequence) in payloads
            (errors if known else other)[(target, sequence) if known else source] += 1
            continue
        if data[0] != (129 if six else 0):
            continue  # neighbour and router discovery
        key = (source, struct.unpack("!H", data[6:8])[0] if len(data) >= 8 else -1)
        right = len(data) >= 8 and data[4:6] == struct.pack("!H", IDENTIFIER) and (six or checksum(data) == 0)
        if right and payloads.get(key) == data[8:].hex():
            valid[key] += 1
            first.setdefault(key, (stamp, ttl))
        else:
            other[source] += 1
    return valid, errors, other, first


def compare(folder):
    with open(folder + "/seen") as file:
        seen = json.load(file)
    with open(folder + "/truth") as file:
        truth = {(line["dst"], line["seq"]): line for line in map(json.loads, file)}
    failures.extend(seen["failures"])
    valid, errors, other, first = classify(seen)
    check(len(truth) == len(seen["sent"]), f"{len(truth)} lines of truth for {len(seen['sent'])} echoes")
    check(sorted(line["n"] for line in truth.values()) == list(range(len(truth))), "numbers without gaps")
    expected_other = collections.Counter()
    for address, sequence, payload in seen["sent"]:
        line = truth.get((address, sequence))
        if line is None:
            check(False, f"no truth for {address} {sequence}")
            continue
        key = (address, sequence)
        mods = line["mod"]
        check(line["payload16"] == payload[:32], f"payload {key}")
        check(valid[key] == line["copies"], f"{key}: received {valid[key]}, {line['copies']} by truth")
        check((line["fate"] == "reply") == (line["copies"] > 0), f"fate {line}")
        quoted = sum(mod.startswith("error") for mod in mods) if address != CASES["forged-error"][0] else 0
        check(errors[key] == quoted, f"{key}: {errors[key]} errors, {quoted} by truth")
        forged_from = "198.18.99.1" if "forged:source" in mods else address
        expected_other[forged_from] += sum(mod.startswith(("corrupt", "forged")) for mod in mods)
        expected_other[address] += sum(mod.startswith("error") for mod in mods) - quoted
        if "held_ns" in line:
            check(line["held_ns"] >= line["delay_ns"], f"early: {line}")
        if key in first:
            check(first[key][0] >= line["t"] + line["delay_ns"], f"received before it was due: {line}")
    check(+expected_other == +other, f"other packets: {dict(+other)}, by truth {dict(+expected_other)}")
    check({ttl for key, (_, ttl) in first.items() if key[0] == "198.18.1.1"} == {57}, "TTL")
    check(not os.path.exists(f"/proc/{seen['left']}"), "a process was left behind")
    check(not os.path.exists(folder + "/control"), "the control socket was left behind")
    return truth


def check_chance(truth):
    """Every kind of fate must have occurred, or the comparison proves nothing."""
    by_address = collections.defaultdict(list)
    for (address, _), line in truth.items():
        by_address[address].append(line)
    for name in ("lossy", "bursty", "some-twice", "six"):
        fates = {line["fate"] for line in by_address[CASES[name][0]]}
        check(fates == {"reply", "lost"}, f"{name}: {fates}")
    for name in ("bad-checksum", "bad-payload", "cut", "forged-cookie", "forged-source", "forged-identifier",
                 "zeroed", "unreachable", "ttl-exceeded", "forged-error", "six-error", "reordered", "some-twice"):
        mods = {bool(line["mod"]) for line in by_address[CASES[name][0]]}
        check(mods == {True, False}, f"{name}: mods {mods}")
    check({line["copies"] for line in by_address[CASES["hundred"][0]]} == {100}, "a hundred copies")
    check({line["fate"] for line in by_address[CASES["mute"][0]]} == {"silent"}, "mute")
    check({tuple(line["mod"]) for line in by_address[UNKNOWN]} == {("unknown",)}, "unknown address")


def check_summary(folder, truth):
    with open(folder + "/summary") as file:
        county = json.load(file)["county"]
    for fate, name in (("reply", "replies"), ("lost", "lost"), ("down", "down"), ("silent", "silent")):
        count = sum(line["fate"] == fate for line in truth.values())
        check(county[name] == count, f"summary {name}: {county[name]}, by truth {count}")
    check(county["duplicates"] == sum(max(0, line["copies"] - 1) for line in truth.values()), "summary duplicates")


def essence(truth):
    return {key: (line["fate"], line["copies"], line["delay_ns"], line["mod"]) for key, line in truth.items()}


def gone(pid):
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def check_endings(county, folder):
    for ending, status in ((signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)):
        process = subprocess.Popen([county, "run", "--config", folder + "/county.toml", "--exec", "sh", "-c",
                                    "echo $$; exec sleep 1000"], stdout=subprocess.PIPE, text=True)
        child = int(process.stdout.readline())
        with open("/proc/net/dev") as devices:
            check("county0" not in devices.read(), "the device is on the host")
        process.send_signal(ending)
        check(process.wait(30) == status, f"status after {ending.name}: {process.returncode}")
        check(gone(child), f"the command lives on after {ending.name}")
        process.stdout.close()
    bad = folder + "/bad.toml"
    with open(bad, "w") as file:
        file.write("[[node]]\nid = 'x'\nparent = 'y'\n")
    refused = subprocess.run([county, "run", "--config", bad], capture_output=True, text=True)
    check(refused.returncode == 78 and refused.stderr == f"{bad}:3:10: parent 'y' is not defined\n", refused)


def report(truth):
    paced = {address for address, _ in CASES.values()}
    for name, wanted in (("paced", True), ("flood", False)):
        late = sorted((line["held_ns"] - line["delay_ns"]) / 1000 for line in truth.values()
                      if "held_ns" in line and (line["dst"] in paced) == wanted)
        at = lambda share: late[min(len(late) - 1, int(share * len(late)))]
        print(f"{name}: {len(late)} agree; late by p50 {at(.5):.1f}, p99 {at(.99):.1f}, most {late[-1]:.1f} us")


def main():
    county = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="county-selftest.") as folder:
        status = run_county(county, folder)
        if status == SKIP:
            print("skipped: network namespaces or /dev/net/tun are not permitted here (message above)")
            sys.exit(SKIP)
        check(status == 23, f"exit status {status}, the command's was 23")
        first = compare(folder)
        check_chance(first)
        check_summary(folder, first)
        run_county(county, folder)
        check(essence(first) == essence(compare(folder)), "two runs with one seed differ")
        check_endings(county, folder)
        report(first)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    inside(sys.argv[2]) if sys.argv[1] == "--inside" else main()
