"""Reads every *.xml of this folder as ETSI TS 119 102-2 by the classes pyHanko generates from its schema.

The classes know names, types, required elements and cardinality; the order of elements, identifiers and references are
checked here beside them.
"""

import dataclasses
import typing
from pathlib import Path

from lxml import etree
from pyhanko.generated.etsi import ts_11910202 as etsi
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

NAMESPACE = "{http://uri.etsi.org/19102/v1.2.1#}"
parser = XmlParser(
    config=ParserConfig(
        fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True
    ),
    context=XmlContext(),
)


def complete(value):
    """Every required element and attribute is there, as often as it must be."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        what = f"{type(value).__name__}.{field.name}"
        assert not field.metadata.get("required") or held is not None, what
        items = held if isinstance(held, tuple) else () if held is None else (held,)
        # A part of a choice has a lower bound only inside of it.
        if "sequence" not in field.metadata:
            assert len(items) >= field.metadata.get("min_occurs", 0), what
        for item in items:
            complete(item)


def in_order(element, kind):
    """The elements stand in the order of the schema's sequences; attributes of signatures come in any order."""
    if not dataclasses.is_dataclass(kind):
        return
    hints = typing.get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if field.metadata.get("type") == "Element"]
    names = [field.metadata.get("name", field.name) for field in fields]
    reached = 0
    for child in element:
        place = names.index(etree.QName(child).localname)
        if kind is not etsi.SignatureAttributesType:
            assert place >= reached, f"{child.tag} in {element.tag}"
        reached = place
        inner = hints[fields[place].name]
        kinds = [argument for argument in typing.get_args(inner) if dataclasses.is_dataclass(argument)]
        in_order(child, kinds[0] if kinds else inner)


files = sorted(Path().glob("*.xml"))
assert len(files) >= 10
for path in files:
    document = etree.parse(str(path)).getroot()
    assert document.tag == NAMESPACE + "ValidationReport", document.tag
    report = parser.from_bytes(path.read_bytes(), etsi.ValidationReport)
    complete(report)
    in_order(document, etsi.ValidationReport)
    identifiers = document.xpath("//@id")
    assert len(identifiers) == len(set(identifiers)), path
    references = {name for names in document.xpath("//@VOReference") for name in names.split()}
    assert references and references <= set(identifiers), (path, references)
    uris = document.xpath("//*[local-name() = 'MainIndication' or local-name() = 'SubIndication']/text()")
    assert uris and all(uri.startswith("urn:etsi:019102:") for uri in uris), path
