#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An SNMP agent that does what no real one does: `behave` decides for each request which datagrams are sent, when and
from where. Everything that was ever asked is kept.

  snmp_agent.py ADDRESS:PORT COMMUNITY      answers as a small router, until it is stopped: to look at by hand
"""

import bisect
import heapq
import itertools
import selectors
import socket
import sys
import threading
import time
from typing import NamedTuple

from snmp_ber import (COUNTER64, END_OF_MIB_VIEW, GET, GET_BULK, GET_NEXT, NO_SUCH_INSTANCE, NO_SUCH_NAME, NO_SUCH_OBJECT,
                      RESPONSE, TOO_BIG, VERSION_1, BadMessage, Message, Value, oid, read_message)

MTU = 1472  # an answer to GETBULK is cut at this size, as agents do


class Mib:
    """Sorted objects; `mib["1.3.6.1.2.1.1.5.0"] = Value(OCTETS, "name")`."""

    def __init__(self, objects=None):
        self.objects, self.order = {}, []
        self.update(objects or {})

    def update(self, objects):
        self.objects.update({oid(name): value for name, value in objects.items()})
        self.order = sorted(self.objects)

    def __setitem__(self, name, value):
        self.update({name: value})

    def __getitem__(self, name):
        return self.objects[oid(name)]

    def remove(self, prefix):
        prefix = oid(prefix)
        self.objects = {name: value for name, value in self.objects.items() if name[:len(prefix)] != prefix}
        self.order = sorted(self.objects)

    def get(self, name):
        if name in self.objects:
            return self.objects[name]
        # The column or the scalar is there, this instance is not (RFC 3416, 4.2.1).
        after = bisect.bisect_left(self.order, name[:-1])
        near = self.order[after] if after < len(self.order) else ()
        return Value(NO_SUCH_INSTANCE if near[:len(name) - 1] == name[:-1] else NO_SUCH_OBJECT, None)

    def following(self, name):
        at = bisect.bisect_right(self.order, name)
        return (self.order[at], self.objects[self.order[at]]) if at < len(self.order) else None


class Sending(NamedTuple):
    """A datagram: after `delay` seconds, from the agent's own socket or another one."""

    data: bytes
    delay: float = 0.0
    socket: object = None


class Asked(NamedTuple):
    """A request as it arrived; `at` is time.monotonic()."""

    at: float
    source: tuple
    size: int
    message: Message

    @property
    def kind(self):
        return self.message.kind

    @property
    def oids(self):
        return self.message.oids


class Agent:
    """`behave(agent, asked)` returns a list of Sending; None: a correct answer at once."""

    def __init__(self, mib, address="127.0.0.1", port=0, community=b"county", behave=None):
        self.mib, self.community, self.behave = mib, community, behave
        self.socket = bound(address, port)
        self.address, self.port = self.socket.getsockname()[:2]
        self.asked, self.unreadable, self.answered = [], [], []
        self.told = set()  # names of all objects in correct answers
        self.most_bindings = self.most_bytes = None  # beyond: tooBig
        self.version_1_only = False

    @property
    def endpoint(self):
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"

    def take(self, data, source):
        """What to send for a datagram that arrived."""
        try:
            message = read_message(data)
        except BadMessage as problem:
            self.unreadable.append((time.monotonic(), data, str(problem)))
            return []
        asked = Asked(time.monotonic(), source, len(data), message)
        self.asked.append(asked)
        if message.community != self.community or (self.version_1_only and message.version != VERSION_1):
            return []
        behave = self.behave
        return [Sending(self.answer(asked))] if behave is None else behave(self, asked)

    def answer(self, asked, **changed):
        """The correct answer, as bytes; `changed`: fields of Message."""
        response = self.respond(asked.message)
        self.told.update(response.oids)
        return response._replace(**changed).encode()

    def respond(self, message):
        if message.kind not in (GET, GET_NEXT, GET_BULK):
            return message._replace(kind=RESPONSE, first=5, second=0)
        if message.kind == GET_BULK:
            return self.respond_bulk(message)
        look = self.mib.get if message.kind == GET else None
        bindings = []
        for number, name in enumerate(message.oids, 1):
            found = (name, look(name)) if look else self.next_of(name, message.version)
            if message.version == VERSION_1 and self.is_missing(found[1]):
                return message._replace(kind=RESPONSE, first=NO_SUCH_NAME, second=number)
            bindings.append(found)
        response = message._replace(kind=RESPONSE, first=0, second=0, bindings=bindings)
        return self.refuse_if_too_big(message, response)

    def refuse_if_too_big(self, message, response):
        too_many = self.most_bindings is not None and len(response.bindings) > self.most_bindings
        if too_many or (self.most_bytes is not None and len(response.encode()) > self.most_bytes):
            bindings = message.bindings if message.version == VERSION_1 else []
            return message._replace(kind=RESPONSE, first=TOO_BIG, second=0, bindings=bindings)
        return response

    @staticmethod
    def is_missing(value):
        """In version 1 there is no Counter64 (RFC 3584, 4.2.2.1)."""
        return value.tag in (NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW, COUNTER64)

    def next_of(self, name, version=None):
        found = self.mib.following(name)
        while found and version == VERSION_1 and found[1].tag == COUNTER64:
            found = self.mib.following(found[0])
        return found or (name, Value(END_OF_MIB_VIEW, None))

    def respond_bulk(self, message):
        """RFC 3416, 4.2.3; cut where it would not fit a packet."""
        bindings = [self.next_of(name) for name in message.oids[:message.first]]
        last, size, room = message.oids[message.first:], 0, self.most_bytes or MTU
        for _ in range(max(0, message.second)):
            found = [self.next_of(name) for name in last]
            if not found or all(value.tag == END_OF_MIB_VIEW for _, value in found):
                bindings += found
                break
            size += sum(len(value.encode()) + len(name) + 8 for name, value in found)
            if bindings and (size > room or len(bindings) >= (self.most_bindings or 1 << 20)):
                break
            bindings += found
            last = [name for name, _ in found]
        return message._replace(kind=RESPONSE, first=0, second=0, bindings=bindings)

    def kinds(self, since=0):
        return [asked.kind for asked in self.asked[since:]]

    def oids_asked(self, since=0):
        return {name for asked in self.asked[since:] for name in asked.oids}


