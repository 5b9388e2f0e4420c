//! What a device that runs still believes when the drive has lost something that it had written: what another
//! device wrote above it may be lost with it.

use std::{cell::Cell, rc::Rc};

use lifeboat_backup::{AppendError, Batch, Journal, Obstacle, TurnOffError, TurnOffPlan, layout};
use lifeboat_cloud::{
    DriveError,
    memory::{Call, Fault, Operation},
};

use super::{lagging::Lagging, saved};
use crate::{
    app::{App, Halt},
    faults::Cloud,
    world::{End, World},
};

mod told;

/// More than a page holds.
const LARGE: usize = 900_000;

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

/// Whether own commitment transactions may leave. Then the state is proved for another journal than before
/// the loss, and would be for that one after a crash.
async fn may_close(app: &App, journal: &Journal, first: [u8; 8], what: &str) -> bool {
    let ours = journal.head_is_ours().await == Ok(true);
    if ours {
        let stored = Journal::stored(&app.env).await.unwrap().unwrap().writer;
        assert_ne!(journal.writer(), first, "{what}: it believes what was proved before");
        assert_eq!(journal.writer(), stored, "{what}: a crash makes it believe");
    }
    ours
}

/// Some entries are written, and then lost. So many are written before that the next one makes a snapshot
/// due, or that none is.
async fn lose(app: &App, cloud: &Cloud, loss: Loss, before: u32) -> Result<Journal, Halt> {
    let journal = app.open().await?;
    app.pay_times(&journal, before).await?;
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
        Deed::Prove => match journal.prove().await {
            // Not proved, then.
            Ok(_) | Err(AppendError::Paused(Obstacle::Drive(_))) => {}
            Err(error) => return Err(Halt::Other(format!("{error:?}"))),
        },
        Deed::TurnOff => match journal.turn_off(TurnOffPlan::default()).await {
            // Still on, then.
            Ok(_) | Err(TurnOffError::Paused(Obstacle::Drive(_))) => {}
            Err(error) => return Err(Halt::Other(format!("{error:?}"))),
        },
        Deed::Die => app.pay(journal).await?,
    }
    may_close(app, journal, first, what).await;
    Ok(())
}

/// What the drive says to the question what it has.
#[derive(Clone, Copy, Debug)]
enum Answers {
    All,
    /// The folders of the drive are not listed, once.
    NoFolders,
    /// Nothing is listed.
    NoLists,
    /// Nothing can be read, for a while.
    NoReads,
    /// Listings still show what is gone.
    OldLists,
}

/// From here on, until it is mended.
fn answer(cloud: &Cloud, answers: Answers, lags: &Cell<bool>) {
    let refused = || Fault::Refused(DriveError::Unavailable { after_ms: None });
    let time = cloud.time.clone();
    let until_ms = time.now() + 60_000;
    let mut folders = 1;
    match answers {
        Answers::All => {}
        Answers::NoFolders => cloud.drive.on_call(move |call: &Call| {
            let asked = call.operation == Operation::List && call.path == layout::root();
            if asked && std::mem::take(&mut folders) > 0 { refused() } else { Fault::default() }
        }),
        Answers::NoLists => {
            cloud.drive.on_call(
                move |call: &Call| {
                    if call.operation == Operation::List { refused() } else { Fault::default() }
                },
            )
        }
        Answers::NoReads => cloud.drive.on_call(move |call: &Call| {
            let reads = matches!(call.operation, Operation::List | Operation::Get);
            if reads && time.now() < until_ms { refused() } else { Fault::default() }
        }),
        Answers::OldLists => lags.set(true),
    }
}

