"""The words of a verdict, and how sure a gap must be for each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scouting.terms import CLEARLY, NOT_COMPARED, PROBABLY, TOO_CLOSE, TOO_FEW_PEOPLE, Z95

#: Two-sided one in five: nothing under this is called probable, whatever the past says.
Z80 = 1.2815515655446004


class Cutoffs(NamedTuple):
    """From what sureness on (see ``stats.gaps.sureness``) a gap is clear, and probable."""

    clear: float
    probable: float


#: What normal noise alone would ask for. The cut-offs in use are found on past years (``compare.calibration``).
NOMINAL = Cutoffs(Z95, Z80)


def verdict(sureness, sign, too_few, cutoffs: Cutoffs) -> np.ndarray:
    """The verdict on each gap: "clearly better", "probably lower", "too close to call" and so on.

    ``sureness``: signed as the gap, NaN where it is not known; ``sign``: +1 where high is good, -1 where low is, 0
    where neither; ``too_few``: whether too few people stand behind it. Arrays of one shape, or that fit together.

    >>> verdict(np.array([-3.0, 1.5, 0.2, np.nan]), np.array([-1, 0, 1, 1]), False, Cutoffs(2.5, 1.3)).tolist()
    ['clearly better', 'probably higher', 'too close to call', 'not compared']
    """
    z, sign, too_few = np.broadcast_arrays(np.asarray(sureness, float), sign, too_few)
    words = np.full(z.shape, TOO_CLOSE, dtype=object)
    good = np.where(sign == 0, np.sign(z), np.sign(z) * np.sign(sign))
    for side, judged, way in (("better", True, 1), ("worse", True, -1), ("higher", False, 1), ("lower", False, -1)):
        mine = (good == way) & ((sign != 0) == judged)
        words[mine & (np.abs(z) >= cutoffs.probable)] = PROBABLY[side]
        words[mine & (np.abs(z) >= cutoffs.clear)] = CLEARLY[side]
    words[~np.isfinite(z)] = NOT_COMPARED
    words[too_few] = TOO_FEW_PEOPLE
    return words
