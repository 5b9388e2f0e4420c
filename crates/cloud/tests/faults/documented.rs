//! The documents tell administrators to allow exactly what the drive sends.

use std::collections::BTreeSet;

use futures::executor::block_on;
use lifeboat_cloud::{
    Drive, Path,
    nextcloud::AdminHelp,
    webdav::{ASKED_HEADERS, ASKED_METHODS},
};

use crate::{BEHAVIOURS, EXACT, FRESH, STORED, absent, double::Vice, present, world};

/// Everything that a probe and each operation ask.
fn sent() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut methods, mut headers) = (BTreeSet::new(), BTreeSet::new());
    for behaviour in BEHAVIOURS.into_iter().chain([EXACT]) {
        for vice in [Vice::None, Vice::WeakTags, Vice::MoveReplaces] {
            let double = world();
            double.0.vice.set(vice);
            let drive = double.drive(behaviour);
            let _ = block_on(drive.probe(1));
            let _ = block_on(drive.create(&absent(), FRESH));
            let _ = block_on(drive.list(&Path::root()));
            let _ = block_on(drive.quota());
            let _ = block_on(drive.delete_exactly(&present(), STORED));
            for request in double.0.requests.borrow().iter() {
                methods.insert(request.method.as_str().to_owned());
                headers.extend(request.headers.iter().map(|(name, _)| (*name).to_owned()));
            }
        }
    }
    (methods, headers)
}

fn listed(text: &str) -> BTreeSet<String> {
    text.split(',').map(|name| name.trim().to_owned()).collect()
}

#[test]
fn a_page_is_told_to_be_let_send_exactly_what_it_sends() {
    let (methods, headers) = sent();
    assert_eq!(listed(ASKED_METHODS), methods);
    assert_eq!(listed(&ASKED_HEADERS.to_ascii_lowercase()), headers);
}

#[test]
fn every_place_that_tells_administrators_lists_all_of_it() {
    let help = AdminHelp::for_origin("https://wallet.example").unwrap();
    let documents = include_str!("../../../../docs/providers.md");
    let form = include_str!("../../../../app/src/screens/looks.rs");
    let times =
        |text: &str, list: &str| text.matches(list).count() + text.matches(&list.replace(", ", ",")).count();
    for list in [ASKED_METHODS, ASKED_HEADERS] {
        assert_eq!(
            times(documents, list),
            5,
            "the text, and the snippets for wsgidav, Apache and nginx (two): {list}"
        );
        for text in [form, &help.nginx, &help.apache] {
            assert_eq!(times(text, list), 1, "{list}");
        }
    }
    let lines = documents.lines().chain(form.lines()).chain(help.nginx.lines()).chain(help.apache.lines());
    for line in
        lines.filter(|line| line.contains("If-None-Match, Dest") || line.contains("If-None-Match,Dest"))
    {
        assert!(line.contains("If-Match"), "{line}");
    }
}
