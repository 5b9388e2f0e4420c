//! Texts in HTML pages that are there before any of our code runs.

use crate::{Catalogue, REFERENCE, asset};

/// Where the language files lie in what is served.
pub const FOLDER: &str = "texts";

/// Fills in the marks of a page:
///
/// - `{{ id }}`: the English text,
/// - `{{ id @ }}`: its place in the language files, for a script that puts another language there,
/// - `{{ id * }}`: a paragraph in each language, where nothing can choose,
/// - `{{ languages }}`: each language with the address of its file, `tag=address`, with spaces between.
///
/// # Errors
///
/// What is wrong with a mark: there is no such text, or it has to be told something.
pub fn fill(page: &str, catalogue: &Catalogue) -> Result<String, String> {
    let (mut out, mut rest) = (String::with_capacity(page.len()), page);
    while let Some((before, after)) = rest.split_once("{{") {
        let (mark, after) = after.split_once("}}").ok_or("“{{” without “}}”")?;
        out.push_str(before);
        out.push_str(&filled(mark.trim(), catalogue)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn filled(mark: &str, catalogue: &Catalogue) -> Result<String, String> {
    let (id, how) = mark.split_once(' ').unwrap_or((mark, ""));
    let plain = |tag: &str| {
        let pattern = catalogue.wording(tag, id).ok_or_else(|| format!("{tag}.ftl has no {id}"))?;
        pattern.plain().map(|text| escape(&text)).ok_or_else(|| format!("{id} has to be told something"))
    };
    if mark == "languages" {
        let address =
            |tag: &String| format!("{tag}=/{FOLDER}/{}", asset::name(tag, &asset::of(catalogue, tag)));
        return Ok(catalogue.languages.keys().map(address).collect::<Vec<_>>().join(" "));
    }
    match how.trim() {
        "" => plain(REFERENCE),
        "@" => {
            let place = asset::place(catalogue, id).ok_or_else(|| format!("no screen has {id}"))?;
            plain(REFERENCE).map(|_| place.to_string())
        }
        "*" => {
            let first = |tag: &&String| *tag != REFERENCE;
            let mut tags: Vec<_> = catalogue.languages.keys().collect();
            tags.sort_by_key(first);
            tags.iter().map(|tag| Ok(format!("<p lang=\"{tag}\">{}</p>", plain(tag)?))).collect()
        }
        other => Err(format!("“{other}” is no mark")),
    }
}

/// Text within an element or a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
