//! The camera and pictures with codes: `public/scan.js`, which is loaded at the first scan.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// A function of `public/boot.js`: a promise of the module.
    #[wasm_bindgen(catch, js_name = lifeboatScanner)]
    fn import_scanner() -> Result<JsValue, JsValue>;

    type Scanner;
    #[wasm_bindgen(method)]
    fn start(this: &Scanner, video: &JsValue, found: &Function, failed: &Function) -> Function;
    #[wasm_bindgen(method, catch, js_name = readFile)]
    async fn read_file(this: &Scanner, file: &JsValue) -> Result<JsValue, JsValue>;
}

/// What reads codes. A page without that function, such as one of another build, is a scanner that does not load.
async fn load() -> Result<Scanner, JsValue> {
    let module = Promise::resolve(&import_scanner()?);
    Ok(JsFuture::from(module).await?.unchecked_into())
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraProblem {
    /// The browser or the user does not allow it.
    Denied,
    /// There is no camera.
    Absent,
    /// The camera is in use, or something else is in the way.
    Broken,
}

/// A camera that is open, or opening. Closed on drop.
pub struct Camera {
    stop: Function,
    /// Called from outside for as long as this lives.
    _callbacks: [Closure<dyn FnMut(String)>; 2],
}

impl Camera {
    /// Shows the camera in a video, and says the text of the first code once.
    ///
    /// # Errors
    /// What belongs to it could not be loaded.
    pub async fn open(
        video: JsValue,
        found: impl Fn(String) + 'static,
        failed: impl Fn(CameraProblem) + 'static,
    ) -> Result<Camera, CameraProblem> {
        let scanner = load().await.map_err(|_| CameraProblem::Broken)?;
        let found = Closure::<dyn FnMut(String)>::new(found);
        let failed = Closure::<dyn FnMut(String)>::new(move |why: String| {
            failed(match why.as_str() {
                "denied" => CameraProblem::Denied,
                "absent" => CameraProblem::Absent,
                _ => CameraProblem::Broken,
            });
        });
        let stop = scanner.start(&video, found.as_ref().unchecked_ref(), failed.as_ref().unchecked_ref());
        Ok(Camera { stop, _callbacks: [found, failed] })
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let _ = self.stop.call0(&JsValue::NULL);
    }
}

/// The text of the code in a picture; `None`: no code can be read, or it is not a picture.
pub async fn read_file(file: &JsValue) -> Option<String> {
    let scanner = load().await.ok()?;
    scanner.read_file(file).await.ok()?.as_string()
}
