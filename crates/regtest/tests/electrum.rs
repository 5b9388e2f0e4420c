//! The Electrum server, asked over its wire, line by line.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod support;

use std::collections::VecDeque;
use std::net::SocketAddr;

use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::hashes::{Hash, sha256, sha256d};
use bitcoin::{Address, Amount, OutPoint, Transaction, TxOut, Txid, block};
use lifeboat_regtest::{Network, electrum};
use serde_json::{Value, json};
use support::{Key, unsigned};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// A network, and a client of its Electrum server; both end with the test.
struct Client {
    network: Network,
    address: SocketAddr,
    said: Lines<BufReader<OwnedReadHalf>>,
    wire: OwnedWriteHalf,
    asked: u64,
    /// What came while an answer was waited for.
    news: VecDeque<Value>,
}

impl Client {
    async fn new() -> Self {
        let network = Network::in_memory().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(electrum::serve(listener, network.clone(), std::future::pending()));
        Self::of(network, address).await
    }

    /// Another client of the same server.
    async fn another(&self) -> Self {
        Self::of(self.network.clone(), self.address).await
    }

    async fn of(network: Network, address: SocketAddr) -> Self {
        let (read, wire) = tokio::net::TcpStream::connect(address).await.unwrap().into_split();
        Self { network, address, said: BufReader::new(read).lines(), wire, asked: 0, news: VecDeque::new() }
    }

    async fn say(&mut self, line: &[u8]) {
        self.wire.write_all(&[line, b"\n"].concat()).await.unwrap();
    }

    /// The next line.
    async fn hear(&mut self) -> Value {
        serde_json::from_str(&self.said.next_line().await.unwrap().unwrap()).unwrap()
    }

    async fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.asked += 1;
        let request = json!({ "jsonrpc": "2.0", "id": self.asked, "method": method, "params": params });
        self.say(request.to_string().as_bytes()).await;
        let answer = loop {
            let line = self.hear().await;
            match line.get("id") {
                Some(_) => break line,
                None => self.news.push_back(line),
            }
        };
        assert_eq!(answer["id"], self.asked, "{answer}");
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).await.unwrap()
    }

    async fn next_news(&mut self) -> Value {
        match self.news.pop_front() {
            Some(news) => news,
            None => self.hear().await,
        }
    }

    /// Asks about a key's script.
    async fn ask_of(&mut self, key: &Key, what: &str) -> Value {
        self.ask(&format!("blockchain.scripthash.{what}"), json!([script_id(&key.address())])).await
    }

    fn pay(&self, key: &Key, sats: u64) -> (OutPoint, TxOut) {
        let txid = self.network.pay(&[(key.address(), Amount::from_sat(sats))]).unwrap();
        let script_pubkey = key.address().script_pubkey();
        (OutPoint { txid, vout: 0 }, TxOut { value: Amount::from_sat(sats), script_pubkey })
    }
}

