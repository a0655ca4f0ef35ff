use std::{path::PathBuf, sync::Arc};

use anyhow::{Context as _, bail};
use clap::Args;
use documents::evidence::Guarded;
use kernel::{
    Clock as _, SystemClock,
    egress::{Client, Policy},
};
use signing::{
    Certificate,
    authority::OsRng,
    pades::RevocationAnswers,
    revocation::{Collector, Source, SourceSettings},
    timestamp::{Pool, PoolSettings},
    transport::Transport,
};

use super::{Depth, read};

/// Where time stamps and revocation answers come from.
#[derive(Debug, Args)]
pub(super) struct EvidenceArguments {
    /// Máy chủ dấu thời gian (RFC 3161); nhiều lần thì máy sau thay máy trước khi không trả lời
    #[arg(long, value_name = "URL", help_heading = "Bằng chứng")]
    tsa: Vec<String>,
    /// Danh sách thu hồi (CRL, DER) có sẵn, dùng khi không hỏi được
    #[arg(long, value_name = "TỆP", help_heading = "Bằng chứng")]
    crl: Vec<PathBuf>,
    /// Trả lời OCSP (DER) có sẵn, dùng khi không hỏi được
    #[arg(long, value_name = "TỆP", help_heading = "Bằng chứng")]
    ocsp_file: Vec<PathBuf>,
    /// Chứng thư của các CA phía trên (PEM hoặc DER), khi khóa không kèm theo
    #[arg(long, value_name = "TỆP", help_heading = "Bằng chứng")]
    chain: Vec<PathBuf>,
    /// Máy chủ nội bộ được hỏi dù chứng thư mới chỉ là nơi nêu ra nó: tên hoặc tên:cổng
    #[arg(long, value_name = "MÁY CHỦ", help_heading = "Bằng chứng")]
    allow: Vec<String>,
    /// Tệp PEM các chứng thư gốc tin cậy khi hỏi qua HTTPS
    #[arg(long, value_name = "TỆP", help_heading = "Bằng chứng")]
    https_roots: Option<PathBuf>,
}

impl EvidenceArguments {
    /// Whether the level has what it needs.
    pub(super) fn check(&self, level: Depth) -> anyhow::Result<()> {
        if level >= Depth::T && self.tsa.is_empty() {
            bail!("mức t, lt và lta cần dấu thời gian: thêm --tsa URL");
        }
        Ok(())
    }

    /// Whether answers were given as files.
    pub(super) fn names_answers(&self) -> bool {
        !self.crl.is_empty() || !self.ocsp_file.is_empty()
    }

    /// The way out: to hosts the person named, wherever they are, and to public hosts that certificates name.
    pub(super) fn transport(&self, remote: Option<&str>) -> anyhow::Result<Arc<dyn Transport>> {
        let mut policy = Policy::public().reaching_this_machine();
        for url in self.tsa.iter().map(String::as_str).chain(remote) {
            policy = policy.allow_private_url(url);
        }
        for host in &self.allow {
            policy = policy.allow_private(host);
        }
        let client = match &self.https_roots {
            Some(path) => Client::trusting(policy, &read(path)?, Arc::new(kernel::egress::SystemNames))?,
            None => Client::new(policy),
        };
        Ok(Arc::new(Guarded(client)))
    }

    /// Everything that can be asked or is at hand.
    pub(super) fn collector(&self, transport: Arc<dyn Transport>) -> anyhow::Result<Collector> {
        let clock = Arc::new(|| SystemClock.now().utc());
        let source = Source::new(
            SourceSettings::default(),
            Arc::clone(&transport),
            clock.clone(),
            Box::new(OsRng),
        );
        let answers = RevocationAnswers {
            crls: self.crl.iter().map(|path| read(path)).collect::<Result<_, _>>()?,
            ocsp: self
                .ocsp_file
                .iter()
                .map(|path| read(path))
                .collect::<Result<_, _>>()?,
        };
        let mut collector = Collector::new(clock.clone())
            .asking(Arc::new(source))
            .with_answers(answers);
        for path in &self.chain {
            let bytes = read(path)?;
            let certificates = Certificate::from_der(&bytes)
                .map(|one| vec![one])
                .or_else(|_| Certificate::from_pem(&bytes));
            let certificates =
                certificates.with_context(|| format!("{} không phải chứng thư", path.display()))?;
            collector = collector.with_certificates(certificates);
        }
        if !self.tsa.is_empty() {
            let urls: Vec<&str> = self.tsa.iter().map(String::as_str).collect();
            let pool = Pool::new(&urls, PoolSettings::default(), transport, clock, Box::new(OsRng));
            collector = collector.stamping(Arc::new(pool));
        }
        Ok(collector)
    }
}
