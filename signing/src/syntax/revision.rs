//! Revisions: what each saving of the file added (ISO 32000-2, 7.5.6).

use std::ops::Range;

use super::lexer::is_white;
use super::section::Section;

/// What is wrong with how a revision was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Flaw {
    /// No `startxref … %%EOF` behind its cross-reference section.
    NoEnd,
    /// `startxref` points elsewhere than to its own section.
    StrayStartxref,
    /// Its `/Prev` does not lead to the section before.
    StrayPrevious,
    /// An object number stands twice in one section, or a key twice in a trailer.
    AmbiguousSection,
    /// The section has a second, hidden table (`/XRefStm`) that the file did not have when it was first written, or
    /// that contradicts the first.
    Hybrid,
    /// Bytes that belong to no listed object.
    UnlistedBytes { at: usize },
    /// An entry that points where no such object begins, or to bytes of an earlier revision.
    StrayEntry { number: u32 },
    /// A listed object that is misshapen: wrong `/Length`, no `endobj`, doubled keys.
    MisshapenObject { number: u32 },
    /// Two objects that share bytes.
    Overlap { at: usize },
    /// An object in use that gets another generation: what names it by the old one names nothing any more, as some
    /// readers see it, and the same object, as others do (7.3.10).
    OtherGeneration { number: u32 },
    /// `/Size` is less than before: objects beyond it count as missing (7.5.5).
    ShrunkSize,
}

/// One saving of the file. Revision 0 is the file as first written (both sections of a linearised one).
#[derive(Debug)]
pub(crate) struct Revision {
    /// Sections of this revision, indices into the file's list, oldest first.
    pub(crate) sections: Range<usize>,
    /// Past `%%EOF` (without the line end after it).
    pub(crate) end: usize,
    /// Past the white space that follows.
    pub(crate) end_with_space: usize,
    /// What is wrong with its section; what is wrong with its objects is found by `accounting`.
    pub(crate) flaws: Vec<Flaw>,
}

impl Revision {
    /// Whether a signed range that ends there ends with this revision.
    pub(crate) fn ends_at(&self, position: usize) -> bool {
        (self.end..=self.end_with_space).contains(&position)
    }
}

/// Groups the sections (oldest first) into revisions.
///
/// A section that lies before an older one is the head of a linearised file: one revision with it.
pub(crate) fn group(bytes: &[u8], sections: &[Section]) -> Vec<Revision> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut reached = 0;
    for (index, section) in sections.iter().enumerate() {
        let is_linearised_head = index == 1 && section.offset < sections[0].offset;
        if is_linearised_head {
            let first = &mut revisions[0];
            first.sections.end = 2;
            first.flaws.clear();
            continue;
        }
        let mut flaws = flaws_of(bytes, section);
        if section.offset < reached {
            flaws.push(Flaw::StrayPrevious);
        }
        let end = section
            .tail
            .map_or(section.body.end, |tail| tail.end)
            .max(reached);
        let space = bytes
            .get(end..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| is_white(**byte))
            .count();
        revisions.push(Revision {
            sections: index..index + 1,
            end,
            end_with_space: end + space,
            flaws,
        });
        reached = end;
    }
    revisions
}

fn flaws_of(bytes: &[u8], section: &Section) -> Vec<Flaw> {
    // White space before the section does no harm.
    let leads_to_section = |value: u64| {
        let gap = usize::try_from(value)
            .ok()
            .and_then(|value| bytes.get(value..section.body.start));
        gap.is_some_and(|gap| gap.iter().all(|byte| is_white(*byte)))
    };
    let mut flaws = Vec::new();
    match section.tail {
        None => flaws.push(Flaw::NoEnd),
        Some(tail) if !leads_to_section(tail.value) => flaws.push(Flaw::StrayStartxref),
        Some(_) => {}
    }
    if section.is_ambiguous {
        flaws.push(Flaw::AmbiguousSection);
    }
    flaws
}
