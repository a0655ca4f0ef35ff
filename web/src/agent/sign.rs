use axum::{Extension, Json, extract::State, http::StatusCode};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use signing::{
    Scheme,
    key::{Pkcs11, Signer as _},
    pades::attributes_to_sign,
};
use zeroize::Zeroizing;

use super::{
    Agent,
    answer::Trouble,
    ask::{Given, Listed, Question},
    guard::Asking,
    tokens::Held,
};

/// Documents in one batch, at most.
const MOST: usize = 200;

/// Wrong PINs in one question, at most; the token counts too, and locks itself.
const MOST_WRONG: usize = 3;

/// What a page wants signed.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// SHA-256 of the certificate.
    certificate: String,
    documents: Vec<Document>,
}

/// One document of it.
#[derive(Debug, Clone, Deserialize)]
struct Document {
    /// The page's own name for it, given back with the result.
    id: String,
    title: String,
    number: String,
    mechanism: Scheme,
    /// Base64 of the hash of the document's covered bytes.
    #[serde(rename = "document_hash")]
    hash: String,
    /// Base64 of what is to be signed; it must follow from the hash.
    to_be_signed: String,
}

/// How one document fared.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Trouble>,
}

/// Signs after the person agreed: one PIN for all documents that were shown.
///
/// `POST /v1/sign`
pub(super) async fn sign(
    State(agent): State<Agent>,
    Extension(Asking(origin)): Extension<Asking>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<Vec<Outcome>>, Trouble> {
    let _turn = agent.turn.try_acquire().map_err(|_| {
        let message = "Trình ký đang chờ bạn trả lời một yêu cầu khác.";
        Trouble::new(StatusCode::TOO_MANY_REQUESTS, "busy", message)
    })?;
    let held = find(&agent, &wanted).await?;
    let prepared = prepare(&wanted, &held)?;
    let scheme = wanted.documents[0].mechanism;
    let mut question = Question {
        origin: origin.to_string(),
        subject: held.certificate.subject_common_name(),
        issuer: held.certificate.issuer(),
        token: held.token.label.clone(),
        has_keypad: held.token.has_keypad,
        documents: wanted
            .documents
            .iter()
            .zip(&prepared)
            .map(|(one, (_, hash))| listed(one, hash))
            .collect(),
        warning: None,
    };
    let mut before: Option<Given> = None;
    for attempt in 1..=MOST_WRONG {
        question.warning = match warning(&agent, &held, attempt).await {
            Ok(warning) => warning,
            Err(trouble) => return Err(ended(before, trouble)),
        };
        let given = agent.asker.ask(&question, before.take()).await?;
        match unlock(&agent, &held, given.pin.clone(), scheme).await {
            Ok(key) => {
                let results = sign_all(key, wanted.documents, prepared).await;
                given.tell(&in_words(&results));
                return Ok(Json(results));
            }
            Err(signing::Error::WrongPin) if attempt < MOST_WRONG => before = Some(given),
            Err(error) => return Err(ended(Some(given), Trouble::of_key(&error))),
        }
    }
    Err(Trouble::of_key(&signing::Error::WrongPin))
}

/// Tells the person too.
fn ended(answer: Option<Given>, trouble: Trouble) -> Trouble {
    if let Some(answer) = answer {
        answer.tell(&trouble.message);
    }
    trouble
}

async fn find(agent: &Agent, wanted: &Wanted) -> Result<Held, Trouble> {
    let bad = |message: &str| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", message);
    if wanted.documents.is_empty() || wanted.documents.len() > MOST {
        return Err(bad("Mỗi lần ký từ 1 đến 200 văn bản."));
    }
    if wanted
        .documents
        .iter()
        .any(|one| one.mechanism != wanted.documents[0].mechanism)
    {
        return Err(bad("Mỗi lần ký chỉ dùng một thuật toán."));
    }
    let (tokens, fingerprint) = (agent.tokens.clone(), wanted.certificate.clone());
    let held = tokio::task::spawn_blocking(move || tokens.find(&fingerprint))
        .await
        .ok()
        .flatten();
    held.ok_or_else(|| {
        let message = "Không thấy thẻ có chứng thư số này. Cắm thẻ rồi ký lại.";
        Trouble::new(StatusCode::CONFLICT, "token_removed", message)
    })
}

/// What is signed for a document, rebuilt from its hash, and the hash itself.
type Rebuilt = (Vec<u8>, Vec<u8>);

fn prepare(wanted: &Wanted, held: &Held) -> Result<Vec<Rebuilt>, Trouble> {
    let build = |one: &Document| {
        let hash = BASE64_STANDARD.decode(&one.hash).ok()?;
        let sent = BASE64_STANDARD.decode(&one.to_be_signed).ok()?;
        let rebuilt = attributes_to_sign(&hash, &held.certificate, one.mechanism);
        (hash.len() == one.mechanism.digest().output_len() && rebuilt == sent).then_some((rebuilt, hash))
    };
    let refusal = || {
        let message = "Dữ liệu cần ký không phải của một văn bản PDF, hoặc trình ký đã cũ.";
        Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "not_a_document", message)
    };
    wanted
        .documents
        .iter()
        .map(|one| build(one).ok_or_else(refusal))
        .collect()
}

