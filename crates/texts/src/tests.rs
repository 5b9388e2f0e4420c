#![allow(clippy::unwrap_used)]

use super::*;

const ENGLISH: &str = "\
## home

# On the first screen.
home-hello = Hello
home-saved = Saved to { $service } { $ago }
home-left = { $count ->
    [one] One entry is
   *[other] { $count } entries are
} missing on { $service }.
home-digits = Enter { NUMBER($digits) } digits

## splash

splash-failed = Sorry

## problems

problems-full = The storage is full
    .what = It has no room.
    .fix = Send at most { $most }.
problems-busy = The storage is busy
    .what = It asked to come back later.
    .fix = Wait.

## page

page-language = English
page-note =
    One line.

      Indented <n> & \"quoted\".
";

const GERMAN: &str = "\
home-hello = Hallo
home-saved = { $ago } gesichert bei { $service }
home-left = Auf { $service } { $count ->
    [one] fehlt ein Eintrag
   *[other] fehlen { $count } Einträge
}.
home-digits = { $digits ->
    [one] Eine Ziffer
   *[other] { $digits } Ziffern
} eingeben
splash-failed = Leider
problems-full = Der Speicher ist voll
    .what = Es ist kein Platz mehr.
    .fix = Senden Sie höchstens { $most }.
problems-busy = Der Speicher ist beschäftigt
    .what = Er bat um Geduld.
    .fix = Warten Sie.
page-language = Deutsch
page-note = Eine Zeile.
";

fn compiled(english: &str, german: &str) -> Result<Catalogue, String> {
    let sources = [("de".to_owned(), german.to_owned()), ("en".to_owned(), english.to_owned())];
    compile(&sources).map_err(|fault| fault.to_string())
}

fn catalogue() -> Catalogue {
    compiled(ENGLISH, GERMAN).unwrap()
}

/// What is said after a change of the German file.
fn refused(from: &str, to: &str) -> String {
    assert!(GERMAN.contains(from), "{from}");
    compiled(ENGLISH, &GERMAN.replace(from, to)).unwrap_err()
}

#[test]
fn the_languages_of_this_project_are_complete() {
    load().unwrap();
}

/// A text that says “choose “Use here”” says what stands on that button, in every language.
#[test]
fn a_label_that_is_quoted_is_quoted_as_it_is() {
    let catalogue = load().unwrap();
    let english = &catalogue.languages[REFERENCE];
    let words = |pattern: &Pattern| -> String {
        let own = |part: &Part| if let Part::Words(words) = part { words.clone() } else { String::new() };
        pattern.0.iter().map(own).collect()
    };
    let mut quoted = 0;
    for (name, pattern) in english {
        for label in words(pattern).split('“').skip(1).filter_map(|rest| Some(rest.split_once('”')?.0)) {
            let labels: Vec<&String> = english
                .iter()
                .filter(|(_, it)| it.plain().as_deref() == Some(label))
                .map(|(id, _)| id)
                .collect();
            if labels.is_empty() {
                continue;
            }
            quoted += 1;
            for (tag, wordings) in &catalogue.languages {
                let said = words(&wordings[name]);
                let as_it_is = |id: &&String| {
                    let label = words(&wordings[*id]);
                    let marks = [('“', '”'), ('„', '“'), ('«', '»')];
                    marks.iter().any(|(opens, closes)| said.contains(&format!("{opens}{label}{closes}")))
                };
                assert!(labels.iter().any(as_it_is), "{tag}.ftl: {name} quotes another label than “{label}”");
            }
        }
    }
    assert!(quoted >= 5, "{quoted}");
}

/// The notes beside a backup are recognised byte for byte.
#[test]
fn a_language_need_not_have_the_notes() {
    let english = format!("{ENGLISH}\n## note\n\nnote-read-me = Read me.\n");
    let catalogue = compiled(&english, GERMAN).unwrap();
    let notes = rust::notes(&catalogue, &[("NOTE", "note-read-me")]).unwrap();
    assert_eq!(notes, "pub(crate) const NOTE: &str = \"Read me.\\n\";\n");
    compiled(&english, &format!("{GERMAN}note-read-me = Lies mich.\n")).unwrap();
    let wrong = compiled(&english, &format!("{GERMAN}note-other = Mehr.\n")).unwrap_err();
    assert_eq!(wrong, "de.ftl: note-other is not in en.ftl");
}

