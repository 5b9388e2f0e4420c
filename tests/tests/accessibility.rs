//! Every screen with sample data, judged by axe: WCAG 2.2 at AA and its authors' best practices; in English
//! in the light, in German in the dark.

#![allow(clippy::unwrap_used)]

use std::fs;

use lifeboat_clouds::tools;
use lifeboat_e2e::gallery::{Gallery, Theme};
use serde_json::Value;

/// What axe found: screen, rule, the element's path.
async fn findings(gallery: &Gallery, axe: &str, name: &str) -> Vec<String> {
    gallery.run(axe, Vec::new()).await;
    let judge = "const done = arguments[arguments.length - 1];
        axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
        }).then(
            ({ violations }) => done(violations.flatMap(({ id, nodes }) =>
                nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`))),
            (error) => done([`axe: ${error}`]),
        );";
    let found = gallery.wait(judge, Vec::new()).await;
    let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
    found.map(|finding| format!("{name}: {finding}")).collect()
}

async fn no_screen_is_refused(language: &str, theme: Theme) {
    let axe = tools().join("axe/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe).unwrap_or_else(|error| panic!("{}: {error}", axe.display()));
    let gallery = Gallery::open().await;
    let names = gallery.names().await;
    assert!(names.len() > 100, "{names:?}");
    gallery.look(language, theme).await;
    let mut found = Vec::new();
    for name in &names {
        gallery.show(name).await;
        found.extend(findings(&gallery, &axe, name).await);
    }
    assert_eq!(gallery.run("return document.documentElement.lang", Vec::new()).await, language);
    gallery.close().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_english() {
    no_screen_is_refused("en", Theme::Light).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_german_in_the_dark() {
    no_screen_is_refused("de", Theme::Dark).await;
}
