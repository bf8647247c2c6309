"""An SMTP server for the tests: PORT FOLDER MODE, where MODE is `plain`, `starttls` or `tls`.

It writes its certificate and the mails that it accepts into the folder. The user is `ana`, the password
`secret`. It refuses the sender `other@example.org`, the recipient `refused@example.org`, and mails with
the word `spam` in their text."""
import asyncio
import datetime
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

port, folder, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = f"{folder}/certificate.pem"
    with open(path, "wb") as file:
        file.write(made.public_bytes(serialization.Encoding.PEM))
    with open(f"{folder}/key.pem", "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, f"{folder}/key.pem")
    return context


class Inbox:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address == "other@example.org":
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "refused@example.org":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"spam" in envelope.content:
            return "554 5.7.1 looks like spam"
        self.count += 1
        with open(f"{folder}/{self.count}.eml", "wb") as file:
            file.write(envelope.content)
        with open(f"{folder}/{self.count}.json", "w") as file:
            user = session.auth_data and session.auth_data.login.decode()
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "user": user}, file)
        return "250 accepted"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"ana" and data.password == b"secret", handled=False, auth_data=data)


context = certificate()
inbox = Inbox()


def session():
    return SMTP(
        inbox,
        hostname="localhost",
        authenticator=authenticate,
        auth_required=mode != "plain",
        auth_require_tls=mode == "starttls",
        tls_context=context if mode == "starttls" else None,
        require_starttls=mode == "starttls",
    )


async def main():
    loop = asyncio.get_running_loop()
    encrypted = context if mode == "tls" else None
    server = await loop.create_server(session, "127.0.0.1", port, ssl=encrypted)
    await server.serve_forever()


asyncio.run(main())
