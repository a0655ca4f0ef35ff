//! A time stamping authority, a responder and a list over HTTP on this machine, at the time of the province's clock.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use kernel::{Clock as _, FixedClock};
use signing::authority::{Authority, Endpoints, OsRng, TimestampAuthority};
use time::Duration;

/// Who answers.
pub(crate) struct Authorities {
    pub(crate) root: Authority,
    pub(crate) issuer: Authority,
    pub(crate) stamping: TimestampAuthority,
}

/// The running services; the authorities come once they have issued everything.
pub(crate) struct Services {
    pub(crate) port: u16,
    pub(crate) authorities: Arc<Mutex<Option<Authorities>>>,
}

impl Services {
    pub(crate) fn start(clock: Arc<FixedClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let authorities: Arc<Mutex<Option<Authorities>>> = Arc::default();
        let shared = Arc::clone(&authorities);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &shared, &clock);
            }
        });
        Self { port, authorities }
    }

    pub(crate) fn endpoints_of_root(&self) -> Endpoints {
        Endpoints {
            crl: Some(self.url("root.crl")),
            ..Endpoints::default()
        }
    }

    pub(crate) fn endpoints_of_issuer(&self) -> Endpoints {
        Endpoints {
            ocsp: Some(self.url("ocsp")),
            ..Endpoints::default()
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }
}

fn serve(mut stream: TcpStream, authorities: &Mutex<Option<Authorities>>, clock: &FixedClock) {
    let Some((path, body)) = question(&mut stream) else {
        return;
    };
    let now = clock.now().utc();
    let mut authorities = authorities.lock().unwrap();
    let answer = authorities.as_mut().and_then(|all| match path.as_str() {
        "/tsa" => Some(all.stamping.answer(&body, now, &mut OsRng).unwrap()),
        "/ocsp" => Some(all.issuer.ocsp_answer(&body, now, Duration::days(1)).unwrap()),
        "/root.crl" => Some(all.root.crl(now, now + Duration::days(30)).unwrap()),
        _ => None,
    });
    let status = if answer.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let body = answer.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
}

fn question(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&buffer[..length]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let announced = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if bytes.len() >= end + 4 + announced.unwrap_or(0) {
            let path = head.split(' ').nth(1)?.to_owned();
            return Some((path, bytes.split_off(end + 4)));
        }
    }
}
