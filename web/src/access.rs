//! Who may use a route, and the gate that asks before the handler runs.

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use directory::{Permission, Require as _, identity::Through};

use crate::{AppState, csrf, problem::Problem, signed::Signed};

/// Who may use a route. What they may do there to which document, the use-case decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Whoever brings the secret that stands in the address: a program that has no session.
    Link,
    /// Whoever is signed in.
    SignedIn,
    /// Whose post carries the permission.
    With(Permission),
    /// Whose post carries at least one of the permissions.
    WithAny(&'static [Permission]),
}

impl Access {
    /// Whether a request may pass.
    pub(crate) fn admit(self, signed: Option<&Signed>) -> Result<(), Problem> {
        let Some(signed) = signed else {
            return if matches!(self, Self::Public | Self::Link) {
                Ok(())
            } else {
                Err(Problem::new("unauthenticated"))
            };
        };
        let admitted = match self {
            Self::Public | Self::Link | Self::SignedIn => true,
            Self::With(permission) => signed.actor().may(permission),
            Self::WithAny(permissions) => permissions
                .iter()
                .any(|permission| signed.actor().may(*permission)),
        };
        if admitted {
            Ok(())
        } else {
            Err(Problem::new("forbidden"))
        }
    }

    /// In words, for the table administrators read.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Public => "Mọi người".to_owned(),
            Self::Link => "Chương trình giữ địa chỉ bí mật".to_owned(),
            Self::SignedIn => "Người đã đăng nhập".to_owned(),
            Self::With(permission) => permission.label().to_owned(),
            Self::WithAny(permissions) => permissions
                .iter()
                .map(|permission| permission.label())
                .collect::<Vec<_>>()
                .join(" · "),
        }
    }
}

/// What the gate of one route needs.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) state: AppState,
    pub(crate) access: Access,
}

/// Finds out who is asking, refuses whoever may not, and lets forms in only from our own pages.
pub(crate) async fn gate(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    match enter(&gate, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn enter(gate: &Gate, request: &mut Request) -> Result<(), Problem> {
    let signed = Signed::of(&gate.state, request.headers(), request.uri()).await?;
    gate.access.admit(signed.as_ref())?;
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match &signed {
        // A token is not sent by browsers on their own, so nothing can be forged with it.
        Some(signed) if matches!(signed.identity.through, Through::Token(_)) => {}
        // Nobody can make a browser send what nobody can guess.
        _ if gate.access == Access::Link => {}
        Some(signed) if changes => csrf::check(request, &signed.csrf).await?,
        None if changes => csrf::check_anonymous(request).await?,
        _ => {}
    }
    if let Some(signed) = signed {
        let path = request.uri().path();
        let may_go_on =
            path.starts_with("/tai-khoan") || path == "/dang-xuat" || gate.access == Access::Public;
        if signed.identity.must_change_password && !may_go_on {
            return Err(Problem::new("password_change_required"));
        }
        request.extensions_mut().insert(signed);
    }
    Ok(())
}

/// Answers what no route matched.
pub(crate) async fn nothing_here() -> Problem {
    Problem::new("not_found")
}

/// Answers a method the route does not know.
pub(crate) async fn wrong_method() -> Problem {
    Problem::of_status(StatusCode::METHOD_NOT_ALLOWED)
}
