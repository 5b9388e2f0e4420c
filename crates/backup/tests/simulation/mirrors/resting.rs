//! A device at rest sees who went on at the mirror, for few requests.

use lifeboat_cloud::memory::{Call, Operation};

use super::*;

/// What the worker asks every 30 s, so many times. Whether anybody was seen.
async fn rest(app: &App, journal: &Journal, mirror: &Mirror, times: u32) -> bool {
    let mut seen = false;
    for _ in 0..times {
        app.env.clock.sleep(30_000).await;
        seen |= journal.is_taken_over().await == Ok(true) || journal.seems_taken_over_at(mirror).await;
    }
    seen
}

/// An hour at rest beside a mirror that is in step, then this, then a minute. Whether anybody was seen before, what the
/// mirror was asked meanwhile, whether anybody was seen after, and how it stands.
fn rested(done: impl FnOnce(&Two)) -> (bool, Vec<Call>, bool, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let (app, drive) = (old.app.clone(), two.other.drive.clone());
    let (journal, mirror, before, asked) = old.finish(async move |app: App| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        app.env.clock.sleep(120_000).await;
        let before = drive.calls().len();
        let seen = rest(&app, &journal, &mirror, 120).await;
        (journal, mirror, seen, drive.calls().split_off(before))
    });
    done(&two);
    let work = async move |_| (rest(&app, &journal, &mirror, 2).await, journal.status());
    let (after, status) = old.finish(work);
    two.world.check().unwrap();
    (before, asked, after, status)
}

/// Another device restores from the mirror and pays so many times.
fn went_on(two: &Two, payments: u32) {
    two.done(1, async move |both: Both| {
        let second = both.second.clone();
        let journal = both.restore(&second, SECOND_TOO).await.unwrap();
        for n in 0..payments {
            let mut batch = Batch::new();
            batch.put("theirs", n.to_string().into_bytes());
            journal.append(batch).await.unwrap();
        }
        if payments > 0 {
            journal.prove().await.unwrap();
            both.app.env.clock.sleep(200_000).await;
        }
    });
}

#[test]
fn a_device_at_rest_sees_who_went_on_at_the_mirror() {
    let (before, _, after, status) = rested(|two| went_on(two, 0));
    assert_eq!((before, after), (false, true));
    assert!(matches!(status, Status::Fenced { .. }), "{status:?}");
}

#[test]
fn it_sees_them_however_much_they_wrote_and_pruned() {
    let (before, _, after, status) = rested(|two| went_on(two, 130));
    assert_eq!((before, after), (false, true));
    assert!(matches!(status, Status::Fenced { .. }), "{status:?}");
}

#[test]
fn a_mirror_at_rest_is_asked_little_and_nothing_there_is_taken_for_another() {
    let (before, asked, after, _) = rested(|_| ());
    assert_eq!((before, after), (false, false));
    println!("at rest: {:.2} requests a minute to the second copy (limit 4)", asked.len() as f64 / 60.0);
    assert!(asked.len() <= 4 * 60, "{} requests in an hour", asked.len());
    assert!(asked.iter().all(|call| call.operation == Operation::Get), "{asked:?}");
}
