"""Fetching from a real server on this machine, which the default check must refuse."""

import gzip
import ipaddress
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest

from corpus import CewenError
from corpus.fetch import Address, fetch, is_public
from corpus.fetched_name import file_name

PAGE = "<html><body><p>樟溪市碳达峰实施方案</p></body></html>".encode()
PDF = b"%PDF-1.7\n..."
NAMED = quote("樟溪市 方案（试行）.pdf")
#: Path → status, headers, body.
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/zwgk/t2023_12.html": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE),
    "/": (200, {"Content-Type": "text/html"}, PAGE),
    "/art.jsp?id=7": (200, {"Content-Type": "text/html"}, PAGE),
    "/plan.txt": (200, {"Content-Type": "text/plain"}, b"abc"),
    "/down?id=3": (
        200,
        {"Content-Type": "application/octet-stream",
         "Content-Disposition": f"attachment; filename=x.pdf; filename*=UTF-8''{NAMED}"},
        PDF,
    ),
    "/zipped": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE),
    ),
    "/video": (200, {"Content-Type": "video/mp4"}, b"x"),
    "/gone": (404, {"Content-Type": "text/html"}, b"no"),
    "/once": (302, {"Location": "/zwgk/t2023_12.html"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/inside": (302, {"Location": "http://10.0.0.7/secret.html"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/user": (302, {"Location": "http://a:b@127.0.0.1/x.html"}, b""),
    "/bomb": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(bytes(60 << 20)),
    ),
    "/declared": (200, {"Content-Type": "text/html", "Content-Length": str(60 << 20)}, b""),
    "/hop5": (302, {"Location": "/hop4"}, b""),
    "/hop4": (302, {"Location": "/hop3"}, b""),
    "/hop3": (302, {"Location": "/hop2"}, b""),
    "/hop2": (302, {"Location": "/hop1"}, b""),
    "/hop1": (302, {"Location": "/plan.txt"}, b""),
    "/hop6": (302, {"Location": "/hop5"}, b""),
}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        if self.path in ("/slow-body", "/slow-head", "/endless"):
            self._misbehave()
            return
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _misbehave(self) -> None:
        """A byte at a time, or without end; stops when the other side hangs up."""
        slow = self.path != "/endless"
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
            self.wfile.write(b"X-Slow: " if self.path == "/slow-head" else b"\r\n")
            for _ in range(200 if slow else 2000):
                self.wfile.write(b"x" if slow else b"x" * 65536)
                time.sleep(0.1 if slow else 0)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _loopback_too(address: Address) -> bool:
    return address.is_loopback or is_public(address)


def _refusal(url: str, seconds: float = 20.0) -> str:
    with pytest.raises(CewenError) as error:
        fetch(url, allow=_loopback_too, seconds=seconds)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_this_machine_is_refused_without_being_asked(site: str) -> None:
    _Handler.asked.clear()
    port = site.rsplit(":", 1)[1]
    # The last three are 127.0.0.1 in other spellings.
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        with pytest.raises(CewenError, match="本机或内部网络"):
            fetch(f"http://{host}:{port}/plan.txt")
    assert _Handler.asked == []


FETCHED = {
    "page": ("/zwgk/t2023_12.html", "t2023_12.html", PAGE),
    "front-page": ("/", "127.0.0.1.html", PAGE),
    "program": ("/art.jsp?id=7", "art.html", PAGE),
    "text": ("/plan.txt", "plan.txt", b"abc"),
    "disposition": ("/down?id=3", "樟溪市 方案（试行）.pdf", PDF),
    "compressed": ("/zipped", "zipped.html", PAGE),
    "redirect": ("/once", "t2023_12.html", PAGE),
    "five-redirects": ("/hop5", "plan.txt", b"abc"),
}


@pytest.mark.parametrize(("path", "name", "data"), FETCHED.values(), ids=FETCHED)
def test_a_document_comes_with_a_name(site: str, path: str, name: str, data: bytes) -> None:
    assert fetch(site + path, allow=_loopback_too) == (name, data)


def test_the_server_sees_the_name_that_was_asked_for(site: str) -> None:
    _Handler.asked.clear()
    url = site.replace("127.0.0.1", "localhost") + "/plan.txt"
    assert fetch(url, allow=_loopback_too) == ("plan.txt", b"abc")
    assert _Handler.asked == [("/plan.txt", url.split("/")[2])]


