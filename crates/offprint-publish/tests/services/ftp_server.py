"""An FTP server for the tests: PORT FOLDER FILE WINDOWS.

FILE is for a certificate, which makes it encrypted; it may be empty. With WINDOWS, names are as there: some are
refused, and upper and lower case are the same.
"""
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

port, folder, certificate = int(sys.argv[1]), sys.argv[2], sys.argv[3]
handler = FTPHandler
if certificate:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
    from pyftpdlib.handlers import TLS_FTPHandler

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
    with open(certificate, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.write(made.public_bytes(serialization.Encoding.PEM))
    handler = TLS_FTPHandler
    handler.certfile = certificate
    handler.tls_control_required = True
    handler.tls_data_required = True


class WindowsNames(AbstractedFS):
    def ftp2fs(self, ftppath):
        path = super().ftp2fs(ftppath)
        return self.root + path[len(self.root) :].lower()

    def open(self, filename, mode):
        name = filename.rsplit("/", 1)[-1]
        if name.split(".")[0].lower() in ("con", "aux", "nul", "prn"):
            raise OSError(22, "Invalid argument")
        return super().open(filename.rstrip(". "), mode)


if sys.argv[4]:
    handler.abstracted_fs = WindowsNames
handler.authorizer = DummyAuthorizer()
handler.authorizer.add_user("ana", "secret", folder, perm="elradfmwMT")
handler.auth_failed_timeout = 0
server = ThreadedFTPServer(("127.0.0.1", port), handler)
server.max_cons_per_ip = 0
server.serve_forever()
