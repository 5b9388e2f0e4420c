use lifeboat_messages::{Activity, ChainKind, Direction, OnChain, Outcome, PaymentStage, Problem};

use super::*;

fn payment(id: &str) -> Activity {
    Activity {
        fee_msat: 1_402,
        created_ms: 1_795_703_400_000,
        ..Activity::new(id.into(), Direction::In, 21_000_999, 1_795_703_461_999, Outcome::Done)
    }
}

fn on_chain(id: &str, kind: ChainKind, to: Option<&str>) -> Activity {
    let to = to.map(str::to_owned);
    Activity {
        direction: Direction::Out,
        on_chain: Some(OnChain { kind, confirmations: 3, fee_known: kind == ChainKind::Sent, to }),
        ..payment(id)
    }
}

fn table(payments: &[Activity]) -> String {
    let mut table = Table::new();
    payments.iter().for_each(|payment| table.add(payment));
    table.into_text()
}

/// The records of a text of RFC 4180, read as that says and not as they were written.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut letters, mut quoted) = (text.chars().peekable(), false);
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && letters.next_if_eq(&'\n').is_some() => {
                record.push(std::mem::take(&mut field));
                all.push(std::mem::take(&mut record));
            }
            letter => field.push(letter),
        }
    }
    assert!(field.is_empty() && record.is_empty() && !quoted, "the last record has its end");
    all
}

#[test]
fn a_table_says_what_moved_when_and_why() {
    let waiting = Activity {
        outcome: Outcome::Pending { stage: PaymentStage::UnderWay },
        note: "Bread, \"fresh\"".into(),
        ..payment("out/bb")
    };
    let failed = Activity { outcome: Outcome::Failed { problem: Problem::NoRoute }, ..payment("out/cc") };
    let sent =
        Activity { own_note: Some("Rent".into()), ..on_chain("chain/dd", ChainKind::Sent, Some("bc1q")) };
    let close = on_chain("chain/ee", ChainKind::Close, None);
    let text = table(&[payment("in/aa"), waiting, failed, sent, close]);
    let records = records(&text);
    assert_eq!(records[0].len(), 14);
    let rows: Vec<String> = records.iter().map(|record| record.join("|")).collect();
    assert_eq!(
        rows[1..],
        [
            "2026-11-26T14:30:00Z|2026-11-26T14:31:01Z|received|lightning|done|21000|21000999|1|1402||||aa|",
            "2026-11-26T14:30:00Z||received|lightning|waiting|21000|21000999|1|1402||Bread, \"fresh\"||bb|",
            "2026-11-26T14:30:00Z|2026-11-26T14:31:01Z|received|lightning|failed|21000|21000999|1|1402||||cc|",
            "2026-11-26T14:30:00Z|2026-11-26T14:31:01Z|sent|on-chain|done|21000|21000999|1|1402|Rent||bc1q||dd",
            "2026-11-26T14:30:00Z|2026-11-26T14:31:01Z|sent|channel-fee|done|21000|21000999|||||||ee",
        ]
    );
}

/// Whatever a payee or the user has written: it stays in its cell, letter by letter, and begins no formula.
#[test]
fn what_people_write_stays_in_its_cell_and_begins_no_formula() {
    const LETTERS: [char; 11] = ['=', '+', '-', '@', '＝', ' ', '\t', '"', ',', '\n', 'a'];
    let mut written = vec![String::new()];
    let mut longest = written.clone();
    for _ in 0..4 {
        longest = longest.iter().flat_map(|text| LETTERS.map(|letter| format!("{text}{letter}"))).collect();
        written.extend(longest.iter().cloned());
    }
    let noted =
        |text: &String| Activity { own_note: Some(text.clone()), note: text.clone(), ..payment("in/aa") };
    let payments: Vec<Activity> = written.iter().map(noted).collect();
    let records = records(&table(&payments));
    assert_eq!(records.len(), written.len() + 1);
    for (record, said) in records[1..].iter().zip(&written) {
        assert_eq!((record.len(), &record[9]), (14, &record[10]), "{said:?}");
        let cell = &record[9];
        assert!(cell == said || *cell == format!("'{said}"), "{cell:?} of {said:?}");
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝']), "{cell:?} of {said:?}");
    }
}

/// Every day until 2150, against a calendar that is turned day by day.
#[test]
fn a_moment_is_its_date() {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    for days in 0..66_000_u64 {
        let second = days * 7_919 % 86_400;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let expected = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60);
        assert_eq!(utc((days * 86_400 + second) * 1000 + 999), expected);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + u64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        day += 1;
        if day > length {
            (day, month) = (1, month + 1);
        }
        if month > 12 {
            (month, year) = (1, year + 1);
        }
    }
}

#[test]
fn labels_are_of_transactions_and_of_the_addresses_that_were_paid() {
    let mut labels = Labels::default();
    let noted = |payment: Activity, note: &str| Activity { own_note: Some(note.into()), ..payment };
    let said = |payment: Activity, note: &str| Activity { note: note.into(), ..payment };
    let failed =
        |payment: Activity| Activity { outcome: Outcome::Failed { problem: Problem::Replaced }, ..payment };
    for payment in [
        noted(payment("in/aa"), "Over Lightning"),
        noted(said(on_chain("chain/01", ChainKind::Sent, Some("bc1qa")), "Boat"), "The \"shed\""),
        said(on_chain("chain/02", ChainKind::Sent, Some("bc1qa")), "Boat"),
        noted(on_chain("chain/03", ChainKind::Received, None), "Salary"),
        on_chain("chain/04", ChainKind::Sweep, None),
        noted(failed(on_chain("chain/05", ChainKind::Sent, Some("bc1qb"))), "Called off"),
    ] {
        labels.add(&payment);
    }
    assert_eq!(labels.count(), 4);
    let lines: Vec<serde_json::Value> =
        labels.into_text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line =
        |kind: &str, of: &str, label: &str| serde_json::json!({ "type": kind, "ref": of, "label": label });
    assert_eq!(
        lines,
        [
            line("tx", "01", "The \"shed\""),
            line("addr", "bc1qa", "The \"shed\""),
            line("tx", "02", "Boat"),
            line("tx", "03", "Salary"),
        ]
    );
}
