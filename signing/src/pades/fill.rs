//! Fills text fields by incremental update, with an appearance that carries its own font.

use super::appearance::{Frame, number};
use super::file::PdfFile;
use super::font::Font;
use super::form::{self, Field};
use super::page;
use super::permission::Rules;
use super::update::Update;
use super::value::{self, Dict, Id, integer, reference};
use crate::Error;

/// Sets the values of text fields.
///
/// # Errors
/// [`Error::Forbidden`] when a signature does not permit it; [`Error::Font`] when the font lacks a letter.
pub fn fill_fields(pdf: &[u8], values: &[(&str, &str)], font: &[u8]) -> Result<Vec<u8>, Error> {
    let source = &pdf;
    let file = PdfFile::open(source, "")?;
    let fields = form::fields(&file)?;
    let rules = Rules::read(&file, &fields)?;
    let mut update = Update::new(&file);
    let letters: String = values.iter().map(|(_, text)| *text).collect();
    let font = Font::subset(font, &letters)?;
    let font_id = font.embed(&mut update)?;
    for (name, text) in values {
        let field = fields.iter().find(|field| field.name == *name);
        let field = field.ok_or_else(|| Error::FieldNotFound((*name).to_owned()))?;
        if !field.dict.is("FT", "Tx") {
            return Err(Error::FieldKind((*name).to_owned()));
        }
        rules.may_fill(name)?;
        fill(&mut update, field, text, &font, font_id)?;
    }
    Ok([pdf, &update.finish()?.bytes].concat())
}

fn fill(
    update: &mut Update<'_, '_>,
    field: &Field,
    text: &str,
    font: &Font,
    font_id: Id,
) -> Result<(), Error> {
    let mut dict = update.dict(field.id)?;
    dict.set("V", update.text(field.id, text)?);
    update.put_dict(field.id, &dict);
    for widget_id in &field.widgets {
        let mut widget = update.dict(*widget_id)?;
        let Some(raw) = widget.get("Rect") else { continue };
        let rect = page::rectangle(update.file, raw)?.unwrap_or_default();
        let rotation = match widget.get("P").and_then(reference) {
            Some(page) => page::rotation_of(update.file, page)?,
            None => 0,
        };
        let frame = Frame::of_rect(rect, rotation);
        let size = font_size(update.file, field)?.unwrap_or_else(|| (frame.height * 0.8).min(12.0));
        let align = field.dict.get("Q").and_then(integer).unwrap_or(0);
        let content = line(font, text, size, align, &frame);
        let fonts = Dict::of([("F", &font_id.reference())]).to_bytes();
        let appearance = frame.form(update, &content, &Dict::of([("Font", &fonts)]))?;
        widget.set("AP", Dict::of([("N", &appearance.reference())]).to_bytes());
        update.put_dict(*widget_id, &widget);
    }
    Ok(())
}

/// One line, its letters in the middle of the height; too wide a line is set smaller.
fn line(font: &Font, text: &str, size: f64, align: i64, frame: &Frame) -> String {
    let natural = font.width(text, size);
    let room = frame.width.max(1.0);
    let size = if natural > room {
        size * room / natural
    } else {
        size
    };
    let width = font.width(text, size);
    let left = match align {
        1 => (frame.width - width) / 2.0,
        2 => frame.width - width,
        // No indent: the text meets the print beside the field.
        _ => 0.0,
    };
    let baseline = (frame.height - (font.ascent + font.descent) * size) / 2.0;
    format!(
        "/Tx BMC q BT 0 g /F {} Tf 1 0 0 1 {} {} Tm {} Tj ET Q EMC",
        number(size),
        number(left),
        number(baseline),
        font.encode(text)
    )
}

/// The size in the default appearance `/F 13 Tf`; none when it is to fit by itself.
fn font_size(file: &PdfFile<'_>, field: &Field) -> Result<Option<f64>, Error> {
    let form_default = form::form(file)?;
    let (owner, raw) = match (field.dict.get("DA"), &form_default) {
        (Some(raw), _) => (field.id, raw),
        (None, Some(form)) => match form.get("DA") {
            Some(raw) => (file.root, raw),
            None => return Ok(None),
        },
        (None, None) => return Ok(None),
    };
    // An inherited default of an encrypted file belongs to another object; the size then follows the height.
    let Ok(Some(default)) = file.string(owner, raw) else {
        return Ok(None);
    };
    let tokens: Vec<&[u8]> = default
        .split(u8::is_ascii_whitespace)
        .filter(|token| !token.is_empty())
        .collect();
    let operator = tokens.iter().position(|token| *token == b"Tf");
    let size = operator
        .and_then(|at| at.checked_sub(1))
        .and_then(|at| value::number(tokens[at]));
    Ok(size.filter(|size| *size > 0.0))
}
