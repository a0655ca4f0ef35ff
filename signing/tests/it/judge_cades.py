"""Judges a detached CAdES signature with pyHanko and asn1crypto: judge_cades.py ROOT FILE SIGNATURE. Prints JSON.

The imprint of an archive time stamp (EN 319 122-1, 5.5.2) is computed here anew.
"""

import asyncio
import hashlib
import json
import sys

from asn1crypto import algos, cms, core, tsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

ARCHIVE, INDEX = "0.4.0.1733.2.4", "0.4.0.19122.1.5"


class HashIndex(core.Sequence):
    _fields = [
        ("algorithm", algos.DigestAlgorithm),
        ("certificates", core.SequenceOf, {"spec": core.OctetString}),
        ("crls", core.SequenceOf, {"spec": core.OctetString}),
        ("attributes", core.SequenceOf, {"spec": core.OctetString}),
    ]


def archive_fits(data, signer, content):
    attributes = list(signer["unsigned_attrs"])
    (stamp,) = [a for a in attributes if a["type"].dotted == ARCHIVE]
    token = cms.ContentInfo.load(stamp["values"][0].dump())["content"]
    info = tsp.TSTInfo.load(token["encap_content_info"]["content"].parsed.dump())
    (index,) = [a for a in token["signer_infos"][0]["unsigned_attrs"] if a["type"].dotted == INDEX]
    index = HashIndex.load(index["values"][0].dump())
    name = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    digest = lambda value: hashlib.new(name, value).digest()
    fields = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    imprint = digest(
        data["encap_content_info"]["content_type"].dump()
        + digest(content)
        + b"".join(signer[field].dump() for field in fields)
        + index.dump()
    )
    hashes = lambda values: sorted(digest(value) for value in values)
    others = [a["type"].dump() + value.dump() for a in attributes if a is not stamp for value in a["values"]]
    return [
        imprint == info["message_imprint"]["hashed_message"].native,
        hashes(c.chosen.dump() for c in data["certificates"]) == sorted(index["certificates"].native),
        hashes(c.dump() for c in data["crls"]) == sorted(index["crls"].native),
        hashes(others) == sorted(index["attributes"].native),
    ]


root = load_cert_from_pemder(sys.argv[1])
with open(sys.argv[2], "rb") as handle:
    content = handle.read()
with open(sys.argv[3], "rb") as handle:
    data = cms.ContentInfo.load(handle.read())["content"]
context = ValidationContext(trust_roots=[root], allow_fetching=False)
status = asyncio.run(async_validate_detached_cms(content, data, signer_validation_context=context, ts_validation_context=context))
signer = data["signer_infos"][0]
kinds = [a["type"].dotted for a in signer["unsigned_attrs"]] if signer["unsigned_attrs"] else []
choices = [choice.name for choice in data["crls"]] if data["crls"] else []
print(json.dumps({
    "passed": status.bottom_line,
    "timestamp": status.timestamp_validity is not None and status.timestamp_validity.valid and status.timestamp_validity.trusted,
    "crls": sum(name != "other" for name in choices),
    "ocsp": sum(name == "other" for name in choices),
    "archive": archive_fits(data, signer, content) if ARCHIVE in kinds else None,
}))
