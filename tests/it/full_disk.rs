//! A server whose disk is full says so, does nothing by halves, and goes on when there is room again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::harness::{FilePart, Service, find, missing, set_up};

/// Room for the demonstration, its index and a little work.
const SIZE: &str = "size=192m";

#[test]
fn a_full_disk_is_told_and_nothing_is_half_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::mount(folder.path()) else {
        missing("a small disk to fill (mounting one needs root)");
        return;
    };
    set_up(folder.path(), None);
    let service = Service::on(folder, None);
    let pdf = any_pdf(&service);
    let mut clerk = service.signed_in("vanthu");
    let before = books(&service);

    disk.fill();
    let refused = clerk.upload("/den/tiep-nhan", &[], &[file("day.pdf", &pdf)]);
    assert_eq!(refused.status, 507, "{}", refused.text());
    assert!(refused.text().contains("hết chỗ lưu"), "{}", refused.text());
    let mut written = 0;
    // Some small changes still find room in the database's last page; then it is full, too.
    while clerk.post("/den/ban-giay", &paper(written)).status == 200 {
        written += 1;
        assert!(written < 10_000, "the disk is never full");
    }
    let refused = clerk.post("/den/ban-giay", &paper(written));
    assert_eq!(refused.status, 507, "{}", refused.text());
    // What was there can still be read.
    clerk.get("/den").shown();

    disk.empty();
    let registered = clerk.post("/den/ban-giay", &paper(written)).shown();
    assert!(
        registered.address.contains("da=dang-ky"),
        "{}",
        registered.address
    );
    let taken = clerk
        .upload("/den/tiep-nhan", &[], &[file("con-cho.pdf", &pdf)])
        .shown();
    assert!(taken.address.contains("/den/tiep-nhan/"), "{}", taken.address);
    assert_eq!(
        books(&service),
        before + written + 1,
        "numbers follow each other without a gap"
    );
    find(&mut clerk, "hợp tác xã đĩa đầy", &format!("lượt {written}"));
    let verified = service
        .command()
        .args(["audit", "verify"])
        .output()
        .expect("the binary runs");
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
    drop(service);
    drop(disk);
}

fn file<'a>(name: &'a str, bytes: &'a [u8]) -> FilePart<'a> {
    FilePart {
        field: "files",
        name,
        bytes,
    }
}

fn paper(nth: usize) -> [(&'static str, &'static str); 3] {
    // Texts live as long as the test.
    let subject: &'static str = Box::leak(format!("hợp tác xã đĩa đầy lượt {nth}").into_boxed_str());
    [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", subject),
    ]
}

/// The last arrival number of the province's book.
fn books(service: &Service) -> usize {
    let last = crate::harness::sqlite(
        &service.data().join("vanthu.sqlite"),
        "select max(last_number) from register_book b join agency a on a.id = b.agency_id \
         where a.code = 'H42' and b.direction = 'arrival' and b.year = (select max(year) from register_book)",
    );
    last.first().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The file of a document the demonstration issued.
fn any_pdf(service: &Service) -> Vec<u8> {
    let mut clerk = service.signed_in("vanthu");
    let list = clerk.get("/van-ban-di").shown();
    let id = list
        .between("href=\"/du-thao/", "\"")
        .expect("the demonstration issued something");
    clerk.get(&format!("/du-thao/{id}/tep")).shown().bytes
}

/// A small file system in memory, mounted where the data lies.
struct Disk {
    mounted: PathBuf,
}

impl Disk {
    fn mount(folder: &Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(folder)
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self {
            mounted: folder.to_owned(),
        })
    }

    fn filler(&self) -> PathBuf {
        self.mounted.join("filler")
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        use std::io::Write as _;
        let mut filler = fs::File::create(self.filler()).expect("a file");
        for size in [1 << 20, 1 << 12, 1] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn empty(&self) {
        fs::remove_file(self.filler()).expect("the file that filled the disk");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the service may just be ending.
        let _ = Command::new("umount").arg("--lazy").arg(&self.mounted).status();
        let _ = fs::remove_dir(&self.mounted);
    }
}
