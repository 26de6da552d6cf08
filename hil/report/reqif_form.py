"""The form of our ReqIF files: the attributes of requirements, test cases, sections and specifications (ReqIF 1.2).

An identifier is made from what it names, so an object has the same one in the files of
all runs, and a tool that imports a second file updates its objects.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # writes only
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5

from hil.report.legal import legal
from hil.spec.catalogue import Basis, RequirementKind, Verification
from hil.verdict import Cause, Ground, Verdict

MOST_LETTERS = 32000
"""The length of a string; DOORS takes no more."""

NOT_TESTED = "not tested"
NOT_RUN = "not run"

_NAMES = uuid5(NAMESPACE_URL, "m95-hil")


class Kind(Enum):
    """The kind of an attribute; the value is its part in the names of ReqIF's elements.

    The other kinds, BOOLEAN and REAL, are left out: StrictDoc does not read them.
    """

    TEXT = "STRING"
    RICH = "XHTML"
    NUMBER = "INTEGER"
    TIME = "DATE"
    CHOICE = "ENUMERATION"


CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Verdict": (*(verdict.words for verdict in Verdict), NOT_TESTED, NOT_RUN),
        "Ground": tuple(ground.value for ground in Ground),
        "Kind": tuple(kind.value for kind in RequirementKind),
        "Verification": tuple(way.value for way in Verification),
        "Basis": tuple(basis.value for basis in Basis),
        "Cause": tuple(cause.value for cause in Cause),
        "Tested": ("yes", "no"),
    }
)
"""The values of each attribute that is a choice, by its name."""

_NAMED = {"ReqIF.ForeignID": Kind.TEXT, "ReqIF.Name": Kind.TEXT, "ReqIF.Text": Kind.RICH}


@dataclass(frozen=True, slots=True)
class Type:
    """A type of objects: `element` is its name in ReqIF without `-TYPE`, `attributes` are the kinds by name."""

    name: str
    element: str
    attributes: Mapping[str, Kind]


REQUIREMENT = Type(
    "Requirement",
    "SPEC-OBJECT",
    MappingProxyType(
        {
            **_NAMED,
            **dict.fromkeys(("Section", "Clause", "Reasoning"), Kind.TEXT),
            **dict.fromkeys(("Ground", "Kind", "Verification", "Basis", "Verdict", "Tested"), Kind.CHOICE),
        }
    ),
)
TEST = Type(
    "Test case",
    "SPEC-OBJECT",
    MappingProxyType(
        {
            **_NAMED,
            **dict.fromkeys(("Verdict", "Ground", "Cause"), Kind.CHOICE),
            **dict.fromkeys(("Expected", "Actual", "Reason", "Module", "Place", "Run"), Kind.TEXT),
            "Started": Kind.TIME,
            "Milliseconds": Kind.NUMBER,
        }
    ),
)
SECTION = Type("Section", "SPEC-OBJECT", MappingProxyType({"ReqIF.ChapterName": Kind.TEXT}))
VERIFIES = Type("verifies", "SPEC-RELATION", MappingProxyType({}))
SPECIFICATION = Type(
    "Specification",
    "SPECIFICATION",
    MappingProxyType(dict.fromkeys(("Run", "Selection", "Conclusion", "DUT"), Kind.TEXT)),
)

TYPES = (REQUIREMENT, TEST, SECTION, VERIFIES, SPECIFICATION)

_LIMITS = {
    Kind.TEXT: {"MAX-LENGTH": str(MOST_LETTERS)},
    Kind.NUMBER: {"MIN": "0", "MAX": "2147483647"},
}


def identifier(kind: str, *names: str) -> str:
    """The identifier of what these names name, an `xsd:ID`."""
    return f"_{uuid5(_NAMES, chr(0).join((kind, *names)).encode(errors='backslashreplace').decode())}"


def identified(parent: ET.Element, tag: str, key: str, at: str, **attributes: str) -> ET.Element:
    """A child with an identifier and the time of its last change."""
    return ET.SubElement(parent, tag, {"IDENTIFIER": key, "LAST-CHANGE": at, **attributes})


def add_datatypes(content: ET.Element, at: str) -> None:
    """Add the datatypes: one for each kind, one for each choice."""
    datatypes = ET.SubElement(content, "DATATYPES")
    for kind in Kind:
        if kind is not Kind.CHOICE:
            tag = f"DATATYPE-DEFINITION-{kind.value}"
            key = identifier("datatype", kind.value)
            identified(datatypes, tag, key, at, **{"LONG-NAME": kind.value.title(), **_LIMITS.get(kind, {})})
    for name, values in CHOICES.items():
        tag = f"DATATYPE-DEFINITION-{Kind.CHOICE.value}"
        choice = identified(datatypes, tag, identifier("datatype", name), at, **{"LONG-NAME": name})
        specified = ET.SubElement(choice, "SPECIFIED-VALUES")
        for number, value in enumerate(values):
            key = identifier("value", name, value)
            one = identified(specified, "ENUM-VALUE", key, at, **{"LONG-NAME": value})
            properties = ET.SubElement(one, "PROPERTIES")
            ET.SubElement(properties, "EMBEDDED-VALUE", {"KEY": str(number), "OTHER-CONTENT": ""})


def add_types(content: ET.Element, at: str) -> None:
    """Add the types with their attributes."""
    types = ET.SubElement(content, "SPEC-TYPES")
    for of in TYPES:
        key = identifier("type", of.name)
        made = identified(types, f"{of.element}-TYPE", key, at, **{"LONG-NAME": of.name})
        if of.attributes:
            attributes = ET.SubElement(made, "SPEC-ATTRIBUTES")
            for name, kind in of.attributes.items():
                _add_attribute(attributes, of, name, kind, at)


def _add_attribute(parent: ET.Element, of: Type, name: str, kind: Kind, at: str) -> None:
    extra = {"MULTI-VALUED": "false"} if kind is Kind.CHOICE else {}
    key = identifier("attribute", of.name, name)
    tag = f"ATTRIBUTE-DEFINITION-{kind.value}"
    made = identified(parent, tag, key, at, **{"LONG-NAME": name, **extra})
    datatype = name if kind is Kind.CHOICE else kind.value
    reference(made, "TYPE", f"DATATYPE-DEFINITION-{kind.value}", identifier("datatype", datatype))


def reference(parent: ET.Element, tag: str, to: str, key: str) -> None:
    """Add a child that refers to an object of that element."""
    ET.SubElement(ET.SubElement(parent, tag), f"{to}-REF").text = key


def add_values(parent: ET.Element, of: Type, values: Iterable[tuple[str, str]]) -> None:
    """Add the values and the type of an object; an empty value is left out."""
    made = ET.SubElement(parent, "VALUES")
    for name, text in values:
        if text:
            _add_value(made, of, name, legal(text)[:MOST_LETTERS])
    reference(parent, "TYPE", f"{of.element}-TYPE", identifier("type", of.name))


def _add_value(parent: ET.Element, of: Type, name: str, text: str) -> None:
    kind = of.attributes[name]
    value = ET.SubElement(parent, f"ATTRIBUTE-VALUE-{kind.value}")
    definition = identifier("attribute", of.name, name)
    match kind:
        case Kind.CHOICE:
            reference(value, "VALUES", "ENUM-VALUE", identifier("value", name, text))
        case Kind.RICH:
            ET.SubElement(ET.SubElement(value, "THE-VALUE"), "xhtml:div").text = text
        case _:
            value.set("THE-VALUE", text)
    reference(value, "DEFINITION", f"ATTRIBUTE-DEFINITION-{kind.value}", definition)
