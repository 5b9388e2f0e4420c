//! One crash at every point of every scenario, with every outcome.

use std::rc::Rc;

use lifeboat_backup::Keys;

use crate::{
    app::{App, Halt, ids},
    faults::{CRASHES, Crash},
    sabotage::Sabotage,
    time::SimRng,
    world::{End, World},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    FirstBackup,
    Appends,
    SnapshotAndPrune,
    Takeover,
    Restart,
}

/// When what was on its way arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrives {
    BeforeRestart,
    AfterRestart,
    AfterTakeover,
}

impl Scenario {
    /// Which device runs it.
    fn device(self) -> usize {
        usize::from(self == Scenario::Takeover)
    }

    /// What was there before.
    fn set_up(self, world: &World) {
        if self == Scenario::FirstBackup {
            return;
        }
        let entries = if self == Scenario::SnapshotAndPrune { 66 } else { 3 };
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, entries).await.unwrap();
            if self == Scenario::SnapshotAndPrune {
                journal.prove().await.unwrap();
            }
            app.env.clock.sleep(60_000).await;
        });
        assert_eq!(end, End::Done(()));
    }

    async fn act(self, app: App) -> Result<(), Halt> {
        match self {
            Scenario::FirstBackup => {
                let journal = first_backup(&app).await?;
                app.pay_times(&journal, 2).await
            }
            Scenario::Appends => {
                let journal = app.open().await?;
                app.pay_times(&journal, 4).await
            }
            Scenario::SnapshotAndPrune => {
                let journal = app.open().await?;
                app.pay(&journal).await?;
                let proved = journal.prove().await;
                proved.map_err(|error| Halt::Other(format!("prove: {error:?}")))?;
                // Quiet: pruning.
                app.env.clock.sleep(60_000).await;
                app.pay(&journal).await
            }
            Scenario::Takeover => {
                let journal = match app.open().await {
                    Err(Halt::Empty | Halt::Fenced) => app.restore(|| true).await?,
                    other => other?,
                };
                app.pay_times(&journal, 2).await
            }
            Scenario::Restart => {
                let journal = app.open().await?;
                drop(journal);
                let journal = app.open().await?;
                app.pay(&journal).await
            }
        }
    }
}

async fn first_backup(app: &App) -> Result<lifeboat_backup::Journal, Halt> {
    let journal = match app.open().await {
        Err(Halt::Empty) => app.create().await,
        other => other?,
    };
    if journal.folder().is_none() {
        app.pay(&journal).await?;
        let on = app.turn_on(&journal).await.map_err(|error| Halt::Other(format!("turn on: {error:?}")))?;
        assert_eq!(on, app.folder);
    }
    // The positions of the journal on this device alone do not count any more.
    let mut model = app.model.borrow_mut();
    let all = model.all();
    model.acked.clear();
    model.acked.insert(0, all);
    drop(model);
    Ok(journal)
}

fn one(
    scenario: Scenario,
    base: &Base,
    sabotage: Sabotage,
    at: u64,
    crash: Crash,
    arrives: Arrives,
    exact: bool,
) -> Result<(), String> {
    let mut world = base.world();
    world.cloud.sabotage = sabotage;
    world.cloud.drive.set_exact_deletes(exact);
    let (end, _) = world.run(scenario.device(), Some((at, crash)), async move |app| scenario.act(app).await);
    assert_eq!(end, End::Crashed);
    after(scenario, world, arrives)
}

/// A process that has crashed starts again.
fn after(scenario: Scenario, world: World, arrives: Arrives) -> Result<(), String> {
    if arrives == Arrives::BeforeRestart {
        world.deliver_late();
    }
    let device = scenario.device();
    // The same device, again.
    let (end, _) = world.run(device, None, async move |app| scenario.act(app).await);
    match end {
        End::Done(Ok(())) => {}
        other => return Err(format!("the restart: {other:?}")),
    }
    if arrives == Arrives::AfterRestart {
        world.deliver_late();
    }
    // Another device, which then is the only one.
    let other = device + 1;
    let (end, _) = world.run(other, None, async |app: App| {
        let journal = app.restore(|| false).await?;
        app.pay(&journal).await?;
        Ok::<_, Halt>(journal.state())
    });
    let state = match end {
        End::Done(Ok(state)) => state,
        other => return Err(format!("the other device: {other:?}")),
    };
    world.deliver_late();
    let (end, _) = world.run(device, None, async |app: App| match app.open().await {
        Err(halt) => halt,
        Ok(journal) => app.pay(&journal).await.err().unwrap_or(Halt::Other("not fenced".into())),
    });
    if end != End::Done(Halt::Fenced) {
        return Err(format!("the old device: {end:?}"));
    }
    // And once more: what it finds is what the other one had.
    let (end, _) =
        world.run(device, None, async |app: App| Ok::<_, Halt>(app.restore(|| false).await?.state()));
    match end {
        End::Done(Ok(again)) if again == state => {}
        other => return Err(format!("restored something else: {other:?}")),
    }
    if !world.model.borrow().all().is_subset(&ids(&state)) {
        return Err("an acknowledged entry is lost".into());
    }
    world.check()
}

