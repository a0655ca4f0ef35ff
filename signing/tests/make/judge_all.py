"""Prints the files whose signature in a named field pyHanko does not accept with the coverage it must have, as JSON."""

import asyncio
import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

root = load_cert_from_pemder(sys.argv[1])
context = ValidationContext(trust_roots=[root], allow_fetching=False)
rejected = []
for path in sys.argv[4:]:
    try:
        with open(path, "rb") as handle:
            reader = PdfFileReader(handle, strict=False)
            if reader.encrypted:
                reader.decrypt("")
            # Only ours: other signatures in these files may be unreadable on purpose.
            found = [entry for entry in enumerate_sig_fields(reader) if entry[0] == sys.argv[2]]
            ours = EmbeddedPdfSignature(reader, found[0][2].get_object(), sys.argv[2])
            status = asyncio.run(async_validate_pdf_signature(ours, context))
            if not (status.bottom_line and status.coverage.name == sys.argv[3]):
                rejected.append(f"{path}: {status.coverage.name} {status.summary()} {status.diff_result}")
    except Exception as error:  # every refusal is a finding here
        rejected.append(f"{path}: {type(error).__name__} {error}")
print(json.dumps(rejected))
