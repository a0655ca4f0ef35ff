//! Public holidays and swapped days: data behind the working-day calendar (Labour Code 2019, Article 112).

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    calendar::{DayKind, WorkingCalendar},
    text::clean_line,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::OnConflict,
};
use time::{Date, Weekday};

use crate::{Error, Permission, Require as _, entity::holiday, fields::Mistakes};

/// The stored name of a kind of day.
#[must_use]
pub fn kind_code(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Off => "off",
        DayKind::Worked => "worked",
    }
}

/// The kind of day a row tells.
#[must_use]
pub fn kind(row: &holiday::Model) -> DayKind {
    if row.kind == "worked" {
        DayKind::Worked
    } else {
        DayKind::Off
    }
}

/// The working-day calendar.
///
/// # Errors
/// When the database fails.
pub async fn calendar(office: &Office) -> Result<WorkingCalendar, Error> {
    calendar_in(office.database.read()).await
}

/// The working-day calendar, read inside a change.
///
/// # Errors
/// When the database fails.
pub async fn calendar_in(connection: &impl ConnectionTrait) -> Result<WorkingCalendar, Error> {
    let rows = holiday::Entity::find().all(connection).await?;
    Ok(WorkingCalendar::new(rows.iter().map(|row| (row.date, kind(row)))))
}

/// The days of one year that differ from their weekday.
///
/// # Errors
/// When the database fails.
pub async fn of_year(office: &Office, year: i32) -> Result<Vec<holiday::Model>, Error> {
    let day = |year| Date::from_ordinal_date(year, 1).unwrap_or(Date::MAX);
    Ok(holiday::Entity::find()
        .filter(holiday::Column::Date.gte(day(year)))
        .filter(holiday::Column::Date.lt(day(year.saturating_add(1))))
        .order_by_asc(holiday::Column::Date)
        .all(office.database.read())
        .await?)
}

/// Enters a day, or replaces what was entered for it. `seen` is the version the administrator acted on, when it is known: 0 for
/// a day that nothing was entered for. Answers the new version.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::Stale`].
pub async fn set(
    office: &Office,
    actor: &Actor,
    date: Date,
    (kind, name): (DayKind, &str),
    seen: Option<i64>,
) -> Result<i64, Error> {
    actor.require(Permission::ManageCalendar)?;
    let name = clean_line(name);
    let mut mistakes = Mistakes::default();
    mistakes.unless_length(&name, 200, "name", "Ghi tên ngày, ví dụ Quốc khánh");
    let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    mistakes.unless(
        kind == DayKind::Off || is_weekend,
        "date",
        "Chỉ thứ bảy hoặc chủ nhật mới là ngày làm bù; ngày này vốn đã là ngày làm việc.",
    );
    mistakes.done()?;
    let mut change = office.database.begin().await?;
    let before = version_of(change.connection(), date).await?;
    Error::unless_seen(seen, before, "holiday")?;
    let row = holiday::Model {
        date,
        kind: kind_code(kind).to_owned(),
        name,
        version: before + 1,
    };
    holiday::Entity::insert(row.clone().into_active_model())
        .on_conflict(
            OnConflict::column(holiday::Column::Date)
                .update_columns([
                    holiday::Column::Kind,
                    holiday::Column::Name,
                    holiday::Column::Version,
                ])
                .to_owned(),
        )
        .exec_without_returning(change.connection())
        .await?;
    let entry = Entry::by(actor, office.now(), "day_set", Subject::new("holiday", date));
    change.record(entry.with((&row.kind, &row.name)));
    change.commit().await?;
    Ok(row.version)
}

/// The version of what was entered for a day, 0 when nothing was.
async fn version_of(connection: &impl ConnectionTrait, date: Date) -> Result<i64, Error> {
    let row = holiday::Entity::find_by_id(date).one(connection).await?;
    Ok(row.map_or(0, |row| row.version))
}

/// Removes what was entered for a day.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`].
pub async fn remove(office: &Office, actor: &Actor, date: Date, seen: Option<i64>) -> Result<(), Error> {
    actor.require(Permission::ManageCalendar)?;
    let mut change = office.database.begin().await?;
    Error::unless_seen(seen, version_of(change.connection(), date).await?, "holiday")?;
    let gone = holiday::Entity::delete_by_id(date)
        .exec(change.connection())
        .await?;
    if gone.rows_affected == 0 {
        return Err(Error::NotFound("holiday"));
    }
    change.record(Entry::by(
        actor,
        office.now(),
        "day_removed",
        Subject::new("holiday", date),
    ));
    Ok(change.commit().await?)
}