/// A script's id as Electrum writes it.
fn script_id(address: &Address) -> String {
    let mut id = sha256::Hash::hash(address.script_pubkey().as_bytes()).to_byte_array();
    id.reverse();
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The root that a proof leads to.
fn climb(leaf: sha256d::Hash, mut position: u64, branch: &Value) -> sha256d::Hash {
    let mut node = leaf;
    for other in branch.as_array().unwrap() {
        let other: sha256d::Hash = other.as_str().unwrap().parse().unwrap();
        let pair = if position.is_multiple_of(2) { [node, other] } else { [other, node] };
        node = sha256d::Hash::hash(&pair.map(|hash| hash.to_byte_array()).concat());
        position /= 2;
    }
    node
}

/// The hash of a history, as the protocol defines it.
fn status_of(history: &Value) -> Value {
    let line = |entry: &Value| format!("{}:{}:", entry["tx_hash"].as_str().unwrap(), entry["height"]);
    let lines: String = history.as_array().unwrap().iter().map(line).collect();
    json!(sha256::Hash::hash(lines.as_bytes()))
}

#[tokio::test]
async fn says_what_it_is_and_speaks_one_version() {
    let mut client = Client::new().await;
    for wanted in [json!(["x", "1.4"]), json!(["x", ["1.1", "1.4"]]), json!(["x", ["1.4", "1.5"]]), json!([])]
    {
        let told = client.ask("server.version", wanted).await;
        assert_eq!(told[1], "1.4");
    }
    for wanted in [json!(["x", "1.5"]), json!(["x", ["1.4.1", "1.5"]]), json!(["x", ["0.9", "1.3"]])] {
        assert_eq!(client.try_ask("server.version", wanted).await.unwrap_err()["code"], 1);
    }
    assert!(client.ask("server.banner", json!([])).await.is_string());
    assert_eq!(client.ask("server.donation_address", json!([])).await, "");
    assert_eq!(client.ask("server.peers.subscribe", json!([])).await, json!([]));
    assert_eq!(client.ask("server.ping", json!([])).await, Value::Null);
    assert_eq!(client.ask("blockchain.relayfee", json!([])).await, json!(0.000_01));
    assert_eq!(client.ask("blockchain.estimatefee", json!([2])).await, json!(0.000_03));
    assert_eq!(client.ask("mempool.get_fee_histogram", json!([])).await, json!([]));
}

#[tokio::test]
async fn every_header_is_there_and_proven_against_a_checkpoint() {
    let mut client = Client::new().await;
    let height = client.network.read(|chain| chain.height());
    let all = client.ask("blockchain.block.headers", json!([0, 5_000])).await;
    assert_eq!((&all["count"], &all["max"]), (&json!(height + 1), &json!(2016)));
    let headers = all["hex"].as_str().unwrap();
    assert_eq!(headers.len(), 160 * usize::try_from(height + 1).unwrap());
    assert_eq!(client.ask("blockchain.block.headers", json!([height + 1, 3])).await["count"], 0);
    for (at, bytes) in (0_u32..).zip(headers.as_bytes().chunks_exact(160)) {
        let header: block::Header = deserialize_hex(std::str::from_utf8(bytes).unwrap()).unwrap();
        assert_eq!(client.ask("blockchain.block.header", json!([at])).await, serialize_hex(&header));
        assert_eq!(client.ask("blockchain.block.header", json!([at, 0])).await, serialize_hex(&header));
        let proven = client.ask("blockchain.block.header", json!([at, height])).await;
        let root = climb(header.block_hash().into(), at.into(), &proven["branch"]);
        assert_eq!((&proven["root"], &proven["header"]), (&json!(root), &json!(serialize_hex(&header))));
    }
    // The last of several is the one that is proven.
    let some = client.ask("blockchain.block.headers", json!([3, 4, 100])).await;
    let sixth = client.network.read(|chain| chain.hash_at(6)).unwrap();
    assert_eq!(some["root"], json!(climb(sixth.into(), 6, &some["branch"])));
    for beyond in [json!([height + 1]), json!([5, 4]), json!([5, height + 1])] {
        assert_eq!(client.try_ask("blockchain.block.header", beyond).await.unwrap_err()["code"], 1);
    }
}

#[tokio::test]
async fn a_scripts_history_coins_and_balance_follow_its_money() {
    let mut client = Client::new().await;
    let (key, other) = (Key::new(1), Key::new(2));
    assert_eq!(client.ask_of(&key, "subscribe").await, Value::Null);
    assert_eq!(client.ask_of(&key, "get_history").await, json!([]));

    let (coin, out) = client.pay(&key, 70_000);
    let news = client.next_news().await;
    let waiting = client.ask_of(&key, "get_history").await;
    assert_eq!((&waiting[0]["tx_hash"], &waiting[0]["height"]), (&json!(coin.txid), &json!(0)));
    assert!(waiting[0]["fee"].as_u64().unwrap() > 0);
    assert_eq!(news["method"], "blockchain.scripthash.subscribe");
    assert_eq!(news["params"], json!([script_id(&key.address()), status_of(&waiting)]));
    assert_eq!(client.ask_of(&key, "get_balance").await, json!({ "confirmed": 0, "unconfirmed": 70_000 }));

    let spending = key.sign(unsigned(&[coin], &[(&other.address(), 60_000)]), std::slice::from_ref(&out));
    let spent = client.ask("blockchain.transaction.broadcast", json!([serialize_hex(&spending)])).await;
    assert_eq!(spent, json!(spending.compute_txid()));
    let history = client.ask_of(&other, "get_history").await;
    assert_eq!((history[0]["height"].as_i64(), history[0]["fee"].as_u64()), (Some(-1), Some(10_000)));
    assert_eq!(client.ask_of(&other, "listunspent").await[0]["height"], 0);
    assert_eq!(client.ask_of(&key, "listunspent").await, json!([]));
    assert_eq!(client.ask_of(&key, "get_balance").await, json!({ "confirmed": 0, "unconfirmed": 0 }));

    let tip = client.network.mine(1).unwrap();
    let history = client.ask_of(&key, "get_history").await;
    let confirmed = json!([
        { "tx_hash": coin.txid, "height": tip.height },
        { "tx_hash": spending.compute_txid(), "height": tip.height },
    ]);
    assert_eq!(history, confirmed);
    let coins = client.ask_of(&other, "listunspent").await;
    let expected = json!({
        "tx_hash": spending.compute_txid(), "tx_pos": 0, "height": tip.height, "value": 60_000,
    });
    assert_eq!(coins, json!([expected]));
    assert_eq!(client.ask_of(&other, "get_balance").await, json!({ "confirmed": 60_000, "unconfirmed": 0 }));

    // What a waiting transaction spends is still in a block: the balance says both.
    let at = OutPoint { txid: spending.compute_txid(), vout: 0 };
    let back = other.sign(unsigned(&[at], &[(&key.address(), 50_000)]), &spending.output);
    client.ask("blockchain.transaction.broadcast", json!([serialize_hex(&back)])).await;
    let balance = client.ask_of(&other, "get_balance").await;
    assert_eq!(balance, json!({ "confirmed": 60_000, "unconfirmed": -60_000 }));
}

#[tokio::test]
async fn transactions_are_proven_and_found_by_their_place_in_blocks_of_every_small_size() {
    let mut client = Client::new().await;
    for payments in 0..6 {
        for n in 0..payments {
            client.pay(&Key::new(1), 1_000 + n);
        }
        let tip = client.network.mine(1).unwrap();
        let block = client.network.read(|chain| chain.block(&tip.hash).cloned()).unwrap();
        for (position, tx) in (0_u64..).zip(&block.txdata) {
            let txid = tx.compute_txid();
            let raw = client.ask("blockchain.transaction.get", json!([txid])).await;
            assert_eq!(&deserialize_hex::<Transaction>(raw.as_str().unwrap()).unwrap(), tx);
            let proof = client.ask("blockchain.transaction.get_merkle", json!([txid, tip.height])).await;
            assert_eq!((&proof["pos"], &proof["block_height"]), (&json!(position), &json!(tip.height)));
            let root = climb(txid.into(), position, &proof["merkle"]);
            assert_eq!(sha256d::Hash::from(block.header.merkle_root), root);
            let ask = |proven| json!([tip.height, position, proven]);
            assert_eq!(client.ask("blockchain.transaction.id_from_pos", ask(false)).await, json!(txid));
            let placed = client.ask("blockchain.transaction.id_from_pos", ask(true)).await;
            assert_eq!(placed, json!({ "tx_hash": txid, "merkle": proof["merkle"] }));
        }
        let beyond = json!([tip.height, block.txdata.len()]);
        assert_eq!(
            client.try_ask("blockchain.transaction.id_from_pos", beyond).await.unwrap_err()["code"],
            2
        );
    }
    let nobody = Txid::all_zeros();
    for (method, params) in [
        ("blockchain.transaction.get", json!([nobody])),
        ("blockchain.transaction.get_merkle", json!([nobody, 5])),
    ] {
        assert_eq!(client.try_ask(method, params).await.unwrap_err()["code"], 2);
    }
}

#[tokio::test]
async fn subscribers_hear_of_every_new_block_and_of_a_history_that_a_reorganisation_took_back() {
    let mut client = Client::new().await;
    let key = Key::new(1);
    client.pay(&key, 70_000);
    let first = client.network.mine(1).unwrap();
    let known = client.ask("blockchain.headers.subscribe", json!([])).await;
    assert_eq!(known["height"], first.height);
    let told = client.ask_of(&key, "subscribe").await;

    let next = client.network.mine(1).unwrap();
    let news = client.next_news().await;
    assert_eq!(news["method"], "blockchain.headers.subscribe");
    assert_eq!(news["params"][0]["height"], next.height);
    let header: block::Header = deserialize_hex(news["params"][0]["hex"].as_str().unwrap()).unwrap();
    assert_eq!(header.block_hash(), next.hash);
    assert!(news.get("id").is_none(), "it answers nothing");

    client.network.reorganise(2).unwrap();
    assert_eq!(client.next_news().await["method"], "blockchain.headers.subscribe");
    let news = client.next_news().await;
    assert_ne!(news["params"][1], told);
    assert_eq!(client.ask_of(&key, "get_history").await[0]["height"], 0, "it waits again");
}

#[tokio::test]
async fn a_refused_transaction_is_answered_with_cores_reason() {
    let mut client = Client::new().await;
    let key = Key::new(1);
    let (coin, out) = client.pay(&key, 70_000);
    let mut broadcast = async |hex: String| {
        let refused = client.try_ask("blockchain.transaction.broadcast", json!([hex])).await.unwrap_err();
        assert_eq!(refused["code"], 1);
        refused["message"].as_str().unwrap().to_owned()
    };
    assert!(broadcast("zz".to_owned()).await.contains("TX decode failed"));
    let unsigned = unsigned(&[coin], &[(&key.address(), 60_000)]);
    assert!(broadcast(serialize_hex(&unsigned)).await.contains("mandatory-script-verify-flag-failed"));
    let cheap = support::unsigned(&[coin], &[(&key.address(), 69_990)]);
    let cheap = key.sign(cheap, std::slice::from_ref(&out));
    assert!(broadcast(serialize_hex(&cheap)).await.contains("min relay fee not met"));

    // One that is in a block already is what the client wanted.
    let tip = client.network.mine(1).unwrap();
    let paid = client.network.read(|chain| chain.block(&tip.hash).map(|b| b.txdata[1].clone())).unwrap();
    let again = client.ask("blockchain.transaction.broadcast", json!([serialize_hex(&paid)])).await;
    assert_eq!(again, json!(paid.compute_txid()));
}

#[tokio::test]
async fn nonsense_gets_an_error_and_the_connection_goes_on() {
    let mut client = Client::new().await;
    let lines: [(&[u8], i32); 9] = [
        (b"", -32_700),
        (b"{", -32_700),
        (b"\xff\xfe", -32_700),
        (b"7", -32_600),
        (b"[]", -32_600),
        (br#"{"id":1}"#, -32_600),
        (br#"{"id":1,"method":"server.ping","params":{"a":1}}"#, -32_600),
        (br#"{"id":1,"method":7}"#, -32_600),
        (br#"[1,"server.ping",[]]"#, -32_600),
    ];
    for (line, code) in lines {
        client.say(line).await;
        let answer = client.hear().await;
        assert_eq!(answer["error"]["code"], code, "{}: {answer}", String::from_utf8_lossy(line));
    }
    let script = "blockchain.scripthash.get_history";
    for (method, params, code) in [
        ("server.nothing", json!([]), -32_601),
        (script, json!([]), -32_602),
        (script, json!(["00"]), -32_602),
        (script, json!([7]), -32_602),
        ("blockchain.block.header", json!([-1]), -32_602),
        ("blockchain.block.header", json!([4_294_967_296_u64]), -32_602),
        ("blockchain.block.header", json!([4_294_967_295_u64]), 1),
        ("blockchain.block.headers", json!([4_294_967_295_u64, 4_294_967_295_u64, 4_294_967_295_u64]), 0),
        ("blockchain.transaction.get", json!(["zz"]), -32_602),
        ("blockchain.transaction.get", json!([Txid::all_zeros(), true]), -32_602),
        ("blockchain.transaction.id_from_pos", json!([1, 0, "yes"]), -32_602),
        ("blockchain.estimatefee", json!(["soon"]), -32_602),
    ] {
        let answered = client.try_ask(method, params.clone()).await;
        let told = answered.as_ref().err().map_or(0, |error| error["code"].as_i64().unwrap());
        assert_eq!(told, code, "{method} {params}: {answered:?}");
    }
    // A request without an id wants no answer; one that has `null` for it does.
    client.say(br#"{"method":"server.ping"}"#).await;
    client.say(br#"{"id":null,"method":"server.ping"}"#).await;
    let answer = client.hear().await;
    assert_eq!((answer.get("id"), answer.get("result")), (Some(&Value::Null), Some(&Value::Null)));
}

#[tokio::test]
async fn requests_are_read_however_their_bytes_arrive() {
    let mut client = Client::new().await;
    let lines = b"{\"id\":1,\"method\":\"server.ping\"}\n{\"id\":2,\"method\":\"server.ping\"}\n{\"id\":3,";
    client.wire.write_all(lines).await.unwrap();
    assert_eq!(client.hear().await["id"], 1);
    assert_eq!(client.hear().await["id"], 2);
    client.wire.write_all(b"\"method\":\"server.ping\"}\n").await.unwrap();
    assert_eq!(client.hear().await["id"], 3);
}

#[tokio::test]
async fn a_line_without_end_ends_the_connection_and_nobody_elses() {
    let mut client = Client::new().await;
    // The server may be gone before all of it is written.
    drop(client.wire.write_all(&vec![b'x'; 10_100_000]).await);
    assert!(!matches!(client.said.next_line().await, Ok(Some(_))));
    let mut other = client.another().await;
    assert_eq!(other.ask("server.ping", json!([])).await, Value::Null);
}
