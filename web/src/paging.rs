//! Lists by key: a page says where the next begins; nothing is counted or skipped.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::problem::Problem;

/// Rows on a page unless the client asks for fewer or more.
pub(crate) const USUAL: u64 = 50;

/// Most rows on a page.
const MOST: u64 = 200;

/// The parameters of every list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `next` of the page before.
    pub(crate) after: Option<String>,
    /// Rows wanted, at most 200.
    pub(crate) limit: Option<u64>,
}

impl Paging {
    /// Rows to answer.
    pub(crate) fn limit(&self) -> u64 {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// The key after which the page begins.
    pub(crate) fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(text) = self.after.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| Problem::new("malformed"))?;
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| Problem::new("malformed"))
    }

    /// A page of rows that are few and already in order, such as a tree; an `after` that is gone begins anew.
    pub(crate) fn of_tree<T, I>(&self, rows: Vec<T>, id: impl Fn(&T) -> I) -> Result<Page<T>, Problem>
    where
        I: Serialize + DeserializeOwned + PartialEq,
    {
        let after = self.after::<I>()?;
        let begin = after.and_then(|after| rows.iter().position(|row| id(row) == after));
        let begin = begin.map_or(0, |found| found + 1);
        let limit = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        let has_more = rows.len() > begin.saturating_add(limit);
        let items: Vec<T> = rows.into_iter().skip(begin).take(limit).collect();
        Ok(Page {
            next: items.last().filter(|_| has_more).map(|row| cursor(&id(row))),
            items,
        })
    }
}

/// A key as clients carry it: opaque to them.
pub(crate) fn cursor(key: &impl Serialize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// A page of a list in JSON.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Page<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// Pass as `after` to go on; absent on the last page.
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with its rows shown otherwise.
    pub(crate) fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(show).collect(),
            next: self.next,
        }
    }
}
