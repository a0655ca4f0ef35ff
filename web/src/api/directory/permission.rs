use directory::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Json,
    routes::{self, Row},
    signed::Signed,
};

/// The table of rights.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Permissions {
    permissions: Vec<PermissionRow>,
    routes: Vec<RouteRow>,
}

/// One permission.
#[derive(Debug, Serialize, ToSchema)]
struct PermissionRow {
    code: &'static str,
    label: &'static str,
    /// Codes of the roles that carry it.
    roles: Vec<&'static str>,
}

/// Who may use an address.
#[derive(Debug, Serialize, ToSchema)]
struct RouteRow {
    method: String,
    path: String,
    /// In words.
    access: String,
}

impl From<&Row> for RouteRow {
    fn from(row: &Row) -> Self {
        Self {
            method: row.method.to_string(),
            path: row.path.clone(),
            access: row.access.label(),
        }
    }
}

/// Bảng phân quyền: vai trò nào làm được gì, địa chỉ nào mở cho ai.
#[utoipa::path(
    get, path = "/api/v1/permissions", tag = "Quản trị",
    responses((status = 200, body = Permissions)),
)]
pub(crate) async fn show(_: Signed) -> Json<Permissions> {
    let permissions = Permission::ALL.iter().map(|permission| PermissionRow {
        code: permission.code(),
        label: permission.label(),
        roles: permission.roles().iter().map(|role| role.code()).collect(),
    });
    Json(Permissions {
        permissions: permissions.collect(),
        routes: routes::all().rows().iter().map(RouteRow::from).collect(),
    })
}
