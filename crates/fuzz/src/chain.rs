//! Chain servers, maps of the network, and the state of the wallet as some cloud gives it back.

use std::cell::RefCell;

use async_trait::async_trait;
use lifeboat_wallet::sim::{Golden, World, now, opened};
use lifeboat_wallet::{Fetch, FetchAnswer, State, Unreachable};

use crate::{Target, corpus};

/// The readers of `lifeboat-wallet`.
pub const TARGETS: &[Target] = &[
    Target { name: "esplora", seeds: answers, run: esplora, inputs: 600 },
    Target { name: "network-map", seeds: maps, run: map, inputs: 100_000 },
    Target { name: "scores", seeds: scores_seeds, run: scores, inputs: 100_000 },
    Target { name: "wallet-state", seeds: states, run: wallet_state, inputs: 1_500 },
];

const PATHS: [&str; 8] = [
    "/blocks/tip/hash",
    "/blocks/tip/height",
    "/blocks/",
    "/block-height/",
    "/block/",
    "/tx/",
    "/scripthash/",
    "/fee-estimates",
];
const STATUSES: [u16; 8] = [200, 200, 200, 404, 400, 429, 500, 503];
thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fn failed(what: impl std::fmt::Debug) -> ! {
    panic!("{what:?}")
}

/// Runs with a wallet that has a channel and a coin. What was done to it by the inputs before stays.
fn with_world(run: impl FnOnce(&mut World)) {
    WORLD.with(|kept| {
        let mut kept = kept.borrow_mut();
        run(kept.get_or_insert_with(world));
    });
}

fn world() -> World {
    let mut world = opened(2).unwrap_or_else(|error| failed(error));
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap_or_else(|error| failed(error));
    world.look().unwrap_or_else(|error| failed(error));
    world.settle().unwrap_or_else(|error| failed(error));
    world
}

/// The honest server but for one kind of answer.
struct LyingServer<'a> {
    honest: &'a dyn Fetch,
    path: &'static str,
    answer: FetchAnswer,
}

#[async_trait(?Send)]
impl Fetch for LyingServer<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        if path.starts_with(self.path) { Ok(self.answer.clone()) } else { self.honest.get(path).await }
    }
}

fn esplora(input: &[u8]) {
    let (which, body) = input.split_first().unwrap_or((&0, &[]));
    with_world(|world| {
        world.mine_alone(1, Vec::new()).unwrap_or_else(|error| failed(error));
        let answer = FetchAnswer { status: STATUSES[usize::from(which >> 3 & 7)], body: body.to_vec() };
        let server = LyingServer { honest: &world.chain, path: PATHS[usize::from(which & 7)], answer };
        let _ = now(world.wallet().sync(&server, world.time_ms));
        world.wallet().pump(world.time_ms);
        assert_eq!(world.wallet().channels().len(), 1, "an answer has closed a channel");
        // It is not stuck with what it was told.
        world.look().unwrap_or_else(|error| failed(error));
        assert_eq!(world.wallet().balance().onchain_sat, 70_000, "an answer has taken a coin away");
    });
}

fn map(input: &[u8]) {
    with_world(|world| {
        let _ = world.wallet().read_map(input, world.time_ms);
    });
}

fn scores(input: &[u8]) {
    with_world(|world| {
        let _ = world.wallet().read_scores(input);
    });
}

/// A wallet with payments that are under way, as the newest format keeps it.
fn kept() -> State {
    let mut files = corpus::files("wallet/tests/golden/format-3");
    let in_use = files.pop().unwrap_or_default();
    State::decode(&in_use).unwrap_or_else(|error| failed(error))
}

fn wallet_of(kept: &State) -> State {
    State::decode(kept.get("wallet").unwrap_or_default()).unwrap_or_else(|error| failed(error))
}

/// What LDK writes and reads. It asserts in debug builds that its own parts agree; no other writer can have sealed
/// them.
fn is_of_ldk(key: &str) -> bool {
    key == "manager" || key.starts_with("monitor/") || key.starts_with("update/")
}

fn entries(state: &State) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    state.prefix("").map(|(key, value)| (key.to_owned(), value.to_vec()))
}

/// Beside LDK's parts anything may stand: the wallet starts, or says why not.
fn wallet_state(input: &[u8]) {
    let Ok(given) = State::decode(input) else { return };
    let kept = kept();
    let ldk = wallet_of(&kept);
    let ours = entries(&given).filter(|(key, _)| !is_of_ldk(key));
    let wallet: State = ours.chain(entries(&ldk).filter(|(key, _)| is_of_ldk(key))).collect();
    let Ok(wallet) = wallet.encode() else { return };
    let file: State = entries(&kept).chain([("wallet".to_owned(), wallet)]).collect();
    let file = file.encode().unwrap_or_else(|error| failed(error));
    let mut golden = Golden::read(&file).unwrap_or_else(|error| failed(error));
    if golden.world.start().is_ok() {
        let wallet = golden.world.wallet();
        let _ = (wallet.balance(), wallet.channels(), wallet.payments(), wallet.fee_choices());
    }
}

fn states() -> Vec<Vec<u8>> {
    let ours: State = entries(&wallet_of(&kept())).filter(|(key, _)| !is_of_ldk(key)).collect();
    vec![ours.encode().unwrap_or_else(|error| failed(error))]
}

fn answers() -> Vec<Vec<u8>> {
    let bodies = corpus::texts("wallet/tests/cases/esplora.json");
    let own = [
        r#"{"confirmed":true,"block_height":7,"block_hash":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
        r#"{"block_height":7,"merkle":["0000000000000000000000000000000000000000000000000000000000000000"],"pos":1}"#,
        r#"{"spent":true,"txid":"0000000000000000000000000000000000000000000000000000000000000000","vin":0,"status":{"confirmed":true,"block_height":7}}"#,
        r#"[{"txid":"0000000000000000000000000000000000000000000000000000000000000000","status":{"confirmed":false}}]"#,
        r#"[{"version":1,"timestamp":2,"bits":3,"nonce":4,"merkle_root":"00","previousblockhash":"00","height":5,"id":"00"}]"#,
        r#"{"1":3.5,"6":2.0,"144":1.0}"#,
    ];
    let own = own.iter().map(|body| body.as_bytes().to_vec());
    own.chain(bodies)
        .enumerate()
        .map(|(number, body)| [&[(number % 8) as u8], body.as_slice()].concat())
        .collect()
}

fn maps() -> Vec<Vec<u8>> {
    let map = World::with_payer().and_then(|world| world.map_with_payer((3_000, 0)));
    vec![map.map(|map| map.encode()).unwrap_or_else(|error| failed(error))]
}

fn scores_seeds() -> Vec<Vec<u8>> {
    vec![vec![0; 64], vec![1; 200]]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changed inputs prove something only if what they are made of is taken.
    #[test]
    fn the_seeds_are_taken() {
        let ours = State::decode(&states()[0]).unwrap_or_else(|error| failed(error));
        let ldk = wallet_of(&kept());
        let whole = entries(&ours).chain(entries(&ldk).filter(|(key, _)| is_of_ldk(key)));
        assert_eq!(whole.collect::<State>(), ldk);
        let file = kept().encode().unwrap_or_else(|error| failed(error));
        let mut golden = Golden::read(&file).unwrap_or_else(|error| failed(error));
        assert_eq!(golden.world.start().map_err(|error| error.to_string()), Ok(()));
        with_world(|world| {
            let map = &maps()[0];
            assert_eq!(world.wallet().read_map(map, world.time_ms), Ok(()));
        });
    }
}
