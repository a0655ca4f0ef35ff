//! A field's appearance against its value: what is seen must be what is stored.
//!
//! Answers shadow attacks on form fields that change only what is drawn, and overlays in appearances.

use unicode_normalization::UnicodeNormalization as _;

use super::covering;
use super::pair::Pair;
use crate::syntax::{Dictionary, Object, View};
use crate::validate::changes::deep::Comparison;
use crate::validate::changes::drawing::{Drawing, Kind, inherited};
use crate::validate::fields;

/// Letters of the page that a filled field may cover: dotted lines and a short prompt are no loss.
const MAX_HIDDEN: usize = 3;
/// Letters of the page that what is filled in may be written over: a prompt that tells what belongs there.
const MAX_OVERPRINTED: usize = 20;
/// How much of a picture (a scanned page) may be covered, in square points: three letters.
const MAX_PICTURE: f64 = 120.0;
/// Lines of one appearance: borders and the combs between letters.
const MAX_LINES: usize = 200;
/// Points of one filled shape: more are a picture or letters drawn as outlines.
const MAX_POINTS: usize = 16;
/// Filled shapes of one appearance: background and borders.
const MAX_SHAPES: usize = 12;
/// `/Ff` of text fields (12.7.5.3): several lines, and a password.
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
/// `/Ff` of choice fields (12.7.5.4): a drop-down list.
const COMBO: i64 = 1 << 17;

/// Whether a changed appearance is in order, or the reason why not, in Vietnamese.
pub(super) fn judge(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    value_differs: bool,
) -> Result<(), String> {
    let (name, view) = (&pair.new.name, comparison.new);
    let Some(widget) = pair.new.dictionary() else {
        return Ok(());
    };
    if covering::draws_other_states(comparison, pair) {
        return Err(format!("ô “{name}” có thêm hình hiện khi rê hoặc nhấn chuột"));
    }
    let unchanged = || Err(format!("hình hiện của ô “{name}” bị thay mà giá trị không đổi"));
    let Some(drawing) = Drawing::of_annotation(view, widget) else {
        return if value_differs { Ok(()) } else { unchanged() };
    };
    if draws_pictures(&drawing) {
        return Err(format!("hình hiện của ô “{name}” vẽ hình thay cho chữ"));
    }
    if let Some(page) = comparison.page_drawing(pair.new.id) {
        let file = view.file;
        let covered = drawing
            .cover(|_| true)
            .beyond(&covering::before(comparison, pair), file);
        if covered.letters_of(&page, file) > MAX_HIDDEN
            || covered.picture_area_of(&page, file) > MAX_PICTURE
            || (page.is_readable && drawing.writing().letters_of(&page, file) > MAX_OVERPRINTED)
        {
            return Err(format!("hình hiện của ô “{name}” che mất chữ của trang"));
        }
    }
    let Some(visible) = drawing.visible_text() else {
        return if value_differs && !has_own_letters(view, widget) {
            Ok(())
        } else {
            Err(format!("không đọc được chữ trong hình hiện của ô “{name}”"))
        };
    };
    let whole = drawing.whole_text().unwrap_or_default();
    let stored = stored(view, pair);
    if shows(view, pair, &stored, &visible, &whole) {
        return Ok(());
    }
    if value_differs && is_formatted(view, widget) && is_format_of(&stored.concat(), &visible) {
        return Ok(());
    }
    Err(format!("hình hiện của ô “{name}” không đúng với giá trị của ô"))
}

/// Whether a field looks different as soon as it is drawn anew from its value, or nobody can tell.
pub(super) fn comes_out_differently(view: View<'_>, field: &fields::Field) -> bool {
    let Some(widget) = field.dictionary().filter(|widget| widget.has("Rect")) else {
        return false;
    };
    let pair = Pair {
        old: field,
        new: field,
    };
    let stored = stored(view, &pair);
    let is_empty = stored.iter().all(|value| letters(value).is_empty());
    let Some(drawing) = Drawing::of_annotation(view, widget) else {
        return !is_empty;
    };
    let (Some(visible), Some(whole)) = (drawing.visible_text(), drawing.whole_text()) else {
        return true;
    };
    let is_format = is_formatted(view, widget) && is_format_of(&stored.concat(), &visible);
    !is_format && !shows(view, &pair, &stored, &visible, &whole)
}

fn shows(view: View<'_>, pair: &Pair<'_>, stored: &[String], visible: &str, whole: &str) -> bool {
    let flags = pair.flags(view);
    let (visible, whole) = (letters(visible), letters(whole));
    let wanted = letters(&stored.concat());
    if pair.new.kind == b"Ch" && flags & COMBO == 0 {
        let holds_chosen = stored.iter().all(|value| visible.contains(&letters(value)));
        return holds_chosen && is_of_choices(&visible, &choices(view, pair));
    }
    let is_password = pair.new.kind == b"Tx" && flags & PASSWORD != 0;
    visible == wanted || (flags & MULTILINE != 0 && whole == wanted) || (is_password && visible.is_empty())
}

