//! What must never be: these lines stop compiling when a secret learns to print or to copy itself.

use crate::{DataKey, OpenKeyring, Phrase, Pin, PreparedPin, Sealed, Secret, Seed};
use std::fmt::{Debug, Display};

/// Two candidates when the type has the trait, so that the compiler cannot tell which one is meant.
macro_rules! lacks {
    ($($secret:ty: $($lacked:path),+;)+) => {$($(
        const _: fn() = || {
            trait AmbiguousUnlessLacking<Which> {
                fn told() {}
            }
            struct ItsTrait;
            impl<T: ?Sized> AmbiguousUnlessLacking<()> for T {}
            impl<T: ?Sized + $lacked> AmbiguousUnlessLacking<ItsTrait> for T {}
            let _ = <$secret as AmbiguousUnlessLacking<_>>::told;
        };
    )+)+};
}

lacks! {
    DataKey: Debug, Display, Clone, PartialEq;
    OpenKeyring: Debug, Display, Clone, PartialEq;
    Phrase: Debug, Display, Clone, PartialEq;
    Pin: Debug, Display, Clone, PartialEq;
    PreparedPin: Debug, Display, Clone, PartialEq;
    Seed: Debug, Display, Clone, PartialEq;
    Secret<'static>: Debug, Display;
    Sealed<'static>: AsRef<[u8]>, std::ops::Deref<Target = [u8]>;
}