/// It does something right after the loss, and rests. Before that and afterwards it believes nothing of what it did.
fn believes_nothing(loss: Loss, deed: Deed, before: u32, answers: Answers) {
    let what = format!("{loss:?}, {deed:?}, {before}, {answers:?}");
    let (world, told) = (saved(48), what.clone());
    let cloud = world.cloud.clone();
    let (end, _) = world.run(0, None, async move |mut app: App| {
        let lags: Rc<Cell<bool>> = Rc::default();
        app.drive = Rc::new(Lagging::new(app.drive.clone(), lags.clone()));
        let journal = lose(&app, &cloud, loss, before).await?;
        let first = journal.writer();
        answer(&cloud, answers, &lags);
        act(&app, &journal, deed, first, &told).await?;
        if !matches!(deed, Deed::Die) {
            app.env.clock.sleep(60_000).await;
            may_close(&app, &journal, first, &told).await;
            cloud.drive.mend();
            lags.set(false);
            app.env.clock.sleep(400_000).await;
            assert!(may_close(&app, &journal, first, &told).await, "{told}: never again");
        }
        Ok::<_, Halt>(first)
    });
    let End::Done(Ok(first)) = end else { panic!("{what}: {end:?}") };
    world.cloud.drive.mend();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        may_close(&app, &journal, first, &what).await;
        app.env.clock.sleep(400_000).await;
        assert!(may_close(&app, &journal, first, &what).await, "{what}: never again");
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
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
            believes_nothing(loss, deed, 0, Answers::All);
        }
    }
}

/// A snapshot that is due makes superfluous what is lost: not before somebody has looked, and got an answer.
#[test]
fn a_drive_that_does_not_answer_has_not_said_that_nothing_is_lost() {
    let deeds = [Deed::Pay(1), Deed::Pay(9), Deed::Prove, Deed::TurnOff, Deed::Die];
    for loss in [Loss::Folder, Loss::SetBack] {
        for deed in deeds {
            for answers in [Answers::All, Answers::NoFolders, Answers::NoLists, Answers::NoReads] {
                believes_nothing(loss, deed, 40, answers);
            }
        }
        believes_nothing(loss, Deed::Large, 40, Answers::NoReads);
    }
}

/// Also where what was lost lies below what was written since.
#[test]
fn a_listing_that_still_shows_what_is_gone_is_not_believed() {
    for loss in [Loss::Folder, Loss::First, Loss::Newest, Loss::SetBack] {
        for deed in [Deed::Pay(0), Deed::Prove, Deed::TurnOff, Deed::Pay(1), Deed::Pay(12), Deed::Large] {
            believes_nothing(loss, deed, 0, Answers::OldLists);
        }
    }
}

/// The drive is put back while the wallet pays without a pause, and goes on with what is paid next: a listing
/// of before that shows what is gone, and not yet what came after it.
#[test]
fn a_listing_of_before_the_drive_was_put_back_in_the_midst_of_payments_is_not_believed() {
    for lost in 1..=3 {
        let world = saved(60);
        let cloud = world.cloud.clone();
        let (end, _) = world.run(0, None, async move |mut app: App| {
            let lags: Rc<Cell<bool>> = Rc::default();
            app.drive = Rc::new(Lagging::frozen(app.drive.clone(), lags.clone()));
            let journal = app.open().await?;
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            assert_eq!(journal.head_is_ours().await, Ok(true));
            let first = journal.writer();
            app.pay_times(&journal, 2).await?;
            let older = cloud.drive.contents();
            app.pay_times(&journal, lost).await?;
            app.drive.list(&app.folder.channel_state()).await.unwrap();
            cloud.drive.roll_back(older);
            lags.set(true);
            app.pay(&journal).await?;
            may_close(&app, &journal, first, "at once").await;
            app.env.clock.sleep(60_000).await;
            may_close(&app, &journal, first, "after a quiet moment").await;
            lags.set(false);
            app.env.clock.sleep(400_000).await;
            assert!(may_close(&app, &journal, first, "whole again").await, "never again");
            Ok::<_, Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())), "{lost}");
        assert_eq!(super::is_whole(&world, &world.folder), Ok(()), "{lost}");
    }
}