#[test]
fn a_text_that_a_language_lacks_or_has_alone_is_refused() {
    assert_eq!(refused("home-hello = Hallo\n", ""), "de.ftl: home-hello is missing");
    assert_eq!(refused("    .fix = Warten Sie.\n", ""), "de.ftl: problems-busy.fix is missing");
    assert_eq!(refused("home-hello", "home-hallo").lines().count(), 2);
    assert_eq!(
        refused("home-hello = Hallo", "home-hello = Hallo\nhome-more = Mehr"),
        "de.ftl: home-more is not in en.ftl"
    );
    assert_eq!(refused("Hallo", "{ \" \" }"), "de.ftl: home-hello is empty");
    assert_eq!(
        refused("home-hello = Hallo", "home-hello = A\nhome-hello = B"),
        "de.ftl: home-hello is there twice"
    );
}

#[test]
fn an_argument_that_is_missing_or_superfluous_is_refused() {
    assert_eq!(refused("{ $ago } gesichert", "Gesichert"), "de.ftl: home-saved does not say $ago");
    assert_eq!(refused("Hallo", "Hallo, { $name }"), "de.ftl: home-hello is not told $name");
    assert_eq!(refused("höchstens { $most }", "weniger"), "de.ftl: problems-full.fix does not say $most");
    assert_eq!(
        refused("[one] Eine Ziffer", "[one] Eine Ziffer für { $name }"),
        "de.ftl: home-digits is not told $name\nde.ftl: home-digits says $name in some wordings only"
    );
}

#[test]
fn a_wording_depends_on_numbers_alone() {
    let wrong = refused(
        "{ $ago } gesichert bei { $service }",
        "{ $ago ->\n    [one] a { $service }\n   *[other] b { $service }\n}",
    );
    assert_eq!(wrong, "de.ftl: home-saved needs a number: write NUMBER($ago) in en.ftl");
}

#[test]
fn every_plural_of_the_language_has_its_wording() {
    assert_eq!(refused("    [one] Eine Ziffer\n", ""), "de.ftl: home-digits has no wording for [one]");
    assert_eq!(
        refused("    [one] Eine Ziffer\n", "    [one] Eine Ziffer\n    [few] Ein paar\n"),
        "de.ftl: home-digits: this language has no category [few]"
    );
    assert!(refused("[one] Eine Ziffer", "[1] Eine Ziffer").contains("is marked by a plural category"));
    let unknown = [("en".to_owned(), ENGLISH.to_owned()), ("tlh".to_owned(), GERMAN.to_owned())];
    let wrong = compile(&unknown).unwrap_err().to_string();
    assert!(wrong.contains("does not know the plurals"), "{wrong}");
}

#[test]
fn what_is_not_understood_is_refused() {
    for (from, to, says) in [
        ("Hallo", "Hallo { home-saved }", "can be filled in"),
        ("Hallo", "{ -brand }", "can be filled in"),
        ("Hallo", "{ DATETIME($at) }", "can be filled in"),
        ("Hallo", "Hallo {", "de.ftl:2:"),
        ("home-hello", "-home-hello", "terms are not used"),
        ("Hallo", "Hal\u{1}lo", "control character"),
    ] {
        let wrong = refused(from, to);
        assert!(wrong.contains(says), "{to}: {wrong}");
    }
}

#[test]
fn english_says_what_belongs_where() {
    let refused = |from: &str, to: &str| {
        assert!(ENGLISH.contains(from), "{from}");
        compiled(&ENGLISH.replace(from, to), GERMAN).unwrap_err()
    };
    assert!(refused("home-hello", "start-hello").contains("stands in the group “home”"));
    assert!(refused("    .what = It has no room.\n", "").contains("other parts than .what and .fix"));
    assert!(refused("It has no room.", "No { $room }.").contains("only the .fix"));
    assert_eq!(compile(&[]).unwrap_err().to_string(), "en.ftl is missing");
}

