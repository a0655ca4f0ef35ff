//! Servers of the tests: they answer as told and keep what they were sent.

use std::{
    io::{Read, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
};

use kernel::egress::Policy;

/// A server that answers every connection with the same bytes and keeps what it was sent.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self::start_on("127.0.0.1:0", answer)
    }

    pub(crate) fn start_on(address: &str, answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = request(&mut stream);
                let reply = answer(&request);
                kept.lock().unwrap().push(request);
                // A client that had enough hangs up.
                let _ = stream.write_all(reply.as_bytes());
            }
        });
        Self { address, heard }
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/tsa", self.address.port())
    }

    /// Lets a client reach this server under a name.
    pub(crate) fn policy(&self, host: &str) -> Policy {
        Policy::closed()
            .allow_private(&format!("{host}:{}", self.address.port()))
            .reaching_this_machine()
    }
}

/// Head and body, however many pieces they come in.
fn request(stream: &mut impl Read) -> String {
    let (mut heard, mut piece) = (Vec::new(), [0; 4096]);
    while !is_whole(&heard) {
        match stream.read(&mut piece) {
            Ok(length) if length > 0 => heard.extend_from_slice(&piece[..length]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn is_whole(heard: &[u8]) -> bool {
    let text = String::from_utf8_lossy(heard);
    let Some((fields, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = fields.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length:")?
            .trim()
            .parse()
            .ok()
    });
    body.len() >= length.unwrap_or(0)
}

pub(crate) fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn moved_to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}
