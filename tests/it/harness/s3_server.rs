use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::service::Environment;

/// The bucket, and the folder in it.
const BUCKET: &str = "vanthu";
const FOLDER: &str = "tep/2026";

/// The secret that settings must not show.
pub(crate) const SECRET: &str = "khoa-bi-mat-cua-kho";

/// Moto, an S3 store that we did not write, on a free port, until the test ends.
pub(crate) struct S3Server {
    process: Child,
    address: String,
}

impl S3Server {
    /// Starts one with an empty bucket.
    pub(crate) fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        let process = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`make test` installs moto");
        let server = Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..600 {
            if ureq::put(server.bucket()).send_empty().is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto does not answer");
    }

    fn bucket(&self) -> String {
        format!("{}/{BUCKET}", self.address)
    }

    /// The settings under which files are kept here.
    pub(crate) fn settings(&self) -> Environment {
        vec![
            ("VANTHU_FILES", format!("s3://{BUCKET}/{FOLDER}")),
            ("VANTHU_S3_ENDPOINT", self.address.clone()),
            ("VANTHU_S3_ACCESS_KEY", "vanthu".to_owned()),
            ("VANTHU_S3_SECRET_KEY", SECRET.to_owned()),
        ]
    }

    /// The names of what lies in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let listed = ureq::get(format!("{}?list-type=2&prefix={FOLDER}/", self.bucket())).call();
        let text = listed.expect("moto lists").into_body().read_to_string();
        text.expect("a list")
            .split("<Key>")
            .skip(1)
            .filter_map(|rest| rest.split_once("</Key>"))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// Puts other bytes in the place of a file.
    pub(crate) fn overwrite(&self, name: &str, bytes: &[u8]) {
        // The owner's name is enough: the server looks at no signature.
        let owner = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        ureq::put(format!("{}/{name}", self.bucket()))
            .header("Authorization", owner)
            .send(bytes)
            .expect("moto stores");
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
