//! The wallet against a peer that is not ours, ldk-node in the program `lifeboat-regtest`: the first receive buys its
//! channel. The program has to be built; by itself, because its LDK has `std` (`cargo build -p lifeboat-regtest`).
#![allow(clippy::disallowed_methods, reason = "the node it meets runs on the machine's clock")]

use crate::support::regtest::host::{is_done, now_ms};
use crate::support::regtest::net::Net;
use lifeboat_wallet::{Direction, InvoiceRequest, OpeningError, Outcome, PayError, PeerLine, Quote};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_payment_opens_a_channel_with_the_real_peer_and_every_balance_is_exact() {
    let net = Net::start(&[]);
    let mut host = net.host().await;
    let bought = host.buy(Some(100_000_000)).await.unwrap();
    assert_eq!(bought.fee_msat, Some(500_000));
    let hash = bought.invoice.hash.clone();
    assert!(net.channels(&host).await.is_empty(), "nothing is opened before it is paid");
    let paid = net.pays(&mut host, &bought.invoice.bolt11, &hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    let payment = host.wallet.payments().remove(0);
    assert_eq!((payment.direction, payment.outcome), (Direction::In, Outcome::Done));
    assert_eq!((payment.amount_msat, payment.fee_msat), (99_500_000, 500_000));
    assert_eq!(host.wallet.balance().lightning_msat, 99_500_000);
    let channels = net.channels(&host).await;
    assert_eq!(channels.len(), 1, "{channels:#?}");
    assert_eq!(channels[0]["capacitySats"], 99_500 * 21);

    // The channel is one like any other: back, forth, and after a restart from the journal.
    host.until("a look that shows the funding", |wallet| !wallet.waits_for_funding()).await;
    assert!(!host.wallet.needs_channel(Some(30_000_000), PeerLine::Dialled));
    let request = InvoiceRequest { amount_msat: Some(30_000_000), note: String::new(), expiry_secs: 3_600 };
    let plain = host.wallet.invoice(&request, PeerLine::Dialled, now_ms()).unwrap();
    let paid = net.pays(&mut host, &plain.bolt11, &plain.hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    host.until("room to send", |wallet| wallet.sendable_msat() > 10_000_000).await;
    let made = net.post("invoice", json!({ "amountMsat": 5_000_000, "note": "back" })).await;
    let sent = host.wallet.pay(made["invoice"].as_str().unwrap(), None, now_ms()).unwrap();
    host.until("the payment out", |wallet| is_done(wallet, &sent)).await;
    host.until("a confirmed channel", |wallet| wallet.channels().iter().all(|c| c.ready && c.usable)).await;
    host.flush();
    let host = host.die().await;
    assert_eq!(host.wallet.balance().lightning_msat, 99_500_000 + 30_000_000 - 5_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_between_buying_and_being_paid_the_wallet_still_keeps_its_word() {
    let net = Net::start(&[]);
    let mut host = net.host().await;
    let bought = host.buy(None).await.unwrap();
    assert_eq!((bought.fee_msat, bought.terms.fee.parts_per_million), (None, 5_000));
    let mut host = host.die().await;
    let (hash, bolt11) = (bought.invoice.hash, bought.invoice.bolt11);
    let paid = net.pays(&mut host, &bolt11, &hash, Some(200_000_000)).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    assert_eq!(host.wallet.balance().lightning_msat, 199_000_000);
    assert_eq!(host.wallet.payments()[0].fee_msat, 1_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_real_peer_says_for_which_payments_it_opens_no_channel() {
    let net = Net::start(&[]);
    let mut host = net.host().await;
    let little = host.buy(Some(4_999_999)).await.unwrap_err();
    assert_eq!(little, OpeningError::TooLittle { least_msat: 5_000_000 });
    let much = host.buy(Some(700_000_001)).await.unwrap_err();
    assert_eq!(much, OpeningError::TooMuch { most_msat: 700_000_000 });
    net.post("stop-peer", json!({})).await;
    host.until("the end of the connection", |wallet| wallet.connected().is_empty()).await;
    assert_eq!(host.buy(Some(50_000_000)).await.unwrap_err(), OpeningError::NoPeer);
}

/// The wallet, its peer, router A, router B, and the merchant, to whom only the hint in the invoice leads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_merchant_behind_two_routers_is_paid_with_a_map_and_cannot_be_without() {
    let net = Net::start(&["--merchant"]);
    let mut host = net.host().await;
    let bought = host.buy(Some(100_000_000)).await.unwrap();
    let hash = bought.invoice.hash.clone();
    let paid = net.pays(&mut host, &bought.invoice.bolt11, &hash, None).await;
    assert_eq!(paid["state"], "succeeded", "{paid}");
    host.until("room to send", |wallet| wallet.sendable_msat() > 20_000_000).await;

    let made = net.post("invoice", json!({ "amountMsat": 10_000_000, "by": "merchant" })).await;
    let invoice = made["invoice"].as_str().unwrap();
    assert_eq!(host.wallet.quote(invoice, None, now_ms()), Err(PayError::NoMap));
    assert_eq!(host.wallet.pay(invoice, None, now_ms()), Err(PayError::NoMap));
    assert_eq!(host.wallet.known_channels(), 0, "nobody has told the wallet anything");

    host.wallet.read_map(&net.map().await, now_ms()).unwrap();
    assert_eq!(host.wallet.known_channels(), 2);
    // One satoshi for each of those who forward.
    let quote = Quote { fee_msat: 3_000, most_fee_msat: 10_000 };
    assert_eq!(host.wallet.quote(invoice, None, now_ms()), Ok(quote));
    let sent = host.wallet.pay(invoice, None, now_ms()).unwrap();
    host.until("the payment to the merchant", |wallet| is_done(wallet, &sent)).await;
    assert_eq!(host.wallet.payment(&format!("out/{sent}")).unwrap().fee_msat, 3_000);
    assert_eq!(host.wallet.known_channels(), 2, "and nothing came by itself");
}
