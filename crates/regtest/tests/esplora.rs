//! The facade, asked by the client that the peer and `bdk_esplora` use.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod support;

use bitcoin::{Amount, OutPoint, Transaction, TxMerkleNode, Txid};
use esplora_client::{AsyncClient, Builder, Error};
use lifeboat_regtest::{Network, Refused, esplora, http};
use support::{Key, unsigned};
use tokio::net::TcpListener;

struct Served {
    network: Network,
    client: AsyncClient,
    url: String,
}

/// A network and its facade on a free port; it ends with the test.
async fn served() -> Served {
    let network = Network::in_memory().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(http::serve(listener, esplora::routes(network.clone()), std::future::pending()));
    let client = Builder::new(&url).build_async().unwrap();
    Served { network, client, url }
}

fn pay(network: &Network, key: &Key, sats: u64) -> Txid {
    network.pay(&[(key.address(), Amount::from_sat(sats))]).unwrap()
}

#[tokio::test]
async fn tells_the_tip_and_every_block_up_to_it() {
    let Served { network, client, .. } = served().await;
    let height = client.get_height().await.unwrap();
    assert_eq!(client.get_tip_hash().await.unwrap(), network.read(|c| c.tip()));
    for h in 0..=height {
        let hash = client.get_block_hash(h).await.unwrap();
        let header = client.get_header_by_hash(&hash).await.unwrap();
        assert_eq!(header.block_hash(), hash);
        let block = client.get_block_by_hash(&hash).await.unwrap().unwrap();
        assert!(block.check_merkle_root());
        let status = client.get_block_status(&hash).await.unwrap();
        assert!(status.in_best_chain);
        assert_eq!(status.height, Some(h));
        assert_eq!(status.next_best, network.read(|c| c.hash_at(h + 1)));
    }
    assert!(client.get_block_hash(height + 1).await.is_err());
    let newest = client.get_block_infos(None).await.unwrap();
    assert_eq!(newest.len(), 10);
    assert_eq!(newest[0].height, height);
    let info = client.get_block_info(&newest[3].id).await.unwrap();
    assert_eq!(info.previousblockhash, Some(newest[4].id));
}

#[tokio::test]
async fn proves_every_transaction_of_blocks_of_every_small_size() {
    let Served { network, client, .. } = served().await;
    let key = Key::new(1);
    for payments in 0..9 {
        for n in 0..payments {
            pay(&network, &key, 1000 + n);
        }
        let tip = network.mine(1).unwrap();
        let block = client.get_block_by_hash(&tip.hash).await.unwrap().unwrap();
        assert_eq!(block.txdata.len(), usize::try_from(payments).unwrap() + 1);
        let ids = client.get_block_txids(&tip.hash).await.unwrap();
        for (index, tx) in block.txdata.iter().enumerate() {
            let txid = tx.compute_txid();
            assert_eq!(ids[index], txid);
            let proof = client.get_merkle_proof(&txid).await.unwrap().unwrap();
            assert_eq!((proof.block_height, proof.pos), (tip.height, index));
            assert_eq!(root(txid, proof.pos, &proof.merkle), block.header.merkle_root);

            let partial = client.get_merkle_block(&txid).await.unwrap().unwrap();
            let (mut matches, mut indexes) = (Vec::new(), Vec::new());
            assert_eq!(partial.header, block.header);
            partial.extract_matches(&mut matches, &mut indexes).unwrap();
            assert_eq!(matches, [txid]);
            assert_eq!(indexes, [u32::try_from(index).unwrap()]);
        }
    }
}

/// Climbs a merkle proof as a wallet does.
fn root(txid: Txid, pos: usize, path: &[Txid]) -> TxMerkleNode {
    use bitcoin::hashes::{Hash, sha256d};
    let mut node = txid.to_byte_array();
    for (level, other) in path.iter().enumerate() {
        let other = other.to_byte_array();
        let pair = if pos >> level & 1 == 0 { [node, other] } else { [other, node] };
        node = sha256d::Hash::hash(&pair.concat()).to_byte_array();
    }
    TxMerkleNode::from_byte_array(node)
}

#[tokio::test]
async fn a_transaction_is_the_same_in_every_form_and_its_status_follows_the_chain() {
    let Served { network, client, .. } = served().await;
    let txid = pay(&network, &Key::new(1), 50_000);
    assert!(!client.get_tx_status(&txid).await.unwrap().confirmed);
    assert!(client.get_merkle_proof(&txid).await.unwrap().is_none());
    let raw: Transaction = client.get_tx(&txid).await.unwrap().unwrap();
    let json = client.get_tx_info(&txid).await.unwrap().unwrap();
    assert_eq!(json.to_tx(), raw);
    assert_eq!(raw.compute_txid(), txid);
    let put: u64 = raw.output.iter().map(|o| o.value.to_sat()).sum();
    let spent: u64 = json.vin.iter().map(|i| i.prevout.as_ref().unwrap().value).sum();
    assert_eq!(spent - put, json.fee);

    let tip = network.mine(1).unwrap();
    let status = client.get_tx_status(&txid).await.unwrap();
    assert_eq!(status.block_height, Some(tip.height));
    assert_eq!(status.block_hash, Some(tip.hash));

    network.reorganise(1).unwrap();
    assert!(!client.get_tx_status(&txid).await.unwrap().confirmed);
    let left = client.get_block_status(&tip.hash).await.unwrap();
    assert!(!left.in_best_chain);
    let again = network.mine(1).unwrap();
    assert_eq!(client.get_tx_status(&txid).await.unwrap().block_height, Some(again.height));

    let nobody = "00".repeat(32).parse().unwrap();
    assert!(client.get_tx(&nobody).await.unwrap().is_none());
    assert!(!client.get_tx_status(&nobody).await.unwrap().confirmed);
}

