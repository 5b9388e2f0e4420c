//! Writes the table of the page's texts, and for tests the language files that fit it.

use std::{env, fs, path::Path};

use lifeboat_texts::{asset, load_in_build_script, rust};

fn main() -> std::io::Result<()> {
    let catalogue = load_in_build_script();
    let out = env::var_os("OUT_DIR").ok_or_else(|| std::io::Error::other("cargo sets OUT_DIR"))?;
    let out = Path::new(&out);
    fs::write(out.join("table.rs"), rust::table(&catalogue))?;
    for tag in catalogue.languages.keys() {
        fs::write(out.join(format!("{tag}.txt")), asset::of(&catalogue, tag))?;
    }
    Ok(())
}
