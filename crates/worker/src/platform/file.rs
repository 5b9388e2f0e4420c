//! Files for the user to save: the browser keeps them under an address that only this origin can use.

use js_sys::{Array, Uint8Array};
use lifeboat_session::host::OfferedFile;
use wasm_bindgen::JsValue;

use super::{BrowserError, call, property};

/// One of them.
pub struct BlobFile {
    address: String,
}

impl BlobFile {
    /// A file with this content.
    ///
    /// # Errors
    /// This browser has no such thing.
    pub fn new(media_type: &str, content: &[u8]) -> Result<BlobFile, BrowserError> {
        let parts = Array::of1(&Uint8Array::from(content));
        let blob = web_sys::Blob::new_with_u8_array_sequence(&parts)?;
        let blob = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), media_type)?;
        let address = call(&addresses()?, "createObjectURL", &[blob.into()])?;
        Ok(BlobFile { address: address.as_string().ok_or(BrowserError::Lacks)? })
    }
}

impl OfferedFile for BlobFile {
    fn address(&self) -> String {
        self.address.clone()
    }
}

impl Drop for BlobFile {
    fn drop(&mut self) {
        if let Ok(addresses) = addresses() {
            let _ = call(&addresses, "revokeObjectURL", &[JsValue::from_str(&self.address)]);
        }
    }
}

fn addresses() -> Result<JsValue, BrowserError> {
    property(&js_sys::global(), "URL").ok_or(BrowserError::Lacks)
}
