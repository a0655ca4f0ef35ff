//! Every byte that a revision added belongs to an object it lists, to its section or to its end.
//!
//! Answers incremental saving attacks (ISA: objects with no table, "the rest is repaired by the viewer"),
//! shadow attacks of the kind *hide* (a table that points back into signed bytes) and clobbered tables.

use std::ops::Range;

use super::file::PdfFile;
use super::lexer::is_white;
use super::object::Object;
use super::revision::Flaw;
use super::section::{Entry, Section};

/// A comment longer than this could hold something.
const MAX_COMMENT: usize = 256;

/// What is wrong with how revision `index` was appended to the one before.
pub(crate) fn flaws(file: &PdfFile<'_>, index: usize) -> Vec<Flaw> {
    let Some(revision) = file.revisions.get(index) else {
        return Vec::new();
    };
    let Some(before) = index.checked_sub(1).and_then(|index| file.revisions.get(index)) else {
        return Vec::new();
    };
    let mut flaws = revision.flaws.clone();
    let region = before.end..revision.end;
    let mut extents: Vec<Range<usize>> = Vec::new();
    let newest_before = before.sections.end - 1;
    for (at, section) in file
        .sections
        .iter()
        .enumerate()
        .take(revision.sections.end)
        .skip(revision.sections.start)
    {
        if !leads_to(file, section, newest_before) {
            flaws.push(Flaw::StrayPrevious);
        }
        if at + 1 == file.sections.len() && is_shrunk(file, section) {
            flaws.push(Flaw::ShrunkSize);
        }
        if contradicts(file, section) {
            flaws.push(Flaw::Hybrid);
        }
        extents.push(section.body.clone());
        extents.extend(section.tail.map(|tail| tail.start..tail.end));
        listed(
            file,
            section,
            at,
            newest_before,
            &region,
            &mut extents,
            &mut flaws,
        );
    }
    gaps(file.bytes, &region, extents, &mut flaws);
    flaws
}

/// Whether `/Prev` names the section before, by a whole number and with nothing but white space in between.
fn leads_to(file: &PdfFile<'_>, section: &Section, before: usize) -> bool {
    let is_whole = section
        .trailer
        .get("Prev")
        .is_some_and(|previous| previous.as_integer().is_some());
    is_whole
        && file.sections.get(before).is_some_and(|before| {
            section.previous() == Some(before.offset)
                && is_white_up_to(file.bytes, before.offset, before.body.start)
        })
}

/// Whether the last trailer, whose count readers go by, leaves out objects that an earlier one counted.
fn is_shrunk(file: &PdfFile<'_>, last: &Section) -> bool {
    let size = |section: &Section| section.trailer.get("Size").and_then(Object::as_integer);
    let most = file.sections.iter().filter_map(size).max();
    most.is_some_and(|most| size(last).is_none_or(|size| size < most))
}

/// Whether a hidden table serves to show different readers different things.
///
/// Honest writers give a hidden table only to files that had one from the start (Word writes such files), and
/// never name an object in both tables.
fn contradicts(file: &PdfFile<'_>, section: &Section) -> bool {
    let Some(hidden) = &section.hybrid else {
        return false;
    };
    let first = file.revisions.first().map_or(0..0, |revision| {
        revision.sections.start..revision.sections.end + 1
    });
    let had_one = file
        .sections
        .iter()
        .take(first.end)
        .any(|section| section.hybrid.is_some());
    let is_doubled = hidden.iter().any(|(number, entry)| {
        section
            .entries
            .get(number)
            .is_some_and(|other| *other != Entry::Free && other != entry)
    });
    !had_one || is_doubled
}

