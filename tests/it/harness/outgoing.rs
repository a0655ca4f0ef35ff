//! An outbound document through the hands of an agency's people, page by page.

use super::{Answer, PIN, Service};

/// Who does what with an outbound document of an agency.
pub(crate) struct Hands {
    pub(crate) officer: &'static str,
    pub(crate) unit_head: &'static str,
    pub(crate) chief_of_office: &'static str,
    pub(crate) signer: &'static str,
    pub(crate) signer_name: &'static str,
    pub(crate) clerk: &'static str,
}

/// The province's People's Committee.
pub(crate) const PROVINCE: Hands = Hands {
    officer: "chuyenvien",
    unit_head: "truongphong",
    chief_of_office: "chanhvanphong",
    signer: "chutich",
    signer_name: "Nguyễn Văn Thành",
    clerk: "vanthu",
};

/// Its Department of Home Affairs.
pub(crate) const HOME_AFFAIRS: Hands = Hands {
    officer: "vanthu.snv",
    unit_head: "giamdoc.snv",
    chief_of_office: "chanhvanphong.snv",
    signer: "giamdoc.snv",
    signer_name: "Nguyễn Thị Bích Ngọc",
    clerk: "vanthu.snv",
};

/// What is written.
pub(crate) struct Letter<'a> {
    pub(crate) subject: &'a str,
    pub(crate) addressees: &'a str,
    pub(crate) body: &'a str,
    /// The address of the page it is begun on.
    pub(crate) begun_at: &'a str,
}

impl Hands {
    /// The officer writes a letter; its id.
    #[track_caller]
    pub(crate) fn write(&self, service: &Service, letter: &Letter<'_>) -> String {
        self.write_for(service, letter, self.signer_name, "head")
    }

    /// The officer writes a letter that this person is to sign in this capacity; its id.
    #[track_caller]
    pub(crate) fn write_for(
        &self,
        service: &Service,
        letter: &Letter<'_>,
        signer_name: &str,
        authority: &str,
    ) -> String {
        let mut officer = service.signed_in(self.officer);
        let page = officer.get(letter.begun_at).shown();
        let answers = if letter.begun_at.contains("answers=") {
            page.field("answers")
        } else {
            String::new()
        };
        let (signer, collective, title) = (
            page.choice(signer_name),
            page.field("collective"),
            page.field("head_title"),
        );
        let fields = [
            ("kind", "letter"),
            ("urgency", "normal"),
            ("subject", letter.subject),
            ("addressees", letter.addressees),
            ("body", letter.body),
            ("signer", &signer),
            ("authority", authority),
            ("collective", &collective),
            ("head_title", &title),
            ("answers", &answers),
            ("do", "save"),
        ];
        let saved = officer.upload("/du-thao/moi", &fields, &[]).shown();
        saved.id_after("/du-thao/")
    }

    /// The officer submits, both checks are made, the signer signs.
    #[track_caller]
    pub(crate) fn approve_and_sign(&self, service: &Service, id: &str) {
        self.approve(service, id);
        let mut signer = service.signed_in(self.signer);
        let page = signer.get(&format!("/du-thao/{id}/ky")).shown();
        let fields = [
            ("key", &*page.field("key")),
            ("version", &page.field("version")),
            ("pin", PIN),
        ];
        signer.post(&format!("/du-thao/{id}/ky"), &fields).shown();
    }

    /// The officer submits, and both checks are made.
    #[track_caller]
    pub(crate) fn approve(&self, service: &Service, id: &str) {
        let mut officer = service.signed_in(self.officer);
        let seen = officer.get(&format!("/du-thao/{id}")).shown().field("seen");
        officer
            .post(&format!("/du-thao/{id}/trinh"), &[("seen", &seen)])
            .shown();
        for (login, check) in [(self.unit_head, "content"), (self.chief_of_office, "form")] {
            let mut reviewer = service.signed_in(login);
            let page = reviewer.get(&format!("/du-thao/{id}")).shown();
            assert_eq!(page.field("check"), check, "{login} is asked for another check");
            let fields = [
                ("check", check),
                ("version", &page.field("version")),
                ("initial", "1"),
                ("text", ""),
            ];
            reviewer.post(&format!("/du-thao/{id}/kiem-tra"), &fields).shown();
        }
    }

    /// The clerk numbers, seals and issues; the page of what was issued.
    #[track_caller]
    pub(crate) fn number_seal_and_issue(&self, service: &Service, id: &str) -> Answer {
        let mut clerk = service.signed_in(self.clerk);
        let seen = clerk.get(&format!("/du-thao/{id}")).shown().field("seen");
        clerk
            .post(&format!("/du-thao/{id}/cap-so"), &[("seen", &seen)])
            .shown();
        let page = clerk.get(&format!("/du-thao/{id}/dong-dau")).shown();
        let fields = [
            ("key", &*page.field("key")),
            ("version", &page.field("version")),
            ("pin", PIN),
        ];
        let sealed = clerk.post(&format!("/du-thao/{id}/dong-dau"), &fields).shown();
        clerk
            .post(
                &format!("/du-thao/{id}/phat-hanh"),
                &[("seen", &sealed.field("seen"))],
            )
            .shown()
    }

    /// From the first word to the recipients; its id and its file.
    #[track_caller]
    pub(crate) fn issue(&self, service: &Service, letter: &Letter<'_>) -> (String, Vec<u8>) {
        let id = self.write(service, letter);
        self.approve_and_sign(service, &id);
        self.number_seal_and_issue(service, &id);
        let file = service
            .signed_in(self.clerk)
            .get(&format!("/du-thao/{id}/tep"))
            .shown();
        (id, file.bytes)
    }
}
