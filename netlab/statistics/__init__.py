"""Statistics that are honest with few people."""

from netlab.statistics.brokers import brokerage_by_chance, roles_by_chance
from netlab.statistics.calibration import calibration_warning, difference_warning
from netlab.statistics.chance import homophily, homophily_of_groups
from netlab.statistics.comparing import compare
from netlab.statistics.correlation import spearman
from netlab.statistics.covariance import ancova
from netlab.statistics.effects import d_z, g_av, leave_one_out, rank_biserial
from netlab.statistics.exact import label_permutation, sign_flip, smallest_p, wilcoxon
from netlab.statistics.families import adjusted
from netlab.statistics.glmm import random_intercept_logit, separated
from netlab.statistics.inference import bootstrap_t, t_interval, welch_interval
from netlab.statistics.intervals import hodges_lehmann, interval, no_interval
from netlab.statistics.missing import missing_bounds, missing_bounds_between
from netlab.statistics.mixed import fit_mixed
from netlab.statistics.outcomes import compare_outcomes, outcomes_with_measures
from netlab.statistics.power import (
    detectable,
    detectable_difference,
    detectable_in_words,
    power_table,
)
from netlab.statistics.referring import referred_by_chance, referred_in_words
from netlab.statistics.robust import robust_error
from netlab.statistics.staying import retention, retention_rows
from netlab.statistics.verdicts import clear_in_words, deciding_p, is_clear
from netlab.statistics.waves import waves_model

__all__ = [
    "adjusted",
    "ancova",
    "bootstrap_t",
    "brokerage_by_chance",
    "calibration_warning",
    "clear_in_words",
    "compare",
    "compare_outcomes",
    "d_z",
    "deciding_p",
    "detectable",
    "detectable_difference",
    "detectable_in_words",
    "difference_warning",
    "fit_mixed",
    "g_av",
    "hodges_lehmann",
    "homophily",
    "homophily_of_groups",
    "interval",
    "is_clear",
    "label_permutation",
    "leave_one_out",
    "missing_bounds",
    "missing_bounds_between",
    "no_interval",
    "outcomes_with_measures",
    "power_table",
    "random_intercept_logit",
    "rank_biserial",
    "referred_by_chance",
    "referred_in_words",
    "retention",
    "retention_rows",
    "robust_error",
    "roles_by_chance",
    "separated",
    "sign_flip",
    "smallest_p",
    "spearman",
    "t_interval",
    "waves_model",
    "welch_interval",
    "wilcoxon",
]