REFUSED = {
    "content-type": ("/video", "video/mp4"),
    "missing": ("/gone", "404"),
    "loop": ("/loop", "转向超过 5 次"),
    "six-redirects": ("/hop6", "转向超过 5 次"),
    "redirect-inside": ("/inside", "本机或内部网络"),
    "redirect-to-file": ("/file", "只能读取 http:// 或 https://"),
    "redirect-with-password": ("/user", "不能带用户名和密码"),
    "declared-size": ("/declared", "超过 50 MB"),
    "endless": ("/endless", "超过 50 MB"),
    "compressed-bomb": ("/bomb", "超过 50 MB"),
}


@pytest.mark.parametrize(("path", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_document_is_refused(site: str, path: str, says: str) -> None:
    assert says in _refusal(site + path)


@pytest.mark.parametrize("path", ["/slow-head", "/slow-body"])
def test_time_is_up_however_the_bytes_trickle(site: str, path: str) -> None:
    begun = time.monotonic()
    assert "1 秒内没有取完" in _refusal(site + path, seconds=1.0)
    assert time.monotonic() - begun < 4.0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://example.com/a.txt", "只能读取"),
        ("file:///etc/passwd", "只能读取"),
        ("/etc/passwd", "只能读取"),
        ("http://", "只能读取"),
        ("http://user:secret@example.com/a.txt", "不能带用户名和密码"),
        ("http://[::1", "写法有误"),
        ("http://no-such-host.invalid/", "找不到这个网站"),
        ("http://127.0.0.1:1/", "连接网站时出错"),
    ],
)
def test_a_wrong_address(url: str, says: str) -> None:
    message = _refusal(url)
    assert says in message
    assert "secret" not in message


def test_only_the_public_internet_is_public() -> None:
    inside = (
        "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 "
        "239.1.1.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fd12::1 "
        "fec0::1 ff02::1 ff0e::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: "
        "2001:0:4136:e378::1 2001:db8::1"
    ).split()
    outside = "1.1.1.1 114.114.114.114 2400:3200::1 ::ffff:8.8.8.8 64:ff9b::808:808".split()
    assert [text for text in inside if is_public(ipaddress.ip_address(text))] == []
    assert [text for text in outside if not is_public(ipaddress.ip_address(text))] == []


def _header(value: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"Content-Disposition", value)]


NAMES = {
    "quoted-utf-8": (
        "/d",
        "application/pdf",
        'attachment; filename="方案.pdf"'.encode(),
        "方案.pdf",
    ),
    "quoted-gbk": (
        "/d",
        "",
        'attachment; filename="云泽市方案.doc"'.encode("gbk"),
        "云泽市方案.doc",
    ),
    "percent": ("/d", "", b"attachment;filename=%E6%96%B9%E6%A1%88.ofd", "方案.ofd"),
    "folders": ("/d", "", rb'attachment; filename="..\\..\\etc/a.txt"', "a.txt"),
    "other-ending": ("/a/方案.pdf", "text/html", b"", "方案.html"),
    "dotted": ("/a/2023.03.20", "text/html", b"", "2023.03.20.html"),
    "escaped-path": ("/a/%E6%96%B9%E6%A1%88.docx", "", b"", "方案.docx"),
    "control": ("/a/b%0Ac.txt", "text/plain", b"", "bc.txt"),
    "shown-as-text": ("/a/plan.md", "text/plain", b"", "plan.md"),
}


@pytest.mark.parametrize(("path", "kind", "value", "expected"), NAMES.values(), ids=NAMES)
def test_file_names(path: str, kind: str, value: bytes, expected: str) -> None:
    assert file_name(f"https://example.com{path}", kind, _header(value), b"x") == expected


def test_the_content_decides_the_ending() -> None:
    def named(data: bytes) -> str:
        return file_name("https://example.com/d/7", "application/octet-stream", [], data)

    assert named(PDF) == "7.pdf"
    assert named(b"\xd0\xcf\x11\xe0....") == "7.doc"
    assert named(b"\xef\xbb\xbf<!DOCTYPE html>") == "7.html"


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_certificates_are_checked_against_the_name(tmp_path: Path) -> None:
    made, key = tmp_path / "made.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trusted = ssl.create_default_context(cafile=str(made))
    try:
        url = f"https://localhost:{server.server_port}/plan.txt"
        assert fetch(url, allow=_loopback_too, tls=trusted) == ("plan.txt", b"abc")
        with pytest.raises(CewenError, match="证书无效"):
            fetch(url, allow=_loopback_too)
        with pytest.raises(CewenError, match="证书无效"):  # of another name than was asked for
            fetch(url.replace("localhost", "127.0.0.1"), allow=_loopback_too, tls=trusted)
    finally:
        server.shutdown()
        server.server_close()
