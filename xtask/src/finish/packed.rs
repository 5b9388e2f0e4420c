//! Each file compressed beside it, once, as well as it can be: `.br` and `.gz`.

use std::io::Write;

use super::Built;
use crate::run::Result;

/// Less is not worth a header, bytes.
const LEAST: usize = 256;

/// How a file is packed.
type Compression = fn(&[u8]) -> std::io::Result<Vec<u8>>;

/// Writes them, where they are smaller.
pub fn pack(dist: &Built) -> Result {
    let files: Vec<String> = dist.files()?.into_iter().filter(|file| is_worth_it(file)).collect();
    let ways: [(&str, Compression); 2] = [("br", brotli), ("gz", gzip)];
    let pack = |file: &str, (ending, way): (&str, Compression)| -> Result {
        let bytes = dist.read(file)?;
        let packed = way(&bytes).map_err(|error| format!("{file}: {error}"))?;
        match bytes.len() >= LEAST && packed.len() < bytes.len() {
            true => dist.write(&format!("{file}.{ending}"), packed),
            false => Ok(()),
        }
    };
    // The worker's ten megabytes take most of the time, each way.
    std::thread::scope(|scope| {
        let all: Vec<_> = files
            .iter()
            .flat_map(|file| ways.map(|way| (file, way)))
            .map(|(file, way)| scope.spawn(move || pack(file, way)))
            .collect();
        all.into_iter().try_for_each(|one| one.join().map_err(|_| "compressing failed".to_owned())?)
    })
}

/// Whether a file that browsers ask for is worth compressing; pictures are already compressed.
fn is_worth_it(file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default();
    matches!(ending, "html" | "js" | "css" | "wasm" | "svg" | "txt" | "webmanifest")
}

/// As it is served.
pub fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

/// Without a name and a time in it: the same bytes each time.
fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    gzip.finish()
}
