"""Files in YAML that people edit, read as plain data alone and as YAML 1.2 reads them; and written so.

YAML 1.1, which PyYAML reads, takes ``no`` for false, ``010`` for eight, ``1:30`` for ninety and ``1_000`` for a
thousand, and leaves ``1e3`` a text. Here a number is a number in decimal digits, true and false are the two words, and
everything else is the text that it looks like.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from scouting import bounds
from scouting.errors import ScoutingError

#: What a plain value can be that is no text, by its tag, with the letters that it can begin with (YAML 1.2, section
#: 10.3.2). A number of more digits than a figure has is a text, which its reader refuses in words.
_KINDS = {
    "null": (r"~|null|Null|NULL|", [*"~nN", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    "int": (r"[-+]?[0-9]{1,18}", [*"-+0123456789"]),
    "float": (
        r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        [*"-+.0123456789"],
    ),
}


class _Loader(yaml.SafeLoader):
    """The safe loader, which stops at what a file that people edit never has before it has cost anything."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own name for them
    where, deep, many = "", 0, 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise ScoutingError(
                f"{self.where} refers to other parts of itself, by anchors or aliases (& and *): write them out."
            )
        if event.tag not in (None, "!"):
            raise ScoutingError(f"{self.where} cannot be read as YAML: it has the tag {event.tag}. Write plain values.")
        self.deep, self.many = self.deep + 1, self.many + 1
        line = f"{self.where}, line {event.start_mark.line + 1}"
        if self.deep > bounds.MOST_DEEP:
            said = bounds.told(self.deep, bounds.MOST_DEEP, "entries within each other")
            raise ScoutingError(f"{line}: has {said}. Is a bracket or a blank too many?")
        if self.many > bounds.MOST_ENTRIES:
            raise ScoutingError(f"{line}: has {bounds.told(self.many, bounds.MOST_ENTRIES, 'entries and values')}.")
        node = super().compose_node(parent, index)
        self.deep -= 1
        return node

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        return int(node.value)

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        return float(re.sub(r"\.(?=[inIN])", "", node.value))


class _Dumper(yaml.SafeDumper):
    """Quotes whatever YAML 1.1 or 1.2 would not read as the text that it is."""


for _kind, (_pattern, _first) in _KINDS.items():
    for _one in (_Loader, _Dumper):
        _one.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})\Z"), _first)
for _kind in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", getattr(_Loader, f"construct_yaml_{_kind}"))


def load(text: str, where: str) -> tuple[Any, list[str]]:
    """What a text in YAML says, as plain data, and the entries (or entries of entries) that are there twice.

    Raises ScoutingError, beginning with ``where``, for what is no YAML, nests too deep or has too many entries (see
    ``bounds``), has a tag, or refers to parts of itself: those can nest until a short text fills the memory.

    >>> load("a: 010\\nb: 1e3\\nc: no\\nd: 1_000\\na: .5", "ours.yml")
    ({'a': 0.5, 'b': 1000.0, 'c': 'no', 'd': '1_000'}, ['a'])
    """
    try:
        loader = _Loader(text)
        loader.where = where
        try:
            node = loader.get_single_node()
            twice = _twice(node)
            return None if node is None else loader.construct_document(node), twice
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as err:
        raise ScoutingError(f"{where} cannot be read as YAML: {' '.join(str(err).split())[:400]}") from None


def _twice(node: yaml.Node | None) -> list[str]:
    """The entries written twice in one mapping, however deep: YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        return [name for value in node.value for name in _twice(value)]
    if not isinstance(node, yaml.MappingNode):
        return []
    seen, again = set(), {}
    for key, _ in node.value:
        name = str(key.value)
        if name in seen:
            again[name] = None
        seen.add(name)
    return [*again, *(name for _, value in node.value for name in _twice(value))]


def dump(data: Any, *, flow: bool = False) -> str:
    """Plain data as a text that ``load`` reads back as the same. ``flow``: in one line, in brackets.

    >>> dump({"title": "1e3", "note": "no"})
    "title: '1e3'\\nnote: 'no'\\n"
    """
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=200 if flow else 110
    )
