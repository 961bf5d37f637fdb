"""Change between two waves: alters, ties to them, ties among them, composition and measures."""

from netlab.changes.alters import fates, turnover
from netlab.changes.closure import tie_turnover
from netlab.changes.cohort import coverage
from netlab.changes.compared import groups
from netlab.changes.referral import referrals, referrals_in_words, referred, with_referred
from netlab.changes.splits import split_constraint, split_mean
from netlab.changes.strengths import strengthening, transitions
from netlab.changes.values import change

__all__ = [
    "change",
    "coverage",
    "fates",
    "groups",
    "referrals",
    "referrals_in_words",
    "referred",
    "split_constraint",
    "split_mean",
    "strengthening",
    "tie_turnover",
    "transitions",
    "turnover",
    "with_referred",
]
