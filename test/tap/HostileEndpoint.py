#!/usr/bin/env python3
"""Endpoints that nobody should talk to, beside one that is as it should be.

    HostileEndpoint.py FOLDER

makes an authority and certificates in FOLDER (ca.pem is the authority's),
listens on 127.0.0.1, prints one line of JSON with the port of each endpoint
and "control", and ends when its standard input does.  All speak HTTPS but
plain, proxy and control.

    good         answers, trustworthy and in time
    wrong_name   its certificate is for another host
    expired      its certificate was for yesteryear
    self_signed  nobody has signed its certificate but itself
    redirect     sends whoever asks to "elsewhere", 307, so with the body
    elsewhere    answers, and must never be asked
    slow_loris   a byte now and then, for ever
    two_gigabytes, endless
                 two gigabytes, announced or not
    bomb         answers with what unpacks to a gigabyte
    proxy        what http_proxy and the like point to
    plain        HTTP where HTTPS is expected

GET on control gives {endpoint: {"connections", "requests", "bytes"}} as JSON:
bytes are those that went into the connection as its answer's body.
"""

import gzip
import json
import os
import socketserver
import ssl
import subprocess
import sys
import threading
import time

CATEGORY = {
    "failure_type": "permission_denied",
    "reasoning": "The key was not accepted.",
    "confidence": 0.9,
}
ANSWER = {
    "model": "hostile",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": json.dumps(CATEGORY)},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}
GIGABYTE = 1 << 30
PIECE = b" " * 65536


def openssl(*arguments):
    subprocess.run(("openssl",) + arguments, check=True, capture_output=True)


class Authority:
    """Signs certificates, also for times that are over."""

    def __init__(self, folder):
        self.folder = folder
        configuration = f"""
[ca]
default_ca = ours
[ours]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""
        with open(f"{folder}/ca.conf", "w") as file:
            file.write(configuration)
        open(f"{folder}/index", "w").close()
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
            *("-subj", "/CN=An authority", "-keyout", f"{folder}/ca.key"),
            *("-out", f"{folder}/ca.pem"),
        )

    def sign(self, name, host, start, end):
        """A certificate for a host, in a file with its key."""
        path = f"{self.folder}/{name}"
        openssl(
            *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}"),
            *("-addext", f"subjectAltName={host}"),
            *("-keyout", f"{path}.key", "-out", f"{path}.request"),
        )
        openssl(
            *("ca", "-batch", "-notext", "-config", f"{self.folder}/ca.conf"),
            *("-keyfile", f"{self.folder}/ca.key"),
            *("-cert", f"{self.folder}/ca.pem", "-in", f"{path}.request"),
            *("-startdate", start, "-enddate", end, "-out", f"{path}.pem"),
        )
        return self.context(name)

    def sign_itself(self, name, host):
        path = f"{self.folder}/{name}"
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName={host}"),
            *("-keyout", f"{path}.key", "-out", f"{path}.pem"),
        )
        return self.context(name)

    def context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        path = f"{self.folder}/{name}"
        context.load_cert_chain(f"{path}.pem", f"{path}.key")
        return context


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        server = self.server
        server.count("connections", 1)
        try:
            if server.context is not None:
                self.request = server.context.wrap_socket(
                    self.request, server_side=True
                )
            if self.read():
                server.count("requests", 1)
                server.behave(self)
        except OSError:
            pass  # whoever asked has left, as most should

    def read(self):
        """Reads one request; true when there was one."""
        received = b""
        while b"\r\n\r\n" not in received:
            more = self.request.recv(65536)
            if not more:
                return False
            received += more
        head, body = received.split(b"\r\n\r\n", 1)
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            more = self.request.recv(65536)
            if not more:
                return False
            body += more
        return True

    def start(self, status, *headers):
        lines = (f"HTTP/1.1 {status}",) + headers + ("Connection: close",)
        self.request.sendall("\r\n".join(lines + ("", "")).encode())

    def send(self, data):
        self.request.sendall(data)
        self.server.count("bytes", len(data))

    def answer(self):
        body = json.dumps(ANSWER).encode()
        self.start(
            "200 OK",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        self.send(body)

    def redirect(self):
        port = PORTS["elsewhere"]
        self.start(
            "307 Temporary Redirect",
            f"Location: https://127.0.0.1:{port}/v1/chat/completions",
            "Content-Length: 0",
        )

    def slow_loris(self):
        self.start("200 OK", "Content-Type: application/json")
        while True:
            self.send(b" ")
            time.sleep(0.05)

    def two_gigabytes(self):
        self.start("200 OK", f"Content-Length: {2 * GIGABYTE}")
        self.flood()

    def endless(self):
        self.start("200 OK")
        self.flood()

    def flood(self):
        for _ in range(2 * GIGABYTE // len(PIECE)):
            self.send(PIECE)

    def bomb(self):
        self.start(
            "200 OK",
            "Content-Type: application/json",
            "Content-Encoding: gzip",
            f"Content-Length: {len(BOMB)}",
        )
        self.send(BOMB)

    def refuse(self):
        self.start("502 Bad Gateway", "Content-Length: 0")

    def report(self):
        counts = {server.name: server.counts for server in SERVERS}
        body = json.dumps(counts).encode()
        self.start("200 OK", f"Content-Length: {len(body)}")
        self.send(body)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, name, behave, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name = name
        self.behave = behave
        self.context = context
        self.lock = threading.Lock()
        self.counts = {"connections": 0, "requests": 0, "bytes": 0}

    def count(self, what, more):
        with self.lock:
            self.counts[what] += more


def compressed(size):
    """Spaces, so many, as gzip packs them."""
    packer = gzip.zlib.compressobj(9, gzip.zlib.DEFLATED, 31)
    packed = b"".join(
        packer.compress(PIECE) for _ in range(size // len(PIECE))
    )
    return packed + packer.flush()


folder = sys.argv[1]
authority = Authority(folder)
now = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - 3600))
later = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + 86400))
trusted = authority.sign("good", "IP:127.0.0.1", now, later)
BOMB = compressed(GIGABYTE)
SERVERS = [
    Server("good", Handler.answer, trusted),
    Server(
        "wrong_name",
        Handler.answer,
        authority.sign("wrong_name", "DNS:elsewhere.example", now, later),
    ),
    Server(
        "expired",
        Handler.answer,
        authority.sign(
            "expired", "IP:127.0.0.1", "20200101000000Z", "20200201000000Z"
        ),
    ),
    Server(
        "self_signed",
        Handler.answer,
        authority.sign_itself("self_signed", "IP:127.0.0.1"),
    ),
    Server("redirect", Handler.redirect, trusted),
    Server("elsewhere", Handler.answer, trusted),
    Server("slow_loris", Handler.slow_loris, trusted),
    Server("two_gigabytes", Handler.two_gigabytes, trusted),
    Server("endless", Handler.endless, trusted),
    Server("bomb", Handler.bomb, trusted),
    Server("proxy", Handler.refuse, None),
    Server("plain", Handler.answer, None),
    Server("control", Handler.report, None),
]
PORTS = {server.name: server.server_address[1] for server in SERVERS}
for server in SERVERS:
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps(PORTS), flush=True)
sys.stdin.read()
os._exit(0)
