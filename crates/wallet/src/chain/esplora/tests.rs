use super::super::newest::tip;
use super::*;
use crate::Servers;
use crate::sim::now;

/// Block 840,000 of the main chain.
const HEADER: &str = concat!(
    "00e05f2aab948491071265ad552351d0ad625745668da54b017201000000000000000000",
    "4f89a5d73bd4d4887f25981fe81892ccafda10c27f52d6f3dd28183a7c411b03b7072366194203177d9863ea"
);
const HASH: &str = "0000000000000000000320283a032748cef8227873ff4872689bf23f1cda83a5";
const TIME_MS: u64 = 1_713_571_767_000;

/// A server on the main chain with this block as the newest, at any height.
struct Server(&'static str);

#[async_trait(?Send)]
impl Fetch for Server {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let body = match path {
            "/blocks/tip/hash" => HASH.to_owned(),
            "/blocks/tip/height" => self.0.to_owned(),
            "/block-height/0" => genesis_block(Network::Bitcoin).block_hash().to_string(),
            path if path.starts_with("/block-height/") => HASH.to_owned(),
            path if path.ends_with("/header") => HEADER.to_owned(),
            _ => return Err(Unreachable),
        };
        Ok(FetchAnswer { status: 200, body: body.into_bytes() })
    }
}

#[test]
fn a_clock_that_stands_at_1970_is_named_and_the_server_is_not_called_a_liar() {
    for height in ["840000", "999999"] {
        for clock in [0, TIME_MS - 200 * 86_400_000] {
            let answer = now(tip(&Server(height), Network::Bitcoin, clock));
            assert_eq!(answer, Err(ChainError::ClockBehind), "{height} at {clock}");
        }
    }
    // With a right clock the same height is the server's mistake.
    for height in ["840000", "999999"] {
        let answer = now(tip(&Server(height), Network::Bitcoin, TIME_MS));
        assert_eq!(answer, Err(ChainError::Contradiction(Contradiction::ImpossibleHeight)));
    }
}

#[test]
fn a_new_wallet_starts_at_the_newest_block_that_both_servers_show() {
    use crate::sim::Chain;
    let (long, short, other) = (Chain::default(), Chain::default(), Chain::default());
    for time in 0..5 {
        let (block, _) = long.mine(1_700_000_000 + time, vec![]);
        if time < 3 {
            short.learn(&block);
        }
        other.mine(1_800_000_000 + time, vec![]);
    }
    let ask = |a: &Chain, b: &Chain| now(tip(Servers::two(a, b), Network::Regtest, TIME_MS));
    assert_eq!(ask(&long, &short), Ok(short.tip()));
    assert_eq!(ask(&short, &long), Ok(short.tip()));
    assert_eq!(ask(&other, &short), Err(ChainError::Disagree));
    assert_eq!(ask(&short, &other), Err(ChainError::Disagree));
    short.down.set(true);
    assert_eq!(ask(&short, &long), Ok(long.tip()));
    assert_eq!(ask(&other, &short), Ok(other.tip()));
    long.down.set(true);
    assert_eq!(ask(&short, &long), Err(ChainError::Unreachable));
}

/// Answers every question with this.
struct Saying(String);

#[async_trait(?Send)]
impl Fetch for Saying {
    async fn get(&self, _path: &str) -> Result<FetchAnswer, Unreachable> {
        Ok(FetchAnswer { status: 200, body: self.0.clone().into_bytes() })
    }
}

