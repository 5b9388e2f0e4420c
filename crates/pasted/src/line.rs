//! What a stranger wrote, such as the note of an invoice, made fit to be shown beside an amount.

/// The most marks over and under one letter. Vietnamese has two; a tower of them covers the lines above and below.
const MOST_MARKS: usize = 3;

/// One line, without invisible characters, direction marks and stacks of combining marks. May be empty.
pub fn on_one_line(note: &str) -> String {
    let mut line = String::new();
    let mut marks = 0;
    for letter in note.chars() {
        let letter = if letter.is_whitespace() || letter.is_control() { ' ' } else { letter };
        marks = if is_stacked(letter) { marks + 1 } else { 0 };
        let doubled = letter == ' ' && line.ends_with(' ');
        if marks <= MOST_MARKS && !doubled && !is_unseen(letter) {
            line.push(letter);
        }
    }
    line.trim().to_owned()
}

/// Of the blocks of combining diacritical marks.
fn is_stacked(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Takes no room, or reverses what is beside it. Joiners and what chooses an emoji's form are part of words.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_as_its_writer_meant_it() {
        for (note, line) in [
            ("coffee", "coffee"),
            ("", ""),
            ("\u{feff}", ""),
            ("Invoice\n\n\n\nAmount: 1 sat", "Invoice Amount: 1 sat"),
            ("cof\0fee", "cof fee"),
            ("Shop\u{202e} sat 000 5 ot\u{202c} 1", "Shop sat 000 5 ot 1"),
            ("☕ 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}", "☕ 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}"),
            ("<b>1 sat</b>", "<b>1 sat</b>"),
            ("Viê\u{323}t", "Viê\u{323}t"),
            ("c\u{335}\u{321}\u{322}\u{315}\u{300}\u{301}o", "c\u{335}\u{321}\u{322}o"),
        ] {
            assert_eq!(on_one_line(note), line, "{note:?}");
        }
    }
}
