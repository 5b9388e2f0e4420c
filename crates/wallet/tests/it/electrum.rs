//! The wallet and Electrum, which shares no code with it and adds no block to what an invoice asks for: no payer is
//! stricter. Between them is the peer, ldk-node in the program `lifeboat-regtest`.
#![allow(clippy::disallowed_methods, reason = "the nodes it meets run on the machine's clock")]

use crate::support::regtest::electrum::Electrum;
use crate::support::regtest::host::{Host, is_done, now_ms};
use crate::support::regtest::net::Net;
use lifeboat_wallet::{Failure, InvoiceRequest, Outcome, PeerLine};

/// What Electrum calls the node that it paid, where others have the number of a channel.
const DESTINATION: &str = "Destination node";

fn sides() -> Net {
    Net::start(&["--no-payer", "--electrum", "127.0.0.1:0"])
}

/// A wallet whose first payment, from Electrum, bought its channel.
async fn bought(net: &Net, electrum: &Electrum) -> Host {
    let mut host = net.host().await;
    let bought = host.buy(Some(100_000_000)).await.unwrap();
    let paid = host.during(electrum.pay(&bought.invoice.bolt11)).await;
    assert!(paid.success, "{paid:?}");
    let hash = bought.invoice.hash;
    host.until("the first payment", |wallet| is_done(wallet, &hash)).await;
    assert_eq!(host.wallet.balance().lightning_msat, 99_500_000);
    host.until("a look that shows the funding", |wallet| !wallet.waits_for_funding()).await;
    host
}

fn ordinary(host: &Host, msat: u64) -> lifeboat_wallet::Invoice {
    let request = InvoiceRequest { amount_msat: Some(msat), note: "tea".to_owned(), expiry_secs: 3_600 };
    host.wallet.invoice(&request, PeerLine::Dialled, now_ms()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn electrum_buys_a_channel_with_its_first_payment_pays_over_it_and_learns_that_the_wallet_left() {
    let net = sides();
    let electrum = Electrum::with_channel(&net).await;
    let mut host = bought(&net, &electrum).await;

    let invoice = ordinary(&host, 30_000_000);
    let paid = host.during(electrum.pay(&invoice.bolt11)).await;
    assert!(paid.success, "{paid:?}");
    host.until("the second payment", |wallet| is_done(wallet, &invoice.hash)).await;
    assert_eq!(host.wallet.balance().lightning_msat, 129_500_000);

    let invoice = ordinary(&host, 20_000_000);
    host.flush();
    drop(host);
    let paid = electrum.pay(&invoice.bolt11).await;
    assert!(!paid.success);
    // The provider says so, of the channel that the invoice named: it cannot reach the wallet now.
    let reasons: Vec<&str> = paid.attempts.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(reasons, ["TEMPORARY_CHANNEL_FAILURE"], "{paid:?}");
    assert_ne!(paid.attempts[0].0, DESTINATION);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn electrum_is_paid_and_what_it_refuses_fails_with_its_reason() {
    let net = sides();
    let electrum = Electrum::with_channel(&net).await;
    let mut host = bought(&net, &electrum).await;
    host.until("room to send", |wallet| wallet.sendable_msat() > 50_000_000).await;

    let (_, bolt11) = electrum.invoice("0.0004").await;
    let before = electrum.balance_sat().await;
    let sent = host.wallet.pay(&bolt11, None, now_ms()).unwrap();
    host.until("the payment out", |wallet| is_done(wallet, &sent)).await;
    let payment = host.wallet.payments().into_iter().find(|p| p.hash == sent).unwrap();
    assert_eq!(payment.amount_msat, 40_000_000);
    assert!(payment.preimage.is_some() && payment.fee_msat > 0);
    electrum.until_it_has(before + 40_000).await;
    let left = host.wallet.balance().lightning_msat;
    assert_eq!(left, 99_500_000 - 40_000_000 - payment.fee_msat);

    let (request, bolt11) = electrum.invoice("0.0001").await;
    electrum.forget(&request).await;
    let sent = host.wallet.pay(&bolt11, None, now_ms()).unwrap();
    let ended = |wallet: &lifeboat_wallet::Wallet| {
        let payment = wallet.payments().into_iter().find(|p| p.hash == sent);
        payment.map(|p| p.outcome).filter(|outcome| *outcome != Outcome::Pending)
    };
    host.until("the refusal", |wallet| ended(wallet).is_some()).await;
    assert_eq!(ended(&host.wallet), Some(Outcome::Failed(Failure::Refused)));
    host.until("the money back", |wallet| wallet.balance().lightning_msat == left).await;
}
