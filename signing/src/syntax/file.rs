//! A whole file: its chain of cross-reference sections, and objects by place.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::decryption::Decryption;
use super::filter;
use super::indirect::{self, Indirect};
use super::lexer::Lexer;
use super::object::{Id, Object, Stream};
use super::revision::{self, Revision};
use super::section::{Entry, Section};
use super::view::View;

/// Longer chains of revisions are refused.
const MAX_SECTIONS: usize = 4096;
/// All entries of all sections, at most.
const MAX_ENTRIES: usize = 8_000_000;
/// Decoded bytes handed out over the life of one file, at most.
const BUDGET: usize = 256 << 20;
/// Steps of walking the object graph over the life of one file, at most.
const STEPS: usize = 20_000_000;
/// Decoded bytes of one stream, at most.
pub(crate) const MAX_STREAM: usize = 64 << 20;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// No `%PDF-` in the first kilobyte.
    NotPdf,
    /// No `startxref` at the end, or it leads nowhere.
    NoCrossReference,
    /// The chain of sections is broken or goes in a circle.
    BrokenChain,
    /// More sections or entries than a file may have.
    TooLarge,
    /// It is encrypted and does not open with the passwords at hand.
    Encrypted,
}

/// A decoded object stream.
#[derive(Debug)]
struct ObjectStream {
    decoded: Vec<u8>,
    /// Object numbers and their places in `decoded`.
    places: Vec<(u32, usize)>,
    /// Whether a number stands in it twice: readers differ in which one they take.
    is_ambiguous: bool,
}

