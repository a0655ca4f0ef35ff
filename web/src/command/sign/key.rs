use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use signing::{
    Certificate, Error, Scheme, SchemePreference,
    key::{
        CscRemote, KeyChoice, Pkcs11, Pkcs11Module, Pkcs12, Signer, Token,
        csc::{Authorisation, CscService, CscVersion, Patience},
    },
    transport::Transport,
};
use zeroize::Zeroizing;

/// Between two questions whether the person has confirmed on the phone; asked for three minutes.
const INTERVAL: Duration = Duration::from_secs(5);
const QUESTIONS: u32 = 36;

/// Where the key is.
#[derive(Debug, Args)]
pub(super) struct KeyArguments {
    /// Kho khóa PKCS#12
    #[arg(long, value_name = "TỆP", requires = "pin_file", help_heading = "Khóa")]
    p12: Option<PathBuf>,
    /// Thư viện PKCS#11 của thiết bị
    #[arg(long, value_name = "THƯ VIỆN", help_heading = "Khóa")]
    pkcs11: Option<PathBuf>,
    /// Tên hoặc số sê-ri của thiết bị; không cần khi chỉ cắm một
    #[arg(long, value_name = "TÊN", requires = "pkcs11", help_heading = "Khóa")]
    token: Option<String>,
    /// Thứ tự của thiết bị trong các thiết bị đang cắm, tính từ 0
    #[arg(
        long,
        value_name = "SỐ",
        requires = "pkcs11",
        conflicts_with = "token",
        help_heading = "Khóa"
    )]
    slot: Option<usize>,
    /// Nhãn của khóa trên thiết bị; không cần khi chỉ có một khóa
    #[arg(long, value_name = "NHÃN", requires = "pkcs11", help_heading = "Khóa")]
    key: Option<String>,
    /// Tệp chứa mã PIN ở dòng đầu
    #[arg(long, value_name = "TỆP", help_heading = "Khóa")]
    pin_file: Option<PathBuf>,
    /// Dịch vụ ký từ xa theo Cloud Signature Consortium, không kèm /csc/v1
    #[arg(long, value_name = "URL", help_heading = "Khóa")]
    csc: Option<String>,
    /// Tên chứng thư ở dịch vụ ký từ xa; không cần khi chỉ có một
    #[arg(long, value_name = "TÊN", requires = "csc", help_heading = "Khóa")]
    csc_credential: Option<String>,
    /// Tệp chứa mã truy cập (access token) ở dòng đầu
    #[arg(long, value_name = "TỆP", requires = "csc", help_heading = "Khóa")]
    csc_token_file: Option<PathBuf>,
    /// Tệp chứa mã OTP ở dòng đầu
    #[arg(long, value_name = "TỆP", requires = "csc", help_heading = "Khóa")]
    csc_otp_file: Option<PathBuf>,
    /// Phiên bản giao diện của dịch vụ ký từ xa
    #[arg(long, value_name = "SỐ", requires = "csc", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2), help_heading = "Khóa")]
    csc_version: u8,
}

impl KeyArguments {
    /// The remote service, which the person allowed by naming it.
    pub(super) fn csc_url(&self) -> Option<&str> {
        self.csc.as_deref()
    }

    /// Opens the key.
    pub(super) fn open(
        &self,
        preference: SchemePreference,
        transport: &Arc<dyn Transport>,
    ) -> Result<Box<dyn Signer>, Error> {
        let pin = self.pin()?;
        let pin = pin.as_deref().map(String::as_str);
        if let Some(path) = &self.p12 {
            let key = Pkcs12::open(&std::fs::read(path)?, pin.unwrap_or_default(), preference)?;
            return Ok(Box::new(key));
        }
        if let Some(path) = &self.pkcs11 {
            let module = Pkcs11Module::load(path)?;
            let token = self.choose_token(&module)?;
            let choice = self.key.clone().map_or(KeyChoice::Only, KeyChoice::Label);
            return Ok(Box::new(Pkcs11::open(&module, &token, pin, &choice, preference)?));
        }
        let url = self.csc.as_deref().expect("clap asks for one of three");
        Ok(Box::new(self.remote(url, pin, preference, transport)?))
    }

    fn pin(&self) -> Result<Option<Zeroizing<String>>, Error> {
        secret(self.pin_file.as_ref())
    }

    fn choose_token(&self, module: &Pkcs11Module) -> Result<Token, Error> {
        if let Some(name) = &self.token {
            return module.token(name);
        }
        let mut tokens = module.tokens()?;
        let number = match self.slot {
            Some(number) => number,
            None if tokens.len() > 1 => {
                let names: Vec<&str> = tokens.iter().map(|token| token.label.as_str()).collect();
                return Err(Error::Key(format!(
                    "several tokens are plugged in: {}",
                    names.join(", ")
                )));
            }
            None => 0,
        };
        if number < tokens.len() {
            Ok(tokens.swap_remove(number))
        } else {
            Err(Error::TokenRemoved(number.to_string()))
        }
    }

    fn remote(
        &self,
        url: &str,
        pin: Option<&str>,
        preference: SchemePreference,
        transport: &Arc<dyn Transport>,
    ) -> Result<CscRemote, Error> {
        let version = match self.csc_version {
            1 => CscVersion::V1,
            _ => CscVersion::V2,
        };
        let service = CscService::new(url, version, Arc::clone(transport));
        if let Some(token) = secret(self.csc_token_file.as_ref())? {
            service.use_access_token(&token);
        }
        let credential = match &self.csc_credential {
            Some(name) => name.clone(),
            None => match <[String; 1]>::try_from(service.credentials()?) {
                Ok([only]) => only,
                Err(several) => {
                    return Err(Error::Key(format!(
                        "name one of the credentials: {}",
                        several.join(", ")
                    )));
                }
            },
        };
        let authorisation = Authorisation {
            pin: pin.map(|pin| Zeroizing::new(pin.to_owned())),
            otp: secret(self.csc_otp_file.as_ref())?,
            description: None,
        };
        let patience = Patience {
            interval: INTERVAL,
            attempts: QUESTIONS,
            pause: Arc::new(|interval| {
                std::thread::sleep(interval);
                true
            }),
        };
        let credential = service.credential(&credential)?;
        CscRemote::new(&service, credential, authorisation, patience, preference)
    }
}

fn secret(path: Option<&PathBuf>) -> Result<Option<Zeroizing<String>>, Error> {
    let Some(path) = path else { return Ok(None) };
    let text = Zeroizing::new(std::fs::read_to_string(path)?);
    Ok(Some(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    )))
}

/// A key with the certificates above it that were found elsewhere.
pub(super) struct WithChain {
    key: Box<dyn Signer>,
    chain: Vec<Certificate>,
}

impl WithChain {
    /// The longer of both chains goes into the signature.
    pub(super) fn new(key: Box<dyn Signer>, found: Vec<Certificate>) -> Self {
        let chain = if found.len() > key.chain().len() {
            found
        } else {
            key.chain().to_vec()
        };
        Self { key, chain }
    }
}

impl Signer for WithChain {
    fn certificate(&self) -> &Certificate {
        self.key.certificate()
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn scheme(&self) -> Scheme {
        self.key.scheme()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.key.sign(message)
    }

    fn matches_certificate(&self) -> bool {
        self.key.matches_certificate()
    }
}
