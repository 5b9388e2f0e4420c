//! Two devices that create one entry in the same moment, through the product, over lines of every length: never two
//! winners. `cargo xtask soak races` runs more rounds.

use futures::{future::join_all, join};
use lifeboat_cloud::{
    Create, Drive, Path,
    webdav::{Behaviour, Grade, WebDav},
};

use crate::{
    late::Late,
    server::{Server, apache, sabre, wsgidav},
};

const LATENCIES_MS: [u64; 4] = [0, 250, 600, 1_100];
/// Pairs of devices at once on one line, each with entries of its own: what takes long is waiting.
const PAIRS: usize = 8;

/// Rounds at each latency.
fn rounds() -> usize {
    std::env::var("LIFEBOAT_RACES").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(8)
}

/// How many rounds ended with this many devices that were told "created".
#[derive(Default)]
struct Tally {
    none: usize,
    one: usize,
    two: usize,
}

/// One round; the number of winners.
async fn race(one: &WebDav<Late>, two: &WebDav<Late>, file: &Path) -> usize {
    let bodies = [&b"one"[..], b"two, and longer"];
    let (a, b) = join!(one.create(file, bodies[0]), two.create(file, bodies[1]));
    let answers = [a, b];
    let winners: Vec<&[u8]> = answers
        .iter()
        .zip(bodies)
        .filter(|(answer, _)| **answer == Ok(Create::Created))
        .map(|(_, body)| body)
        .collect();
    if let [winner] = winners.as_slice() {
        assert_eq!(one.get(file).await.as_deref(), Ok(*winner), "{file:?}: {answers:?}");
    }
    winners.len()
}

/// This is how the product does it: it probes over that line, then two devices work at once.
async fn races_at(server: &Server, latency_ms: u64, rounds: usize) -> Tally {
    let line = || Late { latency_ms };
    let verdict = server.drive_over(line(), Behaviour::default()).probe(latency_ms).await.unwrap();
    assert_eq!(verdict.grade, Grade::SafeWithReadBack, "{latency_ms} ms: {verdict:?}");
    let folder = Path::root().join(format!("races at {latency_ms}"));
    let pairs = (0..PAIRS).map(async |pair| {
        let one = server.drive_over(line(), verdict.behaviour);
        let two = server.drive_over(line(), verdict.behaviour);
        let mut winners = Vec::new();
        for round in (pair..rounds).step_by(PAIRS) {
            winners.push(race(&one, &two, &folder.join(format!("{round:012}"))).await);
        }
        winners
    });
    let mut tally = Tally::default();
    for winners in join_all(pairs).await.into_iter().flatten() {
        match winners {
            0 => tally.none += 1,
            1 => tally.one += 1,
            _ => tally.two += 1,
        }
    }
    tally
}

/// All lines at once.
async fn nobody_wins_twice(server: &Server) {
    let rounds = rounds();
    let tallies = join_all(LATENCIES_MS.map(|latency_ms| races_at(server, latency_ms, rounds))).await;
    for (latency_ms, tally) in LATENCIES_MS.iter().zip(&tallies) {
        let Tally { none, one, two } = tally;
        println!(
            "{} at {latency_ms} ms: {rounds} rounds, {two} with two created, {one} with one, {none} with none",
            server.name
        );
    }
    assert!(tallies.iter().all(|tally| tally.two == 0), "two devices created one entry on {}", server.name);
    // A race that no device ever wins would prove nothing.
    assert!(tallies.iter().all(|tally| tally.one * 2 > rounds), "{} lets hardly anybody win", server.name);
}

#[tokio::test]
async fn of_two_devices_on_sabre_one_wins_however_slow_the_line() {
    nobody_wins_twice(&sabre().await).await;
}

#[tokio::test]
async fn of_two_devices_on_wsgidav_one_wins_however_slow_the_line() {
    nobody_wins_twice(&wsgidav().await).await;
}

#[tokio::test]
async fn of_two_devices_on_apache_one_wins_however_slow_the_line() {
    nobody_wins_twice(&apache().await).await;
}
