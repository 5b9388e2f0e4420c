//! R1, the last way in: files picked from a disk.

use leptos::{html, prelude::*};
use lifeboat_messages::Problem;
use wasm_bindgen::JsCast;

use crate::{
    components::{Actions, LinkButton, Panel, Primary, ProblemNote, Screen, Topic, session},
    ids,
    state::Files,
};

/// What was picked: the files, and their paths in the same order.
pub struct PickedPaths {
    /// Their paths as the browser names them, with `/`.
    pub paths: Vec<String>,
    /// The files themselves, which have not been read yet.
    pub files: Files,
}

/// A folder, or some files.
#[component]
pub fn PickFiles(
    /// They are being read.
    busy: RwSignal<bool>,
    /// Why the files could not be read.
    problem: RwSignal<Option<Problem>>,
    /// Takes the paths of what was picked.
    on_picked: Callback<PickedPaths>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let folder = NodeRef::<html::Input>::new();
    let some = NodeRef::<html::Input>::new();
    // The buttons are ours, the fields the browser's: they look different everywhere, and cannot be put into words.
    let open = |field: NodeRef<html::Input>| {
        Callback::new(move |()| {
            if let Some(field) = field.get_untracked() {
                field.click();
            }
        })
    };
    let changed = move |event: leptos::ev::Event| {
        let Some(field) = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        let picked = picked(&field);
        // So that the same ones can be picked again.
        field.set_value("");
        if !picked.files.is_empty() && !busy.get_untracked() {
            on_picked.run(picked);
        }
    };
    view! {
        <Screen
            name="restore-files"
            disc=Topic::Security
            heading=texts.files_heading
            sentence=texts.files_sentence
            back=back
        >
            <Panel title=texts.files_which_title>
                <ul class="bulleted">
                    <li>{texts.files_which_all}</li>
                    <li>{texts.files_which_names}</li>
                    <li>{texts.files_which_newest}</li>
                </ul>
            </Panel>
            <input
                id=ids::FILES_FOLDER_INPUT
                class="visually-hidden"
                type="file"
                multiple
                prop:webkitdirectory=true
                tabindex="-1"
                aria-hidden="true"
                node_ref=folder
                on:change=changed
            />
            <input
                id=ids::FILES_SOME_INPUT
                class="visually-hidden"
                type="file"
                multiple
                tabindex="-1"
                aria-hidden="true"
                node_ref=some
                on:change=changed
            />
            <ProblemNote id=ids::FILES_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::FILES_FOLDER
                    label=move || if busy.get() { texts.files_reading } else { texts.files_folder }
                    busy=busy
                    on_press=open(folder)
                />
                <LinkButton id=ids::FILES_SOME label=texts.files_some disabled=busy on_press=open(some) />
            </Actions>
        </Screen>
    }
}

fn picked(field: &web_sys::HtmlInputElement) -> PickedPaths {
    let list = field.files();
    let count = list.as_ref().map_or(0, web_sys::FileList::length);
    let files: Files = (0..count).filter_map(|at| list.as_ref()?.get(at)).collect();
    PickedPaths { paths: files.iter().map(path).collect(), files }
}

/// Within the picked folder; the name alone where no folder was picked.
fn path(file: &web_sys::File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok();
    path.and_then(|path| path.as_string()).filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}
