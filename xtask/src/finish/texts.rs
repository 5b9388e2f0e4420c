//! The texts in what was built: those of the HTML pages, and the file of each language.

use lifeboat_texts::{asset, html};

use super::Built;
use crate::run::Result;

/// Fills in the pages, and puts the language files beside them.
pub fn fill(dist: &Built) -> Result {
    let catalogue = lifeboat_texts::load().map_err(|fault| fault.to_string())?;
    for tag in catalogue.languages.keys() {
        let file = asset::of(&catalogue, tag);
        dist.write(&format!("{}/{}", html::FOLDER, asset::name(tag, &file)), &file)?;
    }
    for page in ["index.html", "oauth/callback.html", "oauth/own-server.html"] {
        let filled = html::fill(&dist.text(page)?, &catalogue).map_err(|fault| format!("{page}: {fault}"))?;
        dist.write(page, filled)?;
    }
    Ok(())
}
