"""Prints how often a second pyHanko signs in.pdf of a folder with the key beside it."""

import io
import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

folder = sys.argv[1]
signer = signers.SimpleSigner.load(f"{folder}/key.pem", f"{folder}/certificate.pem")
with open(f"{folder}/in.pdf", "rb") as handle:
    pdf = handle.read()
metadata = signers.PdfSignatureMetadata(
    field_name="Bench", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
)


def once():
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer)


once()
begin = time.perf_counter()
rounds = 0
while time.perf_counter() - begin < 4:
    once()
    rounds += 1
print(rounds / (time.perf_counter() - begin))
