use std::fmt;

use kernel::{
    Actor,
    actor::Role,
    id::{AgencyId, PostId, UnitId},
};

/// Who holds a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// One post.
    Post(PostId),
    /// Whoever carries the role in this very unit.
    Unit(UnitId, Role),
    /// Whoever carries the role in the agency.
    Agency(AgencyId, Role),
}

impl fmt::Display for Holder {
    /// The form in which it is stored and looked up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Post(post) => write!(f, "post:{post}"),
            Self::Unit(unit, role) => write!(f, "unit:{unit}:{}", role.code()),
            Self::Agency(agency, role) => write!(f, "agency:{agency}:{}", role.code()),
        }
    }
}

/// Every holder the actor stands for.
#[must_use]
pub fn holders_of(actor: &Actor) -> Vec<String> {
    let mut holders = vec![Holder::Post(actor.post).to_string()];
    for role in &actor.roles {
        holders.push(Holder::Unit(actor.unit, *role).to_string());
        holders.push(Holder::Agency(actor.agency, *role).to_string());
    }
    holders
}
