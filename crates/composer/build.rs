//! Puts the four cuts of the serif face into `OUT_DIR`, from where `src/fonts.rs` embeds them.
//!
//! Decree 30/2020, Annex I, asks for Times New Roman; Liberation Serif and Tinos have its exact metrics, the
//! whole Vietnamese alphabet and a free licence. The files are never part of the repository.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use ttf_parser::Face;

/// Our name of a cut, its file in Liberation Serif and its file in Tinos (npm `@expo-google-fonts/tinos`).
const CUTS: [(&str, &str, &str); 4] = [
    (
        "regular.ttf",
        "LiberationSerif-Regular.ttf",
        "400Regular/Tinos_400Regular.ttf",
    ),
    (
        "bold.ttf",
        "LiberationSerif-Bold.ttf",
        "700Bold/Tinos_700Bold.ttf",
    ),
    (
        "italic.ttf",
        "LiberationSerif-Italic.ttf",
        "400Regular_Italic/Tinos_400Regular_Italic.ttf",
    ),
    (
        "bold-italic.ttf",
        "LiberationSerif-BoldItalic.ttf",
        "700Bold_Italic/Tinos_700Bold_Italic.ttf",
    ),
];

/// Letters that tell a face with the whole Vietnamese alphabet: Liberation 1.x lacks them.
const VIETNAMESE: &str = "ăâđêôơưĂÂĐÊÔƠƯảãạằẵệỉịọồộờợủụừựỷỹỵẢẠỆỊỘỢỤỰỴ₫";

/// Where npm puts Tinos when told `--prefix ~/.cache/vanthu-fonts`.
const NPM_FOLDER: &str = ".cache/vanthu-fonts/node_modules/@expo-google-fonts/tinos";

/// Where Linux distributions and macOS put Liberation Serif.
const SYSTEM_FOLDERS: [&str; 7] = [
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation-fonts",
    "/usr/share/fonts/TTF",
    "/Library/Fonts",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VANTHU_FONTS");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));

    let asked = env::var_os("VANTHU_FONTS").map(PathBuf::from);
    let npm = env::var_os("HOME").map(|home| PathBuf::from(home).join(NPM_FOLDER));
    let system = SYSTEM_FOLDERS.iter().map(PathBuf::from);
    let mut folders = asked.into_iter().chain(system).chain(npm);
    let Some(found) = folders.find_map(|folder| cuts_in(&folder)) else {
        eprintln!("No serif face with the Vietnamese alphabet was found for official documents. Run:");
        eprintln!("    npm install --prefix ~/.cache/vanthu-fonts @expo-google-fonts/tinos");
        eprintln!(
            "or, as an administrator: apt-get install fonts-liberation2 (Debian 13: fonts-liberation),"
        );
        eprintln!("or set VANTHU_FONTS to a folder with LiberationSerif-*.ttf (2.x) or Tinos_*.ttf.");
        process::exit(1);
    };
    for ((name, ..), source) in CUTS.iter().zip(found) {
        println!("cargo::rerun-if-changed={}", source.display());
        fs::copy(&source, out.join(name)).expect("OUT_DIR is writable and the font readable");
    }
}

/// The four files of one family in a folder, if all four are there and write Vietnamese.
fn cuts_in(folder: &Path) -> Option<Vec<PathBuf>> {
    let liberation = CUTS.map(|(_, liberation, _)| folder.join(liberation));
    let tinos = CUTS.map(|(_, _, tinos)| folder.join(tinos));
    let tinos_flat = CUTS.map(|(_, _, tinos)| folder.join(tinos.rsplit('/').next().unwrap_or(tinos)));
    [liberation, tinos, tinos_flat]
        .into_iter()
        .find(|files| files.iter().all(|file| writes_vietnamese(file)))
        .map(Vec::from)
}

fn writes_vietnamese(file: &Path) -> bool {
    let Ok(bytes) = fs::read(file) else { return false };
    Face::parse(&bytes, 0).is_ok_and(|face| {
        VIETNAMESE
            .chars()
            .all(|letter| face.glyph_index(letter).is_some())
    })
}
