"""Prints what pyHanko says of the first signature of a PDF offline, revocation answers required, as JSON.

With "lt" the store inside the file is all it has; with "lta" it runs the AdES validation of archived signatures.
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
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

root = load_cert_from_pemder(sys.argv[1])
with open(sys.argv[2], "rb") as handle:
    reader = PdfFileReader(handle)
    signature = reader.embedded_regular_signatures[0]
    if sys.argv[3] == "lt":
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"}
        )
        status = asyncio.run(async_validate_pdf_signature(signature, context))
        print(json.dumps(["PASSED" if status.bottom_line else "FAILED", status.summary()]))
    else:
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build([CertTrustAnchor(root)]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        )
        spec = PdfSignatureValidationSpec(SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        ))
        result = asyncio.run(ades_lta_validation(signature, pdf_validation_spec=spec))
        print(json.dumps([result.ades_subindic.status.name, result.ades_subindic.standard_name]))
