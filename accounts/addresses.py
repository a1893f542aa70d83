"""Where a request comes from, and where it may be sent on to."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def address_of(request: HttpRequest) -> str | None:
    """The sender's address, for counting what it tries. None: it has none (a socket of this machine).

    Of IPv6 the network of 64 bits: whoever has one address has all of it. Behind a proxy REMOTE_ADDR is the sender's own only
    if TRUSTED_PROXIES names the proxy (config/wsgi.py); no header is read here.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)


def is_own_page(request: HttpRequest, url: str) -> bool:
    """Whether an address is on this very site, under the host name in use; by https where the request came by it."""
    return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
