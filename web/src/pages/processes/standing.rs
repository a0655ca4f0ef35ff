use documents::processes::whereabouts::{Asked, Whereabouts};
use kernel::Timestamp;

use crate::problem::Problem;

/// Where a document is in its process, as its page shows it.
pub(crate) struct Standing {
    pub(crate) process: String,
    pub(crate) version: i32,
    pub(crate) waiting: Vec<Asked>,
    pub(crate) suspended: bool,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) drawing: Option<String>,
}

impl Standing {
    pub(crate) fn of(whereabouts: Option<Whereabouts>) -> Result<Option<Self>, Problem> {
        let Some(found) = whereabouts else {
            return Ok(None);
        };
        Ok(Some(Self {
            drawing: found.drawing()?,
            process: found.position.process.name,
            version: found.position.process.version,
            suspended: found.position.row.status == "suspended",
            ended_at: found.position.row.ended_at,
            waiting: found.waiting,
        }))
    }
}
