use std::collections::BTreeMap;

use ureq::{
    Agent,
    http::{Request, Response},
};

/// A person's browser: it keeps cookies, follows redirects, and sends forms with their hidden fields.
pub(crate) struct Browser {
    agent: Agent,
    base: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) address: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Fails the test unless the page was shown.
    #[track_caller]
    pub(crate) fn shown(self) -> Self {
        assert_eq!(self.status, 200, "{}: {}", self.address, self.text());
        self
    }

    /// The first text between two marks.
    pub(crate) fn between(&self, before: &str, after: &str) -> Option<String> {
        let text = self.text();
        let start = text.find(before)? + before.len();
        let end = text[start..].find(after)? + start;
        Some(text[start..end].to_owned())
    }
}

/// A file in a form.
pub(crate) struct FilePart<'a> {
    pub(crate) field: &'a str,
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl Browser {
    pub(super) fn new(base: String) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // The service hangs up on a form it refuses unread: no connection is used twice.
            .max_idle_connections(0)
            .build()
            .into();
        Self {
            agent,
            base,
            cookies: BTreeMap::new(),
        }
    }

    /// The same person's browser, asking another copy of the service.
    pub(crate) fn at(&self, base: &str) -> Self {
        Self {
            cookies: self.cookies.clone(),
            ..Self::new(base.to_owned())
        }
    }

    /// Signs in by the form.
    #[track_caller]
    pub(crate) fn sign_in(&mut self, login: &str, password: &str) {
        let answer = self.post("/dang-nhap", &[("login", login), ("password", password)]);
        assert_eq!(answer.status, 200, "{login} could not sign in: {}", answer.text());
    }

    /// Opens a page, following redirects.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(self.address(path))
            .body(Vec::new())
            .expect("a request");
        self.follow(request)
    }

    /// What a page weighs on the line, compressed by gzip.
    #[track_caller]
    pub(crate) fn packed(&mut self, path: &str) -> usize {
        let request = Request::get(self.address(path))
            .header("accept-encoding", "gzip")
            .body(Vec::new())
            .expect("a request");
        let answer = self.send(request).shown();
        assert_eq!(
            answer.headers.get("content-encoding").map(String::as_str),
            Some("gzip"),
            "{path} is not compressed"
        );
        answer.bytes.len()
    }

    /// Sends a form, with the token that guards it, and follows the redirect.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &token);
        body.extend_pairs(fields);
        let request = Request::post(self.address(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.finish().into_bytes())
            .expect("a request");
        self.follow(request)
    }

    /// Sends a form with files.
    pub(crate) fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[FilePart<'_>]) -> Answer {
        const BOUNDARY: &str = "----vanthu-7f3a";
        let token = self.token();
        let mut body = Vec::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            body.extend(
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        for FilePart { field, name, bytes } in files {
            let head = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let request = Request::post(self.address(path))
            .header(
                "content-type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body)
            .expect("a request");
        self.follow(request)
    }

    /// Sends a form as a program would, without following where it leads.
    pub(crate) fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.ask_bytes(method, path, headers, body.as_bytes())
    }

    /// The same with bytes that are no text.
    pub(crate) fn ask_bytes(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(self.address(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.to_vec()).expect("a request"))
    }

    /// Sends a form to a service that may be killed meanwhile: the status, unless no answer came.
    pub(crate) fn try_post(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<u16> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(self.address(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", self.cookie())
            .body(body.into_bytes())
            .expect("a request");
        self.agent
            .run(request)
            .ok()
            .map(|answer| answer.status().as_u16())
    }

    /// Opens a page of a service that may be killed meanwhile: its text, unless no answer came.
    pub(crate) fn try_get(&mut self, path: &str) -> Option<Answer> {
        let request = Request::get(self.address(path))
            .header("cookie", self.cookie())
            .body(Vec::new())
            .expect("a request");
        let mut answer = self.agent.run(request).ok()?;
        let (status, bytes) = (answer.status().as_u16(), answer.body_mut().read_to_vec().ok()?);
        Some(Answer {
            status,
            address: path.to_owned(),
            headers: BTreeMap::new(),
            bytes,
        })
    }

    /// Host and port of the service.
    pub(crate) fn host(&self) -> String {
        self.base.trim_start_matches("http://").to_owned()
    }

    /// The cookies as they are sent.
    pub(crate) fn cookie(&self) -> String {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        cookies.join("; ")
    }

    /// The token of the forms, as any page with a form shows it.
    pub(crate) fn token(&mut self) -> String {
        let page = if self.cookies.is_empty() {
            self.get("/dang-nhap")
        } else {
            self.get("/tai-khoan/mat-khau")
        };
        page.between("name=\"csrf\" value=\"", "\"").unwrap_or_default()
    }

    fn address(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        }
    }

    fn follow(&mut self, request: Request<Vec<u8>>) -> Answer {
        let mut answer = self.send(request);
        for _ in 0..5 {
            if !(300..400).contains(&answer.status) {
                break;
            }
            let next = answer
                .headers
                .get("location")
                .cloned()
                .expect("a redirect says where to");
            let request = Request::get(self.address(&next))
                .body(Vec::new())
                .expect("a request");
            answer = self.send(request);
        }
        answer
    }

    fn send(&mut self, mut request: Request<Vec<u8>>) -> Answer {
        if !self.cookies.is_empty() {
            request
                .headers_mut()
                .insert("cookie", self.cookie().parse().expect("cookies are plain"));
        }
        let address = request.uri().to_string();
        let response: Response<ureq::Body> = self.agent.run(request).expect("the service answers");
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("cookies are plain");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("name and value");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let bytes = response
            .into_body()
            .with_config()
            .limit(200_000_000)
            .read_to_vec()
            .expect("a whole answer");
        Answer {
            status,
            address,
            headers,
            bytes,
        }
    }
}
