"""Studies with a known effect, and how likely a study is to show one."""

from netlab.simulation.power import power_simulated
from netlab.simulation.questions import Question
from netlab.simulation.studies import Simulated, Truth, simulate

__all__ = ["Question", "Simulated", "Truth", "power_simulated", "simulate"]
