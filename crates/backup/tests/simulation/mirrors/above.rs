//! A file that does not open lies right above the entries of a second copy.

use super::*;

/// It was put there while nothing is written: the next entry will not come there, which is told now. It is
/// read again ever more seldom, and when it is gone, that is told, too.
#[test]
fn a_mirror_at_rest_with_an_unreadable_file_right_above_its_head_is_not_called_in_step() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    let folder = two.world.folder.clone();
    two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        let head = mirror.in_step().await.unwrap();
        both.app.env.clock.sleep(60_000).await;
        let rest = async |times: u32| {
            for _ in 0..times {
                both.app.env.clock.sleep(30_000).await;
                assert_ne!(journal.look_at_rest().await, Ok(RestLook::TakenOver));
                assert!(!journal.seems_taken_over_at(&mirror).await);
            }
            both.app.env.clock.sleep(1_000).await;
            mirror.status()
        };
        assert!(matches!(rest(1).await, MirrorStatus::InStep { .. }));
        let path = folder.entry(head + 1);
        let mut other = drive.peek(&folder.entry(head)).unwrap();
        *other.last_mut().unwrap() ^= 1;
        drive.exchange(&path, &other);
        let told = rest(1).await;
        let MirrorStatus::TopUnreadable { position, above, since_ms, .. } = told else { panic!("{told:?}") };
        assert_eq!((position, above), (head, head + 1));
        let before = drive.calls().len();
        let still = rest(120).await;
        assert!(
            matches!(still, MirrorStatus::TopUnreadable { since_ms: since, .. } if since == since_ms),
            "{still:?}"
        );
        let asked = drive.calls().len() - before;
        println!("at rest: {:.2} requests a minute to the second copy (limit 4)", asked as f64 / 60.0);
        assert!(asked <= 4 * 60, "{asked} requests in an hour");
        drive.remove(&path);
        let gone = rest(2).await;
        assert!(matches!(gone, MirrorStatus::InStep { .. }), "{gone:?}");
    });
}
