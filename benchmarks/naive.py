"""Charts as a notebook usually draws them: a layout engine, each file cropped to its ink, and shown by drawing again.

For the benchmark alone: a cell ``import naive`` in a copied notebook puts it in the place of ``charts.emit.emit``.
"""

from __future__ import annotations

import io
from pathlib import Path

from IPython.display import Image, display

from scouting.charts import emit, theme
from scouting.paths import slug


def _naive(ax_or_fig, name: str, alt: str, folder: Path | str | None = None) -> None:
    fig = ax_or_fig if hasattr(ax_or_fig, "savefig") else ax_or_fig.get_figure(root=True)
    with theme.use():
        fig.set_layout_engine("constrained")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for kind in ("png", "svg"):
                fig.savefig(Path(folder) / f"{slug(name)}.{kind}", dpi=emit.DPI, bbox_inches="tight")
        shown = io.BytesIO()
        fig.savefig(shown, format="png", dpi=emit.DPI, bbox_inches="tight")  # what plt.show() does in a notebook
    display(Image(shown.getvalue(), alt=alt))


def use() -> None:
    """Have every module that draws draw so."""
    import sys

    usual = emit.emit
    for module in list(sys.modules.values()):
        if module and getattr(module, "emit", None) is usual and module is not emit:
            module.emit = _naive


use()
