//! The decoder as the page calls it.

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    /// See [`lifeboat_scanner::read`].
    #[wasm_bindgen]
    pub fn read(width: usize, height: usize, rgba: &[u8]) -> Option<String> {
        lifeboat_scanner::read(width, height, rgba)
    }
}

fn main() {}
