//! Where time stamps and revocation answers come from: the services that the settings name, asked through the kernel's
//! guarded client, and what administrators added by hand.

mod guarded;

use std::sync::Arc;

use kernel::{Office, egress::Client};
use signing::{
    authority::OsRng,
    pades::{Level, RevocationAnswers},
    revocation::{Collector, Source, SourceSettings},
    timestamp::{Pool, PoolSettings},
    transport::Transport,
    validate::{Kind, Options, Report, validate_pdf},
};
use time::Duration;

pub use guarded::Guarded;

use crate::{Error, outbound::trust};

/// The services behind signatures that must last. One for the whole process: it remembers answers, and which authority
/// rests. Cheap to clone.
#[derive(Debug, Clone)]
pub struct EvidenceServices {
    pool: Option<Arc<Pool>>,
    source: Arc<Source>,
}

impl EvidenceServices {
    /// The services the settings name.
    ///
    /// # Errors
    /// When the settings name root certificates that cannot be read.
    pub fn of(office: &Office) -> Result<Self, Error> {
        let settings = &office.settings;
        let client = Client::from_settings(settings)?;
        let transport: Arc<dyn Transport> = Arc::new(Guarded(client));
        let office_clock = Arc::clone(&office.clock);
        let clock = Arc::new(move || office_clock.now().utc());
        let urls = settings.timestamp_urls();
        let pool = (!urls.is_empty()).then(|| {
            let (transport, clock) = (Arc::clone(&transport), Arc::clone(&clock));
            Arc::new(Pool::new(
                &urls,
                PoolSettings::default(),
                transport,
                clock,
                Box::new(OsRng),
            ))
        });
        let source = Source::new(SourceSettings::default(), transport, clock, Box::new(OsRng));
        Ok(Self {
            pool,
            source: Arc::new(source),
        })
    }

    /// The level signatures are made at: with a time stamp where an authority is set. What must last is added once the
    /// document is issued.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.pool.is_some() { Level::T } else { Level::B }
    }

    /// Whether a time stamping authority is set, so that issued documents can be made to last.
    #[must_use]
    pub fn has_timestamps(&self) -> bool {
        self.pool.is_some()
    }

    /// Asks the services; falls back on the revocation lists and roots kept in the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn collector(&self, office: &Office) -> Result<Collector, Error> {
        let clock = Arc::clone(&office.clock);
        let kept = trust::options(office).await?;
        let answers = RevocationAnswers {
            crls: kept.crls,
            ocsp: kept.ocsp,
        };
        let mut collector = Collector::new(Arc::new(move || clock.now().utc()))
            .asking(Arc::clone(&self.source))
            .with_answers(answers)
            .with_certificates(trust::roots(office).await?);
        if let Some(pool) = &self.pool {
            collector = collector.stamping(Arc::clone(pool));
        }
        Ok(collector)
    }
}

/// How far the clock of a time stamping authority may be ahead of ours.
const MAX_SKEW: Duration = Duration::minutes(5);

/// Validates a file that was made just now: where an authority's clock is a little ahead, at the time that one told.
#[must_use]
pub fn report_on(pdf: &[u8], options: &Options) -> Report {
    let report = validate_pdf(pdf, options);
    let stamped = report.signatures.iter().flat_map(|one| {
        let whole_file = one.signing_time.filter(|_| one.kind == Kind::DocumentTimestamp);
        one.timestamps
            .iter()
            .filter_map(|stamp| stamp.time)
            .chain(whole_file)
    });
    match stamped.max() {
        Some(newest) if newest > options.at && newest - options.at <= MAX_SKEW => {
            let options = Options {
                at: newest,
                ..options.clone()
            };
            validate_pdf(pdf, &options)
        }
        _ => report,
    }
}
