use super::*;
use crate::{Digest, VaultId, WriterId};

fn header(kind: Kind, position: u64) -> Header {
    Header {
        kind,
        vault_id: VaultId([1; 16]),
        key_epoch: 1,
        writer_epoch: 0,
        position,
        writer_id: WriterId([2; 8]),
        previous: Digest::NONE,
        ext: Vec::new(),
    }
}

#[test]
fn the_ladder_has_the_published_steps() {
    let mut steps = vec![bucket(0).unwrap()];
    while steps.len() < 8 {
        steps.push(bucket(steps[steps.len() - 1] + 1).unwrap());
    }
    assert_eq!(steps, [10_240, 12_800, 16_000, 20_000, 25_000, 31_250, 39_062, 48_828]);
}

#[test]
fn every_step_holds_what_it_must_and_costs_at_most_a_quarter() {
    let mut length = 1;
    while length < 150 * 1024 * 1024 {
        for length in [length, length + 1, length * 5 / 4] {
            let step = bucket(length).unwrap();
            assert!(step >= length && (step == 10_240 || step <= length * 5 / 4 + 1), "{length}: {step}");
        }
        length = length * 9 / 8 + 1;
    }
}

#[test]
fn what_no_journal_needs_is_refused() {
    assert_eq!(bucket(usize::MAX), None);
    assert_eq!(padded_length(&header(Kind::Delta, 0), usize::MAX), None);
}

#[test]
fn neighbours_in_the_journal_never_have_the_same_length() {
    for position in 0..64 {
        let at = |position| padded_length(&header(Kind::Delta, position), 100);
        assert_ne!(at(position), at(position + 1));
    }
}

#[test]
fn a_phrase_has_one_length() {
    assert_eq!(padded_length(&header(Kind::Phrase, 0), 60), padded_length(&header(Kind::Phrase, 0), 200));
    assert_eq!(padded_length(&header(Kind::Phrase, 0), 10_237), None);
}

#[test]
fn padding_that_no_writer_makes_is_refused() {
    let header = header(Kind::Delta, 3);
    let mut plain = vec![0; 10_243];
    plain[3] = 5;
    assert_eq!(remove(&header, &plain).unwrap().len(), 5);
    let mut stained = plain.clone();
    stained[9] = 1;
    assert!(remove(&header, &stained).is_none(), "not zero");
    assert!(remove(&header, &plain[..10_242]).is_none(), "too short");
    plain[..4].copy_from_slice(&[0xff; 4]);
    assert!(remove(&header, &plain).is_none(), "longer than it is");
    assert!(remove(&header, &[0, 0]).is_none(), "no length");
}
