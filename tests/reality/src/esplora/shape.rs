//! What a JSON object has to have.

use serde_json::Value;

/// The kind of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 32 bytes in hexadecimal.
    Hash,
    /// Not negative, and whole.
    Number,
    /// Whole.
    Signed,
    /// True or false.
    Flag,
    /// An object.
    Object,
    /// A list of hashes.
    Hashes,
}

/// A field by its name.
pub(super) type Field = (&'static str, Kind);

/// The first field that is missing, or of another kind: `height: a number`.
pub(super) fn lacks(value: &Value, fields: &[Field]) -> Option<String> {
    let wrong = fields.iter().find(|(name, kind)| !is(&value[*name], *kind));
    wrong.map(|(name, kind)| format!("{name}: {}", kind.words()))
}

fn is(value: &Value, kind: Kind) -> bool {
    match kind {
        Kind::Hash => value.as_str().is_some_and(is_hash),
        Kind::Number => value.is_u64(),
        Kind::Signed => value.is_i64(),
        Kind::Flag => value.is_boolean(),
        Kind::Object => value.is_object(),
        Kind::Hashes => {
            value.as_array().is_some_and(|list| list.iter().all(|hash| hash.as_str().is_some_and(is_hash)))
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Hash => "a hash",
            Kind::Number => "a number",
            Kind::Signed => "a whole number",
            Kind::Flag => "true or false",
            Kind::Object => "an object",
            Kind::Hashes => "a list of hashes",
        }
    }
}
