//! The history as a file for other programs: a table, or labels. Not encrypted: that is what it is for.

mod csv;
mod labels;

use std::rc::Rc;

use lifeboat_messages::{Answer, ExportFormat, Problem};

use crate::history::Reader;
use crate::unlocked::UnlockedWallet;

use csv::Table;
use labels::Labels;

/// Makes the file, and puts it where the page finds it: until the next one is made, or the wallet is locked.
pub async fn export(open: &Rc<UnlockedWallet>, format: ExportFormat) -> Result<Answer, Problem> {
    let mut reader = Reader::after(open.clone(), None);
    let today = &utc(open.env().now_ms())[..10];
    let (name, media_type, entries, text) = match format {
        ExportFormat::Table => {
            let (mut table, mut entries) = (Table::new(), 0);
            while let Some(read) = reader.next().await {
                read.iter().for_each(|payment| table.add(payment));
                entries += read.len();
            }
            (format!("lifeboat-payments-{today}.csv"), "text/csv;charset=utf-8", entries, table.into_text())
        }
        ExportFormat::Labels => {
            let mut labels = Labels::default();
            while let Some(read) = reader.next().await {
                read.iter().for_each(|payment| labels.add(payment));
            }
            let name = format!("lifeboat-labels-{today}.jsonl");
            (name, "application/jsonl", labels.count(), labels.into_text())
        }
    };
    let address = open.offer(media_type, text.as_bytes())?;
    Ok(Answer::File { name, address, entries })
}

/// A moment as RFC 3339 has it, to the second: `2026-11-22T10:00:00Z`.
fn utc(ms: u64) -> String {
    let seconds = ms / 1000;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days to a civil date, in eras of 400 years; the year begins in March, so that the leap day is its last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carried) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carried;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests;
