//! The history: looked through, and made a file of.

use lifeboat_messages::{Answer, ExportFormat, PaymentFilter, Phase, Request};

use crate::{
    journey::done,
    notes::{note, used},
    world::{Process, World},
};

fn found(world: &World, tab: &Process, text: &str, only: PaymentFilter) -> Vec<String> {
    match world.ask(tab, Request::Search { text: text.into(), only, after: None }) {
        Some(Ok(Answer::Matches { payments, after: None })) => payments.into_iter().map(|it| it.id).collect(),
        other => panic!("{other:?}"),
    }
}

/// Where the file is, and what stands in it, line by line.
fn exported(world: &World, tab: &Process, format: ExportFormat) -> (String, Vec<String>) {
    let Some(Ok(Answer::File { name, address, entries })) = world.ask(tab, Request::Export { format }) else {
        panic!("no file")
    };
    assert!(name.contains("-2023-11-1"), "of the day: {name}");
    let text = tab.offered(&address).unwrap();
    let heading = usize::from(format == ExportFormat::Table);
    assert_eq!(text.lines().count(), entries + heading, "{text}");
    (address, text.lines().map(str::to_owned).collect())
}

#[test]
fn what_was_paid_is_found_and_is_a_file_until_the_wallet_is_locked() {
    let world = World::new(42);
    let tab = world.open(&world.device("phone"));
    let (paid, came) = used(&world, &tab);
    note(&world, &tab, &paid, "Dinner with Maria");
    note(&world, &tab, &came, "=Salary");
    let asked = world.ask(&tab, Request::Receive { amount_msat: Some(7_000_000), note: "Tickets".into() });
    let Some(Ok(Answer::Invoice(invoice))) = asked else { panic!("{asked:?}") };
    let unpaid = format!("in/{}", invoice.payment_hash);

    let found = |text: &str, only| found(&world, &tab, text, only);
    assert_eq!(found("maria", PaymentFilter::All), [paid.as_str()]);
    assert_eq!(found("200,000", PaymentFilter::All), [came.as_str()]);
    assert_eq!(found("tick", PaymentFilter::Waiting), [unpaid]);
    assert_eq!(found("", PaymentFilter::Received), [came.as_str()]);
    assert_eq!(found("maria", PaymentFilter::Received), Vec::<String>::new());

    let (table, lines) = exported(&world, &tab, ExportFormat::Table);
    assert!(lines[1].contains(",sent,lightning,done,25000,25000000,0,0,Dinner with Maria,"), "{lines:?}");
    assert!(lines[2].contains(",received,on-chain,done,200000,200000000,,,'=Salary,"), "{lines:?}");
    let (labels, lines) = exported(&world, &tab, ExportFormat::Labels);
    let txid = came.split_once('/').unwrap().1;
    assert_eq!(lines, [format!(r#"{{"label":"=Salary","ref":"{txid}","type":"tx"}}"#)]);
    assert_eq!(tab.offered(&table), None, "one at a time");
    done(&world, &tab, Request::Lock);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    assert_eq!(tab.offered(&labels), None);
}
