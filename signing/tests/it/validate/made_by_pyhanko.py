"""Makes signed PDF files with pyHanko as its users do. Arguments: the folder with keys, the files to sign, where to write.

Every file is honest: whoever validates must pass it, except for those called "refused-", which pyHanko refuses itself.
"""

import sys
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko import stamp
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedValueSpec, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

here, out = Path(sys.argv[1]), Path(sys.argv[2])
name = generic.pdf_name


def certificates(path):
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor((here / path).read_bytes(), multiple=True)]


chain = certificates("chain.pem")
registry = SimpleCertificateStore()
registry.register_multiple(chain)


def signer(who, pss=False):
    return signers.SimpleSigner(
        signing_cert=load_cert_from_pemder(here / f"{who}.pem"),
        signing_key=load_private_key_from_pemder(here / f"{who}.key", None),
        cert_registry=registry,
        prefer_pss=pss,
    )


tsa = timestamps.DummyTimeStamper(
    load_cert_from_pemder(here / "tsa.pem"),
    load_private_key_from_pemder(here / "tsa.key", None),
    certs_to_embed=registry,
    fixed_dt=datetime.now(timezone.utc),
)
context = ValidationContext(
    trust_roots=[load_cert_from_pemder(here / "root.pem")],
    other_certs=chain,
    allow_fetching=False,
    crls=[(here / "root.crl").read_bytes(), (here / "issuing.crl").read_bytes()],
    revocation_mode="soft-fail",
)
visible = SigFieldSpec("Visible", on_page=0, box=(300, 200, 480, 260))
beside = SigFieldSpec("Beside", on_page=0, box=(60, 200, 240, 260))
described = stamp.TextStampStyle(stamp_text="Ký bởi: %(signer)s\n%(ts)s")


def update(pdf, password=None, **options):
    increment = IncrementalPdfFileWriter(BytesIO(pdf), **options)
    if password is not None:
        increment.encrypt(password)
    return increment


def sign(pdf, field, who="person", style=None, spec=None, stamped=False, password=None, pss=False, **meta):
    options = {} if spec is None else {"new_field_spec": spec}
    pdf_signer = PdfSigner(
        PdfSignatureMetadata(field_name=field, **meta),
        signer=signer(who, pss),
        timestamper=tsa if stamped else None,
        stamp_style=style,
        **options,
    )

    return pdf_signer.sign_pdf(update(pdf, password)).getvalue()


def lasting(**others):
    return dict(
        stamped=True,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context,
        **others,
    )


def filled(pdf, value):
    """Fills the text field as a form filler does: value and appearance."""
    increment = update(pdf)
    field = next(
        reference
        for reference in increment.root["/AcroForm"]["/Fields"]
        if reference.get_object().get("/T") == "number"
    )
    look = generic.StreamObject(
        {
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 128, 20))),
            name("/Resources"): generic.DictionaryObject({name("/Font"): increment.root["/AcroForm"]["/DR"]["/Font"]}),
        },
        stream_data=f"/Tx BMC q BT /F1 12 Tf 0 g 2 6 Td ({value}) Tj ET Q EMC".encode(),
    )
    field = field.get_object()
    field["/V"] = generic.pdf_string(value)
    field["/AP"] = generic.DictionaryObject({name("/N"): increment.add_object(look)})
    increment.update_container(field)
    return written(increment)


def written(increment):
    target = BytesIO()
    increment.write(target)
    return target.getvalue()


def described_anew(pdf):
    increment = update(pdf)
    increment.set_info(generic.DictionaryObject({name("/Producer"): generic.pdf_string("another program")}))
    return written(increment)


def stored(pdf):
    target = BytesIO(pdf)
    DocumentSecurityStore.add_dss(target, None, certs=chain, crls=list(context.crls))
    return target.getvalue()


def stamped(pdf):
    target = PdfTimeStamper(tsa).timestamp_pdf(update(pdf), "sha256", validation_context=context)
    return target.getvalue()


def renewed(pdf):
    return PdfTimeStamper(tsa).update_archival_timestamp_chain(PdfFileReader(BytesIO(pdf)), context).getvalue()


def with_fields(pdf, *specs):
    increment = update(pdf)
    for spec in specs:
        append_signature_field(increment, spec)
    return written(increment)


def rewritten(pdf, **options):
    """The same document saved from scratch."""
    return written_anew(writer.copy_into_new_writer(PdfFileReader(BytesIO(pdf))), **options)


def written_anew(copy, encrypted=None, streams=True, packed=False):
    copy.stream_xrefs = streams
    if packed:
        packed = copy.prepare_object_stream()
        for number in range(3):
            copy.add_object(generic.pdf_string(f"packed {number}"), obj_stream=packed)
    if encrypted is not None:
        copy.encrypt("owner", encrypted)
    return written(copy)


def refused(pdf):
    """What pyHanko makes when told to, and does not accept: a new visible field after a certification."""
    status = validate_pdf_signature(PdfFileReader(BytesIO(pdf)).embedded_signatures[0])
    assert status.intact and not status.docmdp_ok
    return pdf


