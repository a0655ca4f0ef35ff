"""Prints the peak memory in MB of pyHanko signing in.pdf of a folder with the key beside it."""

import resource
import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

folder = sys.argv[1]
signer = signers.SimpleSigner.load(f"{folder}/key.pem", f"{folder}/certificate.pem")
metadata = signers.PdfSignatureMetadata(
    field_name="Bench", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
)
with open(f"{folder}/in.pdf", "rb") as source, open(f"{folder}/peer.pdf", "w+b") as target:
    signers.sign_pdf(IncrementalPdfFileWriter(source), metadata, signer=signer, output=target)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
