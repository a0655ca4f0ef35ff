//! The JSON API, `/api/v1`: everything a page can do.

mod account;
mod complete;
mod directory;
mod document;
mod file;
mod inbound;
mod me;
mod notifications;
pub(crate) mod outbound;
mod processes;
pub(crate) mod search;
mod uploads;
mod views;

use std::sync::{Arc, OnceLock};

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use utoipa::openapi::{
    ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};
use utoipa_axum::routes;

pub(crate) use complete::complete;
pub(crate) use document::ProblemDocument;

use crate::{access::Access, problem::Problem, routes::Routes};

/// The routes of the API.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(Access::SignedIn, routes!(me::show))
        .merge(account::routes())
        .merge(directory::routes())
        .merge(file::routes())
        .merge(inbound::routes())
        .merge(notifications::routes())
        .merge(uploads::routes())
        .merge(views::routes())
        .merge(outbound::routes())
        .merge(processes::routes())
        .merge(search::routes())
        .get("/api/openapi.json", Access::Public, openapi)
        .get("/api/docs", Access::Public, docs_entry)
        .get("/api/docs/{*file}", Access::Public, docs)
}

/// What the description of the API begins with.
pub(crate) fn description() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Vanthu")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Giao diện lập trình của Vanthu. Xác thực bằng phiên đăng nhập (cookie; thao tác ghi kèm X-CSRF-Token) hoặc mã \
             truy cập cá nhân (Authorization: Bearer). Lỗi theo RFC 9457 với trường code ổn định. Danh sách phân trang theo \
             khóa: truyền next của trang trước vào after. Tạo mới nên kèm Idempotency-Key; sửa kèm If-Match.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("Vanthu")).build()))
        .build();
    let mut document = OpenApiBuilder::new().info(info).build();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("vanthu")));
    components.add_security_scheme("session", cookie);
    let none: [&str; 0] = [];
    document.security = Some(vec![
        SecurityRequirement::new("token", none),
        SecurityRequirement::new("session", none),
    ]);
    document
}

static PUBLISHED: OnceLock<String> = OnceLock::new();

/// Keeps the description as it is served.
pub(crate) fn publish(document: &OpenApi) {
    PUBLISHED.get_or_init(|| document.to_json().unwrap_or_default());
}

async fn openapi() -> Response {
    let text = PUBLISHED.get().map(String::as_str).unwrap_or_default();
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response()
}

async fn docs_entry() -> Redirect {
    Redirect::permanent("/api/docs/index.html")
}

/// Swagger UI, from the binary itself.
async fn docs(Path(file): Path<String>) -> Result<Response, Problem> {
    static CONFIG: OnceLock<Arc<utoipa_swagger_ui::Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        Arc::new(
            utoipa_swagger_ui::Config::from("/api/openapi.json")
                .validator_url("none")
                .try_it_out_enabled(false),
        )
    });
    match utoipa_swagger_ui::serve(&file, Arc::clone(config)) {
        Ok(Some(found)) => {
            let headers = [
                (header::CONTENT_TYPE, found.content_type),
                (header::CACHE_CONTROL, "public, max-age=3600".into()),
            ];
            Ok((headers, found.bytes.into_owned()).into_response())
        }
        _ => Err(Problem::new("not_found")),
    }
}
