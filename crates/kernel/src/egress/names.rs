use std::{
    io,
    net::{IpAddr, ToSocketAddrs as _},
    sync::{Arc, mpsc},
    time::Duration,
};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::{Failure, Policy};

/// Where the addresses of a host name come from.
pub trait Names: std::fmt::Debug + Send + Sync {
    /// Every address of a host.
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// Gives a connection the addresses that were checked, and no others.
#[derive(Debug)]
pub(super) struct CheckedNames {
    pub(super) names: Arc<dyn Names>,
    pub(super) policy: Arc<Policy>,
}

impl Resolver for CheckedNames {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let usual_port = if uri.scheme_str() == Some("https") {
            443
        } else {
            80
        };
        let port = uri.port_u16().unwrap_or(usual_port);
        let addresses = match host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => ask(Arc::clone(&self.names), host.to_owned(), *timeout.after)?,
        };
        let url = uri.to_string();
        if let Err(refusal) = self.policy.check(&url, &addresses) {
            return Err(ureq::Error::Other(Box::new(Failure::Refused { url, refusal })));
        }
        let mut resolved = self.empty();
        for address in addresses.into_iter().take(MAX_ADDRESSES) {
            resolved.push((address, port).into());
        }
        Ok(resolved)
    }
}

/// As many as a connection tries.
const MAX_ADDRESSES: usize = 16;

/// Resolving cannot be interrupted: it goes on in its own thread when time is up.
fn ask(names: Arc<dyn Names>, host: String, limit: Duration) -> Result<Vec<IpAddr>, ureq::Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    // The receiver may be gone when an answer comes too late.
    std::thread::spawn(move || sender.send(names.addresses(&host)).ok());
    match receiver.recv_timeout(limit) {
        Ok(addresses) => Ok(addresses?),
        Err(_) => Err(ureq::Error::Timeout(ureq::Timeout::Resolve)),
    }
}
