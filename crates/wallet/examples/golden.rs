//! Writes the states that a release keeps for all later ones (`tests/golden/`), those of a wallet of new
//! words and those of one whose words were in use before, each in the format that it has:
//! `cargo run --package lifeboat-wallet --example golden -- DIRECTORY`.

use std::path::Path;

use lifeboat_wallet::sim::{World, closing, in_use};

fn main() -> Result<(), String> {
    let directory = std::env::args().nth(1).ok_or("which directory?")?;
    let files = [
        ("new-words/in-use", in_use(World::new()?)?),
        ("new-words/closing", closing(World::new()?)?),
        ("words-in-use-before/in-use", in_use(World::of_words()?)?),
        ("words-in-use-before/closing", closing(World::of_words()?)?),
    ];
    for (name, file) in files {
        let path = Path::new(&directory).join(format!("{name}.state"));
        std::fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(|e| e.to_string())?;
        std::fs::write(&path, &file).map_err(|e| e.to_string())?;
        println!("{}: {} bytes", path.display(), file.len());
    }
    Ok(())
}