/// A file read without repair.
#[derive(Debug)]
pub(crate) struct PdfFile<'a> {
    pub(crate) bytes: &'a [u8],
    /// Oldest first.
    pub(crate) sections: Vec<Section>,
    /// Oldest first.
    pub(crate) revisions: Vec<Revision>,
    /// Bytes before `%PDF-`.
    pub(crate) leading_bytes: usize,
    /// For each object number the sections that speak of it, oldest first.
    history: HashMap<u32, Vec<(usize, Entry)>>,
    objects: RefCell<HashMap<usize, Option<Rc<Indirect>>>>,
    streams: RefCell<HashMap<usize, Option<Rc<ObjectStream>>>>,
    inside: RefCell<HashMap<(usize, u32), Rc<Object>>>,
    decryption: Option<Decryption>,
    budget: Cell<usize>,
    /// Whether a stream was left undecoded because the budget was spent.
    is_starved: Cell<bool>,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> PdfFile<'a> {
    /// Reads the chain of sections from the last `startxref` back; an encrypted file must open with the empty password
    /// or one of these.
    pub(crate) fn read(bytes: &'a [u8], passwords: &[String]) -> Result<Self, Unreadable> {
        let head = &bytes[..bytes.len().min(1024)];
        let leading_bytes = indirect::find(head, b"%PDF-").ok_or(Unreadable::NotPdf)?;
        let sections = chain(bytes)?;
        let mut history: HashMap<u32, Vec<(usize, Entry)>> = HashMap::new();
        for (index, section) in sections.iter().enumerate() {
            for number in section.numbers() {
                if let Some(entry) = section.entry(number) {
                    history.entry(number).or_default().push((index, entry));
                }
            }
        }
        let revisions = revision::group(bytes, &sections);
        let mut file = Self {
            bytes,
            sections,
            revisions,
            leading_bytes,
            history,
            objects: RefCell::default(),
            streams: RefCell::default(),
            inside: RefCell::default(),
            decryption: None,
            budget: Cell::new(BUDGET),
            is_starved: Cell::new(false),
            steps: Cell::new(STEPS),
            depth: Cell::new(0),
        };
        file.unlock(passwords)?;
        Ok(file)
    }

    /// Opens an encrypted file.
    fn unlock(&mut self, passwords: &[String]) -> Result<(), Unreadable> {
        let newest = self.newest();
        let trailer = newest.trailer();
        let Some(entry) = trailer.get("Encrypt") else {
            return Ok(());
        };
        let encrypt = newest.resolve(entry).keep();
        let own = entry.as_reference().map(|id| id.number);
        let opened = encrypt
            .as_dictionary()
            .and_then(|encrypt| Decryption::open(encrypt, own, trailer.get("ID"), passwords));
        self.decryption = Some(opened.ok_or(Unreadable::Encrypted)?);
        // What was read so far was read without the key.
        self.objects.get_mut().clear();
        Ok(())
    }

    /// Takes one step of a walk; false when the file has had more than its share.
    pub(crate) fn may_step(&self) -> bool {
        self.may_take(1)
    }

    /// Takes many steps at once.
    pub(crate) fn may_take(&self, steps: usize) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(steps));
        left >= steps
    }

    /// Gives up: there is more in the file than anybody looks at.
    pub(crate) fn exhaust(&self) {
        self.steps.set(0);
    }

    /// Whether a walk was cut short, or a stream not read.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0 || self.is_starved.get()
    }

    /// The file as it was after this revision.
    pub(crate) fn view(&self, revision: usize) -> View<'_> {
        View { file: self, revision }
    }

    /// The file as it is now.
    pub(crate) fn newest(&self) -> View<'_> {
        self.view(self.revisions.len() - 1)
    }

    /// Where an object is as of the given section, and which section says so.
    pub(crate) fn locate(&self, number: u32, newest_section: usize) -> Option<(usize, Entry)> {
        let known = self.history.get(&number)?;
        let later = known.partition_point(|(section, _)| *section <= newest_section);
        known.get(later.checked_sub(1)?).copied()
    }

    /// Whether any section up to this one speaks of the number as in use.
    pub(crate) fn was_ever_used(&self, number: u32, newest_section: usize) -> bool {
        self.history.get(&number).is_some_and(|known| {
            known
                .iter()
                .any(|(section, entry)| *section <= newest_section && *entry != Entry::Free)
        })
    }

    /// The indirect object at an offset, read once.
    pub(crate) fn at(&self, offset: usize, section: usize) -> Option<Rc<Indirect>> {
        if let Some(known) = self.objects.borrow().get(&offset) {
            return known.clone();
        }
        let length = |id: Id| self.length_value(id, section);
        let mut read = indirect::read(self.bytes, offset, length);
        if let (Some(decryption), Some(read)) = (&self.decryption, &mut read)
            && let Some(object) = Rc::get_mut(&mut read.object)
        {
            decryption.strings(read.id, object);
        }
        let read = read.map(Rc::new);
        self.objects.borrow_mut().insert(offset, read.clone());
        read
    }

    /// An indirect `/Length`: it must stand in the file itself or in an object stream read before.
    fn length_value(&self, id: Id, section: usize) -> Option<i64> {
        if self.depth.get() > 4 {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let value = self
            .entry_object(id.number, section)
            .and_then(|object| object.as_integer());
        self.depth.set(self.depth.get() - 1);
        value
    }

    /// Whether its strings and streams stand encrypted, each by the number of its object.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.decryption.is_some()
    }

    /// The object as of a section; `None` if it is free, unknown or unreadable.
    pub(crate) fn entry_object(&self, number: u32, newest_section: usize) -> Option<Rc<Object>> {
        match self.locate(number, newest_section)?.1 {
            Entry::Free => None,
            Entry::At { offset, .. } => {
                let indirect = self.at(offset, newest_section)?;
                (indirect.id.number == number).then(|| Rc::clone(&indirect.object))
            }
            Entry::InStream { stream, index } => self.compressed(number, stream, index, newest_section),
        }
    }

    fn compressed(&self, number: u32, stream: u32, index: u32, section: usize) -> Option<Rc<Object>> {
        let Entry::At { offset, .. } = self.locate(stream, section)?.1 else {
            return None;
        };
        if let Some(known) = self.inside.borrow().get(&(offset, number)) {
            return Some(Rc::clone(known));
        }
        let holder = self.object_stream(offset, section)?;
        let listed = holder
            .places
            .get(usize::try_from(index).ok()?)
            .filter(|(listed, _)| *listed == number);
        let (_, place) = listed.or_else(|| holder.places.iter().find(|(listed, _)| *listed == number))?;
        let object = Rc::new(Lexer::of_decoded(&holder.decoded, *place).object()?);
        self.inside
            .borrow_mut()
            .insert((offset, number), Rc::clone(&object));
        Some(object)
    }

    /// Where the object stream begins that holds an object as the entry says: at that index, and no number twice.
    pub(crate) fn plain_holder(&self, number: u32, stream: u32, index: u32, section: usize) -> Option<usize> {
        let Entry::At { offset, .. } = self.locate(stream, section)?.1 else {
            return None;
        };
        let holder = self.object_stream(offset, section)?;
        let listed = holder.places.get(usize::try_from(index).ok()?)?;
        (listed.0 == number && !holder.is_ambiguous).then_some(offset)
    }

    /// An object stream, decoded once (7.5.7).
    fn object_stream(&self, offset: usize, section: usize) -> Option<Rc<ObjectStream>> {
        if let Some(known) = self.streams.borrow().get(&offset) {
            return known.clone();
        }
        let read = self.read_object_stream(offset, section).map(Rc::new);
        self.streams.borrow_mut().insert(offset, read.clone());
        read
    }

    fn read_object_stream(&self, offset: usize, section: usize) -> Option<ObjectStream> {
        let indirect = self.at(offset, section)?;
        let stream = indirect.object.as_stream()?;
        if !stream
            .dictionary
            .get("Type")
            .is_none_or(|kind| kind.is_name("ObjStm"))
        {
            return None;
        }
        let decoded = self.decode(stream)?;
        let count = usize::try_from(stream.dictionary.get("N")?.as_integer()?).ok()?;
        let first = usize::try_from(stream.dictionary.get("First")?.as_integer()?).ok()?;
        let mut lexer = Lexer::of_decoded(&decoded, 0);
        let mut places = Vec::new();
        let mut numbers = HashSet::new();
        let mut is_ambiguous = false;
        for _ in 0..count.min(decoded.len()) {
            lexer.skip_white();
            let number = u32::try_from(lexer.digits()?).ok()?;
            lexer.skip_white();
            let place = usize::try_from(lexer.digits()?).ok()?;
            places.push((number, first.checked_add(place)?));
            is_ambiguous |= !numbers.insert(number);
        }
        Some(ObjectStream {
            decoded,
            places,
            is_ambiguous,
        })
    }

    /// A stream's decoded bytes, paid from the file's budget.
    pub(crate) fn decode(&self, stream: &Stream) -> Option<Vec<u8>> {
        let limit = MAX_STREAM.min(self.budget.get());
        let decoded = self.decode_within(stream, limit);
        if decoded.is_none() && limit < MAX_STREAM {
            self.is_starved.set(true);
        }
        let spent = decoded.as_ref().map_or(0, Vec::len);
        self.budget.set(self.budget.get().saturating_sub(spent));
        decoded
    }

    fn decode_within(&self, stream: &Stream, limit: usize) -> Option<Vec<u8>> {
        let data = self.bytes.get(stream.data.clone())?;
        match &self.decryption {
            Some(decryption) => {
                let clear = decryption.stream(stream.id, &stream.dictionary, data)?;
                filter::decode(&stream.dictionary, &clear, limit)
            }
            None => filter::decode(&stream.dictionary, data, limit),
        }
    }

    /// A stream's bytes as they stand.
    pub(crate) fn encoded(&self, stream: &Stream) -> &'a [u8] {
        self.bytes.get(stream.data.clone()).unwrap_or_default()
    }
}

