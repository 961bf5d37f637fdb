"""Columns that may hold names, addresses or remarks of people: by what they are called, or by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netlab.cleaning.answers import NO, YES, normal

# Words in the name of a column; compounds such as `contactnaam` and `telefoonnummer` count too.
NAME = re.compile(
    r"(voor|achter|familie|roep|bij|meisjes|schuil|contact|alter|deelnemers|volledige)?(naam|namen)|"
    r"(first|last|sur|fore|given|family|full|middle|maiden|nick|user|alter|contact)?names?|"
    r"tussenvoegsel|initialen|initials|voorletters|alias"
)
REACHED = re.compile(
    r"(e?mail|telefoon|telephone|phone|gsm|mobiel|mobile|linkedin|facebook|instagram|twitter).*|.*(e?mail|phone)|"
    r"tel|telnr|fax|url|website|rijksregister.*|insz|bsn|ssn"
)
PLACE = re.compile(
    r".*(adres|address)|straat.*|street|huisnummer|postcode|postalcode|zip|zipcode|woonplaats|geboorteplaats|gemeente|"
    r"stad|city|town|hometown|birthplace|birthday|verjaardag|geboortedatum|birthdate|dob"
)
REMARK = re.compile(
    r"(opmerking|remark|comment|toelichting|notitie|omschrijving|beschrijving|description).*|notes?|nota|nota's|memo|"
    r".*(freetext|vrijetekst)|specify|specificeer"
)
# Names of what is not a person: `team_name`, `bedrijfsnaam`.
OF_OTHERS = (
    "organisation", "organization", "organisatie", "organisaties", "company", "bedrijf", "bedrijfs", "team", "school",
    "afdeling", "afdelings", "department", "dienst", "unit", "course", "cursus", "event", "group", "groep", "groeps",
    "generator", "project", "file", "bestand", "bestands", "functie", "function", "job", "wave",
)  # fmt: skip
PARTICLES = {"van", "de", "der", "den", "het", "ten", "ter", "te", "von", "el", "al", "da", "di", "d", "le", "la"}
RUN_ON = 5  # words in an answer that is a sentence


def _words(column: str) -> list[str]:
    return [w.casefold() for w in re.findall(r"[A-ZÀ-Ý]?[a-zà-ÿ]+|[A-ZÀ-Ý]+(?![a-zà-ÿ])", column)]


def named_personal(column: str) -> bool:
    """Whether a column is called like a name, a way to reach somebody, an address or a remark, in Dutch or English.

    `voornaam_contact`, `FirstName`, `e-mail`, `woonplaats`, `Opmerkingen`; not `team_name` or `bedrijfsnaam`.
    """
    words = _words(str(column))
    whole = "".join(words)
    other = any(re.sub(r"(naam|names?|namen)$", "", w) in OF_OTHERS for w in words)
    if any(NAME.fullmatch(w) for w in words) and not other:
        return True
    return any(p.fullmatch(w) for p in (REACHED, PLACE, REMARK) for w in (*words, whole))


def called_name(column: str) -> bool:
    """Whether a column is called like the name of a person."""
    words = _words(str(column))
    other = any(re.sub(r"(naam|names?|namen)$", "", w) in OF_OTHERS for w in words)
    return any(NAME.fullmatch(w) for w in words) and not other


def _like_name(text: str) -> bool:
    """Whether a text looks like a first and last name: two to five words with capitals, particles in between."""
    words = text.replace("-", " ").split()
    capital = [w[0].isupper() for w in words if w.casefold().strip(".'’") not in PARTICLES]
    return 1 < len(words) < 6 and len(capital) > 0 and all(capital) and not re.search(r"[\d/&()]", text)


def _like_first_name(text: str) -> bool:
    """Whether a text could be a first name: one word with a capital, and small letters behind it."""
    return bool(re.fullmatch(r"[^\W\d_a-zà-ÿ][a-zà-ÿ'’-]+", text))


def holds_personal(words: Sequence[str], answered: int) -> bool:
    """Whether answers look like addresses, names of persons or sentences.

    Parameters
    ----------
    words : sequence of str
        The different answers.
    answered : int
        How often an answer was given: names and sentences hardly come twice, the answers to a closed question do.
    """
    if any("@" in w for w in words):
        return True
    most = len(words) / 2
    often = answered > 2 * len(words)
    names, sentences = sum(map(_like_name, words)), sum(len(w.split()) >= RUN_ON for w in words)
    if not often and len(words) > 2 and (names > most or sentences > most):
        return True
    first = sum(map(_like_first_name, words))
    return answered > 4 and len(words) >= 0.8 * answered and first > 1.6 * most


def closed(words: Sequence[str]) -> bool:
    """Whether answers can only be those of a closed question: yes and no, or a few small numbers."""
    plain = {normal(w) for w in words}
    return plain <= YES | NO or all(re.fullmatch(r"-?\d{1,2}", w) for w in plain)