def bound(address, port=0):
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    sock.bind((address, port))
    sock.setblocking(False)
    return sock


class Agents:
    """A thread that serves any number of them."""

    def __init__(self, *agents):
        self.selector = selectors.DefaultSelector()
        self.waker, self.wake = socket.socketpair()
        self.waker.setblocking(False)
        self.selector.register(self.waker, selectors.EVENT_READ, None)
        self.later, self.number = [], itertools.count()
        self.running, self.failure = True, None
        self.agents = []
        for agent in agents:
            self.add(agent)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def add(self, agent):
        self.agents.append(agent)
        self.selector.register(agent.socket, selectors.EVENT_READ, agent)
        self.wake.send(b"x")
        return agent

    def run(self):
        try:
            while self.running:
                self.turn()
        except Exception as problem:  # pylint: disable=broad-except
            self.failure = problem

    def turn(self):
        wait = max(0.0, self.later[0][0] - time.monotonic()) if self.later else 1.0
        for key, _ in self.selector.select(wait):
            if key.data is None:
                self.waker.recv(4096)
            else:
                self.receive(key.data)
        while self.later and self.later[0][0] <= time.monotonic():
            _, _, agent, sending, target = heapq.heappop(self.later)
            self.send(agent, sending, target)

    def receive(self, agent):
        for _ in range(64):
            try:
                data, source = agent.socket.recvfrom(65535)
            except BlockingIOError:
                return
            for sending in agent.take(data, source):
                if sending.delay <= 0:
                    self.send(agent, sending, source)
                else:
                    heapq.heappush(self.later, (time.monotonic() + sending.delay, next(self.number), agent, sending,
                                                source))

    @staticmethod
    def send(agent, sending, target):
        try:
            (sending.socket or agent.socket).sendto(sending.data, target)
        except OSError as problem:  # the daemon is gone, or its queue full: both happen to agents
            agent.unreadable.append((time.monotonic(), b"", str(problem)))
            return
        agent.answered.append(time.monotonic())

    def stop(self):
        self.running = False
        self.wake.send(b"x")
        self.thread.join(10)
        for sock in (self.wake, self.waker, *(agent.socket for agent in self.agents)):
            sock.close()
        self.selector.close()
        if self.failure:
            raise AssertionError("the agent failed") from self.failure


def silent(_agent, _asked):
    return []


def delayed(seconds):
    return lambda agent, asked: [Sending(agent.answer(asked), seconds)]


def mangled(change):
    """`change(bytes)` returns the bytes that are sent instead."""
    return lambda agent, asked: [Sending(change(agent.answer(asked)))]


def changed(**fields):
    """A correct answer with other fields; functions get the field as it should be."""
    def behave(agent, asked):
        right = agent.respond(asked.message)
        wrong = {name: value(getattr(right, name)) if callable(value) else value for name, value in fields.items()}
        return [Sending(right._replace(**wrong).encode())]
    return behave


class EverySecond:
    """Every second datagram is lost, on its way to the agent or back: the first, the third, ..."""

    def __init__(self, of_answers=False):
        self.of_answers, self.count = of_answers, 0

    def __call__(self, agent, asked):
        self.count += 1
        lost = self.count % 2 == 1
        answer = agent.answer(asked) if self.of_answers or not lost else b""
        return [] if lost else [Sending(answer)]


def foregone(bad, pause=0.02):
    """The correct answer, and before it what `bad(agent, asked)` lists."""
    return lambda agent, asked: [*map(Sending, bad(agent, asked)), Sending(agent.answer(asked), pause)]


def only_for(kinds, behave):
    """Misbehaves for these kinds of request alone."""
    return lambda agent, asked: behave(agent, asked) if asked.kind in kinds else [Sending(agent.answer(asked))]


def main():
    from snmp_router import Router  # pylint: disable=import-outside-toplevel
    address, _, port = sys.argv[1].rpartition(":")
    agents = Agents(Agent(Router().mib, address, int(port), sys.argv[2].encode()))
    print(f"ready on {agents.agents[0].endpoint}", flush=True)
    try:
        while not agents.failure:
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    agents.stop()


if __name__ == "__main__":
    main()
