"""A document from an http or https address, under limits and from public servers only.

Every address that a name resolves to is checked, and the connection goes to the very address
that was checked, so that a second look-up cannot lead elsewhere. Redirects are followed by hand,
each checked again. The environment's proxies are not used: what a proxy connects to cannot be
checked here.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from corpus.errors import CewenError
from corpus.fetched_name import accepted, file_name
from corpus.read import MAX_BYTES

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 60.0
MAX_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; cewen)",  # portals refuse what looks like a script
    "Accept": "text/html, application/pdf, application/*, text/*, */*;q=0.5",
    "Accept-Language": "zh-CN, zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
#: IPv6 that stands for an IPv4 address behind a translator.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a fetch may do and for how long."""

    allow: Callable[[Address], bool]
    tls: ssl.SSLContext | bool


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, loopback, multicast …"""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def fetch(
    url: str,
    *,
    allow: Callable[[Address], bool] = is_public,
    tls: ssl.SSLContext | None = None,
    seconds: float = TOTAL_SECONDS,
) -> tuple[str, bytes]:
    """The document at an address: a file name with an ending that says its format, its bytes.

    Args:
        allow: whether a server of this IP address may be asked.
        tls: trusted certificates other than the usual ones, for a server inside an office.
        seconds: time limit for everything together.

    Raises:
        CewenError: the address is not http(s), not public or not answering, the document is too
            large or no document, or time is up.
    """
    limits = _Limits(allow, tls or True)
    shown = _shown(url)
    try:
        return asyncio.run(asyncio.wait_for(_follow(url, limits), seconds))
    except TimeoutError:
        raise CewenError(
            f"{shown}：{seconds:g} 秒内没有取完，请稍后再试，或在浏览器里下载后加入文件。"
        ) from None
    except httpx.TimeoutException:
        raise CewenError(f"{shown}：网站没有及时响应，请稍后再试。") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        if _is_certificate(error):
            raise CewenError(f"{shown}：网站的证书无效，未读取，请核对地址。") from None
        raise CewenError(f"{shown}：连接网站时出错，请检查网络和地址。") from None


async def _follow(url: str, limits: _Limits) -> tuple[str, bytes]:
    address = _parsed(url)
    async with httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        verify=limits.tls,
        timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
    ) as client:
        for _ in range(MAX_REDIRECTS + 1):
            found = await _ask(client, address, limits)
            if not isinstance(found, httpx.URL):
                return found
            address = _parsed(str(found))
    raise CewenError(f"{_shown(url)}：网站转向超过 {MAX_REDIRECTS} 次，请换用最终的地址。")


async def _ask(
    client: httpx.AsyncClient, url: httpx.URL, limits: _Limits
) -> tuple[str, bytes] | httpx.URL:
    """One request: the document, or where the server sends one next."""
    failure: httpx.HTTPError | None = None
    for address in await _resolve(url, limits.allow):
        host = f"[{address}]" if address.version == 6 else str(address)
        request = client.build_request(
            "GET",
            url.copy_with(host=host),
            headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
            # The certificate must be the name's, though the connection goes to the number.
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            response = await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
            continue
        try:
            return await _answer(response, url)
        finally:
            await response.aclose()
    raise failure or httpx.ConnectError("no address")


async def _answer(response: httpx.Response, url: httpx.URL) -> tuple[str, bytes] | httpx.URL:
    shown = _shown(str(url))
    status = response.status_code
    if status in _REDIRECTS and "location" in response.headers:
        return url.join(response.headers["location"])
    if status != 200:
        raise CewenError(f"{shown}：网站返回 {status}，没有文件，请检查地址。")
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if not accepted(kind):
        raise CewenError(f"{shown}：地址返回的是 {kind[:60]}，不是可读取的文件，请换成方案的地址。")
    too_large = CewenError(f"{shown}：文件超过 {MAX_BYTES >> 20} MB，请下载后拆分再加入。")
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BYTES:
        raise too_large
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise too_large
    data = bytes(content)
    return file_name(str(url), kind, response.headers.raw, data), data


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        raise CewenError(f"{_shown(url)}：地址写法有误，请检查。") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise CewenError(f"{_shown(url)}：只能读取 http:// 或 https:// 开头的地址。")
    if parsed.userinfo:
        raise CewenError(f"{_shown(url)}：地址里不能带用户名和密码，请去掉后再试。")
    return parsed


async def _resolve(url: httpx.URL, allow: Callable[[Address], bool]) -> list[Address]:
    """The addresses of a URL's host, each of them allowed, IPv4 first."""
    shown = _shown(str(url))
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.raw_host.decode("ascii").strip("[]"), port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        raise CewenError(f"{shown}：找不到这个网站，请检查网址和网络。") from None
    addresses = list(dict.fromkeys(ipaddress.ip_address(info[4][0]) for info in found))
    if not all(allow(address) for address in addresses):
        raise CewenError(f"{shown}：地址指向本机或内部网络，不能读取，请下载后加入文件。")
    return sorted(addresses, key=lambda address: address.version)


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "CERTIFICATE" in str(error).upper():
            return True
        error = error.__cause__ or error.__context__
    return False


def _shown(url: str) -> str:
    """An address in a line of a report, without a password that it may carry."""
    kept = "".join(char for char in url.strip() if char.isprintable())
    head, at, tail = kept.partition("@")
    if at and "//" in head and "/" not in head.split("//", 1)[1]:
        kept = f"{head.split('//', 1)[0]}//{tail}"
    return kept if len(kept) <= 120 else f"{kept[:117]}…"
