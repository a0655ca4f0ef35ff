use sea_orm::DbErr;

/// Why a task could not be acted on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such task is held by the actor.
    #[error("the task was not found")]
    NotFound,
    /// The task ended meanwhile; the text says how, in Vietnamese.
    #[error("the task has ended: {0}")]
    Ended(String),
    /// The database refused.
    #[error("storage failed")]
    Storage(#[from] DbErr),
}
