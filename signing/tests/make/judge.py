"""Prints what pyHanko says about every signature of a PDF, as JSON."""

import asyncio
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

root = load_cert_from_pemder(sys.argv[1])
context = ValidationContext(trust_roots=[root], allow_fetching=False)
with open(sys.argv[2], "rb") as handle:
    reader = PdfFileReader(handle, strict=len(sys.argv) < 4)
    if reader.encrypted:
        reader.decrypt(sys.argv[3] if len(sys.argv) > 3 else "")
    opinions = []
    for signature in reader.embedded_signatures:
        is_stamp = signature.sig_object.raw_get("/Type") == "/DocTimeStamp"
        judge = async_validate_pdf_timestamp if is_stamp else async_validate_pdf_signature
        status = asyncio.run(judge(signature, context))
        level = None if status.modification_level is None else status.modification_level.name
        stamp = getattr(status, "timestamp_validity", None)
        opinions.append({
            "intact": status.intact,
            "valid": status.valid,
            "trusted": status.trusted,
            "bottom_line": status.bottom_line if not is_stamp else status.intact and status.valid,
            "modification": level,
            "docmdp_ok": status.docmdp_ok if not is_stamp else None,
            "timestamp": None if stamp is None else stamp.intact and stamp.valid and stamp.trusted,
        })
print(json.dumps(opinions))
