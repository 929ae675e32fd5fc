"""Certificates for localhost from an authority of our own, made anew for every run."""

import ssl
from pathlib import Path

import trustme


class Authority:
    """A certificate authority in a folder. ``ca_file`` is what a client has to trust."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self._leaf = self._authority.issue_cert("localhost", "127.0.0.1")
        self.ca_file = folder / "ca.pem"
        self.certificate_file = folder / "server.pem"
        self.key_file = folder / "server.key"
        self._authority.cert_pem.write_to_path(self.ca_file)
        self._leaf.private_key_pem.write_to_path(self.key_file)
        self.certificate_file.write_bytes(b"".join(p.bytes() for p in self._leaf.cert_chain_pems))

    def client_context(self) -> ssl.SSLContext:
        """What a client that trusts this authority verifies with."""
        return ssl.create_default_context(cafile=self.ca_file)

    def server_context(self) -> ssl.SSLContext:
        """What a server in this process shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._leaf.configure_cert(context)
        return context