#[tokio::test]
async fn a_scripts_history_is_complete_page_by_page_and_newest_first() {
    let Served { network, client, .. } = served().await;
    let key = Key::new(1);
    let script = key.address().script_pubkey();
    let mut paid = Vec::new();
    for n in 0..60 {
        paid.push(pay(&network, &key, 1000 + n));
        if n % 7 == 6 {
            network.mine(1).unwrap();
        }
    }
    network.mine(1).unwrap();
    let waits = pay(&network, &key, 5000);
    paid.push(waits);

    let first: Vec<_> = client.scripthash_txs(&script, None).await.unwrap().iter().map(|t| t.txid).collect();
    assert_eq!(first[0], waits);
    let mut all = first;
    loop {
        let page = client.scripthash_txs(&script, all.last().copied()).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 25 && page.iter().all(|t| t.status.confirmed));
        all.extend(page.iter().map(|t| t.txid));
    }
    let mut expected = paid.clone();
    expected.sort_unstable();
    let mut found = all.clone();
    found.sort_unstable();
    assert_eq!(found, expected);
    let by_address = client.get_address_txs(&key.address(), None).await.unwrap();
    assert_eq!(by_address.len(), 26);
    let stats = client.get_address_stats(&key.address()).await.unwrap();
    assert_eq!((stats.chain_stats.tx_count, stats.mempool_stats.tx_count), (60, 1));
    assert_eq!(client.get_address_utxos(&key.address()).await.unwrap().len(), 61);
}

#[tokio::test]
async fn a_refused_transaction_answers_400_with_the_reason_of_bitcoin_core() {
    let Served { network, client, .. } = served().await;
    let key = Key::new(1);
    let txid = pay(&network, &key, 50_000);
    network.mine(1).unwrap();
    let parent = client.get_tx(&txid).await.unwrap().unwrap();
    let vout = parent.output.iter().position(|o| o.script_pubkey == key.address().script_pubkey()).unwrap();
    let at = OutPoint { txid, vout: u32::try_from(vout).unwrap() };
    let coin = parent.output[vout].clone();

    let stolen = Key::new(2).sign(unsigned(&[at], &[(&key.address(), 49_000)]), std::slice::from_ref(&coin));
    match client.broadcast(&stolen).await {
        Err(Error::HttpResponse { status: 400, message }) => {
            assert!(message.contains("mandatory-script-verify-flag-failed"), "{message}");
        }
        other => panic!("not refused: {other:?}"),
    }
    let good = key.sign(unsigned(&[at], &[(&key.address(), 49_000)]), &[coin]);
    client.broadcast(&good).await.unwrap();
    client.broadcast(&good).await.unwrap();
    let spend = client.get_output_status(&txid, u64::from(at.vout)).await.unwrap().unwrap();
    assert_eq!((spend.spent, spend.txid), (true, Some(good.compute_txid())));
    assert!(!spend.status.unwrap().confirmed);
    let tip = network.mine(1).unwrap();
    let spend = client.get_output_status(&txid, u64::from(at.vout)).await.unwrap().unwrap();
    assert_eq!(spend.status.unwrap().block_height, Some(tip.height));
    assert!(matches!(network.submit(good), Err(Refused::AlreadyConfirmed)));
}

#[tokio::test]
async fn estimates_fees_for_every_target_the_peer_asks_for() {
    let Served { client, .. } = served().await;
    let estimates = client.get_fee_estimates().await.unwrap();
    for target in [1, 3, 6, 12, 144, 1008] {
        assert!(estimates[&target] >= 1.0, "{target}");
    }
    assert!(estimates[&1] >= estimates[&1008]);
}

#[tokio::test]
async fn any_page_may_read_every_answer_errors_and_questions_included() {
    let Served { url, .. } = served().await;
    let http = reqwest::Client::new();
    let ask = |method: reqwest::Method, path: &str| {
        let request = http.request(method, format!("{url}{path}")).header("origin", "http://127.0.0.1:8080");
        async move { request.send().await.unwrap() }
    };
    use reqwest::Method;
    for (method, path, status) in [
        (Method::GET, "/blocks/tip/height", 200),
        (Method::GET, "/block-height/999999", 404),
        (Method::GET, "/tx/zzz", 400),
        (Method::GET, "/nothing/here", 404),
        (Method::GET, "/no", 404),
        (Method::POST, "/tx", 400),
        (Method::DELETE, "/tx", 405),
        (Method::OPTIONS, "/tx", 204),
        (Method::OPTIONS, "/anything", 204),
    ] {
        let answer = ask(method.clone(), path).await;
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{method} {path}");
        assert_eq!(answer.headers()["access-control-allow-headers"], "*", "{method} {path}");
    }
}
