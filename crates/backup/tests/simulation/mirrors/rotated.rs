//! Two places, and a data key that was changed at one of them.

use lifeboat_backup::{AppendError, EndCopyError};
use lifeboat_crypto::{NewSlot, Phrase};

use super::*;
use crate::world::PHRASE;

/// The old place is ended by a device whose data key is another one by now: whoever still writes there opens the end, and is
/// fenced by it.
#[test]
fn the_end_of_an_old_copy_opens_for_who_still_writes_there_after_a_change_of_keys() {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let opened: Rc<RefCell<Option<Journal>>> = Rc::default();
    old.start(async |app: App| app.open().await.unwrap(), opened.clone());
    while opened.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let journal = opened.take().expect("it is open");
    let ended: Result<(), EndCopyError> = two.done(1, async |both: Both| {
        let second = both.second.clone();
        let there = both.restore(&second, SECOND_TOO).await.unwrap();
        let phrase = Phrase::parse(PHRASE).unwrap();
        let mut dice = both.app.line.cloud.dice.clone();
        let rotated = there.keys().opened().rotate(&[NewSlot::phrase(&phrase)], &mut dice).unwrap();
        there.change_keys(Rc::new(Keys::new(rotated, &phrase).unwrap())).await.unwrap();
        both.app.pay(&there).await.unwrap();
        let (keys, first, folder) = (there.keys(), both.app.drive.clone(), both.app.folder.clone());
        let ended = end_copy(&both.app.env, &keys, first, &folder, &there.takeovers(), "the second").await;
        ended.map(drop)
    });
    assert_eq!(ended, Ok(()));
    let paid: Rc<RefCell<Option<Result<u64, AppendError>>>> = Rc::default();
    old.start(
        async move |_| {
            let mut batch = Batch::new();
            batch.put("b/000900", vec![1]);
            journal.append(batch).await
        },
        paid.clone(),
    );
    while paid.borrow().is_none() {
        old.turn();
        two.world.cloud.time.advance();
    }
    let paid = paid.take().expect("it was answered");
    assert!(matches!(paid, Err(AppendError::Fenced(_))), "{paid:?}");
}
