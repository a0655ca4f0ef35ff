use directory::{Error, import, person};

use crate::office::{office, try_sign_in};

const HEADING: &str = "ho_ten;email;dien_thoai;ten_dang_nhap;don_vi;chuc_vu;vai_tro\n";

#[tokio::test]
async fn every_mistake_is_told_at_its_line_and_nothing_is_taken_over() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let file = format!(
        "\u{feff}{HEADING}Nguyễn Thị Lan;lan@ninhbinh.gov.vn;;lan.nguyen;VP;Chuyên viên;officer\n\
         ;;;lan.nguyen;Phòng Không Có;;giám đốc\n"
    );

    let preview = import::preview(office, actor, actor.agency, &file).await.unwrap();
    let refused = import::take_over(office, actor, actor.agency, &file).await;

    assert!(preview.lines[0].errors.is_empty());
    let wrong: Vec<&str> = preview.lines[1]
        .errors
        .iter()
        .map(|error| error.field.as_str())
        .collect();
    assert_eq!(preview.lines[1].number, 3);
    assert_eq!(wrong, ["ho_ten", "don_vi", "vai_tro", "ten_dang_nhap"]);
    assert!(matches!(refused, Err(Error::Invalid(_))));
    assert_eq!(
        person::list(office, actor, actor.agency, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_clean_file_is_taken_over_with_passwords_that_work() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let file = format!(
        "{HEADING}Nguyễn Thị Lan;;0912 345 678;lan.nguyen;Văn phòng;Văn thư;Văn thư;\nTrần Minh;;;;VP;Chuyên viên;officer\n"
    );

    let newcomers = import::take_over(office, actor, actor.agency, &file)
        .await
        .unwrap();

    let lan = &newcomers[0];
    assert_eq!(lan.login.as_deref(), Some("lan.nguyen"));
    assert!(
        try_sign_in(office, "lan.nguyen", lan.password.as_deref().unwrap())
            .await
            .is_ok()
    );
    assert_eq!(newcomers[1].login, None);
    assert_eq!(
        person::list(office, actor, actor.agency, None, 10)
            .await
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn a_file_without_our_columns_is_refused_with_their_names() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);

    let refused = import::preview(office, actor, actor.agency, "a,b\n1,2\n").await;

    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].message.contains("ho_ten")));
}
