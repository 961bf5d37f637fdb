"""Under which address others find this computer, and what that means for who can open a link."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import psutil

from netlab.texts import say

EVERYWHERE = ("0.0.0.0", "::", "")
# Networks that a computer has with itself only.
INSIDE = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vethernet", "virtualbox", "vmware", "tun", "utun")


def here_only(host: str) -> bool:
    """Whether an address is reached from this computer alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(host: str) -> set[str]:
    """The names of this computer under which others may ask for it: none where it listens for itself alone.

    Its host name, its full name, and the first part of its host name, bare and with `.local`, as devices in one room
    find each other. No other name: the page of a stranger can have a name that stands for this computer.
    """
    if here_only(host):
        return set()
    name = socket.gethostname()
    bare = name.partition(".")[0]
    return {n.rstrip(".").casefold() for n in (name, socket.getfqdn(), bare, f"{bare}.local") if bare}


def reached_at(host: str) -> tuple[str, list[str]]:
    """The address under which others find this computer, and its other ones, where it listens everywhere.

    The address by which it would reach the internet; without a way there that of a network at home or of a room; the
    name of the computer, where it has no address. Nothing is sent for that.
    """
    if host not in EVERYWHERE:
        return (f"[{host}]" if ":" in host else host), []
    found = _addresses()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))  # an address for documentation; a datagram socket only looks up the way
            at = way.getsockname()[0]
        except OSError:
            at = found[0] if found else socket.gethostname()
    return at, [a for a in found if a != at]


def _addresses() -> list[str]:
    """The IPv4 addresses of this computer on networks that are up, the likeliest to be reached by others first."""
    up = {name for name, about in psutil.net_if_stats().items() if about.isup}
    ranked = []
    for name, addresses in psutil.net_if_addrs().items():
        for one in addresses if name in up else ():
            if one.family == socket.AF_INET and not (ip := ipaddress.ip_address(one.address)).is_loopback:
                inside = name.casefold().startswith(INSIDE)
                ranked.append((ip.is_link_local, inside, not ip.is_private, name, one.address))
    return [address for *_, address in sorted(ranked)]


def found_at(host: str, at: str, others: Sequence[str], lang: str) -> list[str]:
    """Which address the links have, and how to choose another."""
    if host not in EVERYWHERE:
        return []
    try:
        ipaddress.ip_address(at)
    except ValueError:
        return [say("serve.no_address", lang, address=at)]
    if not others:
        return [say("serve.address", lang, address=at)]
    return [say("serve.address_of", lang, address=at, others=", ".join(others), other=others[0])]


def who_reaches(host: str, lang: str) -> list[str]:
    """What the address means: who can open a link."""
    return [say(f"serve.{k}", lang) for k in (("here_only",) if here_only(host) else ("network", "firewall"))]
