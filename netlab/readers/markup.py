"""XML that nobody vouches for, parsed without entities, DTDs or anything fetched from elsewhere."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from netlab.problems import InputError


def parsed(data: bytes, name: str) -> Element:
    """The root element of an XML file.

    Raises
    ------
    InputError
        When it is no XML, or declares entities or a DTD of its own, which could unpack to any size.
    """
    try:
        return fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        line = error.position[0] if getattr(error, "position", None) else 1
        raise InputError(
            f"{name}, line {line}: this is not valid XML ({str(error).split(':')[0]}). Cut off? Export it again."
        ) from None
    except DefusedXmlException:
        raise InputError(
            f"{name}: the file declares entities or a DTD, which no export does. It was not read; export it again."
        ) from None
    except (ValueError, LookupError, UnicodeError) as error:
        raise InputError(f"{name}: the text of this XML cannot be read ({error}). Export it again.") from None
