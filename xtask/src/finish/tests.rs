use std::fs;

use super::*;
use crate::run::root;

const INDEX: &str = include_str!("../../../index.html");

/// A small build as Trunk leaves it. It is deleted when dropped.
struct Staged(Built);

impl Staged {
    fn new(name: &str) -> Staged {
        let folder = env::temp_dir().join(format!("lifeboat-finish-{name}-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        let dist = Built(folder);
        let script =
            r#"<script type="module" src="/boot.js" data-wasm="/app-0123456789abcdef_bg.wasm"></script>"#;
        let preload = r#"<link rel="preload" href="/app-0123456789abcdef_bg.wasm" crossorigin="anonymous" integrity="sha384-AAAA" as="fetch" type="application/wasm">"#;
        dist.write("index.html", INDEX.replace("</head>", &format!("{script}{preload}</head>"))).unwrap();
        for file in ["boot.js", "updates.js", "scan.js", "icon.svg", "icon-192.png", "manifest.webmanifest"] {
            dist.write(file, fs::read(root().join("public").join(file)).unwrap()).unwrap();
        }
        dist.write("app-0123456789abcdef_bg.wasm", "the page").unwrap();
        dist.write("lifeboat-worker_bg.wasm", "the node".repeat(100)).unwrap();
        dist.write("lifeboat-worker.js", "new URL('lifeboat-worker_bg.wasm', import.meta.url)").unwrap();
        dist.write("lifeboat-worker_loader.js", "import init from './lifeboat-worker.js';await init();")
            .unwrap();
        dist.write("lifeboat-scanner_bg.wasm", "reads codes").unwrap();
        dist.write("lifeboat-scanner.js", "new URL('lifeboat-scanner_bg.wasm', import.meta.url)").unwrap();
        dist.write("oauth/callback.html", "signed in").unwrap();
        Staged(dist)
    }

    /// The one file whose name begins and ends so.
    fn named(&self, begins: &str, ends: &str) -> String {
        let mut found: Vec<String> = self.0.files().unwrap();
        found.retain(|file| file.starts_with(begins) && file.ends_with(ends));
        assert_eq!(found.len(), 1, "{begins}…{ends}: {found:?}");
        found.remove(0)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0.0).ok();
    }
}

#[test]
fn every_script_and_the_worker_are_named_by_content_wherever_they_are_named() {
    let staged = Staged::new("names");
    let build = names::by_content(&staged.0).unwrap();
    let wasm = staged.named("lifeboat-worker-", "_bg.wasm");
    let loader = staged.named("lifeboat-worker-", "_loader.js");
    let files = staged.0.files().unwrap();
    let glue = files
        .iter()
        .find(|file| file.starts_with("lifeboat-worker-") && file.ends_with(".js") && **file != loader)
        .unwrap();
    let (boot, updates) = (staged.named("boot-", ".js"), staged.named("updates-", ".js"));
    let index = staged.0.text("index.html").unwrap();
    for named in [&wasm, &loader, &boot, &updates] {
        assert!(index.contains(&format!("\"/{named}\"")), "{named}: {index}");
    }
    assert!(index.contains(&format!("content=\"{build}\"")));
    assert!(staged.0.text(glue).unwrap().contains(&wasm));
    let begins = staged.0.text(&loader).unwrap();
    assert!(begins.contains(glue.as_str()) && begins.contains(&format!("lifeboatBuild = '{build}'")));
    let (scan, scanner) = (staged.named("scan-", ".js"), staged.named("lifeboat-scanner-", ".js"));
    let scanner_wasm = staged.named("lifeboat-scanner-", "_bg.wasm");
    for (file, names) in [
        (&boot, format!("\"./{updates}\"")),
        (&boot, format!("import(\"/{scan}\")")),
        (&scan, format!("import(\"/{scanner}\")")),
        (&scan, format!("\"/{scanner_wasm}\"")),
        (&scanner, format!("'{scanner_wasm}'")),
    ] {
        assert!(staged.0.text(file).unwrap().contains(&names), "{file}: {names}");
    }
    // Pictures keep their names, and what has to be found under its own.
    let unchanged = ["icon-192.png", "icon.svg", "index.html", "manifest.webmanifest", "oauth/callback.html"];
    let plain = |file: &&String| !file.split(['-', '.', '_']).any(|part| part.len() == 16);
    let found: Vec<&String> = files.iter().filter(plain).collect();
    assert_eq!(found, unchanged);
    for old in ["lifeboat-worker_loader.js", "boot.js", "updates.js"] {
        assert!(!index.contains(&format!("/{old}")), "{old}");
    }
}

#[test]
fn the_browser_compares_what_starts_the_page_with_its_hash() {
    let staged = Staged::new("integrity");
    names::by_content(&staged.0).unwrap();
    let index = staged.0.text("index.html").unwrap();
    let of = |file: &str| integrity::of(&staged.0.read(file).unwrap());
    let boot = staged.named("boot-", ".js");
    assert!(index.contains(&format!("src=\"/{boot}\" integrity=\"{}\"", of(&boot))), "{index}");
    let wasm = "app-0123456789abcdef_bg.wasm";
    assert!(
        index.contains(&format!("data-wasm=\"/{wasm}\" data-wasm-integrity=\"{}\"", of(wasm))),
        "{index}"
    );
}

/// A browser that ignores a hash there says so at each start, in the place of what would be worth reading.
#[test]
fn the_wasm_is_asked_for_ahead_without_a_hash_that_browsers_ignore() {
    let staged = Staged::new("preload");
    names::by_content(&staged.0).unwrap();
    let index = staged.0.text("index.html").unwrap();
    let preload =
        index.split("<link rel=\"preload\" ").nth(1).and_then(|link| link.split('>').next()).unwrap();
    assert_eq!(
        preload,
        r#"href="/app-0123456789abcdef_bg.wasm" crossorigin="anonymous" as="fetch" type="application/wasm""#
    );
    // Another Trunk may write it otherwise: that is noticed.
    assert!(integrity::put_into(&index, &staged.0).is_err());
}

#[test]
fn a_build_has_another_name_when_any_file_of_it_is_another() {
    let build = |file: Option<&str>| {
        let staged = Staged::new("builds");
        if let Some(file) = file {
            let mut text = staged.0.text(file).unwrap();
            text.push(' ');
            staged.0.write(file, text).unwrap();
        }
        names::by_content(&staged.0).unwrap()
    };
    let first = build(None);
    assert_eq!(first, build(None));
    assert_eq!(first.len(), 16);
    let mut all = vec![first];
    for file in [
        "index.html",
        "boot.js",
        "updates.js",
        "lifeboat-worker.js",
        "lifeboat-worker_bg.wasm",
        "scan.js",
        "icon.svg",
    ] {
        all.push(build(Some(file)));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 8);
}

#[test]
fn the_service_worker_keeps_what_the_page_needs_and_no_more() {
    let staged = Staged::new("worker");
    let build = names::by_content(&staged.0).unwrap();
    service_worker::write(&staged.0, &build).unwrap();
    let source = staged.0.text("sw.js").unwrap();
    assert!(source.contains(&format!("const BUILD = \"{build}\";")));
    let list = source.split("const FILES = ").nth(1).unwrap().split(";\n").next().unwrap();
    let list: serde_json::Map<String, serde_json::Value> = serde_json::from_str(list).unwrap();
    let mut expected = vec!["/".to_owned(), "/app-0123456789abcdef_bg.wasm".into(), "/icon.svg".into()];
    expected.push(format!("/{}", staged.named("boot-", ".js")));
    expected.push(format!("/{}", staged.named("updates-", ".js")));
    expected.push(format!("/{}", staged.named("scan-", ".js")));
    expected.extend(
        staged
            .0
            .files()
            .unwrap()
            .iter()
            .filter(|file| file.starts_with("lifeboat-worker-") || file.starts_with("lifeboat-scanner-"))
            .map(|file| format!("/{file}")),
    );
    expected.sort();
    assert_eq!(list.keys().cloned().collect::<Vec<_>>(), expected);
    // printf 'the page' | openssl dgst -sha256 -binary | base64
    assert_eq!(list["/app-0123456789abcdef_bg.wasm"], "sha256-qv3T8gcmusCZPZSZbABtcFPnKxuPljcaznuntejAb9E=");
}

#[test]
fn what_is_compressed_is_the_same_when_it_is_unpacked() {
    let staged = Staged::new("packed");
    packed::pack(&staged.0).unwrap();
    let node = staged.0.read("lifeboat-worker_bg.wasm").unwrap();
    let mut unpacked = Vec::new();
    let br = staged.0.read("lifeboat-worker_bg.wasm.br").unwrap();
    brotli::BrotliDecompress(&mut br.as_slice(), &mut unpacked).unwrap();
    assert_eq!(unpacked, node);
    let gz = staged.0.read("lifeboat-worker_bg.wasm.gz").unwrap();
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(gz.as_slice()), &mut unpacked).unwrap();
    assert_eq!(unpacked, node);
    for plain in ["icon-192.png", "app-0123456789abcdef_bg.wasm"] {
        assert!(!staged.0.has(&format!("{plain}.br")) && !staged.0.has(&format!("{plain}.gz")), "{plain}");
    }
}

