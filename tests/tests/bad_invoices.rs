//! Invoices that cannot be paid: each is said by its own name, and the wallet stays as it is.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{ask, back_up, balance, create_wallet, receive, saved, send};
use lifeboat_e2e::tamper::{prefix, with_prefix};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

#[tokio::test]
async fn an_invoice_that_cannot_be_paid_is_named_and_costs_nothing() {
    let world = World::start(Keep::Together).await;
    let device = Device::new("bad-invoices", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;
    let soon_over = world.invoice_for(1_000_000, 1).await;
    let own = ask(&device, 1_000, "of this wallet").await;
    device.click(ids::BACK).await;
    device.until("the form or home", |root| root.screen == "home" || root.screen == "receive").await;
    if device.root().await.screen == "receive" {
        device.click(ids::BACK).await;
    }
    let paid = send(&device, &world, 1_000, "paid once").await;
    saved(&device, &world, None).await;
    let before = balance(&device).await;

    let good = world.invoice(2_000_000, "good").await.bolt11;
    let main_net = with_prefix(&good, &prefix(&good).replacen("lnbcrt", "lnbc", 1));
    let test_net = with_prefix(&good, &prefix(&good).replacen("lnbcrt", "lntb", 1));
    let spoiled = format!("{}{}", &good[..good.len() - 1], if good.ends_with('q') { 'p' } else { 'q' });
    device.click(ids::HOME_SEND).await;
    device.screen("send").await;
    for (name, text, problem) in [
        ("garbage", "please pay me", "badInvoice"),
        ("spoiled", spoiled.as_str(), "badInvoice"),
        ("cut", &good[..good.len() / 2], "badInvoice"),
        ("main-net", main_net.as_str(), "otherNetwork"),
        ("test-net", test_net.as_str(), "otherNetwork"),
        ("expired", soon_over.as_str(), "expired"),
        ("own", own.bolt11.as_str(), "ownInvoice"),
        ("paid", paid.bolt11.as_str(), "alreadyPaid"),
    ] {
        device.fill(ids::SEND_INPUT, text).await;
        device.click(ids::SEND_CHECK).await;
        device.attr_is(ids::SEND_PROBLEM, "data-problem", problem).await;
        device.shoot(&format!("send-{name}")).await;
        assert_eq!(device.root().await.screen, "send", "{name}");
    }

    let too_much = world.invoice(90_000_000, "too much").await.bolt11;
    device.fill(ids::SEND_INPUT, &too_much).await;
    device.click(ids::SEND_CHECK).await;
    device.until("the question", |root| root.screen == "send-confirm").await;
    // Said before anybody taps, and nobody can.
    device.attr_is(ids::SEND_PROBLEM, "data-problem", "notEnough").await;
    device.attr_is(ids::SEND_PAY, "disabled", "").await;
    device.shoot("send-too-much").await;
    device.click(ids::BACK).await;

    // To a payee whom the network does not have.
    device.until("the form", |root| root.screen == "send").await;
    let nobody = with_prefix(&good, &prefix(&good).replacen("20u", "30u", 1));
    device.fill(ids::SEND_INPUT, &nobody).await;
    device.click(ids::SEND_CHECK).await;
    device.until("the question", |root| root.screen == "send-confirm").await;
    // The payee's hint names this wallet's own channel, so a way is found, and it leads nowhere.
    device.click(ids::SEND_PAY).await;
    let said = device
        .wait("no route", PATIENCE, async || match device.try_attr(ids::SEND_PROBLEM, "data-problem").await {
            None => device.try_attr(ids::SEND_RESULT, "data-problem").await,
            said => said,
        })
        .await;
    assert_eq!(said, "noRoute");
    device.shoot("send-no-route").await;
    device.open("/").await;
    lifeboat_e2e::steps::unlock(&device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&device).await, before);
}