/// Reads every object the section lists and notes the bytes it fills.
fn listed(
    file: &PdfFile<'_>,
    section: &Section,
    at: usize,
    newest_before: usize,
    region: &Range<usize>,
    extents: &mut Vec<Range<usize>>,
    flaws: &mut Vec<Flaw>,
) {
    let hidden = section.hybrid.iter().flatten();
    // What stands beyond the count is not there (7.5.5).
    let size = section
        .trailer
        .get("Size")
        .and_then(Object::as_integer)
        .unwrap_or(0);
    for (number, entry) in section.entries.iter().chain(hidden) {
        let before = file.locate(*number, newest_before).map(|(_, before)| before);
        let was_so_before = before == Some(*entry);
        let generations = (before.and_then(Entry::generation), entry.generation());
        if let (Some(old), Some(new)) = generations
            && old != new
        {
            flaws.push(Flaw::OtherGeneration { number: *number });
        }
        if *entry != Entry::Free && i64::from(*number) >= size {
            flaws.push(Flaw::StrayEntry { number: *number });
        }
        match *entry {
            Entry::Free => {}
            Entry::At { offset, .. } if was_so_before && !region.contains(&offset) => {}
            Entry::At { offset, generation } => {
                let read = file.at(offset, at).filter(|read| {
                    is_white_up_to(file.bytes, offset, read.start)
                        && region.contains(&read.start)
                        && read.id.number == *number
                        && read.id.generation == generation
                });
                let Some(read) = read else {
                    flaws.push(Flaw::StrayEntry { number: *number });
                    continue;
                };
                if !read.is_regular || doubles_a_key(&read.object, 0) {
                    flaws.push(Flaw::MisshapenObject { number: *number });
                }
                if read.start != section.body.start {
                    extents.push(read.start..read.end);
                }
            }
            Entry::InStream { .. } if was_so_before => {}
            Entry::InStream { stream, index } => {
                let holder = file.plain_holder(*number, stream, index, at);
                if holder.is_none_or(|offset| !region.contains(&offset)) {
                    flaws.push(Flaw::StrayEntry { number: *number });
                } else if file
                    .entry_object(*number, at)
                    .is_none_or(|object| doubles_a_key(&object, 0))
                {
                    flaws.push(Flaw::MisshapenObject { number: *number });
                }
            }
        }
    }
}

/// An entry points at its object itself: before it white space may stand, but no comment.
fn is_white_up_to(bytes: &[u8], offset: usize, start: usize) -> bool {
    bytes
        .get(offset..start)
        .is_some_and(|between| between.iter().copied().all(is_white))
}

/// Whether a key stands twice in a dictionary: readers differ in which one they take.
fn doubles_a_key(object: &Object, depth: usize) -> bool {
    if depth > 96 {
        return true;
    }
    match object {
        Object::Array(items) => items.iter().any(|item| doubles_a_key(item, depth + 1)),
        Object::Dictionary(_) | Object::Stream(_) => object.as_dictionary().is_some_and(|dictionary| {
            dictionary.has_doubled_keys()
                || dictionary
                    .entries
                    .iter()
                    .any(|(_, value)| doubles_a_key(value, depth + 1))
        }),
        _ => false,
    }
}

/// Looks at the bytes between the extents: only white space and short comments may stand there.
fn gaps(bytes: &[u8], region: &Range<usize>, mut extents: Vec<Range<usize>>, flaws: &mut Vec<Flaw>) {
    extents.sort_by_key(|extent| (extent.start, extent.end));
    extents.dedup();
    let mut reached = region.start;
    for extent in extents {
        if extent.start < reached {
            flaws.push(Flaw::Overlap { at: extent.start });
            reached = reached.max(extent.end);
            continue;
        }
        if let Some(at) = first_content(bytes, reached..extent.start) {
            flaws.push(Flaw::UnlistedBytes { at });
        }
        reached = extent.end;
    }
    if let Some(at) = first_content(bytes, reached..region.end.max(reached)) {
        flaws.push(Flaw::UnlistedBytes { at });
    }
}

/// The first byte in a range that is neither white space nor in a short, harmless comment.
pub(crate) fn first_content(bytes: &[u8], range: Range<usize>) -> Option<usize> {
    let mut at = range.start;
    while at < range.end {
        let byte = *bytes.get(at)?;
        if is_white(byte) {
            at += 1;
        } else if byte == b'%' {
            let rest = bytes.get(at..range.end)?;
            let length = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            let is_marker = rest.starts_with(b"%PDF-") || rest.starts_with(b"%%EOF");
            if length > MAX_COMMENT || is_marker {
                return Some(at);
            }
            at += length;
        } else {
            return Some(at);
        }
    }
    None
}
