//! Documents made of runs of real words, and questions about them; the same in every run.

use std::path::Path;

use search_index::{Access, Entry, EntryKind};
use serde::Deserialize;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One word.
    Term,
    /// Two words.
    TwoTerms,
    /// Three neighbours in quotation marks.
    Phrase,
    /// The beginning of a word, for suggestions.
    Prefix,
    /// A number and symbol.
    Symbol,
    /// A box filled with 10,000 letters of text.
    Flood,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] = [
        Self::Term,
        Self::TwoTerms,
        Self::Phrase,
        Self::Prefix,
        Self::Symbol,
        Self::Flood,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Term => "one word",
            Self::TwoTerms => "two words",
            Self::Phrase => "phrase",
            Self::Prefix => "prefix",
            Self::Symbol => "symbol",
            Self::Flood => "10,000 letters",
        }
    }
}

/// One question.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) kind: Kind,
    /// As typed into the box.
    pub(crate) text: String,
    /// Its words.
    pub(crate) words: Vec<String>,
}

#[derive(Deserialize)]
struct Article {
    text: String,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    /// An officer of an agency with half of the documents, who holds three of its fifty units.
    Officer,
    /// The clerk, who sees whatever the agency holds.
    Clerk,
}

impl Person {
    pub(crate) fn access(self) -> Access {
        let readers: &[&str] = match self {
            Self::Officer => &["unit:1", "unit:2", "unit:3"],
            Self::Clerk => &["agency:A:clerk"],
        };
        Access {
            agency: "A".to_owned(),
            readers: readers.iter().map(|reader| (*reader).to_owned()).collect(),
            max_secrecy: 0,
        }
    }
}

/// The words that documents are made of.
pub(crate) struct Corpus {
    words: Vec<String>,
    documents: usize,
    rows: usize,
}

const KINDS: [&str; 6] = [
    "Công văn",
    "Quyết định",
    "Báo cáo",
    "Kế hoạch",
    "Tờ trình",
    "Thông báo",
];
const SYMBOLS: [&str; 6] = ["UBND-VX", "QĐ-UBND", "BC-SNV", "KH-UBND", "TTr-STC", "TB-VP"];

/// A small generator (SplitMix64): the same documents everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).expect("below a usize")
    }
}

impl Corpus {
    pub(crate) fn open(documents: usize, rows: usize) -> Option<Self> {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/search");
        let folder = std::env::var_os("VANTHU_BENCH_SEARCH").map_or(beside, Into::into);
        let bytes = std::fs::read(folder.join("articles.json")).ok()?;
        let articles: Vec<Article> = serde_json::from_slice(&bytes).ok()?;
        let words = articles
            .iter()
            .flat_map(|article| article.text.split_whitespace().map(str::to_owned))
            .collect();
        Some(Self {
            words,
            documents,
            rows,
        })
    }

    /// What tells these documents from those of other sizes.
    pub(crate) fn label(&self) -> String {
        format!(
            "{} documents with text, {} register rows",
            self.documents, self.rows
        )
    }

    /// Every entry: documents of 100 to 900 words, and rows of a subject.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        (0..self.documents + self.rows).map(|at| self.entry(at))
    }

    fn entry(&self, at: usize) -> Entry {
        let mut chance = Chance(at as u64);
        let agency = ["A", "A", "A", "B", "B", "C"][chance.below(6)];
        let length = 8 + chance.below(16);
        let title = format!("V/v {}", self.run(&mut chance, length));
        let mut entry = Entry::new(format!("doc-{at}"), EntryKind::Arrival, agency, title);
        entry.readers = (0..=chance.below(3))
            .map(|_| format!("unit:{}", chance.below(50)))
            .collect();
        entry.readers.push(format!("agency:{agency}:clerk"));
        entry.secrecy = u8::from(chance.below(50) == 0);
        let kind = chance.below(KINDS.len());
        let number = u32::try_from(1 + chance.below(5_000)).expect("a small number");
        entry.document_kind = Some(KINDS[kind].to_owned());
        entry.number = Some(number);
        entry.symbol = Some(SYMBOLS[kind].to_owned());
        entry.number_symbol = Some(format!("{number}/{}", SYMBOLS[kind]));
        entry.issuer = Some(format!("Cơ quan số {}", chance.below(200)));
        entry.signer = Some(format!("Nguyễn Văn {}", self.words[chance.below(1_000)]));
        let day = time::macros::date!(2016 - 01 - 01)
            + time::Duration::days(i64::try_from(chance.below(3_900)).expect("days"));
        entry.date = Some(day);
        entry.year = Some(day.year());
        entry.state = Some(["Mới", "Đang xử lý", "Đã xong"][chance.below(3)].to_owned());
        entry.unit = Some(format!("Phòng {}", chance.below(50)));
        if at < self.documents {
            let mut left = 100 + chance.below(800);
            while left > 0 {
                let page = left.min(380);
                entry.pages.push(self.page(&mut chance, page));
                left -= page;
            }
        }
        entry
    }

    /// Runs of 6 to 30 words from anywhere, so that both words and their neighbourhood are real.
    fn page(&self, chance: &mut Chance, words: usize) -> String {
        let mut page = String::new();
        let mut left = words;
        while left > 0 {
            let length = left.min(6 + chance.below(24));
            page.push_str(&self.run(chance, length));
            page.push_str(". ");
            left -= length;
        }
        page
    }

    fn run(&self, chance: &mut Chance, length: usize) -> String {
        let from = chance.below(self.words.len() - length);
        self.words[from..from + length].join(" ")
    }

    /// Questions whose words are drawn from the texts, so that frequent words are asked for frequently.
    pub(crate) fn questions(&self, kind: Kind, count: usize) -> Vec<Question> {
        let mut chance = Chance(1_000_000_007 + kind as u64);
        let mut questions = Vec::with_capacity(count);
        while questions.len() < count {
            let from = chance.below(self.words.len() - 3);
            let length = match kind {
                Kind::Term | Kind::Prefix => 1,
                Kind::TwoTerms => 2,
                Kind::Phrase => 3,
                Kind::Symbol | Kind::Flood => 0,
            };
            let words: Vec<String> = self.words[from..from + length]
                .iter()
                .map(|word| word.to_lowercase())
                .collect();
            if !words.iter().all(|word| word.chars().all(char::is_alphabetic)) {
                continue;
            }
            let text = match kind {
                Kind::Term | Kind::TwoTerms => words.join(" "),
                Kind::Flood => self.run(&mut chance, 2_000).chars().take(10_000).collect(),
                Kind::Phrase => format!("\"{}\"", words.join(" ")),
                Kind::Prefix => words[0].chars().take(2).collect(),
                Kind::Symbol => format!(
                    "{}/{}",
                    1 + chance.below(5_000),
                    SYMBOLS[chance.below(SYMBOLS.len())]
                ),
            };
            questions.push(Question { kind, text, words });
        }
        questions
    }

    /// Somebody who may read an entry.
    #[expect(clippy::unused_self, reason = "who asks belongs to the corpus")]
    pub(crate) fn access_to(&self, entry: &Entry) -> Access {
        Access {
            agency: entry.agency.clone(),
            readers: entry.readers.clone(),
            max_secrecy: 9,
        }
    }
}
