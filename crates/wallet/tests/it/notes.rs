//! Notes on payments: kept like everything else, in nobody's way.

use std::collections::BTreeMap;

use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{LONGEST_NOTE, NoteError, Payment};

/// The notes that there should be, by the ids of their payments.
type Written = BTreeMap<String, String>;

/// Knuth's, for MMIX: the same steps for the same seed.
struct Steps(u64);

impl Steps {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

fn payments(world: &World) -> Vec<Payment> {
    world.wallet().payments()
}

fn shown(world: &World) -> Written {
    let ids = payments(world).into_iter().map(|payment| payment.id());
    ids.filter_map(|id| world.wallet().note(&id).map(|note| (id, note))).collect()
}

fn pay(world: &mut World) {
    let invoice = world.peer_invoice(Some(1_000)).unwrap();
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
}

/// Whatever is written, paid, made durable and lost in whatever order: a note is there as it was written
/// last, after a crash as it was durable last; what says of itself that it is saved is; and no payment is
/// touched by any of it.
#[test]
fn a_note_is_as_it_was_written_last_and_after_a_crash_as_it_was_saved_last() {
    let mut world = opened(4).unwrap();
    world.flush().unwrap();
    let (mut steps, mut written, mut durable) = (Steps(7), Written::new(), Written::new());
    for step in 0..120 {
        let ids: Vec<String> = payments(&world).iter().map(Payment::id).collect();
        match steps.below(8) {
            0..4 => {
                let id = &ids[steps.below(ids.len())];
                let before = payments(&world);
                match steps.below(4) {
                    0 => {
                        world.wallet().set_note(id, " \n ").unwrap();
                        written.remove(id);
                    }
                    _ => {
                        world.wallet().set_note(id, &format!("  note\n{step} ")).unwrap();
                        written.insert(id.clone(), format!("note {step}"));
                    }
                }
                assert_eq!(payments(&world), before, "a done payment does not wait for the backup again");
                let saved = world.wallet().is_note_saved(id);
                assert!(!saved || written.get(id) == durable.get(id), "step {step}: said to be saved");
            }
            4 | 5 => {
                world.flush().unwrap();
                durable.clone_from(&written);
            }
            // It goes along with what a payment makes durable.
            6 => {
                pay(&mut world);
                durable.clone_from(&written);
            }
            _ => {
                world.kill();
                world.start().unwrap();
                world.connect().unwrap();
                world.settle().unwrap();
                written.clone_from(&durable);
            }
        }
        assert_eq!(shown(&world), written, "step {step}");
    }
    assert!(written.len() > 2, "{written:?}");
}

#[test]
fn a_note_that_cannot_be_kept_is_refused_and_changes_nothing() {
    let mut world = opened(2).unwrap();
    let unpaid = world.invoice(Some(1_000_000)).unwrap();
    world.flush().unwrap();
    let id = payments(&world)[0].id();
    let longest = "ü".repeat(LONGEST_NOTE);
    world.wallet().set_note(&id, &longest).unwrap();
    world.flush().unwrap();
    assert_eq!(world.wallet().set_note(&id, &format!("{longest}!")), Err(NoteError::TooLong));
    for unknown in [format!("in/{}", unpaid.hash), "out/00".into(), "chain/00".into(), String::new()] {
        assert_eq!(world.wallet().set_note(&unknown, "mine"), Err(NoteError::Unknown), "{unknown}");
    }
    // The same once more is no news either.
    world.wallet().set_note(&id, &longest).unwrap();
    assert!(!world.wallet().is_unsaved());
    assert_eq!(shown(&world), Written::from([(id, longest)]));
}

/// What a later version keeps otherwise, or what was damaged, is no money.
#[test]
fn a_note_that_cannot_be_read_keeps_nobody_from_their_money_and_is_not_lost() {
    let mut world = opened(2).unwrap();
    world.flush().unwrap();
    let (balance, id) = (world.wallet().balance(), payments(&world)[0].id());
    world.kill();
    let key = format!("note/{id}");
    let mut batch = lifeboat_wallet::Batch::new();
    batch.put(key.clone(), *b"{\"words\":[1]}");
    world.cloud.apply(&batch);
    world.start().unwrap();
    world.connect().unwrap();
    pay(&mut world);
    assert_eq!(shown(&world), Written::new());
    assert!(world.wallet().balance().lightning_msat < balance.lightning_msat);
    assert_eq!(world.cloud.get(&key), Some(&b"{\"words\":[1]}"[..]));
}
