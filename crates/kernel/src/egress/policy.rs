//! Which addresses outgoing requests may reach.
//!
//! The URLs of time stamps, revocation lists and issuers stand in certificates, so in what strangers send us: without
//! a rule a certificate could make the server ask its own neighbours (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is no absolute URL.
    #[error("not a URL")]
    NotAUrl,
    /// Something else than http or https.
    #[error("scheme {0} is not allowed")]
    Scheme(String),
    /// The URL carries a user name or password.
    #[error("a URL with a user name is not allowed")]
    UserInfo,
    /// The host is not on the list.
    #[error("host {0} is not on the list")]
    Host(String),
    /// The port is not allowed for this host.
    #[error("port {0} is not allowed")]
    Port(u16),
    /// The name leads into a private, local or reserved network.
    #[error("{0} is not a public address")]
    PrivateAddress(IpAddr),
    /// The name leads nowhere.
    #[error("the host has no address")]
    NoAddress,
}

/// The allow-list applied to every URL, redirects included, after its name was resolved and before anything connects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    any_public_host: bool,
    reaches_this_machine: bool,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    host: HostRule,
    port: Option<u16>,
    may_be_private: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum HostRule {
    Exact(String),
    Below(String),
}

impl Policy {
    /// Reaches nothing.
    #[must_use]
    pub fn closed() -> Self {
        Self::default()
    }

    /// Reaches every public host on the ports 80 and 443.
    #[must_use]
    pub fn public() -> Self {
        Self {
            any_public_host: true,
            ..Self::default()
        }
    }

    /// Allows a host, as "ca.gov.vn", "*.ca.gov.vn" (every name below it) or "ca.gov.vn:8080".
    #[must_use]
    pub fn allow(self, host: &str) -> Self {
        self.with_rule(host, false)
    }

    /// Allows a host even where its address is private: a service inside the agency's own network. This machine and its
    /// link stay out of reach.
    #[must_use]
    pub fn allow_private(self, host: &str) -> Self {
        self.with_rule(host, true)
    }

    /// Allows the host and port of an address; what is no address allows nothing.
    #[must_use]
    pub fn allow_url(self, url: &str) -> Self {
        match host_and_port(url) {
            Some(host) => self.allow(&host),
            None => self,
        }
    }

    /// Allows the host and port of an address wherever it lies: somebody typed it.
    #[must_use]
    pub fn allow_private_url(self, url: &str) -> Self {
        match host_and_port(url) {
            Some(host) => self.allow_private(&host),
            None => self,
        }
    }

    /// Lets hosts that may be private lie on this very machine, for tests and for a service on the same computer.
    #[must_use]
    pub fn reaching_this_machine(self) -> Self {
        Self {
            reaches_this_machine: true,
            ..self
        }
    }

    fn with_rule(mut self, host: &str, may_be_private: bool) -> Self {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !name.ends_with(':') && !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, None),
        };
        let name = name.to_ascii_lowercase();
        let host = match name.strip_prefix("*.") {
            Some(parent) => HostRule::Below(parent.to_owned()),
            None => HostRule::Exact(name),
        };
        self.rules.push(Rule {
            host,
            port,
            may_be_private,
        });
        self
    }

    /// Whether a URL whose host resolved to these addresses may be asked.
    ///
    /// # Errors
    /// The first reason why not; one private address among several is enough.
    pub fn check(&self, url: &str, resolved: &[IpAddr]) -> Result<(), Refusal> {
        let url = Url::parse(url).map_err(|_| Refusal::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        let host = url.host().ok_or(Refusal::NotAUrl)?;
        let name = host.to_string().trim_end_matches('.').to_ascii_lowercase();
        let port = url.port_or_known_default().ok_or(Refusal::NotAUrl)?;
        let may_be_private = self.permits(&name, port)?;

        let literal = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        let mut addresses = literal.iter().chain(resolved).peekable();
        if addresses.peek().is_none() {
            return Err(Refusal::NoAddress);
        }
        match addresses.find(|a| !self.is_reachable(**a, may_be_private)) {
            Some(address) => Err(Refusal::PrivateAddress(*address)),
            None => Ok(()),
        }
    }

    fn is_reachable(&self, address: IpAddr, may_be_private: bool) -> bool {
        let address = canonical(address);
        is_public(address)
            || (may_be_private && is_of_an_organisation(address))
            || (may_be_private && self.reaches_this_machine && address.is_loopback())
    }

    /// Finds the rule for a host; answers whether it may lie in a private network.
    fn permits(&self, name: &str, port: u16) -> Result<bool, Refusal> {
        let usual_port = matches!(port, 80 | 443);
        let mut host_is_known = false;
        let mut permitted = None;
        for rule in &self.rules {
            let fits = match &rule.host {
                HostRule::Exact(exact) => name == exact,
                HostRule::Below(parent) => name
                    .strip_suffix(parent.as_str())
                    .is_some_and(|rest| rest.ends_with('.')),
            };
            host_is_known |= fits;
            if fits && rule.port.map_or(usual_port, |p| p == port) {
                permitted = Some(permitted.unwrap_or(false) || rule.may_be_private);
            }
        }
        if let Some(may_be_private) = permitted {
            return Ok(may_be_private);
        }
        if (self.any_public_host && !usual_port) || host_is_known {
            Err(Refusal::Port(port))
        } else if self.any_public_host {
            Ok(false)
        } else {
            Err(Refusal::Host(name.to_owned()))
        }
    }
}

/// What a rule for exactly this address says.
fn host_and_port(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// The IPv4 address where an IPv6 one only wraps it.
fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => embedded_v4(v6).map_or(address, IpAddr::V4),
    }
}

/// Globally reachable unicast (IANA special-purpose registries, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Networks that organisations number themselves (RFC 1918, RFC 6598, RFC 4193).
fn is_of_an_organisation(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT, RFC 6598
        || (a == 192 && b == 0 && c == 0) // protocol assignments, RFC 6890
        || (a == 192 && b == 88 && c == 99) // 6to4 relays, RFC 7526
        || (a == 198 && (b == 18 || b == 19)); // benchmarks, RFC 2544
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast is 2000::/3; inside it, documentation, benchmarks, Teredo and ORCHID are not.
    (first & 0xe000) == 0x2000
        && !(first == 0x2001 && (second == 0x0db8 || second < 0x0200))
        && first != 0x3fff
}

/// The IPv4 address inside mapped (RFC 4291), translated (RFC 6052) and 6to4 (RFC 3056) addresses.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let join = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}
