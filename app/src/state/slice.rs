//! Parts of the newest view.

use std::{any::Any, marker::PhantomData, sync::Arc};

use leptos::prelude::*;

/// A part of the newest view, which follows it; changes only when that part changes. Leptos compiles a memo
/// again for each type, so all of these are kept in memos of one.
pub struct Slice<T> {
    kept: Memo<Option<Part>>,
    of: PhantomData<fn() -> T>,
}

/// What is kept of a part, whatever its type.
#[derive(Clone)]
struct Part {
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        (self.is_same)(&*self.value, &*other.value)
    }
}

impl<T> Copy for Slice<T> {}

impl<T> Clone for Slice<T> {
    fn clone(&self) -> Slice<T> {
        *self
    }
}

impl<T: PartialEq + Send + Sync + 'static> Slice<T> {
    /// Makes the slice of what this function gives.
    pub fn new(of: impl Fn() -> Option<T> + Send + Sync + 'static) -> Slice<T> {
        let part = move || of().map(|value| Part { value: Arc::new(value), is_same: is_same::<T> });
        Slice { kept: kept(Box::new(part)), of: PhantomData }
    }

    /// Looks at it, and follows it. `None` until the worker has spoken.
    pub fn with<R>(self, look: impl FnOnce(Option<&T>) -> R) -> R {
        let part = self.kept.get();
        look(part.as_ref().and_then(|part| part.value.downcast_ref()))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Slice<T> {
    /// A copy of it, which is followed.
    pub fn get(self) -> Option<T> {
        self.with(|value| value.cloned())
    }

    /// A copy of it as it is now.
    pub fn get_untracked(self) -> Option<T> {
        untrack(|| self.get())
    }
}

fn kept(part: Box<dyn Fn() -> Option<Part> + Send + Sync>) -> Memo<Option<Part>> {
    Memo::new(move |_| part())
}

fn is_same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}
