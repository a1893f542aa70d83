"""The first layer of the tenant wall: outside these files, rows are reached through `visible_to(actor)` and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ALWAYS = {"_default_manager", "_base_manager", "across_accounts"}
NOT_OURS = {"tests", "migrations", ".venv", "var", "node_modules", "staticfiles"}

# File → why it may go around the wall. Whoever adds a line says what narrows the rows to one account instead.
ALLOWED = {
    "database/tenancy.py": "makes the doors",
    "database/constraints.py": "asks for one row by account and id",
    "database/checks.py": "looks at the managers themselves",
    "accounts/authentication.py": "a key is found before there is an actor; its account follows from it",
    "accounts/actors.py": "a membership is what the actor is made of; read by account and user",
    "accounts/platforms.py": "the memberships of one user are what an account is chosen from",
    "accounts/services.py": "makes and finds an account's own rows by account, for commands without an actor too",
    "accounts/management/commands/create_api_key.py": "run by the operator; reads a membership by account and user",
    "accounts/user_changes.py": "a user is a matter of all its accounts; asks by user",
    "backoffice/scope.py": "an operator who asked for the rows of all accounts, which is recorded",
    "accounts/reference_data.py": "what the actor does not see is in use, too; asks by account",
    "accounts/reference_use.py": "as above; tied to the account and id of a row that is visible already",
    "customfields/fields.py": "as above, whether a record holds a value; asks by account",
    "customfields/named.py": "who was merged into whom, by account; the one that is left is then looked for among what is seen",
    "contacts/roles.py": "as above, whether a contact has the role; asks by account",
    "organizations/policies.py": "a policy is for every organization of the account, seen or not; by account",
    "organizations/survivors.py": "who was merged into whom, by account; the survivor is then looked for among what the actor sees",
    "customfields/models.py": "compares a row with itself as stored, by account and id",
    "relationships/querysets.py": "EXISTS over link rows, tied to the account and id of a row that is visible already",
    "imports/people.py": "run by the operator; finds an Owner by account",
    "desk/sharing_admin.py": "no rows at all until the form knows who asks",
    "benchmarks/back_office.py": "looks for what to ask of its own account, by account",
    "benchmarks/bare.py": "the view that the product is compared with: it has no actor, on purpose",
    "benchmarks/usual.py": "the usual way that the product is compared with: it has no actor, on purpose",
    "benchmarks/place.py": "fills its own accounts in a database of its own",
    "benchmarks/directory.py": "fills its own account in a database of its own",
    "benchmarks/network.py": "fills and looks at its own account, by account",
    "benchmarks/sharing.py": "shares and looks at its own accounts, by account",
    "benchmarks/lists.py": "looks for what to ask of its own account, by account",
    "benchmarks/identifying.py": "gives its own accounts their fields",
}


def sources() -> Iterator[Path]:
    for path in sorted(settings.BASE_DIR.rglob("*.py")):
        if not NOT_OURS.intersection(path.relative_to(settings.BASE_DIR).parts):
            yield path


def doors(text: str) -> list[tuple[int, str]]:
    """Line and name of every way around the wall. `rows` counts on a model only: a page of a list has rows, too."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and (node.attr in ALWAYS or (node.attr == "rows" and is_model(node.value))):
            found.append((node.lineno, node.attr))
    return sorted(found)


def is_model(node: ast.expr) -> bool:
    """A capitalised name, something called model, or what a call or an index gives."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
    return name is None or name[:1].isupper() or "model" in name


def test_rows_are_reached_around_the_wall_in_the_listed_files_only():
    found = {
        f"{path.relative_to(settings.BASE_DIR)}:{line}: {name}"
        for path in sources()
        for line, name in doors(path.read_text())
        if str(path.relative_to(settings.BASE_DIR)) not in ALLOWED
    }
    assert not found, "Start from objects.visible_to(actor), or list the file in ALLOWED with its reason."


@pytest.mark.parametrize("name", ALLOWED)
def test_the_list_holds_no_file_that_does_not_need_it(name: str):
    assert doors((settings.BASE_DIR / name).read_text()) or name == "database/tenancy.py"


@pytest.mark.parametrize(
    "line",
    [
        "Organization.rows.get(pk=1)",
        "models.Organization.rows.all()",
        "self.model.rows",
        "resource.model.rows",
        "type(row).rows",
        "get_model('x').rows",
        "Organization._default_manager",
        "field.remote_field.model._base_manager",
        "Organization.objects.across_accounts()",
    ],
)
def test_the_search_finds_every_way_around(line: str):
    assert doors(line)


@pytest.mark.parametrize("line", ["page.rows", "self.rows", "Organization.objects.visible_to(actor)", "'Organization.rows'"])
def test_the_search_leaves_the_rest_alone(line: str):
    assert not doors(line)
