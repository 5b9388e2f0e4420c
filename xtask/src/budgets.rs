//! How many bytes the app may have as it is served.

use std::fs;

use crate::run::{Result, root};

/// (first part of the file's name, what it is, most bytes after brotli)
const BUDGETS: &[(&str, &str, u64)] = &[
    ("lifeboat-app", "page wasm", 334_000),
    ("lifeboat-worker", "worker wasm", 2_800_000),
    ("lifeboat-scanner", "scanner wasm", 100_000),
];

/// Prints what the build in `dist/` has, of the compressed files that are served, beside its limits.
///
/// # Errors
/// One is missing, or over its limit.
pub fn check() -> Result {
    let files = fs::read_dir(root().join("dist")).map_err(|error| format!("dist: {error}"))?;
    let files: Vec<_> = files.filter_map(|file| file.ok()).collect();
    let mut wrong = Vec::new();
    for (part, what, most) in BUDGETS {
        let served = files.iter().find_map(|file| {
            let name = file.file_name().into_string().ok()?;
            (name.starts_with(part) && name.ends_with(".wasm.br")).then(|| file.metadata().ok())?
        });
        let Some(bytes) = served.map(|it| it.len()) else {
            wrong.push(format!("{what} is not there"));
            continue;
        };
        println!(
            "{what}: {bytes} bytes as served: {:.2}x of its limit ({most})",
            bytes as f64 / *most as f64
        );
        if bytes > *most {
            wrong.push(format!("{what} is over its limit"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join(", ")) }
}
