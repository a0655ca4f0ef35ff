//! The table of routes: each with who may use it. There is no other way to add a route.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodFilter, MethodRouter, on},
};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::{
    AppState,
    access::{Access, Gate, gate, nothing_here, wrong_method},
    api, idempotency, observe, pages, problem,
};

/// How long an ordinary request may take.
const ORDINARY: Duration = Duration::from_secs(30);

/// How long an upload over a slow line may take.
const UPLOAD: Duration = Duration::from_hours(1);

/// How hard answers are packed: a page stays far below its limit, and the time this takes is the server's.
const PACKED: CompressionLevel = CompressionLevel::Precise(2);

/// Most bytes of a request that carries no file.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// One row of the authorisation matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Method.
    pub method: Method,
    /// Path, with its parameters in braces.
    pub path: String,
    /// Who may.
    pub access: Access,
}

struct Route {
    path: String,
    access: Access,
    handler: MethodRouter<AppState>,
    takes_files: bool,
}

/// Routes and their rows, collected area by area.
#[derive(Default)]
pub struct Routes {
    rows: Vec<Row>,
    table: Vec<Route>,
    described: Option<OpenApi>,
}

impl Routes {
    /// No routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers `GET path`.
    #[must_use]
    pub fn get<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::GET, path, access, on(MethodFilter::GET, handler), false)
    }

    /// Answers `POST path`. The form carries the hidden field `csrf` (macro `forms::begin`).
    #[must_use]
    pub fn post<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, access, on(MethodFilter::POST, handler), false)
    }

    /// Answers `POST path` with files: large and slow requests are let in. `csrf` is the form's first field.
    #[must_use]
    pub fn upload<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, access, on(MethodFilter::POST, handler), true)
    }

    /// Answers what one handler with `#[utoipa::path]` describes: `.api(access, routes!(list))`.
    #[must_use]
    pub fn api(self, access: Access, described: UtoipaMethodRouter<AppState, Infallible>) -> Self {
        self.describe(access, described, false)
    }

    /// The same for a handler that takes files.
    #[must_use]
    pub fn api_upload(self, access: Access, described: UtoipaMethodRouter<AppState, Infallible>) -> Self {
        self.describe(access, described, true)
    }

    fn describe(
        mut self,
        access: Access,
        (schemas, paths, handler): UtoipaMethodRouter<AppState, Infallible>,
        takes_files: bool,
    ) -> Self {
        let document = self.described.get_or_insert_with(api::description);
        document
            .components
            .get_or_insert_default()
            .schemas
            .extend(schemas);
        for (path, item) in paths.paths {
            let methods = [
                (item.get.is_some(), Method::GET),
                (item.post.is_some(), Method::POST),
                (item.put.is_some(), Method::PUT),
                (item.patch.is_some(), Method::PATCH),
                (item.delete.is_some(), Method::DELETE),
            ];
            for (_, method) in methods.into_iter().filter(|(is_there, _)| *is_there) {
                self.rows.push(Row {
                    method,
                    path: path.clone(),
                    access,
                });
            }
            self.table.push(Route {
                path: path.clone(),
                access,
                handler: handler.clone(),
                takes_files,
            });
            match document.paths.paths.get_mut(&path) {
                Some(known) => known.merge_operations(item),
                None => {
                    document.paths.paths.insert(path, item);
                }
            }
        }
        self
    }

    fn add(
        mut self,
        method: Method,
        path: &str,
        access: Access,
        handler: MethodRouter<AppState>,
        takes_files: bool,
    ) -> Self {
        self.rows.push(Row {
            method,
            path: path.to_owned(),
            access,
        });
        self.table.push(Route {
            path: path.to_owned(),
            access,
            handler,
            takes_files,
        });
        self
    }

    /// Adds the routes of an area.
    #[must_use]
    pub fn merge(mut self, area: Self) -> Self {
        self.rows.extend(area.rows);
        self.table.extend(area.table);
        if let Some(described) = area.described {
            self.described
                .get_or_insert_with(api::description)
                .merge(described);
        }
        self
    }

    /// The authorisation matrix.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The description of the JSON API.
    #[must_use]
    pub fn openapi(&self) -> OpenApi {
        let mut document = self.described.clone().unwrap_or_else(api::description);
        api::complete(&mut document);
        document
    }

    fn router(self, state: &AppState) -> Router<AppState> {
        let largest_upload = usize::try_from(state.office.settings.upload_limit()).unwrap_or(usize::MAX);
        let mut router = Router::new();
        for route in self.table {
            let (limit, patience) = if route.takes_files {
                // A little more than the file, for the other fields.
                (largest_upload.saturating_add(LARGEST_BODY), UPLOAD)
            } else {
                (LARGEST_BODY, ORDINARY)
            };
            let gate_state = Gate {
                state: state.clone(),
                access: route.access,
            };
            let mut handler = route.handler;
            if route.path.starts_with("/api/") {
                handler = handler.layer(from_fn_with_state(state.clone(), idempotency::remember));
            }
            let handler = handler
                .layer::<_, Infallible>(from_fn_with_state(gate_state, gate))
                .layer::<_, Infallible>(DefaultBodyLimit::max(limit))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    patience,
                ));
            router = router.route(&route.path, handler);
        }
        router
    }
}

/// Every route of the service.
#[must_use]
pub fn all() -> Routes {
    Routes::new().merge(pages::routes()).merge(api::routes())
}

/// The whole service as one router, for the server and for tests.
pub fn app(state: AppState) -> Router {
    let routes = all();
    api::publish(&routes.openapi());
    routes
        .router(&state)
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::new())
        .layer(from_fn(problem::render))
        .layer(from_fn(observe::observe))
        .layer(CompressionLayer::new().quality(PACKED))
        .with_state(state)
}
