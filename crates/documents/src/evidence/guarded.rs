use kernel::egress::{self, Client, Failure};
use signing::{
    Error,
    transport::{Answer, Method, Request, Transport},
};

/// The kernel's client as the signing crate wants it.
#[derive(Debug, Clone)]
pub struct Guarded(pub Client);

impl Transport for Guarded {
    fn send(&self, request: &Request) -> Result<Answer, Error> {
        let question = egress::Request {
            method: match request.method {
                Method::Get => egress::Method::Get,
                Method::Post => egress::Method::Post,
            },
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            max_answer: request.max_answer,
            timeout: request.timeout,
        };
        match self.0.send(&question) {
            Ok(answer) => Ok(Answer {
                status: answer.status,
                body: answer.body,
            }),
            Err(Failure::Refused { url, refusal }) => Err(Error::AddressRefused {
                url,
                reason: refusal.to_string(),
            }),
            Err(failure) => Err(Error::Transport {
                url: request.url.clone(),
                reason: failure.to_string(),
            }),
        }
    }
}
