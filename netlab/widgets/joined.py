"""The script and the style of a widget in one piece each: on the page a widget cannot load the files beside it."""

import re
from pathlib import Path

HERE = Path(__file__).parent
IMPORT = re.compile(r"^import [^;]*? from \"\./\w+\.mjs\";\n", re.MULTILINE)


def script(*names: str) -> str:
    """Modules of this folder as one, in this order; what they import from each other stands above them."""
    return "\n".join(IMPORT.sub("", (HERE / name).read_text(encoding="utf-8")) for name in names)


def style(*names: str) -> str:
    """What all panels share, and what this one adds, in this order."""
    return "\n".join((HERE / part).read_text(encoding="utf-8") for part in ("panel.css", *names))
