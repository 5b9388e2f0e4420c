//! Writes the states that a release keeps for all later ones (`tests/golden/`):
//! `cargo run --package lifeboat-wallet --example golden -- DIRECTORY`.

use std::path::Path;

use lifeboat_wallet::sim::{closing, in_use};

fn main() -> Result<(), String> {
    let directory = std::env::args().nth(1).ok_or("which directory?")?;
    for (name, file) in [("in-use", in_use()?), ("closing", closing()?)] {
        let path = Path::new(&directory).join(format!("{name}.state"));
        std::fs::write(&path, &file).map_err(|e| e.to_string())?;
        println!("{}: {} bytes", path.display(), file.len());
    }
    Ok(())
}
