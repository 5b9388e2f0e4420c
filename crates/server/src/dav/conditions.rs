//! `If-Match` and `If-None-Match`, compared strongly: tags are digests of contents.

use axum::http::{HeaderMap, header};

/// The conditions of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    must: Option<TagCondition>,
    must_not: Option<TagCondition>,
}

#[derive(Debug, PartialEq, Eq)]
enum TagCondition {
    Any,
    These(Vec<String>),
}

/// A condition that cannot be read; taken as one that does not hold, never as none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnreadableCondition;

impl Conditions {
    pub(crate) fn of(headers: &HeaderMap) -> Result<Conditions, UnreadableCondition> {
        Ok(Conditions {
            must: tags(headers, header::IF_MATCH)?,
            must_not: tags(headers, header::IF_NONE_MATCH)?,
        })
    }

    /// Whether what is there now (its tag, or nothing) may be created, replaced or removed.
    pub(crate) fn allow_change(&self, now: Option<&str>) -> bool {
        let holds = |tags: &TagCondition| match (tags, now) {
            (_, None) => false,
            (TagCondition::Any, Some(_)) => true,
            (TagCondition::These(tags), Some(now)) => tags.iter().any(|tag| tag == now),
        };
        self.must.as_ref().is_none_or(holds) && !self.must_not.as_ref().is_some_and(holds)
    }

    /// Whether a reader has this content already.
    pub(crate) fn has(&self, now: &str) -> bool {
        match &self.must_not {
            Some(TagCondition::Any) => true,
            Some(TagCondition::These(tags)) => tags.iter().any(|tag| tag.trim_start_matches("W/") == now),
            None => false,
        }
    }

    /// Whether a reader wants exactly other content than this.
    pub(crate) fn wants_other(&self, now: &str) -> bool {
        let Some(must) = &self.must else { return false };
        matches!(must, TagCondition::These(tags) if !tags.iter().any(|tag| tag == now))
    }
}

fn tags(headers: &HeaderMap, name: header::HeaderName) -> Result<Option<TagCondition>, UnreadableCondition> {
    let mut all = Vec::new();
    let mut any = false;
    for value in headers.get_all(name) {
        let mut rest = value.to_str().map_err(|_| UnreadableCondition)?.trim();
        if rest == "*" {
            any = true;
            continue;
        }
        while !rest.is_empty() {
            let (weak, quoted) = match rest.strip_prefix("W/") {
                Some(quoted) => ("W/", quoted),
                None => ("", rest),
            };
            let inner = quoted.strip_prefix('"').ok_or(UnreadableCondition)?;
            let end = inner.find('"').ok_or(UnreadableCondition)?;
            all.push(format!("{weak}\"{}\"", &inner[..end]));
            rest = inner[end + 1..].trim_start();
            rest = match rest.strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if rest.is_empty() => rest,
                None => return Err(UnreadableCondition),
            };
        }
        if all.is_empty() {
            return Err(UnreadableCondition);
        }
    }
    match (any, all.is_empty()) {
        (true, true) => Ok(Some(TagCondition::Any)),
        (true, false) => Err(UnreadableCondition),
        (false, true) => Ok(None),
        (false, false) => Ok(Some(TagCondition::These(all))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: header::HeaderName, value: &str) -> Result<Conditions, UnreadableCondition> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        Conditions::of(&headers)
    }

    #[test]
    fn a_star_asks_for_presence_or_absence() {
        let absent = of(header::IF_NONE_MATCH, "*").unwrap();
        assert!(absent.allow_change(None) && !absent.allow_change(Some("\"a\"")));
        let present = of(header::IF_MATCH, "*").unwrap();
        assert!(!present.allow_change(None) && present.allow_change(Some("\"a\"")));
    }

    #[test]
    fn tags_are_compared_whole_and_strongly() {
        let one_of = of(header::IF_MATCH, "\"a\" , W/\"b\",\"c,d\"").unwrap();
        assert!(one_of.allow_change(Some("\"a\"")) && one_of.allow_change(Some("\"c,d\"")));
        for other in [None, Some("\"b\""), Some("a"), Some("\"A\""), Some("")] {
            assert!(!one_of.allow_change(other), "{other:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_never_taken_as_no_condition() {
        for value in ["", "a", "\"a", "\"a\" \"b\"", "W/a", "*, \"a\"", ","] {
            assert_eq!(of(header::IF_MATCH, value), Err(UnreadableCondition), "{value}");
            assert_eq!(of(header::IF_NONE_MATCH, value), Err(UnreadableCondition), "{value}");
        }
    }
}
