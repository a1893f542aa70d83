"""What an e-mail says of the organization behind it: its domain, unless that is a public provider's. Pure."""

from __future__ import annotations

MAX_LENGTH = 255
PUBLIC_DOMAINS = {
    *("126.com", "163.com", "aliyun.com", "aol.com", "bluewin.ch", "foxmail.com", "free.fr", "gmail.com", "gmx.de", "gmx.net"),
    *("googlemail.com", "hotmail.com", "icloud.com", "laposte.net", "libero.it", "live.com", "mail.com", "mail.ru", "me.com", "msn.com"),
    *("naver.com", "orange.fr", "outlook.com", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "sina.com", "t-online.de"),
    *("uol.com.br", "vnn.vn", "wanadoo.fr", "web.de", "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yandex.com", "yandex.ru", "ymail.com"),
}


def email_domain(email_key: str) -> str | None:
    """The domain of a casefolded e-mail. None: anybody may have an address there."""
    domain = email_key.rpartition("@")[2][:MAX_LENGTH]
    return None if domain in PUBLIC_DOMAINS else domain or None
