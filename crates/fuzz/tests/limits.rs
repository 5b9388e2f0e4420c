//! Every reader lives through what it is given, within a second and 64 MiB.
//!
//! `LIFEBOAT_FUZZ=<n>` tries n times as many inputs, `LIFEBOAT_FUZZ_SEED=<n>` others.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use lifeboat_fuzz::{Mutator, Target, targets};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// No reader may take longer for one input: a page that hangs shows no money.
const LONGEST: Duration = Duration::from_secs(1);
/// No reader may take more memory for one input than for what it is made for, and this, bytes. (A node alone
/// takes some 50 MB: LDK makes room for the map of the whole network at once.)
const MORE: usize = 64 << 20;

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[allow(clippy::disallowed_methods, reason = "the machine's own time is what is judged")]
fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    (run(), begun.elapsed())
}

/// Gives the most memory that was in use meanwhile, bytes.
fn give(target: &Target, input: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let (lived, took) = timed(|| catch_unwind(AssertUnwindSafe(|| (target.run)(input))));
    let peak = MEMORY.peak_usage().saturating_sub(before);
    let shown = || input.escape_ascii().to_string();
    assert!(lived.is_ok(), "{} panics over {}", target.name, shown());
    // Twice: the machine may have had something else to do.
    if took > LONGEST {
        let ((), again) = timed(|| (target.run)(input));
        assert!(again <= LONGEST, "{} takes {took:?} over {}", target.name, shown());
    }
    peak
}

fn try_all(name: &str) {
    let target = targets().find(|target| target.name == name).expect("a target of this name");
    let seeds = target.beginnings();
    let usual = seeds.iter().map(|seed| give(target, seed)).max().unwrap_or(0);
    let (seed, times) = (number("LIFEBOAT_FUZZ_SEED", 1), number("LIFEBOAT_FUZZ", 1));
    let mut mutator = Mutator::new(seed, seeds);
    let inputs = u64::from(target.inputs) * times;
    for _ in 0..inputs {
        let input = mutator.input();
        let peak = give(target, &input);
        assert!(
            peak <= usual + MORE,
            "{name} takes {peak} bytes, not {usual}, over {}",
            input.escape_ascii()
        );
    }
    println!("{name}: {inputs} inputs");
}

macro_rules! tried {
    ($($test:ident: $name:literal,)*) => {
        $(#[test]
        fn $test() {
            try_all($name);
        })*

        #[test]
        fn every_target_is_tried() {
            let tried = [$($name),*];
            let all: Vec<&str> = targets().map(|target| target.name).collect();
            assert_eq!(all, tried);
        }
    };
}

tried! {
    a_keyring: "keyring",
    an_object: "object",
    a_stored_file: "stored-file",
    what_is_sealed_here: "sealed-here",
    a_batch: "batch",
    a_state: "state",
    file_names: "file-names",
    picked_files: "picked-files",
    found_folders: "found-folders",
    webdav: "webdav",
    nextcloud: "nextcloud",
    s3: "s3",
    google_drive: "google-drive",
    dropbox: "dropbox",
    one_drive: "one-drive",
    icloud: "icloud",
    remote_storage: "remote-storage",
    vss: "vss",
    web_finger: "web-finger",
    addresses: "addresses",
    a_callback: "callback",
    a_token_answer: "token-answer",
    esplora: "esplora",
    a_network_map: "network-map",
    scores: "scores",
    a_wallet_state: "wallet-state",
    what_is_pasted: "pasted",
    words: "words",
    a_pin: "pin",
    names: "names",
    a_call: "call",
    a_message: "message",
    a_guard_request: "guard-request",
    a_guard_answer: "guard-answer",
    a_guard_slot: "guard-slot",
    a_guard_record: "guard-record",
    a_propfind_body: "propfind-body",
    a_storage_path: "storage-path",
    a_page_policy: "page-policy",
}
