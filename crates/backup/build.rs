//! Writes the notes beside a backup as constants, from the language files.

use std::{env, fs, path::Path};

use lifeboat_texts::{load_in_build_script, rust};

fn main() -> std::io::Result<()> {
    let wanted = [
        ("READ_ME_TEXT", "note-read-me"),
        ("NOT_FINISHED_TEXT", "note-not-finished"),
        ("SECOND_COPY_TEXT", "note-second-copy"),
    ];
    let notes = rust::notes(&load_in_build_script(), &wanted).map_err(std::io::Error::other)?;
    let out = env::var_os("OUT_DIR").ok_or_else(|| std::io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("notes.rs"), notes)
}
