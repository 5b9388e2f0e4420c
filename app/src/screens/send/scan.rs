//! H3: scanning a code with the camera, or from a picture. The camera is off again as soon as this screen is left.

use std::{cell::RefCell, rc::Rc};

use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;

use crate::{
    components::{Actions, Screen, Secondary, session},
    ids,
    state::{
        camera::{self, Camera, CameraProblem},
        effect, spawn,
    },
};

/// The state of the scanning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScanState {
    Opening,
    Looking,
    Failed(CameraProblem),
    NoCode,
}

/// The camera, and a picture instead.
#[component]
pub fn Scan(
    /// The text of a code.
    on_found: Callback<String>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let scanning = RwSignal::new(ScanState::Opening);
    let video = NodeRef::<html::Video>::new();
    let picture = NodeRef::<html::Input>::new();
    // `None` once the screen is gone, so that a camera that opens later is closed at once.
    let kept: Rc<RefCell<Option<Vec<Camera>>>> = Rc::new(RefCell::new(Some(Vec::new())));
    let left = StoredValue::new_local(kept.clone());
    on_cleanup(move || {
        left.try_with_value(|kept| kept.take());
    });
    effect(move || {
        let Some(video) = video.get() else { return };
        let kept = kept.clone();
        spawn(async move {
            let found = move |text| {
                let _ = on_found.try_run(text);
            };
            let failed = move |why| {
                let _ = scanning.try_set(ScanState::Failed(why));
            };
            match Camera::open(JsValue::from(video), found, failed).await {
                Ok(camera) => {
                    if let Some(kept) = &mut *kept.borrow_mut() {
                        kept.push(camera);
                    }
                }
                Err(why) => failed(why),
            }
        });
    });
    let chosen = move |_| {
        let file = picture.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        let Some(file) = file else { return };
        spawn(async move {
            match camera::read_file(&file).await {
                Some(text) => drop(on_found.try_run(text)),
                None => drop(scanning.try_set(ScanState::NoCode)),
            }
        });
    };
    let choose = Callback::new(move |()| {
        if let Some(input) = picture.get_untracked() {
            // Choosing the same picture again has to count as a change.
            input.set_value("");
            input.click();
        }
    });
    let said = move || match scanning.get() {
        ScanState::Opening => texts.scan_opening,
        ScanState::Looking => texts.scan_looking,
        ScanState::Failed(CameraProblem::Denied) => texts.scan_denied,
        ScanState::Failed(CameraProblem::Absent) => texts.scan_absent,
        ScanState::Failed(CameraProblem::Broken) => texts.scan_broken,
        ScanState::NoCode => texts.scan_no_code,
    };
    let dark = move || matches!(scanning.get(), ScanState::Failed(_));
    view! {
        <Screen name="send-scan" heading=texts.scan_heading sentence=texts.scan_sentence back=back>
            <video
                id=ids::SCAN_VIDEO
                class="camera"
                node_ref=video
                aria-label=texts.scan_video
                prop:muted=true
                playsinline=""
                hidden=dark
                on:playing=move |_| scanning.set(ScanState::Looking)
            ></video>
            <p id=ids::SCAN_STATE role="status">
                {said}
            </p>
            <input
                class="visually-hidden"
                type="file"
                accept="image/*"
                tabindex="-1"
                aria-hidden="true"
                node_ref=picture
                on:change=chosen
            />
            <Actions>
                <Secondary id=ids::SCAN_PICTURE label=texts.scan_picture on_press=choose />
            </Actions>
        </Screen>
    }
}
