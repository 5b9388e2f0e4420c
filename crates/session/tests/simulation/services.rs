//! Lightning addresses and LNURL: a service that gives what it is asked for, and one that lies.

use std::cell::{Cell, RefCell};

use lifeboat_cloud::http::{Answer as HttpAnswer, HttpError};
use lifeboat_messages::{Activity, Answer, Outcome, PayOffer, Problem, Request, Thanks, View, WithdrawOffer};
use lifeboat_wallet::sim::LightningNetwork;

use crate::{
    journey::{done, saved},
    world::{Process, World},
};

pub const SERVICE: &str = "https://service.example";
const METADATA: &str = r#"[["text/plain","Coffee for Alice"]]"#;
const ADDRESS: &str = "alice@service.example";
/// The first example of BOLT 11.
const MAINNET: &str = "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql";

/// In which way it gives another invoice than it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Lie {
    #[default]
    None,
    Amount,
    Purpose,
    NoHash,
    Network,
    NoInvoice,
    Ours,
}

/// A service in the net.
#[derive(Default)]
pub struct Service {
    lie: Cell<Lie>,
    /// What it was last asked to pay.
    handed: RefCell<Option<String>>,
}

impl Service {
    pub fn answer(&self, path: &str, network: &LightningNetwork) -> Result<HttpAnswer, HttpError> {
        let body = match path.split_once('?').unwrap_or((path, "")) {
            ("/.well-known/lnurlp/alice", _) => format!(
                r#"{{"tag":"payRequest","callback":"{SERVICE}/pay","minSendable":1000,"maxSendable":100000000,"metadata":{}}}"#,
                serde_json::Value::from(METADATA)
            ),
            ("/pay", query) => {
                let msat = query.strip_prefix("amount=").and_then(|it| it.parse().ok()).unwrap();
                let action = r#"{"tag":"message","message":"Enjoy it"}"#;
                format!(r#"{{"pr":"{}","routes":[],"successAction":{action}}}"#, self.invoice(msat, network))
            }
            ("/withdraw", _) => format!(
                // More than an invoice has room for.
                r#"{{"tag":"withdrawRequest","callback":"{SERVICE}/take","k1":"aa","minWithdrawable":1000,"maxWithdrawable":5000000,"defaultDescription":"{}"}}"#,
                "🎁".repeat(200)
            ),
            ("/take", query) => {
                let invoice = query.strip_prefix("k1=aa&pr=").unwrap();
                network.pay(invoice).unwrap();
                *self.handed.borrow_mut() = Some(invoice.to_owned());
                r#"{"status":"OK"}"#.to_owned()
            }
            _ => r#"{"status":"ERROR","reason":"No such user"}"#.to_owned(),
        };
        Ok(HttpAnswer { status: 200, headers: Vec::new(), body: body.into_bytes() })
    }

    fn invoice(&self, msat: u64, network: &LightningNetwork) -> String {
        match self.lie.get() {
            Lie::None => network.invoice_for(msat, METADATA).unwrap(),
            Lie::Amount => network.invoice_for(msat + 1, METADATA).unwrap(),
            Lie::Purpose => network.invoice_for(msat, "[]").unwrap(),
            Lie::NoHash => network.invoice(msat).unwrap(),
            Lie::Network => MAINNET.to_owned(),
            Lie::NoInvoice => "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".to_owned(),
            Lie::Ours => self.handed.borrow().clone().unwrap_or_default(),
        }
    }
}

fn check(world: &World, tab: &Process, text: &str) -> Result<Answer, Problem> {
    world.ask(tab, Request::Check { text: text.into() }).unwrap()
}

fn offer(world: &World, tab: &Process) -> PayOffer {
    match check(world, tab, ADDRESS) {
        Ok(Answer::PayOffer(offer)) => offer,
        other => panic!("{other:?}"),
    }
}

fn withdrawal(world: &World, tab: &Process) -> WithdrawOffer {
    match check(world, tab, "lnurlw://service.example/withdraw") {
        Ok(Answer::WithdrawOffer(offer)) => offer,
        other => panic!("{other:?}"),
    }
}

/// The payment to the service.
fn paid_in(view: &View) -> Option<&Activity> {
    view.activities.iter().find(|it| it.service.is_some())
}

#[test]
fn a_service_is_paid_only_for_what_was_shown_and_pays_out() {
    let world = World::new(37);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.open_channel(&tab, 1_000_000, 400_000_000);
    let host = || "service.example".to_owned();

    // The service pays, and the invoice is one like any other.
    let taken = withdrawal(&world, &tab);
    let too_much = Request::Withdraw { offer: taken.clone(), amount_msat: 5_000_001 };
    assert_eq!(world.ask(&tab, too_much), Some(Err(Problem::ServiceAmount { host: host() })));
    let invoice = match world.ask(&tab, Request::Withdraw { offer: taken, amount_msat: 5_000_000 }) {
        Some(Ok(Answer::Invoice(invoice))) => invoice,
        other => panic!("{other:?}"),
    };
    world.see(&tab, "the money", |view| {
        let id = format!("in/{}", invoice.payment_hash);
        let found = view.activities.iter().find(|it| it.id == id);
        found.is_some_and(|it| it.outcome == Outcome::Done && it.amount_msat == 5_000_000)
    });

    // Whatever else than the invoice that was asked for it gives, nothing is paid.
    let ask = |amount_msat| {
        let comment = String::new();
        world.ask(&tab, Request::AskService { offer: offer(&world, &tab), amount_msat, comment }).unwrap()
    };
    for lie in [Lie::Amount, Lie::Purpose, Lie::NoHash, Lie::Network, Lie::NoInvoice] {
        world.around.service.lie.set(lie);
        assert_eq!(ask(2_000_000), Err(Problem::OtherInvoice { host: host() }), "{lie:?}");
    }
    world.around.service.lie.set(Lie::Ours);
    assert_eq!(ask(2_000_000), Err(Problem::OwnInvoice));
    world.around.service.lie.set(Lie::None);
    let words = Some("No such user".to_owned());
    let refused = Problem::ServiceRefused { host: host(), words };
    assert_eq!(check(&world, &tab, "bob@service.example"), Err(refused));
    let silent = Problem::ServiceSilent { host: "other.example".into() };
    assert_eq!(check(&world, &tab, "bob@other.example"), Err(silent));

    let payable = match ask(2_000_000) {
        Ok(Answer::Payable(payable)) => payable,
        other => panic!("{other:?}"),
    };
    assert_eq!((payable.service.as_deref(), payable.note.as_str()), (Some(ADDRESS), "Coffee for Alice"));
    let pay = Request::Pay { invoice: payable.invoice, amount_msat: None, most_fee_msat: 0, again: false };
    done(&world, &tab, pay);
    let seen = world.see(&tab, "a payment that is done", |view| {
        paid_in(view).is_some_and(|it| it.outcome == Outcome::Done && it.saved)
    });
    let paid = paid_in(&seen).unwrap();
    let service = paid.service.as_ref().unwrap();
    assert_eq!((paid.note.as_str(), service.name.as_str()), ("Coffee for Alice", ADDRESS));
    assert_eq!(service.thanks, Some(Thanks { text: Some("Enjoy it".into()), value: None }));
}

/// What it costs is taken out of the payment, which may come at once: who has not seen it has not handed the
/// invoice over.
#[test]
fn a_withdrawal_that_opens_a_channel_is_handed_over_only_after_its_fee_was_seen() {
    let world = World::new(41);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    let taken = withdrawal(&world, &tab);
    let request = Request::Withdraw { offer: taken.clone(), amount_msat: 5_000_000 };
    let unagreed = match world.ask(&tab, request) {
        Some(Ok(Answer::Unagreed(invoice))) => invoice,
        other => panic!("{other:?}"),
    };
    assert_eq!(unagreed.opening_fee_msat, 500_000);
    assert_eq!(*world.around.service.handed.borrow(), None, "the service has it");

    let of_another = Request::HandOver { offer: taken.clone(), payment_hash: "00".repeat(32) };
    assert_eq!(world.ask(&tab, of_another), Some(Err(Problem::Expired)));
    let agreed = Request::HandOver { offer: taken, payment_hash: unagreed.payment_hash.clone() };
    assert_eq!(world.ask(&tab, agreed), Some(Ok(Answer::Invoice(unagreed.clone()))));
    assert_eq!(*world.around.service.handed.borrow(), Some(unagreed.bolt11));
}