#[test]
fn what_a_server_does_not_know_of_the_fees_hides_nothing_that_it_knows() {
    for (body, known) in [
        (r#"{"1":1e9,"6":null,"144":0}"#, &[("1", 1e9)][..]),
        (r#"{"1":20,"2":-1,"144":3}"#, &[("1", 20.0), ("144", 3.0)]),
        (r#"{"2":null,"6":3}"#, &[("6", 3.0)]),
        (r#"{"2":"12.5","3":"","4":[1],"5":"NaN"}"#, &[("2", 12.5)]),
        (r#"{"2":0,"144":0}"#, &[]),
        ("{}", &[]),
        ("null", &[]),
    ] {
        let known = known.iter().map(|(blocks, rate)| ((*blocks).to_owned(), *rate)).collect();
        assert_eq!(now(Esplora(&Saying(body.to_owned())).fee_estimates()), Ok(known), "{body}");
    }
}

/// `null` says as little as silence; anything else that is no answer is reported, and none of it is a block.
#[test]
fn what_a_server_does_not_know_of_a_transaction_is_in_no_block() {
    let txid: Txid = "11".repeat(32).parse().unwrap();
    let hash = "22".repeat(32);
    let block = |body: &str| {
        let server = Saying(body.to_owned());
        now(Esplora(&server).status(txid))
            .map(|status| status.and_then(|status| status.block()).map(|it| it.0))
    };
    for body in [
        "null",
        "{}",
        r#"{"confirmed":null}"#,
        r#"{"confirmed":null,"block_height":null,"block_hash":null}"#,
        r#"{"confirmed":true,"block_height":7}"#,
        r#"{"confirmed":true,"block_height":null,"block_hash":null}"#,
        &format!(r#"{{"confirmed":false,"block_height":7,"block_hash":"{hash}"}}"#),
        &format!(r#"{{"block_height":7,"block_hash":"{hash}"}}"#),
    ] {
        assert_eq!(block(body), Ok(None), "{body}");
    }
    assert_eq!(
        block(&format!(r#"{{"confirmed":true,"block_height":7,"block_hash":"{hash}"}}"#)),
        Ok(Some(7))
    );
    for height in ["\"7\"", "-1", "7.5", "1e3", "4294967296", "NaN", "[7]", "true"] {
        let body = format!(r#"{{"confirmed":true,"block_height":{height},"block_hash":"{hash}"}}"#);
        assert_eq!(block(&body), Err(wrong(200)), "{body}");
    }
    for body in [
        "",
        "[]",
        "7",
        "true",
        "<html></html>",
        "Transaction not found",
        r#"{"confirmed":"yes"}"#,
        r#"{"confirmed":1}"#,
    ] {
        // An empty list stands for no fields.
        assert!(!matches!(block(body), Ok(Some(_))), "{body}");
    }
    let listed = |body: String| {
        let page = now(Esplora(&Saying(body)).script_txs("00", None));
        page.map(|page| page.txs.iter().map(|tx| tx.status.block().is_some()).collect::<Vec<_>>())
    };
    assert_eq!(listed(format!(r#"[{{"txid":"{txid}","status":null}}]"#)), Ok(vec![false]));
    assert_eq!(listed(format!(r#"[{{"txid":"{txid}","status":{{"confirmed":null}}}}]"#)), Ok(vec![false]));
    assert_eq!(listed(r#"[{"txid":null}]"#.to_owned()), Err(wrong(200)));
    let spent = |body: &str| {
        now(Esplora(&Saying(body.to_owned())).outspend(txid, 0)).map(|it| it.and_then(Outspend::block))
    };
    for body in [
        "null",
        "{}",
        r#"{"spent":null}"#,
        r#"{"spent":true}"#,
        r#"{"spent":true,"txid":null,"status":null}"#,
    ] {
        assert_eq!(spent(body), Ok(None), "{body}");
    }
}

/// Answers of servers whose operators have chosen shorter pages than the usual 25.
#[test]
fn ten_transactions_of_a_script_may_have_another_page() {
    let listed = |count: u8, confirmed: bool| {
        let tx = |n: u8| {
            format!(r#"{{"txid":"{}","status":{{"confirmed":{confirmed}}}}}"#, format!("{n:02x}").repeat(32))
        };
        Saying(format!("[{}]", (1..=count).map(tx).collect::<Vec<_>>().join(",")))
    };
    let next = |server: Saying| now(Esplora(&server).script_txs("00", None)).unwrap().next.is_some();
    assert!(next(listed(25, true)));
    assert!(next(listed(10, true)));
    assert!(!next(listed(9, true)));
    assert!(!next(listed(0, true)));
    assert!(!next(listed(50, false)), "what is in no block is on the first page alone");
}
