//! Columns as every table writes them.

use sea_orm_migration::prelude::*;

/// A UUID that must be there.
pub(crate) fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().not_null().to_owned()
}

/// A UUID that may be absent.
pub(crate) fn id_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().to_owned()
}

/// Text that must be there.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().not_null().to_owned()
}

/// Text that may be absent.
pub(crate) fn text_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().to_owned()
}

/// A whole number of 64 bits that must be there; also moments.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name))
        .big_integer()
        .not_null()
        .to_owned()
}

/// A whole number of 64 bits that may be absent; also moments.
pub(crate) fn number_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().to_owned()
}

/// A whole number of 32 bits that must be there.
pub(crate) fn small(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).integer().not_null().to_owned()
}

/// A whole number of 32 bits that may be absent.
pub(crate) fn small_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).integer().to_owned()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).boolean().not_null().to_owned()
}

/// A calendar date that must be there.
pub(crate) fn date(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).date().not_null().to_owned()
}

/// A calendar date that may be absent.
pub(crate) fn date_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).date().to_owned()
}

/// Bytes that must be there.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).binary().not_null().to_owned()
}

/// Bytes that may be absent.
pub(crate) fn bytes_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).binary().to_owned()
}

/// Makes a table of these columns with a primary key over the named ones.
pub(crate) async fn table(
    manager: &SchemaManager<'_>,
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(Alias::new(name));
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(Alias::new(*column));
    }
    table.primary_key(&mut primary);
    manager.create_table(table).await
}

/// Makes an index over these columns.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}
