"""Statistics that are honest with few people."""

from netlab.statistics.comparing import compare
from netlab.statistics.inference import (
    adjusted,
    bootstrap_t,
    d_z,
    detectable,
    detectable_difference,
    detectable_in_words,
    g_av,
    label_permutation,
    leave_one_out,
    rank_biserial,
    sign_flip,
    smallest_p,
    t_interval,
    welch_interval,
    wilcoxon,
)

__all__ = [
    "adjusted",
    "bootstrap_t",
    "compare",
    "d_z",
    "detectable",
    "detectable_difference",
    "detectable_in_words",
    "g_av",
    "label_permutation",
    "leave_one_out",
    "rank_biserial",
    "sign_flip",
    "smallest_p",
    "t_interval",
    "welch_interval",
    "wilcoxon",
]