/// The value as people read it: a choice's display text rather than its export value.
fn stored(view: View<'_>, pair: &Pair<'_>) -> Vec<String> {
    let Some(value) = &pair.new.value else {
        return Vec::new();
    };
    let value = view.resolve(value).keep();
    let values: Vec<String> = match &*value {
        Object::Array(values) => values.iter().filter_map(|value| text(view, value)).collect(),
        other => text(view, other).into_iter().collect(),
    };
    if pair.new.kind != b"Ch" {
        return values;
    }
    let options = pair.new.dictionary().map(|field| inherited(view, field, "Opt"));
    let options = options.as_deref().and_then(Object::as_array).unwrap_or_default();
    values
        .into_iter()
        .map(|value| display(view, options, value))
        .collect()
}

/// What a list offers, as it is shown.
fn choices(view: View<'_>, pair: &Pair<'_>) -> Vec<String> {
    let options = pair.new.dictionary().map(|field| inherited(view, field, "Opt"));
    let options = options.as_deref().and_then(Object::as_array).unwrap_or_default();
    let shown = options.iter().filter_map(|option| {
        let option = view.resolve(option).keep();
        match option.as_array() {
            Some([_, display]) => text(view, display),
            _ => text(view, &option),
        }
    });
    shown.map(|shown| letters(&shown)).collect()
}

/// Whether a list shows nothing but its choices, in their order, from the first it is scrolled to.
fn is_of_choices(visible: &str, choices: &[String]) -> bool {
    let mut rest = visible;
    for choice in choices {
        rest = rest.strip_prefix(choice.as_str()).unwrap_or(rest);
    }
    rest.is_empty()
}

fn text(view: View<'_>, object: &Object) -> Option<String> {
    match &*view.resolve(object) {
        Object::String(string) => Some(fields::text(&string.bytes)),
        Object::Stream(stream) => Some(fields::text(&view.file.decode(stream)?)),
        _ => None,
    }
}

fn display(view: View<'_>, options: &[Object], value: String) -> String {
    let shown = options.iter().find_map(|option| {
        let option = view.resolve(option);
        let [export, display] = option.as_array()? else {
            return None;
        };
        (text(view, export)? == value)
            .then(|| text(view, display))
            .flatten()
    });
    shown.unwrap_or(value)
}

fn draws_pictures(drawing: &Drawing) -> bool {
    let shapes = drawing
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, Kind::Fill(_)))
        .count();
    shapes > MAX_SHAPES
        || drawing.line_count > MAX_LINES
        || drawing.marks.iter().any(|mark| match mark.kind {
            Kind::Picture(_) | Kind::DrawnText => true,
            Kind::Fill(_) => mark.points > MAX_POINTS,
            _ => false,
        })
}

/// Whether a font file stands in the appearance itself while nothing tells which letters it holds.
fn has_own_letters(view: View<'_>, widget: &Dictionary) -> bool {
    let appearances = view.get(widget, "AP");
    let normal = appearances
        .as_dictionary()
        .map(|appearances| view.get(appearances, "N").keep());
    let Some(form) = normal.as_deref().and_then(Object::as_dictionary) else {
        return false;
    };
    let resources = view.get(form, "Resources").keep();
    let fonts = resources
        .as_dictionary()
        .map(|resources| view.get(resources, "Font").keep());
    let fonts = fonts.as_deref().and_then(Object::as_dictionary);
    fonts.is_some_and(|fonts| {
        fonts.entries.iter().any(|(_, font)| {
            let font = view.resolve(font).keep();
            font.as_dictionary()
                .is_some_and(|font| view.get(font, "Subtype").is_name("Type0") && !font.has("ToUnicode"))
        })
    })
}

/// Whether a script writes the value in another form (12.6.3, table 199: `F`).
fn is_formatted(view: View<'_>, widget: &Dictionary) -> bool {
    let actions = view.get(widget, "AA");
    actions.as_dictionary().is_some_and(|actions| actions.has("F"))
}

/// Whether shown digits can be a way of writing the stored ones: the same, with zeros after the comma, or those of
/// a date in another order.
fn is_format_of(stored: &str, shown: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let significant = |text: &str| digits(text).trim_matches('0').to_owned();
    let sorted = |text: String| {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters
    };
    let is_date = stored.matches(['-', '/', '.', ':']).count() >= 2;
    significant(stored) == significant(shown)
        || (is_date && sorted(significant(stored)) == sorted(significant(shown)))
}

/// Letters and digits only: spaces, line breaks and signs come out differently.
fn letters(text: &str) -> String {
    text.nfc()
        .filter(|character| character.is_alphanumeric())
        .collect()
}
