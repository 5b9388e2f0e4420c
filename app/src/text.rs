//! Every word the user reads. English defines the keys; another language is one more file with the same structs,
//! so a missing text does not compile.

mod english;
mod problems;

pub use english::Texts;
pub use problems::problem_name;

/// A language that the catalogue has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The reference.
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 1] = [Language::English];

    /// The best fit for what the browser asks for, in its order.
    pub fn best<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Language {
        wanted
            .into_iter()
            .find_map(|tag| {
                let tag = tag.to_ascii_lowercase();
                Language::ALL.into_iter().find(|language| tag.split('-').next() == Some(language.tag()))
            })
            .unwrap_or(Language::English)
    }

    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
        }
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Language::English => &english::ENGLISH,
        }
    }
}

/// `template` with each `{name}` replaced.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(len) = rest[start..].find('}') else { break };
        let name = &rest[start + 1..start + len];
        out.push_str(&rest[..start]);
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[start..=start + len]),
        }
        rest = &rest[start + len + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
