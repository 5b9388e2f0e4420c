//! The name of a variant for texts that people read: elements of the page, support texts.

use std::{convert::Infallible, fmt};

use serde::ser::{Error, Impossible, Serialize, Serializer};

use crate::{FileFault, GuardState, PinRefused, Problem, Step};

macro_rules! named {
    ($($kind:ty),+) => {$(
        impl $kind {
            /// Its name, such as `signedOut`, without what it holds.
            pub fn name(&self) -> &'static str {
                name(self)
            }
        }
    )+};
}

named!(Problem, FileFault, Step, PinRefused, GuardState);

/// Serde's own name for it, which is the first thing serialised; nothing after that is needed.
fn name(variant: &impl Serialize) -> &'static str {
    match variant.serialize(Listener) {
        Err(VariantName(name)) => name,
        Ok(never) => match never {},
    }
}

struct Listener;

/// A variant's name. Nothing else has one.
#[derive(Debug)]
struct VariantName(&'static str);

impl fmt::Display for VariantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for VariantName {}

impl Error for VariantName {
    fn custom<T: fmt::Display>(_: T) -> VariantName {
        NAMELESS
    }
}

const NAMELESS: VariantName = VariantName("");

type Never = Impossible<Infallible, VariantName>;
type NameResult<T> = Result<T, VariantName>;

macro_rules! nameless {
    ($($what:ident($($of:ty),*) -> $then:ty;)+) => {$(
        fn $what(self, $(_: $of),*) -> NameResult<$then> {
            Err(NAMELESS)
        }
    )+};
}

impl Serializer for Listener {
    type Ok = Infallible;
    type Error = VariantName;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    nameless! {
        serialize_bool(bool) -> Infallible;
        serialize_i8(i8) -> Infallible;
        serialize_i16(i16) -> Infallible;
        serialize_i32(i32) -> Infallible;
        serialize_i64(i64) -> Infallible;
        serialize_u8(u8) -> Infallible;
        serialize_u16(u16) -> Infallible;
        serialize_u32(u32) -> Infallible;
        serialize_u64(u64) -> Infallible;
        serialize_f32(f32) -> Infallible;
        serialize_f64(f64) -> Infallible;
        serialize_char(char) -> Infallible;
        serialize_str(&str) -> Infallible;
        serialize_bytes(&[u8]) -> Infallible;
        serialize_none() -> Infallible;
        serialize_unit() -> Infallible;
        serialize_unit_struct(&'static str) -> Infallible;
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_map(Option<usize>) -> Never;
        serialize_struct(&'static str, usize) -> Never;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> NameResult<Infallible> {
        Err(NAMELESS)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> NameResult<Infallible> {
        Err(NAMELESS)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> NameResult<Infallible> {
        Err(VariantName(name))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: &T,
    ) -> NameResult<Infallible> {
        Err(VariantName(name))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> NameResult<Never> {
        Err(VariantName(name))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> NameResult<Never> {
        Err(VariantName(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_named_as_serde_names_it_whatever_it_holds() {
        assert_eq!(Problem::SignedOut.name(), "signedOut");
        assert_eq!(Problem::NotEnough { most_msat: 1 }.name(), "notEnough");
        assert_eq!(
            Problem::BadFile { file: "a".into(), second: false, fault: FileFault::Swapped }.name(),
            "badFile"
        );
        assert_eq!(FileFault::Swapped.name(), "swapped");
        assert_eq!(Step::ReadingBack.name(), "readingBack");
        assert_eq!(PinRefused::TooShort.name(), "tooShort");
    }
}
