//! Document time stamps (EN 319 142-1 5.5): a stamp over the whole file.

use ring::digest::Context;

use super::evidence::Evidence;
use super::file::PdfFile;
use super::form::{self, extend_form, set_signature_flags};
use super::page;
use super::placement::new_widget;
use super::prepare::append_signature;
use super::source::Source;
use super::update::Update;
use super::value::Dict;
use crate::{Digest, Error};

/// Room for the token with its certificates.
const ROOM: usize = 24 * 1024;

/// The bytes to append for a time stamp over everything before them.
pub(super) fn stamp(source: &dyn Source, password: &str, evidence: &dyn Evidence) -> Result<Vec<u8>, Error> {
    let file = PdfFile::open(source, password)?;
    let fields = form::fields(&file)?;
    let mut update = Update::new(&file);
    let signature = update.allocate();
    let is_free = |number: &usize| {
        let name = format!("DocTimeStamp{number}");
        fields.iter().all(|field| field.name != name)
    };
    // One number more than there are fields: one of them is free.
    let number = (1..=fields.len() + 1).find(is_free).unwrap_or(1);
    let name = format!("DocTimeStamp{number}");
    let page = page::find(&file, 1)?;
    let frame = super::appearance::Frame::of_rect([0.0; 4], 0);
    // ISO 32000-2, 12.8.2.2.2: a time stamp never violates a certification.
    let mut widget = new_widget(&mut update, &fields, &name, &page, &frame)?;
    widget.dict.set("FT", "/Sig");
    widget.dict.set("V", signature.reference());
    update.put_dict(widget.id, &widget.dict);
    update.push_to_array(page.id, "Annots", &widget.id.reference())?;
    extend_form(&mut update, &[widget.id], set_signature_flags)?;
    let dictionary = Dict::of([
        ("Type", b"/DocTimeStamp"),
        ("Filter", b"/Adobe.PPKLite"),
        ("SubFilter", b"/ETSI.RFC3161"),
    ]);
    let gap = append_signature(update, signature, &dictionary, ROOM)?;

    let mut context = Context::new(Digest::Sha256.algorithm());
    source.hash_into(&mut context)?;
    context.update(&gap.before);
    context.update(&gap.after);
    let token = evidence.timestamp(Digest::Sha256, context.finish().as_ref())?;
    let mut tail = Vec::with_capacity(gap.length());
    gap.fill(&mut tail, &token)?;
    Ok(tail)
}
