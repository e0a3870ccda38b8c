"""What the controls lack for a screen reader, given to them in the page.

ipywidgets puts no name on the handle of a slider, no alt text on a picture, and cannot make a text a live region: a
short script of ours does all three. It reads the labels that stand in the page and runs nothing that came from data.
"""

from __future__ import annotations

import ipywidgets as widgets
from IPython.display import HTML, display

#: Class of the box whose controls are named, of a text that is read out when it changes, and of a picture with words.
APP, LIVE, PICTURE = "scouting-app", "scouting-live", "scouting-picture"

_SCRIPT = """
(() => {
  const name = () => {
    for (const box of document.querySelectorAll('.APP .widget-slider')) {
      const label = box.querySelector('.widget-label'), handle = box.querySelector('.noUi-handle');
      const number = box.querySelector('.widget-readout');
      if (!label || !handle) continue;
      const words = label.textContent;
      label.title = words;
      if (handle.getAttribute('aria-label') !== words) handle.setAttribute('aria-label', words);
      if (number && !number.hasAttribute('role')) {
        number.setAttribute('role', 'textbox');
        number.setAttribute('aria-label', words + ', as a number');
      }
    }
    for (const text of document.querySelectorAll('.APP .LIVE:not([role])')) text.setAttribute('role', 'status');
    for (const box of document.querySelectorAll('.APP .PICTURE')) {
      const image = box.querySelector('img'), words = box.querySelector('details p');
      if (image && words && image.alt !== words.textContent) image.alt = words.textContent;
    }
  };
  if (window.scoutingNames) window.scoutingNames.disconnect();
  let waiting = false;
  window.scoutingNames = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; name(); }, 50);
  });
  window.scoutingNames.observe(document.body, {childList: true, subtree: true});
  name();
})();
"""

#: The stock grey of a folded group's heading is too faint to read.
_STYLE = ".APP .jupyter-widget-Collapse-header, .APP .jupyter-widget-Collapse-header * "
_STYLE += "{ color: var(--jp-ui-font-color0, #222) !important; }"


def script() -> str:
    """The script and one rule of style as HTML, to be shown once beside the box.

    >>> script().startswith("<style>.scouting-app"), "APP" in script()
    (True, False)
    """
    made = f"<style>{_STYLE}</style><script>{_SCRIPT}</script>"
    return made.replace("APP", APP).replace("LIVE", LIVE).replace("PICTURE", PICTURE)


def show(box: widgets.Box) -> None:
    """Display a box of controls, which has the class ``APP``, with the script before it."""
    display(HTML(script()), box)