fn listed(document: &Document, hash: &[u8]) -> Listed {
    let hash: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Listed {
        title: document.title.chars().take(500).collect(),
        number: document.number.chars().take(100).collect(),
        hash: hash
            .chunks(4)
            .map(<[String]>::concat)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// What the person must know before typing a PIN; a locked token is not asked at all.
async fn warning(agent: &Agent, held: &Held, attempt: usize) -> Result<Option<String>, Trouble> {
    let (tokens, serial) = (agent.tokens.clone(), held.token.serial.clone());
    let now = tokio::task::spawn_blocking(move || tokens.list())
        .await
        .unwrap_or_default();
    let token = now.into_iter().find(|token| token.serial == serial);
    let token =
        token.ok_or_else(|| Trouble::of_key(&signing::Error::TokenRemoved(held.token.label.clone())))?;
    if token.pin_locked {
        return Err(Trouble::of_key(&signing::Error::PinLocked));
    }
    let last = "Chỉ còn một lần thử: sai nữa thì thẻ bị khóa và phải mang đến nơi cấp.";
    Ok(match (attempt, token.pin_last_try) {
        (1, false) => None,
        (1, true) => Some(last.to_owned()),
        (_, true) => Some(format!("Mã PIN không đúng. {last}")),
        (_, false) => Some("Mã PIN không đúng.".to_owned()),
    })
}

async fn unlock(
    agent: &Agent,
    held: &Held,
    pin: Zeroizing<String>,
    scheme: Scheme,
) -> Result<Pkcs11, signing::Error> {
    let (tokens, held) = (agent.tokens.clone(), held.clone());
    tokio::task::spawn_blocking(move || tokens.unlock(&held, &pin, scheme))
        .await
        .unwrap_or_else(|error| Err(signing::Error::Key(error.to_string())))
}

/// Signs one after another; a token that is gone or locked ends the batch, and the rest says why.
async fn sign_all(key: Pkcs11, documents: Vec<Document>, prepared: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<Outcome> {
    let work = move || {
        let mut stopped: Option<Trouble> = None;
        let mut results = Vec::with_capacity(documents.len());
        for (document, (attributes, _)) in documents.into_iter().zip(prepared) {
            let signed = match &stopped {
                Some(trouble) => Err(trouble.clone()),
                None => key.sign(&attributes).map_err(|error| Trouble::of_key(&error)),
            };
            if let Err(trouble) = &signed
                && matches!(trouble.code, "token_removed" | "pin_locked" | "wrong_pin")
            {
                stopped = Some(trouble.clone());
            }
            let (signature, error) = match signed {
                Ok(signature) => (Some(BASE64_STANDARD.encode(signature)), None),
                Err(trouble) => (None, Some(trouble)),
            };
            results.push(Outcome {
                id: document.id,
                signature,
                error,
            });
        }
        results
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}

fn in_words(results: &[Outcome]) -> String {
    let signed = results.iter().filter(|one| one.signature.is_some()).count();
    match results.iter().find_map(|one| one.error.as_ref()) {
        None => format!("Đã ký {signed} văn bản. Kết quả hiện ở trang bạn đang làm việc."),
        Some(trouble) => format!(
            "Đã ký {signed} trên {} văn bản. {}",
            results.len(),
            trouble.message
        ),
    }
}
