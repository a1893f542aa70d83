"""The admin site: who gets in, in which account, and what stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from backoffice.autocomplete import Suggestions
from backoffice.dashboard import cards, recent_changes
from backoffice.scope import NoAccount, scope_if_chosen, scope_of
from backoffice.searching import found_everywhere
from backoffice.sections import SECTIONS, section_of
from backoffice.switching import accounts_to_choose, enter_account, enter_all, leave_all
from backoffice.theme import CSP, IS_UNFOLD, AdminSite

View = Callable[..., HttpResponseBase]
# Django's page that leads from any row to "the site": it looks rows up whoever asks.
WITHOUT = {"view_on_site"}


class BackOffice(AdminSite):
    """Staff only. Everybody who comes in acts somewhere: whoever has not chosen an account is asked first."""

    site_title = "Relata"
    site_header = "Relata"
    index_title = "Overview"
    index_template = "backoffice/index.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_active and user.is_staff)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Around every page: staff only, in an account, with no more freedom for scripts than the theme needs."""

        checked: View = super().admin_view(view, cacheable)

        @wraps(checked)
        def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                return self._turn_away(request)
            if _holds_nul(request):
                raise BadRequest("No address holds a NUL.")
            try:
                scope_of(request)
            except NoAccount:
                return redirect("admin:accounts")
            return checked(request, *args, **kwargs)

        return csp_update(CSP)(outer) if CSP else outer

    def get_urls(self) -> list[Any]:
        own = [
            path("accounts", self._staff_view(self.choose_account), name="accounts"),
            path("accounts/all", self._staff_view(require_POST(self.all_accounts)), name="all_accounts"),
            path("find", self.admin_view(self.find), name="find"),
        ]
        return own + [url for url in super().get_urls() if getattr(url, "name", None) not in WITHOUT]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one place to sign in (LOGIN_URL). Whoever is signed in and is no staff is told so, not asked again."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(self._next(request), resolve_url(settings.LOGIN_URL))

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """By POST, as everywhere; then the one place to sign in."""
        if request.method == "POST":
            logout(request)
        return redirect(settings.LOGIN_URL)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """On the pages of one's own profile, as for everybody."""
        return redirect("account_change_password")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        context["scope"] = scope_if_chosen(request)
        context["theme_is_unfold"] = IS_UNFOLD
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What there is, by section as people think of it; by app where somebody asks for one. Nothing before an account is chosen."""
        if scope_if_chosen(request) is None:
            return []
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        by_section: dict[str, list[dict[str, Any]]] = {name: [] for name in SECTIONS}
        for app in apps:
            for entry in app["models"]:
                model_admin = self._registry[entry["model"]]
                entry["name"] = getattr(model_admin, "title", None) or entry["name"]
                by_section[section_of(model_admin)].append(entry)
        return [_section(name, entries, self._registry) for name, entries in by_section.items() if entries]

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Unfold's sidebar: the same sections."""
        overview = {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")}
        groups = [{"title": None, "items": [_item(overview, request.path == overview["link"])]}]
        for section in self.get_app_list(request):
            entries = [(entry, getattr(self._registry[entry["model"]], "icon", "draft")) for entry in section["models"]]
            items = [
                _item({"title": entry["name"], "icon": icon, "link": entry["admin_url"]}, request.path.startswith(entry["admin_url"]))
                for entry, icon in entries
                if entry["admin_url"]
            ]
            groups.append({"title": section["name"], "items": items})
        return groups

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        scope = scope_of(request)
        shown = {"cards": cards(scope), "changes": recent_changes(scope), "subtitle": None}
        response: TemplateResponse = super().index(request, {**shown, **(extra_context or {})})
        return response

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Apps are how the code is cut, not what people look for: the overview has everything by section."""
        return redirect("admin:index")

    def find(self, request: HttpRequest) -> HttpResponse:
        """Everything whose name or key matches, in what the person may see: a few of each kind."""
        text = request.GET.get("q", "").strip()
        context = {**self.each_context(request), "title": "Search", "text": text}
        return render(request, "backoffice/find.html", {**context, "groups": found_everywhere(self._registry, request, text)})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        """What fields that are filled by typing suggest."""
        return Suggestions.as_view(admin_site=self)(request)

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Unfold's own search keeps what it found for five minutes, in whatever account one is by then; ours does not."""
        return redirect("admin:find")

    def choose_account(self, request: HttpRequest) -> HttpResponse:
        """GET: the accounts one may act in. POST: act in this one."""
        if request.method == "POST":
            account = enter_account(request, request.POST.get("account", ""))
            if account is not None:
                messages.success(request, f"You now act in {account.name}.")
                return redirect("admin:index")
            messages.error(request, "There is no such account for you.")
        text = request.GET.get("q", "").replace("\0", "").strip()
        user: User = request.user  # type: ignore[assignment]  # staff
        context = {"title": "Choose an account", "accounts": accounts_to_choose(user, text), "text": text}
        return render(request, "backoffice/accounts.html", {**self.each_context(request), **context, "is_nav_sidebar_enabled": False})

    def all_accounts(self, request: HttpRequest) -> HttpResponse:
        """POST: look at all accounts, or leave that again."""
        if request.POST.get("leave"):
            leave_all(request)
            return redirect("admin:accounts")
        if not enter_all(request):
            raise PermissionDenied
        return redirect("admin:index")

    def _staff_view(self, view: View) -> View:
        """A page for staff that needs no account yet."""

        @wraps(view)
        @never_cache
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs) if self.has_permission(request) else self._turn_away(request)

        return csp_update(CSP)(inner) if CSP else inner

    def _turn_away(self, request: HttpRequest) -> HttpResponse:
        """Strangers sign in; who is signed in and is no staff gets 403, for signing in again would not help."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))

    def _next(self, request: HttpRequest) -> str:
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return wanted if is_ours else reverse("admin:index")


def _holds_nul(request: HttpRequest) -> bool:
    """Whether an address holds the one character that PostgreSQL can't be asked about."""
    return "\0" in request.path or any("\0" in text for name, values in request.GET.lists() for text in (name, *values))


def _section(name: str, entries: Iterable[dict[str, Any]], registry: dict[Any, Any]) -> dict[str, Any]:
    """A section in the form of an app, which is what the templates know."""
    ordered = sorted(entries, key=lambda entry: (getattr(registry[entry["model"]], "place", 100), entry["name"]))
    return {"name": name, "app_label": name.lower(), "app_url": "", "has_module_perms": True, "models": ordered}


def _item(item: dict[str, Any], active: bool) -> dict[str, Any]:
    return {**item, "active": active, "has_permission": True}
