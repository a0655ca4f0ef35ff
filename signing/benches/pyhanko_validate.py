"""Measures pyHanko and pdfsig: pyhanko_validate.py speed|peak|pdfsig FILE ROOT"""

import logging
import resource
import subprocess
import sys
import time
import warnings
from datetime import datetime, timezone

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
what, path, root_path = sys.argv[1:]

if what == "pdfsig":
    subprocess.run(["pdfsig", path], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, "MB")
    sys.exit()

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

with open(root_path, "rb") as file:
    root = x509.Certificate.load(file.read())


def validate():
    context = ValidationContext(trust_roots=[root], moment=datetime(2026, 3, 5, 14, 30, tzinfo=timezone.utc))
    with open(path, "rb") as file:
        status = validate_pdf_signature(PdfFileReader(file).embedded_signatures[0], context)
    assert status.intact and status.valid and status.trusted


validate()
if what == "peak":
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "MB")
else:
    start, count = time.monotonic(), 0
    while time.monotonic() - start < 3:
        validate()
        count += 1
    print(f"{count / (time.monotonic() - start):.0f}/s")
