"""A mail server for tests: takes mails like any other, except where the first word of an address tells it otherwise.

Prints its port, then one JSON line for each mail taken. Ends with its standard input.

    --tls FILE.pem     implicit TLS          --starttls FILE.pem   offers STARTTLS
    --user U --password P                    AUTH is required
    --silent-after N                         never answers the MAIL after that many mails
    --refuse VERB=CODE                       answers GREETING, EHLO, AUTH, MAIL, RCPT, DATA or CONTENT with that code
    --drop VERB                              closes the connection instead
    --silent VERB                            never answers; BODY: reads no further until it gets a line on its
                                             standard input, then tells how it ended
"""
import argparse, asyncio, email, email.policy, json, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

options = argparse.ArgumentParser()
for name in ("tls", "starttls", "user", "password", "drop", "silent"):
    options.add_argument("--" + name)
options.add_argument("--silent-after", type=int)
options.add_argument("--refuse", action="append", default=[])
options = options.parse_args()
refusals = dict(item.split("=") for item in options.refuse)
taken = []
told = asyncio.Event()


def context(path):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    return made


def tell(fact):
    print(json.dumps(fact), flush=True)


class Peer(SMTP):
    """Misbehaves before the verb is handled as usual."""

    async def fault(self, verb, word=""):
        code = refusals.get(verb) or (word[:3] if word[:3].isdigit() else None)
        drops = options.drop == verb or (verb == "RCPT" and word == "drop")
        if options.silent == verb:
            await asyncio.sleep(3600)
        if drops:
            self.transport.abort() if verb != "CONTENT" else self.transport.close()
            await asyncio.sleep(3600)
        if code:
            await self.push(f"{code} 5.0.0 {verb} is not wanted here")
        return bool(code)

    async def smtp_EHLO(self, hostname):
        tell({"event": "ehlo"})
        if not await self.fault("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname):
        if not await self.fault("EHLO"):
            await super().smtp_HELO(hostname)

    async def smtp_AUTH(self, arg):
        if not await self.fault("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        if options.silent_after == len(taken):
            tell({"event": "silent"})
            await asyncio.sleep(3600)
        if not await self.fault("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        word = arg.split("<")[1].split("@")[0] if "<" in arg else ""
        if not await self.fault("RCPT", word):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if options.silent == "BODY":
            await self.push("354 go on")
            self.transport.pause_reading()
            tell({"event": "paused"})
            await told.wait()
            self.transport.resume_reading()
            seen = b""
            try:
                while chunk := await self._reader.read(65536):
                    seen = seen[-10:] + chunk
                    if b"\r\n.\r\n" in seen:
                        break
            finally:  # The end of the connection cancels this.
                seen += bytes(self._reader._buffer)
                tell({"event": "body", "ended": b"\r\n.\r\n" in seen})
            return
        if not await self.fault("DATA"):
            await super().smtp_DATA(arg)

    async def _handle_client(self):
        if "GREETING" in refusals:
            await self.push(f"{refusals['GREETING']} closed today")
            self.transport.close()
        elif options.silent == "GREETING":
            await asyncio.sleep(3600)
        elif options.drop == "GREETING":
            self.transport.close()
        else:
            await super()._handle_client()

    def connection_lost(self, error):
        tell({"event": "closed"})
        super().connection_lost(error)


def parts(message):
    for part in message.walk():
        if not part.is_multipart():
            yield {"type": part.get_content_type(), "text": part.get_content(), "encoding": str(part["content-transfer-encoding"])}


class Handler:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell({
            "event": "mail", "from": envelope.mail_from, "to": envelope.rcpt_tos, "peer": session.peer[1],
            "tls": server.transport.get_extra_info("cipher") is not None, "user": session.auth_data.login.decode() if session.auth_data else None,
            "headers": {name: str(value) for name, value in message.items()},
            "headerCount": len(message.items()),
            "addresses": [[a.display_name, a.addr_spec] for a in message["to"].addresses],
            "defects": [str(d) for d in message.defects] + [str(d) for v in message.values() for d in v.defects],
            "parts": list(parts(message)), "raw": envelope.original_content.decode("ascii", "replace"),
            "longest": max(len(line) for line in envelope.original_content.split(b"\r\n")),
            "isASCII": envelope.original_content.isascii(),
            "bare": b"\n" in envelope.original_content.replace(b"\r\n", b""),
        })
        if await server.fault("CONTENT"):
            return None
        taken.append(message)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=is_right, auth_data=data, handled=False)


def make():
    return Peer(
        Handler(), hostname="peer", tls_context=context(options.starttls) if options.starttls else None,
        authenticator=authenticate if options.user else None, auth_required=bool(options.user),
        auth_require_tls=False, data_size_limit=10_000_000)


def listen(loop):
    for _ in sys.stdin:
        loop.call_soon_threadsafe(told.set)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context(options.tls) if options.tls else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, listen, loop)


try:
    asyncio.run(asyncio.wait_for(main(), 300))
finally:
    os._exit(0)
