//! What the same machine does without our code: a bare handler, and one row found by its key through the same pool.

use axum::{Router, extract::State, routing::get};
use documents::{ArrivalId, entity::arrival};
use kernel::Database;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use tokio::net::TcpListener;

use crate::{
    load::{Measured, User, measure},
    sizes::Sizes,
};

/// Measures both; the service of the product rests meanwhile.
pub(crate) async fn both(database: &Database, sizes: &Sizes) -> anyhow::Result<(Measured, Measured)> {
    let newest = arrival::Entity::find()
        .order_by_desc(arrival::Column::Id)
        .one(database.read())
        .await?;
    let id = newest.map(|row| row.id);
    let router = Router::new()
        .route("/bare", get(async || "Vanthu"))
        .route("/row", get(row))
        .with_state((database.clone(), id));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let ask = async |path: &str| {
        let users: Vec<_> = (0..sizes.users)
            .map(|_| (User::stranger(base.clone()), vec![path.to_owned()]))
            .collect();
        measure(&users, sizes.time).await
    };
    let measured = (ask("/bare").await?, ask("/row").await?);
    serving.abort();
    Ok(measured)
}

async fn row(State((database, id)): State<(Database, Option<ArrivalId>)>) -> String {
    let Some(id) = id else { return String::new() };
    match arrival::Entity::find_by_id(id).one(database.read()).await {
        Ok(Some(row)) => row.note,
        _ => String::new(),
    }
}
