//! What a device that runs still believes when the drive has lost something that it had written: what another device wrote
//! above it may be lost with it.

use lifeboat_backup::{Batch, Journal, TurnOffPlan};

use super::saved;
use crate::{
    app::{App, Halt},
    fate::Cloud,
    world::End,
};

const LARGE: usize = 1_900_000;

#[derive(Clone, Copy, Debug)]
enum Loss {
    Folder,
    Newest,
    First,
    /// The service puts back what it had two entries ago.
    SetBack,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Pay(u32),
    Large,
    Prove,
    TurnOff,
    /// It pays, dies at once, and starts again.
    Die,
}

/// Whether own commitment transactions may leave. Then the state is proved for another journal than before the loss, and would
/// be for that one after a crash.
async fn may_close(app: &App, journal: &Journal, first: [u8; 8], what: &str) -> bool {
    let ours = journal.head_is_ours().await == Ok(true);
    if ours {
        let stored = Journal::stored(&app.env).await.unwrap().unwrap().writer;
        assert_ne!(journal.writer(), first, "{what}: it believes what was proved before");
        assert_eq!(journal.writer(), stored, "{what}: a crash makes it believe");
    }
    ours
}

/// Some entries are written, and then lost.
async fn lose(app: &App, cloud: &Cloud, loss: Loss) -> Result<Journal, Halt> {
    let journal = app.open().await?;
    app.pay_times(&journal, 2).await?;
    app.env.clock.sleep(60_000).await;
    assert_eq!(journal.head_is_ours().await, Ok(true));
    let older = cloud.drive.contents();
    app.pay_times(&journal, 2).await?;
    app.env.clock.sleep(60_000).await;
    match loss {
        Loss::Folder => assert!(cloud.drive.remove(&app.folder.path())),
        Loss::Newest => assert!(cloud.drive.remove(&app.folder.entry(journal.position()))),
        Loss::First => assert!(cloud.drive.remove(&app.folder.entry(0))),
        Loss::SetBack => cloud.drive.roll_back(older),
    }
    Ok(journal)
}

async fn act(app: &App, journal: &Journal, deed: Deed, first: [u8; 8], what: &str) -> Result<(), Halt> {
    match deed {
        Deed::Pay(times) => {
            for _ in 0..times {
                app.pay(journal).await?;
                may_close(app, journal, first, what).await;
            }
        }
        Deed::Large => {
            let mut batch = Batch::new();
            batch.put("large", vec![9; LARGE]);
            journal.append(batch).await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        }
        Deed::Prove => drop(journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?),
        Deed::TurnOff => {
            let off = journal.turn_off(TurnOffPlan::default()).await;
            off.map_err(|error| Halt::Other(format!("{error:?}")))?;
        }
        Deed::Die => app.pay(journal).await?,
    }
    may_close(app, journal, first, what).await;
    Ok(())
}

/// Whatever it does next, and however soon; at rest the backup is whole again, and the state may be proved anew.
#[test]
fn what_a_device_wrote_and_the_drive_has_lost_proves_nothing_any_more() {
    let deeds = [
        Deed::Pay(0),
        Deed::Pay(1),
        Deed::Pay(3),
        Deed::Pay(80),
        Deed::Large,
        Deed::Prove,
        Deed::TurnOff,
        Deed::Die,
    ];
    for loss in [Loss::Folder, Loss::Newest, Loss::First, Loss::SetBack] {
        for deed in deeds {
            let what = format!("{loss:?}, {deed:?}");
            let (world, told) = (saved(48), what.clone());
            let cloud = world.cloud.clone();
            let (end, _) = world.run(0, None, async move |app: App| {
                let journal = lose(&app, &cloud, loss).await?;
                let first = journal.writer();
                act(&app, &journal, deed, first, &told).await?;
                if !matches!(deed, Deed::Die) {
                    app.env.clock.sleep(400_000).await;
                    assert!(may_close(&app, &journal, first, &told).await, "{told}: never again");
                }
                Ok::<_, Halt>(first)
            });
            let End::Done(Ok(first)) = end else { panic!("{what}: {end:?}") };
            let (end, _) = world.run(0, None, async move |app: App| {
                let journal = app.open().await?;
                may_close(&app, &journal, first, &what).await;
                app.env.clock.sleep(400_000).await;
                assert!(may_close(&app, &journal, first, &what).await, "{what}: never again");
                Ok::<_, Halt>(())
            });
            assert_eq!(end, End::Done(Ok(())));
        }
    }
}
