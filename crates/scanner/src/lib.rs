//! Reading a QR code in a picture, for browsers that cannot do so themselves. Its wasm is a separate file,
//! which the page loads at the first scan (`public/scan.js`).

/// The text of the first code in a picture: four bytes a point (red, green, blue, opacity), line by line from the top.
/// `None`: there is no code, none can be read, or the picture is not of that size.
pub fn read(width: usize, height: usize, rgba: &[u8]) -> Option<String> {
    if width == 0 || height == 0 || rgba.len() != width.checked_mul(height)?.checked_mul(4)? {
        return None;
    }
    let luma = |x: usize, y: usize| {
        let at = (y * width + x) * 4;
        let part = |offset: usize| rgba.get(at + offset).copied().map_or(0, u32::from);
        // ITU-R BT.601.
        let sum = 299 * part(0) + 587 * part(1) + 114 * part(2);
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, luma);
    picture.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use fast_qr::QRBuilder;

    use super::*;

    /// A code in black on white, each module some points wide, with a margin, and with dirt on it.
    fn picture(text: &str, scale: usize, dark: u8, dirt: usize) -> (usize, Vec<u8>) {
        let code = QRBuilder::new(text).build().unwrap_or_else(|_| unreachable!());
        let size = (code.size + 8) * scale;
        let mut rgba = vec![255; size * size * 4];
        for y in 0..code.size * scale {
            for x in 0..code.size * scale {
                if code.data[(y / scale) * code.size + x / scale].value() {
                    let at = ((y + 4 * scale) * size + x + 4 * scale) * 4;
                    rgba[at..at + 3].fill(dark);
                }
            }
        }
        for spot in 0..dirt {
            let at = (spot * 7919 % (size * size)) * 4;
            rgba[at..at + 3].fill(128);
        }
        (size, rgba)
    }

    #[test]
    fn reads_what_the_page_draws_and_others_print() {
        let invoice =
            format!("LIGHTNING:LNBCRT25U1{}", "P5QX3ZWPP5Q6ZX4TJG0NQV7YW2D8S5LNMP3ZZQ8LDVX".repeat(6));
        for text in [
            "alice@service.example",
            "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.1",
            &invoice,
        ] {
            for (scale, dark, dirt) in [(3, 0, 0), (4, 60, 10), (6, 90, 30)] {
                let (size, rgba) = picture(text, scale, dark, dirt);
                assert_eq!(read(size, size, &rgba).as_deref(), Some(text), "{scale} {dark} {dirt}");
            }
        }
    }

    #[test]
    fn a_picture_without_a_code_has_no_text() {
        for (width, height, bytes) in [(0, 0, 0), (10, 10, 400), (300, 200, 240_000)] {
            assert_eq!(read(width, height, &vec![255; bytes]), None);
        }
        let noise: Vec<u8> =
            (0..200 * 200 * 4_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(read(200, 200, &noise), None);
        for (width, height) in [(200, 199), (usize::MAX, 2), (1 << 40, 1 << 40)] {
            assert_eq!(read(width, height, &noise), None, "not of this size");
        }
    }
}
