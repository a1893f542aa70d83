"""The admin as a browser uses it: enter, read a form, send it back with something changed."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from activity.models import Change

Data = dict[str, Any]


def staff_client(user: User, *, account: Account | None = None, is_operator: bool = False) -> Client:
    """A browser of somebody who may enter the admin; an operator acts in this account, or in all of them (None)."""
    user.is_staff = True
    user.is_superuser = user.is_superuser or is_operator
    user.save(update_fields=["is_staff", "is_superuser"])
    client = Client()
    client.force_login(user)
    if user.is_superuser and account is None:
        client.post("/admin/accounts/all")
    elif account is not None:
        client.post("/admin/accounts", {"account": account.slug})
    return client


def address(model: type[Any], page: str, *arguments: object) -> str:
    """The address of a page of a model: changelist, add, change, delete, history."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def form_at(client: Client, url: str) -> Data:
    """What the form at this address would send if nobody touched it."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    data: Data = {}
    _take(answer.context["adminform"].form, data)
    for inline in answer.context["inline_admin_formsets"]:
        _take(inline.formset.management_form, data)
        for form in inline.formset.forms:
            _take(form, data)
    return data


def send(client: Client, url: str, **changed: Any) -> Any:
    """The answer to the form at this address, sent with these fields changed; "-" in an inline's field is written "__"."""
    return client.post(url, form_at(client, url) | {name.replace("__", "-"): value for name, value in changed.items()})


def saved(answer: Any) -> None:
    """The form was taken: it leads on."""
    assert answer.status_code == 302, errors_of(answer)


def errors_of(answer: Any) -> dict[str, list[str]]:
    """What a refused form says, by field; "" for the form as a whole; fields of inlines with their prefix."""
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    found = {name if name != "__all__" else "": list(said) for name, said in answer.context["adminform"].form.errors.items()}
    for inline in answer.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": list(said) for name, said in form.errors.items()}
    return found


def listed(client: Client, model: type[Any], **query: Any) -> list[int]:
    """The ids of a list, sorted; all on one page."""
    answer = client.get(address(model, "changelist"), {"all": "", **query})
    assert answer.status_code == 200, answer.status_code
    return sorted(row.pk for row in answer.context["cl"].result_list)


def messages_of(answer: Any) -> list[str]:
    """What the page after an action says."""
    return [str(message) for message in answer.context["messages"]]


def history(account: Account, record_type: str) -> list[tuple[str, str, int | None, dict[str, Any]]]:
    """Operation, channel, user and changes of what happened to records of a type, oldest first."""
    rows = Change.rows.filter(account=account, record_type=record_type).order_by("sequence")
    return list(rows.values_list("operation", "channel", "user_id", "changes"))


def act(client: Client, model: type[Any], action: str, *rows: int, **more: Any) -> Any:
    """The page after an action."""
    data = {"action": action, "_selected_action": list(rows), **more}
    return client.post(address(model, "changelist"), data, follow=True)


def text_of(answer: Any) -> str:
    """What a page says, without the names of assets and tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def _take(form: Any, data: Data) -> None:
    for bound in form:
        value = bound.value()
        if value is None or value is False or bound.field.disabled:
            continue
        if isinstance(value, (list, tuple)):
            data[bound.html_name] = [getattr(one, "pk", one) for one in value]
        elif hasattr(value, "year"):
            data |= {f"{bound.html_name}_0": f"{value:%Y-%m-%d}", f"{bound.html_name}_1": f"{value:%H:%M:%S}"}
        else:
            data[bound.html_name] = "on" if value is True else value
