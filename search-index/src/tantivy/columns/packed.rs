//! The facets of a segment packed into a few numbers a document, so that counting millions of matches reads little.

use tantivy::DocId;

use super::FacetColumn;
use crate::tantivy::schema::FACETS;

/// Documents whose columns are read together.
const BLOCK: u32 = 1_024;

/// Combinations of values that a narrow number can tell.
const NARROW: usize = 1 << 16;

/// Some facets of a segment, one number a document for all of them.
#[derive(Debug)]
pub(in crate::tantivy) struct Pack {
    /// The facets, by their place in [`FACETS`], each with how many digits it has: its values, and one for none.
    facets: Vec<(usize, usize)>,
    codes: Codes,
}

/// By document: the place of each facet's value, counted from one, as the digits of a number.
#[derive(Debug)]
enum Codes {
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

impl Pack {
    /// As few packs as hold every facet of a segment of so many documents.
    pub(super) fn all(columns: &[Option<FacetColumn>; FACETS.len()], documents: u32) -> Vec<Self> {
        let mut sizes: Vec<(usize, usize)> = columns
            .iter()
            .enumerate()
            .filter_map(|(facet, column)| Some((facet, column.as_ref()?.numbers.len() + 1)))
            .collect();
        sizes.sort_unstable_by_key(|(_, size)| std::cmp::Reverse(*size));
        let mut packs: Vec<Vec<(usize, usize)>> = Vec::new();
        for (facet, size) in sizes {
            let has_room = |pack: &&mut Vec<(usize, usize)>| combinations(pack) * size <= NARROW;
            match packs.iter_mut().find(has_room) {
                Some(pack) => pack.push((facet, size)),
                None => packs.push(vec![(facet, size)]),
            }
        }
        packs
            .into_iter()
            .map(|facets| Self {
                codes: Codes::of(&facets, columns, documents),
                facets,
            })
            .collect()
    }

    /// Different numbers that documents may have.
    pub(in crate::tantivy) fn combinations(&self) -> usize {
        combinations(&self.facets)
    }

    /// Counts documents by their numbers.
    pub(in crate::tantivy) fn count(&self, documents: &[DocId], counts: &mut [u32]) {
        match &self.codes {
            Codes::Narrow(codes) => {
                for document in documents {
                    counts[usize::from(codes[*document as usize])] += 1;
                }
            }
            Codes::Wide(codes) => {
                for document in documents {
                    counts[codes[*document as usize] as usize] += 1;
                }
            }
        }
    }

    /// Adds counts by number up to counts by facet and place of the value in the segment.
    pub(in crate::tantivy) fn add_up(&self, mut counts: Vec<u32>, sums: &mut [Vec<u64>; FACETS.len()]) {
        for (facet, size) in &self.facets {
            let mut digits = vec![0_u32; *size];
            let by_the_rest = counts.chunks_exact(*size).map(|chunk| {
                for (sum, count) in digits.iter_mut().zip(chunk) {
                    *sum += count;
                }
                chunk.iter().sum()
            });
            counts = by_the_rest.collect();
            for (sum, count) in sums[*facet].iter_mut().zip(&digits[1..]) {
                *sum += u64::from(*count);
            }
        }
    }

    /// The number of a document.
    pub(in crate::tantivy) fn code(&self, document: DocId) -> usize {
        match &self.codes {
            Codes::Narrow(codes) => usize::from(codes[document as usize]),
            Codes::Wide(codes) => codes[document as usize] as usize,
        }
    }

    /// The facets in a number, each with the place of its value in the segment.
    pub(in crate::tantivy) fn values(&self, mut code: usize) -> impl Iterator<Item = (usize, usize)> {
        self.facets.iter().filter_map(move |(facet, size)| {
            let digit = code % size;
            code /= size;
            Some((*facet, digit.checked_sub(1)?))
        })
    }
}

impl Codes {
    fn of(facets: &[(usize, usize)], columns: &[Option<FacetColumn>; FACETS.len()], documents: u32) -> Self {
        let wide = codes(facets, columns, documents);
        if combinations(facets) > NARROW {
            return Self::Wide(wide.flatten().collect());
        }
        // Below the limit just checked.
        Self::Narrow(
            wide.flatten()
                .map(|code| u16::try_from(code).unwrap_or(0))
                .collect(),
        )
    }
}

fn combinations(facets: &[(usize, usize)]) -> usize {
    facets.iter().map(|(_, size)| size).product()
}

/// The numbers of all documents, block by block.
fn codes(
    facets: &[(usize, usize)],
    columns: &[Option<FacetColumn>; FACETS.len()],
    documents: u32,
) -> impl Iterator<Item = Vec<u32>> {
    let starts = (0..documents).step_by(BLOCK as usize);
    starts.map(move |start| {
        let block: Vec<DocId> = (start..documents.min(start + BLOCK)).collect();
        let mut codes = vec![0; block.len()];
        let mut places = vec![None; block.len()];
        let mut stride = 1;
        for (facet, size) in facets {
            if let Some(column) = &columns[*facet] {
                places.fill(None);
                column.ords.first_vals(&block, &mut places);
                for (code, place) in codes.iter_mut().zip(&places) {
                    let digit = place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or(0);
                    *code += digit * stride;
                }
            }
            stride *= u32::try_from(*size).unwrap_or(1);
        }
        codes
    })
}