locked = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["number"])
others_locked = FieldMDPSpec(FieldMDPAction.EXCLUDE, fields=["number", "Beside"])


def of_plain(pdf):
    one = sign(pdf, "First")
    yield "approval", one
    yield "approval-pss", sign(pdf, "First", pss=True)
    yield "approval-p256", sign(pdf, "First", who="clerk")
    yield "cades", sign(pdf, "First", subfilter=fields.SigSeedSubFilter.PADES)
    yield "visible", sign(pdf, "Visible", style=described, spec=visible)
    two = sign(one, "Second", who="clerk")
    yield "twice", two
    yield "twice-visible", sign(sign(pdf, "Visible", style=described, spec=visible), "Beside", style=described, spec=beside)
    yield "thrice", sign(two, "Third")
    yield "described-anew", described_anew(one)
    yield "stored", stored(one)
    yield "stamped-after", stamped(one)
    yield "stamped-only", stamped(pdf)
    yield "field-after", with_fields(one, visible)
    yield "field-after-signed", sign(with_fields(one, visible), "Visible", style=described)


def of_certified(pdf):
    for permission in MDPPerm:
        level = permission.value
        certified = sign(pdf, "First", certify=True, docmdp_permissions=permission)
        yield f"certified-{level}", certified
        yield f"certified-{level}-stored", stored(certified)
        yield f"certified-{level}-stamped", stamped(stored(certified))
        if level > 1:
            yield f"certified-{level}-countersigned", sign(certified, "Second", who="clerk")
            yield f"refused-{level}", refused(sign(certified, "Visible", who="clerk", style=described, spec=visible))
    prepared = with_fields(pdf, visible, beside)
    certified = sign(prepared, "Visible", style=described, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    yield "prepared-certified-countersigned", sign(certified, "Beside", style=described, who="clerk")


def of_lasting(pdf):
    yield "level-t", sign(pdf, "First", stamped=True, subfilter=fields.SigSeedSubFilter.PADES)
    yield "level-lt", sign(pdf, "First", **lasting())
    archived = sign(pdf, "First", **lasting(use_pades_lta=True))
    yield "level-lta", archived
    again = renewed(archived)
    yield "level-lta-renewed", again
    yield "level-lta-renewed-twice", renewed(again)
    yield "level-lta-countersigned", sign(archived, "Second", who="clerk", **lasting(use_pades_lta=True))
    certified = sign(pdf, "First", **lasting(use_pades_lta=True, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES))
    yield "level-lta-certified-1", certified
    yield "level-lta-certified-1-renewed", renewed(certified)


def of_form(pdf):
    one = sign(pdf, "leader", style=described)
    yield "form", one
    yield "form-filled", filled(one, "15/QD-UBND")
    yield "form-filled-signed", sign(filled(one, "15/QD-UBND"), "Second", who="clerk")
    certified = sign(pdf, "leader", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    yield "form-certified-filled", filled(certified, "15")
    annotating = sign(pdf, "leader", certify=True, docmdp_permissions=MDPPerm.ANNOTATE)
    yield "form-annotating-filled", filled(annotating, "15")
    lock = SigFieldSpec("Locking", on_page=0, box=(60, 200, 240, 260), field_mdp_spec=others_locked, doc_mdp_update_value=MDPPerm.FILL_FORMS)
    yield "form-locked-filled", filled(sign(with_fields(pdf, lock), "Locking", style=described), "15")
    lock = SigFieldSpec("Locking", on_page=0, box=(60, 200, 240, 260), field_mdp_spec=locked)
    yield "form-locked-countersigned", sign(sign(filled(pdf, "15"), "Locking", spec=lock), "leader", who="clerk")
    seeds = SigSeedValueSpec(reasons=["approved"], subfilters=[fields.SigSeedSubFilter.PADES])
    seeded = with_fields(pdf, SigFieldSpec("Seeded", seed_value_dict=seeds))
    yield "seeded", sign(seeded, "Seeded", reason="approved", subfilter=fields.SigSeedSubFilter.PADES)


def of_every_shape(pdf):
    for shape, options in {
        "tables": {"streams": False},
        "streams": {"streams": True},
        "packed": {"streams": True, "packed": True},
        "encrypted": {"encrypted": ""},
        "encrypted-tables": {"encrypted": "", "streams": False},
    }.items():
        base = rewritten(pdf, **options)
        password = "" if "encrypted" in options else None
        one = sign(base, "leader", style=described, password=password)
        yield f"shape-{shape}", one
        two = sign(one, "Second", who="clerk", style=described, spec=SigFieldSpec("Second", on_page=0, box=(60, 200, 240, 260)), password=password)
        yield f"shape-{shape}-twice", two
        if password is None:
            yield f"shape-{shape}-filled", filled(one, "15")
            yield f"shape-{shape}-lasting", sign(base, "leader", **lasting(use_pades_lta=True))


plain, form = (here / "plain.pdf").read_bytes(), (here / "form.pdf").read_bytes()
for makers, pdf in ((of_plain, plain), (of_certified, plain), (of_lasting, plain), (of_form, form), (of_every_shape, form)):
    for kind, made in makers(pdf):
        (out / f"{kind}.pdf").write_bytes(made)
