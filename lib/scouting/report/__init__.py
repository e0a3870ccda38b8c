"""Documents to hand on, each whole in its folder: a council's report, a group's document, the brief for a visit."""

import sys

# jsonschema, which nbformat imports, takes a second to make ready a check of web addresses that no notebook asks for;
# it does without where that is not to be had.
_held = sys.modules.get("rfc3987_syntax")
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
import jsonschema  # noqa: E402, F401

if _held is None:
    del sys.modules["rfc3987_syntax"]
else:
    sys.modules["rfc3987_syntax"] = _held
