//! Writes the JavaScript beside a wasm file.

use std::ffi::OsString;

fn main() -> anyhow::Result<()> {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    // What is shipped needs no names of functions: a third of the page's download.
    if args.iter().any(|arg| arg.to_string_lossy().contains("/release/")) {
        args.extend(["--remove-name-section", "--remove-producers-section"].map(OsString::from));
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
}
