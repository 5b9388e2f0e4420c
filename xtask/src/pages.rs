//! The texts in what Trunk has built: those of the HTML pages, and the file of each language. A hook of `Trunk.toml`.

use std::{env, fs, path::Path};

use lifeboat_texts::{asset, html};

use crate::run::Result;

/// Fills in the pages of the build that Trunk is at, and puts the language files beside them.
pub fn pages() -> Result {
    let dist =
        env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this, and says where: TRUNK_STAGING_DIR")?;
    let dist = Path::new(&dist);
    let catalogue = lifeboat_texts::load().map_err(|fault| fault.to_string())?;
    let texts = dist.join(html::FOLDER);
    fs::create_dir_all(&texts).map_err(|error| error.to_string())?;
    for tag in catalogue.languages.keys() {
        let file = asset::of(&catalogue, tag);
        fs::write(texts.join(asset::name(tag, &file)), &file).map_err(|error| error.to_string())?;
    }
    for page in ["index.html", "oauth/callback.html", "oauth/own-server.html"] {
        let path = dist.join(page);
        let source = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let filled = html::fill(&source, &catalogue).map_err(|fault| format!("{page}: {fault}"))?;
        fs::write(&path, filled).map_err(|error| error.to_string())?;
    }
    Ok(())
}
