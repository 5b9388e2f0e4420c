//! QR codes (ISO/IEC 18004). They are drawn here and not by the page, which would load the tables for it
//! before its first screen.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use lifeboat_messages::QrCode;

/// Empty modules around the code, as scanners need them.
const QUIET: usize = 4;

/// The code of a text, with the least redundancy: a screen is not dirty, and fewer modules are larger ones. `None`: the
/// text is too long for any code.
pub fn draw(text: &str) -> Option<QrCode> {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let start = x;
            while x < code.size && code[y][x].value() {
                x += 1;
            }
            let width = x - start;
            if width > 0 {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", start + QUIET, y + QUIET);
            }
            x += 1;
        }
    }
    Some(QrCode { side: code.size + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: usize = 3;

    /// The picture that the path describes, read by another library.
    fn seen(code: &QrCode) -> Option<String> {
        let side = code.side * SCALE;
        let mut rgba = vec![255; side * side * 4];
        for bar in code.path.split_terminator('z') {
            let (place, size) = bar.strip_prefix('M')?.split_once('h')?;
            let (x, y) = place.split_once(' ')?;
            let (x, y): (usize, usize) = (x.parse().ok()?, y.parse().ok()?);
            let width: usize = size.split_once('v')?.0.parse().ok()?;
            for row in y * SCALE..(y + 1) * SCALE {
                rgba[(row * side + x * SCALE) * 4..(row * side + (x + width) * SCALE) * 4].fill(0);
            }
        }
        lifeboat_scanner::read(side, side, &rgba)
    }

    #[test]
    fn what_is_drawn_is_read_as_what_it_was() {
        let invoice = |letters| format!("LIGHTNING:LNBCRT25U1{}", "P5QX3ZWPP5".repeat(letters));
        for text in
            ["bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".to_owned(), invoice(22), invoice(120)]
        {
            assert_eq!(seen(&draw(&text).unwrap()), Some(text));
        }
    }

    #[test]
    fn what_no_code_holds_has_none() {
        assert!(draw(&"x".repeat(2_953)).is_some());
        assert!(draw(&"x".repeat(2_954)).is_none());
    }
}
