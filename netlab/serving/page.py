"""What one page shows, told by the server that started its kernel: the drawing of one participant, or exploring."""

from __future__ import annotations

import os

from IPython.display import display

from netlab.study import open_study


def show() -> None:
    """Show the drawing of the participant whose page this is; exploring, where it is the researcher's."""
    study, lang = open_study(os.environ["NETLAB_STUDY"]), os.environ["NETLAB_LANG"]
    ego = os.environ["NETLAB_EGO"]
    if ego:  # a kernel loads the widget of its own page only
        from netlab.widgets.drawing import draw

        display(draw(study, ego, os.environ["NETLAB_WAVE"], lang))
    else:
        from netlab.widgets.explorer import explore

        display(explore(study, lang))
