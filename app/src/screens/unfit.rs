//! That the storage from which the wallet came back is not fit for it.

use leptos::prelude::*;

use crate::{
    components::{ProblemNote, When, session},
    ids,
};

/// As soon as it is known, until the backup was moved from there.
#[component]
pub fn UnfitNote() -> impl IntoView {
    let session = session();
    let unfit = session.slice(|view| view.service.as_ref()?.unfit.clone());
    let unfit = Signal::derive(move || unfit.get().flatten());
    view! {
        <ProblemNote id=ids::UNFIT problem=unfit />
        <When when=Signal::derive(move || unfit.get().is_some())>
            <p>{session.texts().restore.unfit}</p>
        </When>
    }
}
