//! Typed ids: one type for each kind of thing, so that ids cannot be swapped.

use uuid::Uuid;

/// An id made by [`typed_id!`](crate::typed_id).
pub trait Id: Copy + Send + Sync + 'static {
    /// Wraps a UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(self) -> Uuid;
}

/// Declares a typed id over a version 7 UUID, storable and readable in addresses and JSON.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            ::serde::Serialize, ::serde::Deserialize, ::sea_orm::DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $crate::id::Id for $name {
            fn from_uuid(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl ::sea_orm::TryFromU64 for $name {
            /// Ids are never given by the database.
            fn try_from_u64(_: u64) -> Result<Self, ::sea_orm::DbErr> {
                Err(::sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

typed_id! {
    /// An agency (cơ quan, tổ chức).
    AgencyId,
    /// A unit of an agency (đơn vị).
    UnitId,
    /// A person (cán bộ, công chức).
    PersonId,
    /// A person's post in a unit (chức vụ, vị trí).
    PostId,
    /// An account that signs in.
    AccountId,
}

/// Source of new ids: version 7 UUIDs, which grow with time and so keep indices compact.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ids;

impl Ids {
    /// A new id stamped with `now`.
    #[must_use]
    pub fn next<T: Id>(self, now: crate::Timestamp) -> T {
        let micros = now.micros().max(0).unsigned_abs();
        let seconds = micros / 1_000_000;
        let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
        T::from_uuid(Uuid::new_v7(uuid::Timestamp::from_unix(
            uuid::NoContext,
            seconds,
            nanos,
        )))
    }
}
