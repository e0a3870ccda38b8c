"""How the command reads: sub-commands by task, an example with each, and where an unknown word leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import NoReturn

import click

#: Tasks in the order in which a newcomer meets them: a command and what it is for, in a line.
Tasks = Mapping[str, Mapping[str, str]]


def examples(*lines: str) -> str:
    """The end of a command's help: lines that can be typed as they stand.

    >>> examples("scouting councils scilly").splitlines()[1:]
    ['Example:', '  scouting councils scilly']
    """
    return "\n".join(["\b", f"Example{'s'[: len(lines) > 1]}:", *(f"  {line}" for line in lines)])


class Pages(click.Group):
    """A group whose help lists its commands by task, and which answers an unknown command with the nearest one.

    ``tasks``: every command once; one of a sub-group is written with it ("data add"). Without, commands stand in the
    order of the alphabet with the first sentence of their help.
    """

    def __init__(self, *args, tasks: Tasks | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks or {}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands: each line whole, never cut."""
        by_task = {task: list(lines.items()) for task, lines in self.tasks.items()}
        if not by_task:
            by_task["Commands"] = [
                (name, self.commands[name].get_short_help_str(200)) for name in sorted(self.commands)
            ]
        widest = max(len(name) for lines in by_task.values() for name, _ in lines)
        for task, lines in by_task.items():
            with formatter.section(task):
                formatter.write_dl([(name.ljust(widest), why) for name, why in lines])

    def resolve_command(self, ctx: click.Context, args: list[str]):
        """The command that is meant. An unknown one is refused with the nearest name, of sub-groups too."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            self._refuse(ctx, args[0])
        return super().resolve_command(ctx, args)

    def _refuse(self, ctx: click.Context, word: str) -> NoReturn:
        by_word: dict[str, list[str]] = {}
        for name in dict.fromkeys([*self.commands, *named(self)]):
            by_word.setdefault(name.split()[-1], []).append(name)
        meant = [name for one in get_close_matches(word.casefold(), by_word, cutoff=0.75) for name in by_word[one]]
        near = f" Did you mean {' or '.join(meant)}?" if meant else ""
        ctx.fail(f"No such command '{word}'.{near} Commands are listed by {ctx.command_path} --help.")


def named(group: click.Group) -> Iterator[str]:
    """The commands of a group by what is typed, those of its sub-groups among them."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from (f"{name} {under}" for under in named(command))
        else:
            yield name
