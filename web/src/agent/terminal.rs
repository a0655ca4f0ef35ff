//! Asking in the terminal the agent runs in.

use std::io::IsTerminal as _;

use zeroize::Zeroizing;

use super::{
    answer::Trouble,
    ask::{Given, Question},
};

/// Whether a person can be asked here.
pub(super) fn is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Shows the question and reads the PIN without showing it.
pub(super) async fn ask(question: Question) -> Result<Given, Trouble> {
    let typed = tokio::task::spawn_blocking(move || {
        eprintln!("\n{}", in_words(&question));
        rpassword::prompt_password("Mã PIN để ký (để trống là không ký): ").map(Zeroizing::new)
    });
    match typed.await {
        Ok(Ok(pin)) if !pin.is_empty() => Ok(Given::at_terminal(pin)),
        _ => {
            eprintln!("Không ký.");
            Err(Trouble::refused())
        }
    }
}

/// The question as text. Control characters from pages would move the cursor over what is true.
fn in_words(question: &Question) -> String {
    let head = format!(
        "Trang {} yêu cầu ký bằng\n  chứng thư số: {} ({})\n  thẻ: {}\n",
        question.origin,
        clean(&question.subject),
        clean(&question.issuer),
        clean(&question.token)
    );
    let documents = (1..).zip(&question.documents).map(|(number, document)| {
        format!(
            "{number}. {} – {}\n   mã băm: {}\n",
            clean(&document.number),
            clean(&document.title),
            document.hash
        )
    });
    let warning = question.warning.iter().map(|warning| format!("! {warning}\n"));
    std::iter::once(head).chain(documents).chain(warning).collect()
}

fn clean(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::ask::Listed, *};

    #[test]
    fn the_terminal_shows_every_document_and_no_control_characters() {
        let question = Question {
            origin: "https://a.vn".into(),
            subject: "Trần Văn Bình".into(),
            issuer: "CA".into(),
            token: "usb".into(),
            has_keypad: false,
            documents: ["một\u{1b}[2Jhai", "ba"]
                .map(|title| Listed {
                    title: title.into(),
                    number: "UBND-VX".into(),
                    hash: "00ff".into(),
                })
                .into(),
            warning: None,
        };
        let text = in_words(&question);
        assert!(
            text.contains("https://a.vn") && text.contains("2. UBND-VX – ba"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
