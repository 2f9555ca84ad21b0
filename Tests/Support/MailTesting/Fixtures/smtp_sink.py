"""A mail server for tests: keeps what it is given and misbehaves when the recipient's local part asks for it.

Usage: smtp_sink.py FOLDER [--starttls] [--tls] [--auth] [--require-auth] [--silent]

Listens on a free loopback port. Prints one JSON line {"port": ..., "ca": ...} when it listens, then one JSON line for
each message it took: {"from", "to", "data"} and "parsed", the message as Python's own e-mail package reads it. A line on
its standard input lets go what is held back; it ends when its standard input does. With --silent it greets
and answers no more after such a line.
"""

import asyncio
import email
import email.policy
import json
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER = sys.argv[1]
FLAGS = set(sys.argv[2:])
RELEASED = asyncio.Event()
TRIED = set()


def parsed(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    bodies = {}
    for part in message.walk():
        if not part.is_multipart() and not part.is_attachment():
            bodies[part.get_content_type()] = {
                # The wire has CRLF; the text is compared as it was written.
                "text": part.get_content().replace("\r\n", "\n"),
                "charset": part.get_content_charset(),
                "encoding": part["Content-Transfer-Encoding"],
            }
    date = message["Date"].datetime if message["Date"] else None
    return {
        "type": message.get_content_type(),
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "from": [[a.display_name, a.addr_spec] for a in message["From"].addresses],
        "to": [[a.display_name, a.addr_spec] for a in message["To"].addresses],
        "date": date.isoformat() if date else None,
        "bodies": bodies,
        "defects": [type(d).__name__ for d in message.defects],
        "longestLine": max(len(line) for line in data.split(b"\r\n")),
        "bareNewlines": data.replace(b"\r\n", b"").count(b"\n"),
    }


class Sink:
    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        if address.startswith("toobig"):
            return "552 5.3.4 Message size exceeds fixed limit"
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answers = {
            "rcpt450": "450 4.2.0 Greylisted, try again later",
            "rcpt550": f"550 5.1.1 <{address.lower()}>: no such user here",
            "rcpt571": f"550 5.7.1 <{address}>: relay access denied",
        }
        word = address.partition("@")[0]
        if word in answers:
            return answers[word]
        if word == "later" and address not in TRIED:
            TRIED.add(address)
            return "450 4.2.0 Greylisted, try again later"
        if word == "stallrcpt":
            await asyncio.sleep(3600)
        if word == "droprcpt":
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        word = envelope.rcpt_tos[0].partition("@")[0]
        answers = {
            "data451": "451 4.3.0 Local trouble, try again later",
            "data554": "554 5.6.0 Message content rejected",
            "data571": "554 5.7.1 Rejected by policy",
        }
        if word in answers:
            return answers[word]
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("latin-1"),
            "parsed": parsed(envelope.content),
            "user": session.auth_data.login.decode() if session.auth_data else None,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
        }
        print(json.dumps(record), flush=True)
        if word == "dropafter":
            server.transport.abort()
        if word == "stallafter":
            await asyncio.sleep(3600)
        if word == "hold":
            await RELEASED.wait()
        return "250 2.0.0 Ok: queued as 4X1AB"


class Server(SMTP):
    async def smtp_EHLO(self, hostname):
        if "--silent" in FLAGS and RELEASED.is_set():
            await asyncio.sleep(3600)
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg):
        word = self.envelope.rcpt_tos[0].partition("@")[0] if self.envelope.rcpt_tos else ""
        if word == "dropdata":
            self.transport.abort()
            return
        if word == "stalldata":
            await asyncio.sleep(3600)
        if word == "dropmiddle":
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.read(2000)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"dealer" and data.password == b"correct horse"
    return AuthResult(success=good, handled=good, auth_data=data)


async def main():
    context = None
    ca = None
    if FLAGS & {"--tls", "--starttls"}:
        ca, key = f"{FOLDER}/ca.pem", f"{FOLDER}/key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", ca, "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(ca, key)

    def make():
        return Server(
            Sink(), hostname="sink.test", data_size_limit=64 * 1024 * 1024,
            tls_context=context if "--starttls" in FLAGS else None,
            authenticator=authenticate if "--auth" in FLAGS else None,
            auth_require_tls=False, auth_required="--require-auth" in FLAGS)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if "--tls" in FLAGS else None)
    print(json.dumps({"port": server.sockets[0].getsockname()[1], "ca": ca}), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        RELEASED.set()
    # Whoever started the sink is gone or done: talks that stall end with it.
    import os
    os._exit(0)


asyncio.run(main())
