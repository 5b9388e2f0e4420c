//! `recovery.html`: one file of the module that opens backups, its texts in every language, and the page around them.

use base64::{Engine, engine::general_purpose::STANDARD};
use lifeboat_texts::{Catalogue, html};
use serde_json::{Map, Value};

use super::Built;
use crate::run::Result;

/// Where it is served, and where it lies in the build.
pub const PAGE: &str = "recovery.html";
const MODULE: &str = "lifeboat-recovery_bg.wasm";
const GLUE: &str = "lifeboat-recovery.js";
/// How its texts begin.
const TEXTS: &str = "recovery-";

const HTML: &str = include_str!("../../../crates/recovery/page/recovery.html");
const CSS: &str = include_str!("../../../crates/recovery/page/recovery.css");
const SCRIPT: &str = include_str!("../../../crates/recovery/page/recovery.js");

/// Writes the page, and removes what it was made of.
pub fn put_together(dist: &Built) -> Result {
    let catalogue = lifeboat_texts::load().map_err(|fault| fault.to_string())?;
    let page = html::fill(HTML, &catalogue).map_err(|fault| format!("{PAGE}: {fault}"))?;
    let script = put(SCRIPT, "/* TEXTS */ {}", &texts(&catalogue)?)?;
    let script = put(&script, "/* WASM */", &STANDARD.encode(dist.read(MODULE)?))?;
    let page = put(&page, "/* STYLE */", CSS)?;
    let page = put(&page, "/* MODULE */", &within_script(&dist.text(GLUE)?)?)?;
    let page = put(&page, "/* PAGE */", &within_script(&script)?)?;
    dist.remove(MODULE)?;
    dist.remove(GLUE)?;
    dist.write(PAGE, page)
}

/// The texts of the page by language, as JSON.
fn texts(catalogue: &Catalogue) -> Result<String> {
    let mut all = Map::new();
    for (tag, language) in &catalogue.languages {
        let mut texts = Map::new();
        for (name, pattern) in language {
            let Some(name) = name.strip_prefix(TEXTS) else { continue };
            let text = pattern.plain().ok_or_else(|| format!("{TEXTS}{name} has to be told something"))?;
            texts.insert(name.to_owned(), text.into());
        }
        all.insert(tag.clone(), Value::Object(texts));
    }
    // Within a script nothing may end it.
    Ok(Value::Object(all).to_string().replace('<', "\\u003c"))
}

/// A script that can stand within a page.
fn within_script(script: &str) -> Result<String> {
    match script.contains("</script") || script.contains("<!--") {
        true => Err(format!("{PAGE}: a script would end in its middle")),
        false => Ok(script.to_owned()),
    }
}

fn put(page: &str, mark: &str, content: &str) -> Result<String> {
    match page.matches(mark).count() {
        1 => Ok(page.replace(mark, content)),
        count => Err(format!("{PAGE}: {mark} stands there {count} times")),
    }
}
