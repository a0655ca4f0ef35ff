//! Prepares empty fields before anybody signs, so that filling them later is a change signatures permit.

use super::appearance::{Frame, draw, number};
use super::file::PdfFile;
use super::font::Font;
use super::form::{self, extend_form};
use super::page;
use super::permission::Rules;
use super::placement::{Widget, new_widget};
use super::request::Rect;
use super::update::Update;
use super::value::{Dict, Id};
use crate::Error;

/// A field to put on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPlan {
    /// Its name, without full stops.
    pub name: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Where on the page.
    pub rect: Rect,
    /// What it takes.
    pub kind: FieldKind,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// A signature.
    Signature,
    /// A signature that locks fields once it is there (`/Lock`, ISO 32000-2, 12.7.5.5).
    LockingSignature(FieldLock),
    /// One line of text: a number, a day, a month.
    Text {
        /// Size of the letters in points.
        font_size: f32,
        /// Where the text stands in the rectangle.
        align: Align,
    },
}

/// The fields a signature locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldLock {
    /// Every field.
    All,
    /// These fields.
    Only(Vec<String>),
    /// Every field but these.
    Except(Vec<String>),
}

/// Where a line stands in its rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Flush left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// Flush right.
    Right,
}

/// What a number, a date or a symbol is written with; viewers use it when somebody types into a field.
const TYPED: &str = " -./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The name of the font in the form's resources.
const FONT: &str = "VanthuText";

/// Adds empty fields by incremental update.
///
/// # Errors
/// [`Error::Forbidden`] when the document is signed already: a new field would be a change the signature does
/// not permit.
pub fn prepare_fields(pdf: &[u8], fields: &[FieldPlan], font: &[u8]) -> Result<Vec<u8>, Error> {
    let source = &pdf;
    let file = PdfFile::open(source, "")?;
    let existing = form::fields(&file)?;
    if Rules::read(&file, &existing)?.is_signed {
        return Err(Error::Forbidden("fields are prepared before the first signature"));
    }
    let mut update = Update::new(&file);
    let mut taken = existing;
    let mut added = Vec::new();
    let has_text = fields
        .iter()
        .any(|plan| matches!(plan.kind, FieldKind::Text { .. }));
    let text_font = has_text
        .then(|| Font::subset(font, TYPED)?.embed(&mut update))
        .transpose()?;
    for plan in fields {
        let page = page::find(&file, plan.page)?;
        let frame = Frame::on_page(&page, &plan.rect);
        let mut widget = new_widget(&mut update, &taken, &plan.name, &page, &frame)?;
        describe(&mut update, plan, &mut widget)?;
        if frame.is_visible() {
            let appearance = match plan.kind {
                FieldKind::Text { .. } => frame.form(&mut update, "/Tx BMC EMC", &Dict::default())?,
                _ => draw(&mut update, &frame, None)?,
            };
            widget
                .dict
                .set("AP", Dict::of([("N", &appearance.reference())]).to_bytes());
        }
        update.put_dict(widget.id, &widget.dict);
        update.push_to_array(page.id, "Annots", &widget.id.reference())?;
        taken.push(form::Field {
            id: widget.id,
            name: plan.name.clone(),
            dict: widget.dict,
            widgets: vec![widget.id],
        });
        added.push(widget.id);
    }
    let resources = match text_font {
        Some(font) => Some(form_resources(&file, font)?),
        None => None,
    };
    extend_form(&mut update, &added, |form| {
        if let Some(resources) = resources {
            form.set("DR", resources);
        }
    })?;
    Ok([pdf, &update.finish()?.bytes].concat())
}

fn describe(update: &mut Update<'_, '_>, plan: &FieldPlan, widget: &mut Widget) -> Result<(), Error> {
    let dict = &mut widget.dict;
    match &plan.kind {
        FieldKind::Signature => dict.set("FT", "/Sig"),
        FieldKind::LockingSignature(lock) => {
            dict.set("FT", "/Sig");
            let id = update.allocate();
            let value = lock_dictionary(update, id, lock)?;
            update.put_dict(id, &value);
            dict.set("Lock", id.reference());
        }
        FieldKind::Text { font_size, align } => {
            dict.set("FT", "/Tx");
            // The rectangle stays put when the field is filled, so it must not scroll (ISO 32000-2, table 230).
            dict.set("Ff", (1_u32 << 23).to_string());
            dict.set("Q", (*align as u8).to_string());
            let default = format!("/{FONT} {} Tf 0 g", number(f64::from(*font_size)));
            dict.set("DA", update.string(widget.id, default.as_bytes())?);
        }
    }
    Ok(())
}

fn lock_dictionary(update: &Update<'_, '_>, owner: Id, lock: &FieldLock) -> Result<Dict, Error> {
    let (action, names) = match lock {
        FieldLock::All => ("/All", None),
        FieldLock::Only(names) => ("/Include", Some(names)),
        FieldLock::Except(names) => ("/Exclude", Some(names)),
    };
    let mut dict = Dict::of([("Type", b"/SigFieldLock"), ("Action", action.as_bytes())]);
    if let Some(names) = names {
        let mut list = b"[".to_vec();
        for name in names {
            list.extend_from_slice(&update.text(owner, name)?);
        }
        list.push(b']');
        dict.set("Fields", list);
    }
    Ok(dict)
}

/// The form's resources with the font added; what is there already stays.
fn form_resources(file: &PdfFile<'_>, font: Id) -> Result<Vec<u8>, Error> {
    let part = |holder: &Dict, key: &str| match holder.get(key) {
        Some(raw) => Ok::<_, Error>(file.dict_at(raw)?.unwrap_or_default()),
        None => Ok(Dict::default()),
    };
    let form = form::form(file)?.unwrap_or_default();
    let mut resources = part(&form, "DR")?;
    let mut fonts = part(&resources, "Font")?;
    fonts.set(FONT, font.reference());
    resources.set("Font", fonts.to_bytes());
    Ok(resources.to_bytes())
}
