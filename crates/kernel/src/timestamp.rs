use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// A moment, as microseconds since 1970-01-01T00:00Z: one form that sorts alike on every database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(pub i64);

/// Vietnam keeps one offset the year round: UTC+07:00.
pub const VIETNAM: UtcOffset = match UtcOffset::from_hms(7, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

impl Timestamp {
    /// Microseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The moment in UTC.
    #[must_use]
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The moment on the clocks of Vietnam.
    #[must_use]
    pub fn vietnam(self) -> OffsetDateTime {
        self.utc().to_offset(VIETNAM)
    }

    /// The moment `duration` later.
    #[must_use]
    pub fn plus(self, duration: time::Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.whole_microseconds()).unwrap_or(i64::MAX)),
        )
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(moment: OffsetDateTime) -> Self {
        Self(i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.vietnam().format(&Rfc3339).unwrap_or_default())
    }
}

impl Serialize for Timestamp {
    /// RFC 3339 on the clocks of Vietnam, as Decision 28/2018 Article 14 asks of exchanged times.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        OffsetDateTime::parse(&text, &Rfc3339)
            .map(Self::from)
            .map_err(serde::de::Error::custom)
    }
}
