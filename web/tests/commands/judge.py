"""Prints what pyHanko finds about the first signature of a PDF, as JSON.

judge.py ROOT INTERMEDIATE FILE b|t|lt|lta [PASSWORD]. With lt and lta nothing but the file and the root is known, and
revocation answers are required.
"""

import asyncio
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


def archived(signature):
    """AdES validation of a signature with archive time stamps, from what is in the file."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([CertTrustAnchor(root)]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
    ))
    result = asyncio.run(ades_lta_validation(signature, pdf_validation_spec=spec))
    return result.ades_subindic.status.name, result.ades_subindic.standard_name


root, intermediate = (load_cert_from_pemder(name) for name in sys.argv[1:3])
profile = sys.argv[4]
with open(sys.argv[3], "rb") as handle:
    reader = PdfFileReader(handle)
    if len(sys.argv) > 5:
        reader.decrypt(sys.argv[5])
    signature = reader.embedded_regular_signatures[0]
    if profile in ("lt", "lta"):
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"}
        )
    else:
        context = ValidationContext(trust_roots=[root], other_certs=[intermediate], allow_fetching=False)
    status = asyncio.run(async_validate_pdf_signature(signature, context))
    field, dictionary = signature.sig_field, signature.sig_object
    certified = signature.docmdp_level
    ades, reason = archived(signature) if profile == "lta" else ("PASSED", "")
    print(json.dumps({
        "passed": status.bottom_line and ades == "PASSED",
        "summary": reason or status.pretty_print_details(),
        "timestamp": status.timestamp_validity is not None and status.timestamp_validity.valid,
        "mechanism": signature.signer_info["signature_algorithm"].signature_algo,
        "field": str(signature.field_name),
        "rect": [float(corner) for corner in field["/Rect"]],
        "reason": str(dictionary.get("/Reason", "")),
        "location": str(dictionary.get("/Location", "")),
        "docmdp": certified.value if certified is not None else None,
    }))
