# SPDX-License-Identifier: Apache-2.0
"""Whom the tests' Alertmanager tells: a Telegram and a mail server of the test's own on loopback, and a zone in which it is
whatever time the test needs."""

import email
import email.policy
import http.server
import json
import os
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import urllib.parse

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = 7 * 86400


class Served:
    """A server in a thread of its own."""

    def __init__(self, server):
        self.server = server
        self.thread = threading.Thread(target=server.serve_forever)
        self.thread.start()

    @property
    def port(self):
        return self.server.server_address[1]

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Telegram(Served):
    """What the bot was told to send, with the time, by chat."""

    def __init__(self):
        self.messages = []
        telegram = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                telegram.take(self.path, self.rfile.read(int(self.headers["Content-Length"])).decode(),
                              self.headers["Content-Type"])
                answer = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"group"},"text":"x"}}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))

    def take(self, path, body, kind):
        fields = json.loads(body) if "json" in kind else dict(urllib.parse.parse_qsl(body))
        self.messages.append((time.time(), path, int(fields["chat_id"]), fields["text"], fields.get("parse_mode")))

    def texts(self, chat):
        return [text for _, _, to, text, _ in self.messages if to == chat]


class Mail(Served):
    """A mail server that takes mail after STARTTLS alone, as the shipped configuration asks for; `certificate` is what a
    client must trust. `letters`: (recipients, message)."""

    def __init__(self, folder):
        self.letters = []
        self.certificate, key = os.path.join(folder, "mail.pem"), os.path.join(folder, "mail.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                        self.certificate], check=True, capture_output=True, timeout=60)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        mail = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 60

            def handle(self):
                self.encrypted, self.recipients = False, []
                self.say("220 mail")
                while line := self.rfile.readline().decode().strip():
                    if not self.obey(line.split(":")[0].split()[0].upper(), line):
                        return

            def finish(self):
                super().finish()
                self.connection.close()  # the encrypted one: the server knows only the one below it

            def say(self, *lines):
                self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

            def obey(self, verb, line):
                if verb == "STARTTLS":
                    self.say("220 go on")
                    self.request = context.wrap_socket(self.request, server_side=True)
                    self.setup()
                    self.encrypted = True
                elif verb == "EHLO":
                    self.say("250-mail", "250 8BITMIME" if self.encrypted else "250 STARTTLS")
                elif verb == "MAIL" and not self.encrypted:
                    self.say("530 STARTTLS first")
                elif verb == "DATA":
                    self.say("354 go on")
                    self.take()
                    self.say("250 taken")
                else:
                    self.recipients += [line.split(":")[1].strip(" <>")] if verb == "RCPT" else []
                    self.say("221 bye" if verb == "QUIT" else "250 well")
                return verb != "QUIT"

            def take(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b".") else line)
                mail.letters.append((self.recipients, email.message_from_bytes(b"".join(lines), policy=email.policy.default)))
                self.recipients = []

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        super().__init__(server)

    def to(self, address):
        return [message for recipients, message in list(self.letters) if recipients == [address]]


def zone_in_which_it_is(weekday, clock, folder, name="Asia/Jayapura"):
    """Writes a zone of this name in which it is now this time of this weekday, to be set as ZONEINFO for a program in Go:
    what it is told of working hours stays as it is, and so does the machine's clock."""
    hours, minutes = map(int, clock.split(":"))
    wanted = WEEKDAYS.index(weekday) * 86400 + hours * 3600 + minutes * 60
    offset = (wanted - (int(time.time()) + 3 * 86400)) % WEEK  # the first day of all was a Thursday
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:  # RFC 8536, version 1: no transition, one type, its name
        file.write(b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", offset, 0, 0) + b"WIT\0")
    return folder
