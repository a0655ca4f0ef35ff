//! What a draft puts on the work lists.

use kernel::{Actor, Office, UnitOfWork, actor::Role, id::Id as _};
use workflow::task::{self, Ending, Holder, NewTask};

use super::{Check, Stage, loaded::Loaded};
use crate::Error;

/// Kind of subject on the work list.
pub const SUBJECT: &str = "draft";

/// What is asked of somebody about a draft.
pub mod action {
    /// Sửa dự thảo bị trả lại.
    pub const REVISE: &str = "revise";
    /// Kiểm tra nội dung.
    pub const REVIEW_CONTENT: &str = "review_content";
    /// Kiểm tra thể thức.
    pub const REVIEW_FORM: &str = "review_form";
    /// Ký.
    pub const SIGN: &str = "sign";
    /// Cấp số.
    pub const NUMBER: &str = "number";
    /// Đóng dấu.
    pub const SEAL: &str = "seal";
    /// Phát hành.
    pub const ISSUE: &str = "issue";
}

impl Check {
    /// The work list's name for it.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Content => action::REVIEW_CONTENT,
            Self::Form => action::REVIEW_FORM,
        }
    }
}

/// Ends whatever waited and puts on the lists what the draft waits for now.
///
/// # Errors
/// When the database refuses.
pub(super) async fn pass_on(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    loaded: &Loaded,
    outcome: &str,
) -> Result<(), Error> {
    let subject = loaded.document.id.uuid();
    let ending = Ending {
        actor,
        outcome,
        at: office.now(),
    };
    let open = task::of_subject(change.connection(), subject).await?;
    for waiting in open
        .iter()
        .filter(|task| task::holders_of(actor).contains(&task.holder))
    {
        task::end(change, ending, &waiting.action, subject, None).await?;
    }
    let wanted = wanted(loaded);
    let fits = |task: &task::task::Model, (holder, action): &(Holder, &str)| {
        task.action == *action && task.holder == holder.to_string()
    };
    let mut waiting = task::of_subject(change.connection(), subject).await?;
    if waiting
        .iter()
        .any(|task| !wanted.iter().any(|one| fits(task, one)))
    {
        task::cancel_all(change, ending, subject, None).await?;
        waiting.clear();
    }
    for one in wanted {
        if !waiting.iter().any(|task| fits(task, &one)) {
            open_task(office, change, loaded, one.0, one.1).await?;
        }
    }
    Ok(())
}

/// Who is asked for what at this stage.
fn wanted(loaded: &Loaded) -> Vec<(Holder, &'static str)> {
    let draft = &loaded.draft;
    let clerk = Holder::Agency(draft.agency_id, Role::Clerk);
    match draft.stage {
        Stage::Writing if !draft.reason.is_empty() => {
            vec![(Holder::Post(draft.drafter_post), action::REVISE)]
        }
        Stage::Writing | Stage::Issued | Stage::Recalled => Vec::new(),
        Stage::InReview => Check::ALL
            .iter()
            .filter(|check| loaded.passed.iter().all(|passed| passed.check != **check))
            .map(|check| match check {
                Check::Content => (Holder::Unit(draft.unit_id, Role::UnitHead), check.action()),
                Check::Form => (
                    Holder::Agency(draft.agency_id, Role::ChiefOfOffice),
                    check.action(),
                ),
            })
            .collect(),
        Stage::Approved => draft
            .signer_post
            .map(|post| (Holder::Post(post), action::SIGN))
            .into_iter()
            .collect(),
        Stage::Signed => vec![(clerk, action::NUMBER)],
        Stage::Numbered => vec![(clerk, action::SEAL)],
        Stage::Sealed => vec![(clerk, action::ISSUE)],
    }
}

async fn open_task(
    office: &Office,
    change: &UnitOfWork,
    loaded: &Loaded,
    holder: Holder,
    action: &'static str,
) -> Result<(), Error> {
    let document = &loaded.document;
    let new = NewTask {
        id: office.new_id(),
        agency: loaded.draft.agency_id,
        holder,
        action,
        subject_kind: SUBJECT,
        subject: document.id.uuid(),
        part: None,
        title: document.subject.clone(),
        detail: format!(
            "{} · {} · {}",
            document.kind.label(),
            loaded.draft.unit_name,
            loaded.draft.drafter_name
        ),
        urgency: document.urgency.code(),
        due: None,
    };
    task::open(change, new, office.now()).await?;
    Ok(())
}