/// Follows `/Prev` from the last `startxref`; oldest first.
fn chain(bytes: &[u8]) -> Result<Vec<Section>, Unreadable> {
    let window = bytes.len().saturating_sub(4096);
    let at = indirect::find_last(&bytes[window..], b"startxref").ok_or(Unreadable::NoCrossReference)?;
    let mut lexer = Lexer::of_file(bytes, window + at + b"startxref".len());
    lexer.skip_white();
    let start = lexer.digits().and_then(|value| usize::try_from(value).ok());
    let mut next = Some(
        start
            .filter(|at| *at < bytes.len())
            .ok_or(Unreadable::NoCrossReference)?,
    );
    let mut seen = HashSet::new();
    let mut sections = Vec::new();
    let mut entries = 0;
    while let Some(offset) = next {
        if !seen.insert(offset) {
            return Err(Unreadable::BrokenChain);
        }
        let unreadable = if sections.is_empty() {
            Unreadable::NoCrossReference
        } else {
            Unreadable::BrokenChain
        };
        let section = Section::read(bytes, offset).ok_or(unreadable)?;
        entries += section.entries.len() + section.hybrid.as_ref().map_or(0, HashMap::len);
        next = section.previous();
        sections.push(section);
        if sections.len() > MAX_SECTIONS || entries > MAX_ENTRIES {
            return Err(Unreadable::TooLarge);
        }
    }
    sections.reverse();
    Ok(sections)
}
