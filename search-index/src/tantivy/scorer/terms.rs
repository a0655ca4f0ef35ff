//! The postings of terms, and what they score.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// The documents of one term, and how it scores them.
pub(crate) struct Scored {
    postings: SegmentPostings,
    lengths: Option<FieldNormReader>,
    norms: Arc<[f32; 256]>,
    /// More than the score of any document.
    pub(super) weight: f32,
}

impl Scored {
    pub(crate) fn new(
        postings: SegmentPostings,
        lengths: Option<FieldNormReader>,
        norms: Arc<[f32; 256]>,
        weight: f32,
    ) -> Self {
        Self {
            postings,
            lengths,
            norms,
            weight,
        }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        let here = self.postings.doc();
        if here >= target {
            here
        } else {
            self.postings.seek(target)
        }
    }

    /// BM25 of the document the postings stand on.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    pub(super) fn score(&self) -> f32 {
        let length = self
            .lengths
            .as_ref()
            .map_or(0, |lengths| lengths.fieldnorm_id(self.postings.doc()));
        let frequency = self.postings.term_freq() as f32;
        self.weight * frequency / (frequency + self.norms[usize::from(length)])
    }
}

/// One word asked for: the union of its faces.
pub(crate) struct Group {
    faces: Vec<Scored>,
    /// What covering the word counts for.
    pub(super) weight: f32,
    doc: DocId,
}

impl Group {
    pub(crate) fn new(faces: Vec<Scored>, weight: f32) -> Self {
        let doc = faces
            .iter()
            .map(|face| face.postings.doc())
            .min()
            .unwrap_or(TERMINATED);
        Self { faces, weight, doc }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = match self.faces.as_mut_slice() {
                [only] => only.seek(target),
                faces => faces
                    .iter_mut()
                    .map(|face| face.seek(target))
                    .min()
                    .unwrap_or(TERMINATED),
            };
        }
        self.doc
    }

    /// More than the score of any document.
    pub(super) fn limit(&self) -> f32 {
        self.faces.iter().map(|face| face.weight).sum()
    }

    pub(super) fn score(&mut self, doc: DocId) -> f32 {
        if self.seek(doc) != doc {
            return 0.0;
        }
        self.faces
            .iter()
            .filter(|face| face.postings.doc() == doc)
            .map(Scored::score)
            .sum()
    }
}
