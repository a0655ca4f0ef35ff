//! Puts the signature into its field: one that is there, or a new one.

use super::appearance::{Frame, draw, rect_array};
use super::form::{Field, extend_form, set_signature_flags};
use super::page;
use super::permission::Rules;
use super::request::{SignatureRequest, Target};
use super::update::Update;
use super::value::{Dict, Id, reference};
use crate::Error;

/// Printed and locked (ISO 32000-2, table 167).
pub(super) const WIDGET_FLAGS: &str = "132";

/// Finds the empty field a request names.
pub(super) fn empty_field<'f>(fields: &'f [Field], name: &str) -> Result<&'f Field, Error> {
    let mut named = fields.iter().filter(|field| field.name == name);
    let field = named
        .next()
        .ok_or_else(|| Error::FieldNotFound(name.to_owned()))?;
    if !field.is_signature() {
        Err(Error::FieldKind(name.to_owned()))
    } else if field.dict.get("V").is_some() {
        Err(Error::AlreadySigned(name.to_owned()))
    } else if named.next().is_some() {
        Err(Error::NeedsRepair("two fields have the same name"))
    } else {
        Ok(field)
    }
}

/// Makes `signature` the value of the field the request asks for.
pub(super) fn place(
    update: &mut Update<'_, '_>,
    fields: &[Field],
    rules: &Rules,
    request: &SignatureRequest,
    signature: Id,
) -> Result<(), Error> {
    match &request.target {
        Target::Field(name) => {
            let field = empty_field(fields, name)?;
            rules.may_fill(name)?;
            fill(update, field, request, signature)?;
            extend_form(update, &[], set_signature_flags)
        }
        Target::New { name, page, rect } => {
            let page = page::find(update.file, *page)?;
            let frame = Frame::on_page(&page, rect);
            create(update, fields, rules, name, (&page, frame), request, signature)
        }
        Target::Invisible { name } => {
            let page = page::find(update.file, 1)?;
            let frame = Frame::of_rect([0.0; 4], 0);
            create(update, fields, rules, name, (&page, frame), request, signature)
        }
    }
}

fn fill(
    update: &mut Update<'_, '_>,
    field: &Field,
    request: &SignatureRequest,
    signature: Id,
) -> Result<(), Error> {
    let mut dict = update.dict(field.id)?;
    dict.set("V", signature.reference());
    update.put_dict(field.id, &dict);
    for widget_id in &field.widgets {
        let mut widget = update.dict(*widget_id)?;
        let rect = match widget.get("Rect") {
            Some(raw) => page::rectangle(update.file, raw)?,
            None => None,
        };
        let rotation = match widget.get("P").and_then(reference) {
            Some(page) => page::rotation_of(update.file, page)?,
            None => 0,
        };
        let frame = Frame::of_rect(rect.unwrap_or_default(), rotation);
        if frame.is_visible() {
            let form = draw(update, &frame, request.appearance.as_ref())?;
            widget.set("AP", Dict::of([("N", &form.reference())]).to_bytes());
            update.put_dict(*widget_id, &widget);
        }
    }
    Ok(())
}

fn create(
    update: &mut Update<'_, '_>,
    fields: &[Field],
    rules: &Rules,
    name: &str,
    (page, frame): (&page::Page, Frame),
    request: &SignatureRequest,
    signature: Id,
) -> Result<(), Error> {
    rules.may_add(name, frame.is_visible())?;
    let mut widget = new_widget(update, fields, name, page, &frame)?;
    widget.dict.set("FT", "/Sig");
    widget.dict.set("V", signature.reference());
    if frame.is_visible() {
        let form = draw(update, &frame, request.appearance.as_ref())?;
        widget
            .dict
            .set("AP", Dict::of([("N", &form.reference())]).to_bytes());
    }
    update.put_dict(widget.id, &widget.dict);
    update.push_to_array(page.id, "Annots", &widget.id.reference())?;
    extend_form(update, &[widget.id], set_signature_flags)
}

/// A field that is its own widget, not written yet.
pub(super) struct Widget {
    pub(super) id: Id,
    pub(super) dict: Dict,
}

/// Starts a new field with a free name.
pub(super) fn new_widget(
    update: &mut Update<'_, '_>,
    fields: &[Field],
    name: &str,
    page: &page::Page,
    frame: &Frame,
) -> Result<Widget, Error> {
    // A dot would make a field below another (ISO 32000-2, 12.7.4.2).
    if name.is_empty() || name.contains('.') {
        return Err(Error::FieldKind(name.to_owned()));
    }
    let is_taken = |field: &Field| {
        field
            .name
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if fields.iter().any(is_taken) {
        return Err(Error::FieldExists(name.to_owned()));
    }
    let id = update.allocate();
    let mut dict = Dict::of([
        ("Type", b"/Annot"),
        ("Subtype", b"/Widget"),
        ("T", &update.text(id, name)?),
        ("F", WIDGET_FLAGS.as_bytes()),
        ("Rect", rect_array(frame.rect).as_bytes()),
        ("P", &page.id.reference()),
    ]);
    if page.rotation != 0 && frame.is_visible() {
        dict.set("MK", format!("<</R {}>>", page.rotation));
    }
    Ok(Widget { id, dict })
}
