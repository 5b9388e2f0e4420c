#![allow(clippy::unwrap_used)]
use unicode_normalization::UnicodeNormalization;

use super::*;

fn folder_of(name: &str) -> String {
    folder_part(&name.nfc().collect::<String>()).nfc().collect()
}

/// Names that people gave, with the name of the folder that each must get.
#[test]
fn names_as_people_give_them() {
    let wanted = [
        ("nfd-umlaut", "Zoë"),
        ("nfc-viet", "Việt"),
        ("nfd-viet", "Việt"),
        ("nfc-hangul", "지갑"),
        ("nfd-hangul", "지갑"),
        ("nfd-kana", "が"),
        ("tamil", "என் பணப்பை"),
        ("emoji-only", "Wallet"),
        ("emoji-two-wallets", "Wallet"),
        ("zwj-family", "Familie"),
        ("japanese-long", "東京のお店用ライトニングウォレット予備"),
        ("russian-38", "Пример кошелька для поездки на дачу 20"),
        ("e-acute-40", "éééééééééééééééééééééééééééééééééééééééé"),
        ("two-long-alike", "Кошелёк для магазина на Тверской 1"),
        ("rtl-override", "Anagpj.exe"),
        ("hebrew-niqqud", "אַרְנָק"),
        ("hash", "1"),
        ("plus", "C++"),
        ("slash", "ab"),
        ("colon", "ab"),
        ("reserved-nul-txt", "nul.txt"),
        ("trailing-dot", "Ana"),
        ("trailing-space", "Ana"),
        ("leading-dots", "Ana"),
        ("tilde-office", "Ana"),
        ("vti", "_vti"),
        ("forms", "forms"),
        ("case-only", "ana"),
        ("tabs-newlines", "A na B"),
        ("lone-zero-width", "Wallet"),
        ("ligature", "ﬁ"),
        ("turkish-i", "İstanbul ıslak"),
        ("sharp-s", "Straße"),
    ];
    let all: serde_json::Value = serde_json::from_str(include_str!("../tests/cases/names.json")).unwrap();
    let cases = all["cases"].as_array().unwrap();
    assert_eq!(cases.len(), wanted.len());
    for (case, (id, folder)) in cases.iter().zip(wanted) {
        assert_eq!(case["id"], id);
        let folder: String = folder.nfc().collect();
        assert_eq!(folder_of(case["name"].as_str().unwrap()), folder, "{id}");
    }
    assert_eq!(all["prefix"], FOLDER_PREFIX);
}

/// Every character, alone and beside letters: what comes out is what every drive takes, and comes out of itself.
#[test]
fn a_folders_name_holds_for_every_character() {
    // Above the second of these ranges there are only marks that choose a form, and unassigned characters.
    for letter in ('\0'..'\u{20000}').chain('\u{e0000}'..'\u{e0200}') {
        for name in
            [format!("{letter}"), format!("a{letter}b"), format!("a{letter}\u{301}"), format!(" .{letter}. ")]
        {
            let folder = folder_of(&name);
            let again = folder_of(&folder);
            assert_eq!(again, folder, "{name:?}");
            let forbidden =
                |c: char| c.is_control() || is_variation(c) || "/\\:*?\"<>|#%&~$".contains(c) || is_unseen(c);
            assert!(!folder.is_empty() && !folder.contains(forbidden), "{name:?}: {folder:?}");
            assert!(!folder.starts_with([' ', '.']) && !folder.ends_with([' ', '.']), "{name:?}: {folder:?}");
        }
    }
}

/// What systems keep for themselves is no folder's whole name: the prefix stands before it.
#[test]
fn what_people_call_wallets_becomes_a_folder_that_every_system_takes() {
    for (name, folder) in [
        ("CON", "CON"),
        ("com1.lifeboat", "com1.lifeboat"),
        ("LPT¹", "LPT¹"),
        ("Ana...", "Ana"),
        ("Ana . .", "Ana"),
        (".htaccess", "htaccess"),
        ("..\\..\\Ana", "Ana"),
        ("../../Ana", "Ana"),
        ("Ana/", "Ana"),
        ("%2e%2e%2fAna", "2e2e2fAna"),
        ("Ana%00", "Ana00"),
        ("Ana\0", "Ana"),
        ("Ana\u{7f}", "Ana"),
        ("A\u{85}B", "A B"),
        ("Ana\u{a0}\u{3000}B", "Ana B"),
        ("-rf", "-rf"),
        ("Ana\u{301}", "Aná"),
        ("<b>Ana</b>", "bAnab"),
        ("'Ana'", "'Ana'"),
        ("“Ana”", "Ana"),
        ("Ａｎａ", "Ａｎａ"),
        ("👩🏽‍🚀", "Wallet"),
        ("desktop.ini", "desktop.ini"),
        ("???", "Wallet"),
        ("...", "Wallet"),
    ] {
        assert_eq!(folder_of(name), folder.nfc().collect::<String>(), "{name:?}");
    }
}

#[test]
fn no_folder_has_what_onedrive_refuses() {
    for name in ["_vti_", "vti_x", "a_vti_b", "_VTI__vti_", "__vti_vti_", "_vti__vti_vti_"] {
        let folder = format!("{FOLDER_PREFIX}{}", folder_of(name)).to_lowercase();
        assert!(!folder.contains("_vti_"), "{name}: {folder}");
    }
}

#[test]
fn the_longest_name_fits_every_file_system() {
    for letter in ["a", "é", "東", "𐒰"] {
        let folder = folder_of(&letter.repeat(99));
        assert_eq!(folder.chars().count(), MOST_LETTERS);
        assert!(FOLDER_PREFIX.len() + folder.len() + " 99".len() <= 255);
    }
}

#[test]
fn what_nobody_sees_is_no_name() {
    let fillers =
        ["\u{3164}", "\u{115f}\u{1160}", "\u{ffa0}", "\u{2800}", "\u{fe0f}", "\u{e0041}", "\u{17b4}"];
    for name in ["", "  ", "\u{200b}", "\u{feff}\n", "\u{202e}", "\u{200d}"].into_iter().chain(fillers) {
        assert_eq!(visible(name), None, "{name:?}");
        assert_eq!(folder_of(name), "Wallet", "{name:?}");
        // Beside letters, too: two names that look the same are one.
        assert_eq!(
            folder_of(&format!("A{name}na")),
            folder_of(if name.contains(char::is_whitespace) { "A na" } else { "Ana" })
        );
    }
    assert_eq!(visible(" A\tna\nB ").unwrap(), "A na B");
    assert_eq!(visible("Ana\u{202e}gpj.exe").unwrap(), "Anagpj.exe");
    assert_eq!(visible("👨\u{200d}👩 Familie").unwrap(), "👨\u{200d}👩 Familie");
}
