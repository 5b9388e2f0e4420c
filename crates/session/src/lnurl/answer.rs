//! Reading what services answer: leniently where nothing depends on it, strictly where money does.

use lifeboat_pasted::{Service, on_one_line};
use serde_json::{Map, Value};

use super::Refusal;

/// Longer words of a stranger are cut, characters.
pub(super) const LONGEST_WORDS: usize = 200;

/// What a stranger says, as it can be shown; `None` when nothing can be seen of it.
pub(super) fn words(text: &str, most: usize) -> Option<String> {
    let line = on_one_line(text);
    let cut: String = line.chars().take(most).collect();
    let cut = if cut.len() < line.len() { format!("{cut}…") } else { cut };
    (!cut.is_empty()).then_some(cut)
}

/// `{"status": "ERROR", "reason": "…"}`.
pub(super) fn refuse(answer: &Value) -> Result<(), Refusal> {
    let status = answer.get("status").and_then(Value::as_str).unwrap_or_default();
    if !status.eq_ignore_ascii_case("error") {
        return Ok(());
    }
    let reason = answer.get("reason").and_then(Value::as_str).unwrap_or_default();
    Err(Refusal::Said(words(reason, LONGEST_WORDS)))
}

/// Why a question was refused (4xx), as the frameworks say it that many services are built with.
pub(super) fn refuse_by_status(status: u16, answer: Option<&Value>) -> Result<(), Refusal> {
    let reason = ["detail", "message", "error", "reason"].iter().find_map(|name| answer?.get(name)?.as_str());
    match (status, reason) {
        (400..=499, Some(reason)) => Err(Refusal::Said(words(reason, LONGEST_WORDS))),
        // The host knows nobody of that name, in whatever form it says so.
        (404 | 410, None) => Err(Refusal::Said(None)),
        _ => Ok(()),
    }
}

/// The fields of an answer.
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(super) fn of(answer: &'a Value) -> Result<Fields<'a>, Refusal> {
        answer.as_object().map(Fields).ok_or(Refusal::Nonsense)
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, Refusal> {
        self.0.get(name).and_then(Value::as_str).ok_or(Refusal::Nonsense)
    }

    /// A whole number. Some write `1000.0` or `"1000"`, as their language does, and 1e20 for "any".
    pub(super) fn number(&self, name: &str) -> Result<u64, Refusal> {
        const MOST: f64 = 9_007_199_254_740_992.0;
        const ALL_MSAT: u64 = lifeboat_pasted::MOST_SAT * 1_000;
        let value = self.0.get(name).ok_or(Refusal::Nonsense)?;
        let whole = |number: &f64| (0.0..MOST).contains(number) && number.fract() == 0.0;
        // Within what a double counts exactly.
        value
            .as_u64()
            .or_else(|| value.as_f64().filter(whole).map(|number| number as u64))
            .or_else(|| value.as_f64().filter(|number| *number >= MOST).map(|_| ALL_MSAT))
            .or_else(|| value.as_str()?.trim().parse().ok())
            .ok_or(Refusal::Nonsense)
    }

    /// Least and most, msat, of which the first is not more than the second.
    pub(super) fn range(&self, least: &str, most: &str) -> Result<(u64, u64), Refusal> {
        let (least, most) = (self.number(least)?.max(1), self.number(most)?);
        if least > most { Err(Refusal::Nonsense) } else { Ok((least, most)) }
    }

    /// Where to ask next. It may be another host than the first, never a private or an unencrypted one.
    pub(super) fn callback(&self) -> Result<String, Refusal> {
        let service = Service::at(self.text("callback")?).map_err(|_| Refusal::Nonsense)?;
        Ok(service.url().to_owned())
    }

    pub(super) fn object(&self, name: &str) -> Option<Fields<'a>> {
        self.0.get(name).and_then(Value::as_object).map(Fields)
    }
}
