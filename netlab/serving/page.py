"""What one page shows, told by the server that started its kernel: the drawing of one participant, or exploring."""

from __future__ import annotations

import contextlib
import os
from html import escape

from IPython.display import HTML, display

from netlab.problems import InputError
from netlab.study import open_study
from netlab.texts import say


def prepare() -> None:
    """Load everything that the page needs, before it is opened; what is wrong is said when it is."""
    with contextlib.suppress(InputError):
        _made()


def show() -> None:
    """Show the drawing of the participant whose page this is; exploring, where it is the researcher's."""
    try:
        display(_made())
    except InputError as error:
        said = [say("serve.cannot_open", os.environ["NETLAB_LANG"]), *(error.problems if not _ego() else [])]
        display(HTML('<div class="netlab-problem">' + "".join(f"<p>{escape(s)}</p>" for s in said) + "</div>"))


def _ego() -> str:
    return os.environ["NETLAB_EGO"]


def _made() -> object:
    """The widget, on the study as it is now."""
    study, lang = open_study(os.environ["NETLAB_STUDY"]), os.environ["NETLAB_LANG"]
    if _ego():  # a kernel loads the widget of its own page only
        from netlab.widgets.drawing import draw

        return draw(study, _ego(), os.environ["NETLAB_WAVE"], lang)
    from netlab.widgets.explorer import explore

    return explore(study, lang)
