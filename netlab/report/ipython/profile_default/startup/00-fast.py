# jsonschema would compile 30 parsers for a check that no notebook uses: 0.8 s in every kernel that shows a figure.
import sys

sys.modules.setdefault("rfc3987_syntax", None)