#[test]
fn the_hash_of_each_file_that_is_served_is_published_with_its_source() {
    let staged = Staged::new("published");
    let build = names::by_content(&staged.0).unwrap();
    service_worker::write(&staged.0, &build).unwrap();
    published::write(&staged.0, &build).unwrap();
    let published: serde_json::Value =
        serde_json::from_str(&staged.0.text(published::PATH).unwrap()).unwrap();
    assert_eq!(published["build"], build);
    if let Some(commit) = published["source"]["commit"].as_str() {
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{commit}");
    }
    let mut files = staged.0.files().unwrap();
    files.retain(|file| file != published::PATH);
    let listed = published["files"].as_object().unwrap();
    assert_eq!(listed.keys().collect::<Vec<_>>(), files.iter().collect::<Vec<_>>());
    for file in files {
        assert_eq!(listed[&file], hex(&Sha256::digest(staged.0.read(&file).unwrap())), "{file}");
    }
    // A second list of the same files is the same.
    let first = staged.0.text(published::PATH).unwrap();
    published::write(&staged.0, &build).unwrap();
    assert_eq!(staged.0.text(published::PATH).unwrap(), first);
}

#[test]
fn the_page_that_opens_backups_is_one_file_that_needs_no_other_and_no_browser_keeps_it() {
    let staged = Staged::new("recovery");
    staged.0.write("lifeboat-recovery_bg.wasm", "opens backups").unwrap();
    staged.0.write("lifeboat-recovery.js", "let wasm_bindgen = 1;").unwrap();
    recovery::put_together(&staged.0).unwrap();
    let page = staged.0.text(recovery::PAGE).unwrap();
    assert!(page.contains("let wasm_bindgen = 1;") && page.contains("b3BlbnMgYmFja3Vwcw=="));
    let catalogue = lifeboat_texts::load().unwrap();
    for tag in catalogue.languages.keys() {
        let text = catalogue.wording(tag, "recovery-folder").and_then(|it| it.plain()).unwrap();
        assert!(page.contains(&text), "{tag}: {text}");
    }
    for elsewhere in ["src=", "http://", "https://", "<link", "import(", "{{", "/* MODULE */"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    let files = staged.0.files().unwrap();
    assert!(!files.iter().any(|file| file.starts_with("lifeboat-recovery")), "{files:?}");
    let build = names::by_content(&staged.0).unwrap();
    service_worker::write(&staged.0, &build).unwrap();
    assert!(!staged.0.text("sw.js").unwrap().contains(recovery::PAGE));
}

#[test]
fn every_text_that_the_page_that_opens_backups_asks_for_is_there() {
    let catalogue = lifeboat_texts::load().unwrap();
    let sources = [
        include_str!("../../../crates/recovery/page/recovery.html"),
        include_str!("../../../crates/recovery/page/recovery.js"),
        include_str!("../../../crates/recovery/src/error.rs"),
    ];
    let html = sources[0].split("data-text=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let script = sources[1].split("say(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let errors = sources[2].split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut asked: Vec<String> = html.chain(script).map(str::to_owned).collect();
    asked.extend(errors.map(|code| format!("error-{code}")));
    asked.extend(["kind-pin", "kind-passphrase", "kind-phrase", "error-defect"].map(str::to_owned));
    assert!(asked.len() > 30, "{asked:?}");
    for name in &asked {
        assert!(catalogue.languages["en"].contains_key(&format!("recovery-{name}")), "{name}");
    }
    let mut there = catalogue.languages["en"].keys().filter_map(|name| name.strip_prefix("recovery-"));
    let unused: Vec<&str> =
        there.by_ref().filter(|name| *name != "served" && !asked.iter().any(|it| it == name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}