/// What a scenario starts from, made once.
struct Base {
    contents: lifeboat_cloud::memory::Contents,
    store: std::collections::BTreeMap<String, Vec<u8>>,
    acked: std::collections::BTreeMap<u64, std::collections::BTreeSet<u64>>,
    next: u64,
    keys: Rc<Keys>,
}

const SEED: u64 = 7;

impl Base {
    fn new(scenario: Scenario) -> Base {
        let world = World::new(SEED);
        scenario.set_up(&world);
        let model = world.model.borrow();
        Base {
            contents: world.cloud.drive.contents(),
            store: world.stores[0].contents(),
            acked: model.acked.clone(),
            next: model.next,
            keys: world.keys.borrow().clone(),
        }
    }

    fn world(&self) -> World {
        let world = World::with_keys(SEED, self.keys.clone());
        world.cloud.drive.roll_back(self.contents.clone());
        world.stores[0].roll_back(self.store.clone());
        {
            let mut model = world.model.borrow_mut();
            model.acked = self.acked.clone();
            model.next = self.next;
        }
        world
    }
}

fn every_crash(scenario: Scenario) {
    assert_eq!(first_failure(scenario, Sabotage::Nothing), None);
}

/// Runs all crashes; stops at the first that breaks a promise.
pub fn first_failure(scenario: Scenario, sabotage: Sabotage) -> Option<String> {
    let base = Base::new(scenario);
    let world = base.world();
    let (end, points) = world.run(scenario.device(), None, async move |app| scenario.act(app).await);
    assert_eq!(end, End::Done(Ok(())), "{scenario:?} without a crash");
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let when: &[Arrives] = match crash {
                Crash::Late => &[Arrives::BeforeRestart, Arrives::AfterRestart, Arrives::AfterTakeover],
                _ => &[Arrives::BeforeRestart],
            };
            for arrives in when {
                // A drive that deletes exactly, and one that deletes by name, in turn.
                let exact = runs % 2 == 0;
                if let Err(why) = one(scenario, &base, sabotage, at, crash, *arrives, exact) {
                    return Some(format!(
                        "{scenario:?}, point {at}, {kind:?}, {crash:?}, {arrives:?}, exact {exact}: {why}"
                    ));
                }
                runs += 1;
            }
        }
    }
    println!("{scenario:?}: {} points, {runs} runs", points.len());
    None
}

/// So many second crashes for each first one.
const SECONDS: u64 = 3;

/// A crash at every point, with every outcome, and one in the start after it, wherever the dice say.
fn pairs_of_crashes(scenario: Scenario) {
    let base = Base::new(scenario);
    let dice = SimRng::new(SEED);
    let (_, points) = base.world().run(scenario.device(), None, async move |app| scenario.act(app).await);
    let mut pairs = 0;
    for (at, kind) in (0..).zip(&points) {
        for first in kind.crashes().iter().copied() {
            for _ in 0..SECONDS {
                let world = base.world();
                let exact = dice.percent(50);
                world.cloud.drive.set_exact_deletes(exact);
                let act = async move |app| scenario.act(app).await;
                assert_eq!(world.run(scenario.device(), Some((at, first)), act).0, End::Crashed);
                if dice.percent(50) {
                    world.deliver_late();
                }
                let again = dice.below(points.len() as u64 / 2);
                let second = CRASHES[dice.below(CRASHES.len() as u64) as usize];
                let (end, _) = world.run(scenario.device(), Some((again, second)), act);
                pairs += u64::from(end == End::Crashed);
                let when = [Arrives::BeforeRestart, Arrives::AfterRestart, Arrives::AfterTakeover];
                let arrives = when[dice.below(3) as usize];
                if let Err(why) = after(scenario, world, arrives) {
                    panic!(
                        "point {at}, {kind:?}, {first:?}; then {again}, {second:?}, {arrives:?}, exact {exact}: {why}"
                    );
                }
            }
        }
    }
    println!("{scenario:?}: {pairs} pairs");
    assert!(pairs > points.len() as u64, "only {pairs} pairs");
}

#[test]
fn no_second_crash_while_appending_loses_anything() {
    pairs_of_crashes(Scenario::Appends);
}

#[test]
fn no_second_crash_in_a_takeover_loses_anything() {
    pairs_of_crashes(Scenario::Takeover);
}

#[test]
fn no_second_crash_in_a_restart_loses_anything() {
    pairs_of_crashes(Scenario::Restart);
}

#[test]
fn no_crash_in_the_first_backup_loses_anything() {
    every_crash(Scenario::FirstBackup);
}

#[test]
fn no_crash_while_appending_loses_anything() {
    every_crash(Scenario::Appends);
}

#[test]
fn no_crash_in_snapshot_and_pruning_loses_anything() {
    every_crash(Scenario::SnapshotAndPrune);
}

#[test]
fn no_crash_in_a_takeover_loses_anything() {
    every_crash(Scenario::Takeover);
}

#[test]
fn no_crash_in_a_restart_loses_anything() {
    every_crash(Scenario::Restart);
}