#[test]
fn a_file_has_the_texts_in_the_order_of_english() {
    let catalogue = catalogue();
    let file = asset::of(&catalogue, "de");
    let parts: Vec<&str> = file.split('\0').collect();
    assert_eq!(
        parts,
        [
            asset::stamp(&catalogue).as_str(),
            "Hallo",
            "\u{1}1 gesichert bei \u{1}0",
            "Auf \u{1}1 \u{2}0\u{3}1fehlt ein Eintrag\u{3}ofehlen \u{1}0 Einträge\u{4}.",
            "\u{2}0\u{3}1Eine Ziffer\u{3}o\u{1}0 Ziffern\u{4} eingeben",
            "Der Speicher ist voll",
            "Es ist kein Platz mehr.",
            "Senden Sie höchstens \u{1}0.",
            "Der Speicher ist beschäftigt",
            "Er bat um Geduld.",
            "Warten Sie.",
            "Leider",
        ]
    );
    assert_eq!(asset::place(&catalogue, "home-saved"), Some(2));
    assert_eq!(asset::place(&catalogue, "page-note"), None, "no screen shows it");
}

#[test]
fn tables_that_do_not_fit_together_have_other_stamps() {
    let stamp = |english: &str, german: &str| asset::stamp(&compiled(english, german).unwrap());
    let known = stamp(ENGLISH, GERMAN);
    assert_eq!(known, stamp(&ENGLISH.replace("Hello", "Good day"), GERMAN), "another wording fits");
    assert_ne!(known, stamp(&ENGLISH.replace("-hello", "-greet"), &GERMAN.replace("-hello", "-greet")));
    let (other, german) = (ENGLISH.replace("$ago", "$when"), GERMAN.replace("$ago", "$when"));
    assert_ne!(known, stamp(&other, &german), "another argument");
    let names = |german: &str| {
        let catalogue = compiled(ENGLISH, german).unwrap();
        asset::name("de", &asset::of(&catalogue, "de"))
    };
    assert_ne!(
        names(GERMAN),
        names(&GERMAN.replace("Hallo", "Moin")),
        "a file is called after what is in it"
    );
}

#[test]
fn the_table_has_fields_and_methods() {
    let table = rust::table(&catalogue());
    for line in [
        "    /// “Hello” On the first screen.\n    pub hello: &'static str,",
        "    saved: &'static str,",
        "pub fn saved(&self, told: args::HomeSaved<'_>) -> String",
        "pub struct HomeSaved<'a> {\n        pub service: &'a str,\n        pub ago: &'a str,",
        "pub fn left(&self, told: args::HomeLeft<'_>) -> String",
        "pub struct HomeLeft<'a> {\n        pub count: Number,\n        pub service: &'a str,",
        "pub fn digits(&self, digits: Number) -> String",
        "pub fn full(&self, most: &str) -> Explanation",
        "pub busy: ProblemText,",
        "(\"de\", \"Deutsch\"),",
        "const COUNT: usize = 11;",
    ] {
        assert!(table.contains(line), "{line}\nin\n{table}");
    }
    assert!(!table.contains("Page") && !table.contains("Splash"), "no screen shows it");
}

#[test]
fn a_note_keeps_its_lines() {
    let notes = rust::notes(&catalogue(), &[("NOTE", "page-note")]).unwrap();
    assert_eq!(
        notes,
        "pub(crate) const NOTE: &str = \"One line.\\n\\n  Indented <n> & \\\"quoted\\\".\\n\";\n"
    );
    assert!(rust::notes(&catalogue(), &[("NOTE", "home-saved")]).is_err());
    assert!(rust::notes(&catalogue(), &[("NOTE", "page-none")]).is_err());
}

#[test]
fn a_page_is_filled_in() {
    let catalogue = catalogue();
    let fill = |page: &str| html::fill(page, &catalogue);
    assert_eq!(
        fill("<p data-text=\"{{ home-hello @ }}\">{{ home-hello }}</p>").unwrap(),
        "<p data-text=\"1\">Hello</p>"
    );
    assert_eq!(
        fill("{{ page-language * }}").unwrap(),
        "<p lang=\"en\">English</p><p lang=\"de\">Deutsch</p>"
    );
    assert!(fill("{{page-note}}").unwrap().contains("&lt;n&gt; &amp; &quot;quoted&quot;"));
    let languages = fill("{{ languages }}").unwrap();
    assert!(
        languages.starts_with("de=/texts/de-") && languages.contains(".txt en=/texts/en-"),
        "{languages}"
    );
    for wrong in
        ["{{ none }}", "{{ home-saved }}", "{{ home-hello", "{{ home-hello ? }}", "{{ page-note @ }}"]
    {
        assert!(fill(wrong).is_err(), "{wrong}");
    }
    assert_eq!(fill("no mark").unwrap(), "no mark");
}
