"""manage.py upsert: the items of a file, through the same engine as the API."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services import actor_for
from imports.error_file import ErrorFile, error_file
from imports.formats import FORMATS, read
from imports.lines import Source, Unreadable, opened
from imports.people import Unclear, account_of, member_of
from imports.progress import Progress
from imports.upsert_file import Chunk, Stopped, upsert_lines
from imports.verdicts import Tally, sentences
from upserts import registry
from upserts.batch import Options

MODES = ("upsert", "createOnly", "updateOnly")
EXPLANATION = r"""
JSON Lines: one item a line, as the API takes it. UTF-8, at most 10 MiB a line.

CSV: the first line names the columns. UTF-8, or UTF-16 with byte order mark; separated by comma, semicolon or tab.
  Columns are the names of the API (name, country, externalId …); case, blanks, _ and - don't matter.
  A dot leads inside: customFields.priority, contactPerson.email, template.id, fieldActions.types.
  References: source, target, leadSupplier, organization hold your own id; source.internal holds ours;
  source.kind and source.value spell one out.
  Lists: a|b|c in one cell (\| for a bar inside a value). contacts holds e-mail addresses.
  An empty cell says nothing: the stored value stays. The cell null clears the value (a list: all of it); a text that
  is the word null can only be sent as JSON, or as 'null in an exported file (one with a column _link), where an
  apostrophe also stands in front of what a spreadsheet would take for a formula.
  Columns that begin with _ are notes and are left out. A column that nobody knows ends the command before it starts.

Lines go to the engine 1,000 at a time, each such chunk in one transaction that sees what the chunks before it wrote.
With --dry-run every chunk is checked and rolled back, so none sees the others' new records. With --atomic a chunk with a
failing line is not written, but those before and after it are. Sending a file twice is safe: the second time changes nothing.

A line that fails is printed with its codes; the rest goes on. Exit status: 0 all lines succeeded, 1 some failed or the
command could not run.
"""


class Command(BaseCommand):
    """Upserts a file."""

    help = "Create or update records from a JSON Lines or CSV file (or - for standard input)."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, epilog=EXPLANATION, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record_type", metavar="RECORD_TYPE", choices=registry.names(), help=" | ".join(registry.names()))
        parser.add_argument("file", metavar="FILE", help="the file, or - for standard input")
        parser.add_argument("--account", metavar="SLUG", help="the account (may be left out while there is only one)")
        parser.add_argument("--user", metavar="EMAIL", help="the member to act as (default: the account's first Owner)")
        parser.add_argument("--format", choices=FORMATS, help="default: by the name's ending, else by how the file begins")
        parser.add_argument("--mode", choices=MODES, default="upsert", help="default: upsert")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--atomic", action="store_true", help="all or nothing, for each chunk of 1,000 lines")
        parser.add_argument("--errors", metavar="OUT.csv", help="write the failed lines there, to be corrected and sent again")

    def handle(self, *args: Any, **options: Any) -> None:
        tally = Tally()
        try:
            self._run(tally, **options)
        except (Unreadable, Unclear) as refusal:
            raise CommandError(str(refusal)) from None
        except Stopped as stop:
            raise CommandError(f"{stop} Stopped after line {tally.last_line:,}: {tally}.") from None
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted after line {tally.last_line:,}: {tally}.", returncode=130) from None
        if tally.ends["failed"]:
            raise CommandError(f"{tally.ends['failed']:,} of {tally.total:,} items failed.")

    def _run(self, tally: Tally, **options: Any) -> None:
        account = account_of(options["account"])
        user = member_of(account, options["user"])
        resource = registry.get(options["record_type"])
        wish = Options(dry_run=options["dry_run"], atomic=options["atomic"], mode=options["mode"], answer="minimal")
        self._announce(account.slug, user.email, options)
        with opened(options["file"]) as source:
            content = read(source, resource, account.pk, options["format"])
            chunks = upsert_lines(
                content.lines, resource=resource, options=wish, read_actor=lambda: actor_for(user, account, channel="import")
            )
            errors_to = options["errors"]
            with error_file(errors_to, content.columns, options["file"]) if errors_to else nullcontext() as errors:
                self._tell(chunks, source, errors, tally)
        self.stdout.write(f"{tally}{'. Nothing was written (--dry-run)' if wish.dry_run else ''}.")

    def _announce(self, slug: str, email: str, options: dict[str, Any]) -> None:
        chosen = "" if options["user"] else f", the first Owner of {slug}"
        self.stdout.write(f"{options['record_type']} into {slug}, as {email}{chosen}.")
        if options["atomic"]:
            self.stdout.write("All or nothing for each chunk of 1,000 lines, not for the whole file (--atomic).")

    def _tell(self, chunks: Iterator[Chunk], source: Source, errors: ErrorFile | None, tally: Tally) -> None:
        """Write what became of every chunk, as soon as it is known."""
        progress = Progress(self.stderr)
        for chunk in chunks:
            progress.clear()
            for failure in chunk.failures:
                said = list(sentences(failure, chunk.lines))
                for sentence in said:
                    self.stdout.write(f"line {failure.line.number}: {sentence}")
                if errors:
                    errors.add(failure, said)
            tally.add(chunk)
            progress.show(f"{tally.total:,} items", source.done, source.total)
        progress.clear()
