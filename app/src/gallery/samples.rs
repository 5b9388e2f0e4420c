//! Samples of what single screens are given.

use lifeboat_messages::*;

use crate::{flow::protection::WaiverOffer, state::intl::now_ms};

/// An invoice of the length that real ones have.
pub const INVOICE: &str = "lnbcrt25u1p5qx3zwpp5q6zx4tjg0nqv7yw2d8s5lnmp3zzq8ldvxkq3zr9y6t7hwkx9m4sdqdw3jhxarfdenscqzzsxqyz5vqsp5uuvyj8yqx3k2mzk0zqf4n3c9jsr8s6d5yq4xk2m9tw8zq0v7p3sq9qxpqysgq8k3l0j7w2qz9d5v6y4x8c3n2m1b0a9s8d7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p1a0s9d8f7g6h5j4k3l2z1x0c9v8b7n6m5qspkx9m4s";

/// Whom the samples pay.
pub const ADDRESS: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

/// Guards that a PIN can have.
pub fn guards() -> GuardLimit {
    GuardLimit {
        hosts: vec!["guard.example".into(), "waechter.example.org".into(), "127.0.0.1:8093".into()],
        needed: 2,
        guesses: 15,
        related: false,
    }
}

/// How a guard has failed, or all have, and what is offered then.
pub fn waiver(screen: &str) -> (Problem, WaiverOffer) {
    if screen == "backup-guards-gone" {
        let worth = PinStrength { digits: 6, one_card_seconds: 1_600.0 };
        return (Problem::GuardsGone { digits: 6, one_card_ms: 1_600_000 }, WaiverOffer::Every(worth));
    }
    let host = "waechter.example.org".to_owned();
    let is_spare = screen == "backup-guard-silent";
    (Problem::GuardSilent { guard: host.clone() }, WaiverOffer::Guard { host, is_spare })
}

/// The feerates of a busy day.
pub fn fees() -> Vec<FeeChoice> {
    [(2, 24_600), (12, 11_012), (144, 2_000)]
        .map(|(blocks, sat_per_kvb)| FeeChoice { blocks, sat_per_kvb })
        .to_vec()
}

/// An address to be paid on the chain (H3).
pub fn target() -> ChainTarget {
    ChainTarget {
        address: ADDRESS.into(),
        amount_sat: Some(120_000),
        label: "Rent for the boat shed".into(),
        choices: fees(),
        fees_old: false,
        reserve_sat: 21_800,
    }
}

/// A payment on the chain before it is confirmed (H3).
pub fn order(is_dear: bool) -> (SendOrder, SendPreview) {
    let (amount_sat, fee_sat) = if is_dear { (3_000, 3_469) } else { (120_000, 1_553) };
    let order = SendOrder {
        to: ADDRESS.into(),
        amount_sat: Some(amount_sat),
        sat_per_kvb: if is_dear { 24_600 } else { 11_012 },
        keep_reserve: true,
    };
    let preview = SendPreview {
        to: ADDRESS.into(),
        amount_sat,
        fee_sat,
        left_sat: 290_747,
        is_dear,
        reserve_waits: true,
    };
    (order, preview)
}

/// An invoice to be paid (H3).
pub fn payable() -> Payable {
    Payable {
        invoice: INVOICE.into(),
        amount_msat: Some(2_500_000),
        payment_hash: "55".repeat(32),
        note: "Coffee".into(),
        expires_ms: Some(now_ms() + 3_600_000),
        payee: "02".repeat(33),
        to_peer: false,
        most_msat: 240_000_000,
        service: None,
        asked_msat: None,
        paid_on_chain: false,
    }
}

/// For H3: a Lightning address.
pub fn pay_offer() -> PayOffer {
    PayOffer {
        host: "pay.bakery.example".into(),
        address: Some("orders@pay.bakery.example".into()),
        description: Some("Bread and cakes from the bakery by the harbour".into()),
        least_msat: 1_000,
        most_msat: 5_000_000_000,
        longest_comment: Some(140),
        callback: String::new(),
        metadata_hash: String::new(),
    }
}

/// For H3: a voucher.
pub fn withdraw_offer() -> WithdrawOffer {
    WithdrawOffer {
        host: "vouchers.meetup.example".into(),
        description: Some("Welcome to the meetup".into()),
        least_msat: 2_100_000,
        most_msat: 2_100_000,
        callback: String::new(),
        k1: String::new(),
    }
}

/// The service of the payment that the bakery thanks for.
pub fn paid_service() -> PaidService {
    let thanks = Thanks { text: Some("Your code for the pickup".into()), value: Some("4711-BREAD".into()) };
    PaidService { name: "orders@pay.bakery.example".into(), thanks: Some(thanks) }
}

/// An invoice to be shown (H2).
pub fn invoice(name: &str) -> Invoice {
    let any = name == "invoice-any";
    let expires_ms = if name == "invoice-expired" { now_ms() - 1 } else { now_ms() + 3_600_000 };
    Invoice {
        bolt11: INVOICE.into(),
        amount_msat: (!any).then_some(21_000_000),
        note: if any { String::new() } else { "Your share of the train tickets to the sea".into() },
        payment_hash: "77".repeat(32),
        expires_ms,
        opening_fee_msat: if any { 0 } else { 500_000 },
        opening_terms: any.then_some(OpeningTerms {
            least_fee_msat: 500_000,
            parts_per_million: 5_000,
            least_msat: 5_000_000,
            most_msat: 700_000_000,
        }),
    }
}

/// What the end of a backup shows (B8).
pub fn confirmation() -> Confirmation {
    Confirmation {
        service: ServiceKind::ThisServer,
        account: "lifeboat".into(),
        place: vec!["Bitcoin Wallet Backup".into(), "BitcoinWalletBackup_Samantha".into()],
        file: "BitcoinWalletBackup_Samantha".into(),
        link: Some("/dav/".into()),
    }
}

/// Backups that were found (R2).
pub fn found() -> Vec<FoundBackup> {
    let backup = |name: &str, state| FoundBackup {
        id: name.into(),
        name: name.into(),
        modified_ms: Some(now_ms().saturating_sub(3_600_000)),
        place: vec!["Bitcoin Wallet Backup".into(), format!("BitcoinWalletBackup_{name}")],
        state,
        ended: name == "Holiday",
        second_copy: name == "Savings",
        wallet: None,
        head: None,
    };
    vec![
        backup("Samantha", FoundState::Complete),
        backup("Holiday", FoundState::NoChannelState),
        backup("Old phone", FoundState::Unusable { problem: Problem::Damaged }),
    ]
}

/// The three corners that every QR code has, with nothing between them: the real worker draws the rest.
pub fn qr_code() -> QrCode {
    let corner = |x: u8, y: u8| {
        let inner = format!("M{} {}h3v3h-3z", x + 2, y + 2);
        format!("M{x} {y}h7v1h-7zM{x} {}h7v1h-7zM{x} {y}h1v7h-1zM{} {y}h1v7h-1z{inner}", y + 6, x + 6)
    };
    QrCode { side: 61, path: [corner(4, 4), corner(50, 4), corner(4, 50)].concat() }
}
