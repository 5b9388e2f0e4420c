//! Two devices in bad weather, by seed; then calm, in which everything must come right by itself.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
    rc::Rc,
};

use lifeboat_backup::{Journal, Keys, LoadError};
use lifeboat_cloud::Drive;
use lifeboat_crypto::{KdfBounds, Phrase, Secret};

use crate::{
    app::{App, Halt, ids},
    faults::FaultRates,
    sabotage::Sabotage,
    time::SimRng,
    world::{End, PHRASE, Process, World},
};

const MINUTES: u64 = 6;

/// Each seed has some kinds of faults, none of the others.
pub fn weather(dice: &SimRng) -> FaultRates {
    let chance = |most: u64| if dice.percent(50) { 1 + dice.below(most) } else { 0 };
    FaultRates {
        lost: chance(15),
        answer_lost: chance(15),
        late: chance(10),
        twice: chance(15),
        torn: chance(8),
        refused: chance(15),
        spoiled: chance(8),
        stale_list: chance(50),
        crash: chance(2),
        slow_ms: if dice.percent(70) { 1 + dice.below(4_000) } else { 0 },
        denied_done: chance(8),
        asked_to_wait: chance(8),
        too_large: chance(3),
        stale_get: chance(8),
        misdirected: chance(3),
        store_full: chance(8),
        store_done_and_failed: chance(8),
        store_lost: chance(4),
    }
}

/// Files that others put into the folder: notes, conflicted copies of a sync client, folders.
fn strangers(world: &World) {
    let folder = world.folder.channel_state();
    for name in ["desktop.ini", "000000000003 (conflicted copy).lifeboat", "notes.txt"] {
        let path = folder.join(name);
        futures::executor::block_on(world.cloud.drive.create(&path, b"not ours")).unwrap();
    }
    let inside = folder.join("old").join("000000000001.lifeboat");
    futures::executor::block_on(world.cloud.drive.create(&inside, b"not ours")).unwrap();
}

type Clocks = [Rc<Cell<i64>>; 3];

/// Days apart, in both directions.
fn clocks(dice: &SimRng) -> Clocks {
    [(); 3].map(|()| Rc::new(Cell::new(off_ms(dice))))
}

fn off_ms(dice: &SimRng) -> i64 {
    let off = i64::try_from(dice.below(10 * 86_400_000)).unwrap_or(0);
    if dice.percent(50) { off } else { -off }
}

type Alive = Rc<Cell<[bool; 2]>>;

/// One life of a wallet on a device: it opens what is there, takes over now and then, and pays.
async fn live(app: App, alive: Alive) -> Result<(), Halt> {
    let dice = app.line.cloud.dice.clone();
    let other = 1 - app.device;
    let gone = move || !alive.get()[other];
    loop {
        let journal = match open(&app).await {
            Ok(journal) => journal,
            Err(Halt::Fenced | Halt::Empty) => {
                app.env.clock.sleep(dice.below(60_000)).await;
                app.restore(&gone).await?
            }
            Err(halt) => return Err(halt),
        };
        match spend(&app, &journal, &dice).await {
            Err(Halt::Fenced) => {}
            other => return other,
        }
    }
}

/// The next start, with the keyring that this device keeps: where the name of the phrase file was taken, the
/// journal has given it another number.
async fn open(app: &App) -> Result<Journal, Halt> {
    let words = Phrase::parse(PHRASE).unwrap();
    let kept = loop {
        match Journal::stored(&app.env).await {
            Ok(Some(stored)) if stored.keyring != *app.keys.borrow().keyring() => break stored.keyring,
            // Which keyring it keeps is not known.
            Err(LoadError::Store(_)) => app.env.clock.sleep(1_000).await,
            // What else is wrong with the store is told by the load.
            Ok(_) | Err(_) => return app.open().await,
        }
    };
    let opened = kept.open(&Secret::Phrase(&words), &KdfBounds::READ).unwrap();
    app.with_keys(Keys::new(opened, &words).unwrap()).open().await
}

async fn spend(app: &App, journal: &Journal, dice: &SimRng) -> Result<(), Halt> {
    loop {
        match dice.below(12) {
            0 => {
                let _ = journal.prove().await;
            }
            1 => app.env.clock.sleep(dice.below(40_000)).await,
            2 => {
                let (_, owner) = app.model.borrow().owner;
                let ours = journal.head_is_ours().await == Ok(true);
                if owner != app.device && ours && !app.is_denied() {
                    app.broken("took the head for its own after a takeover".into());
                }
            }
            // Several at once: group commit, in order.
            3 => {
                let (one, two) = futures::join!(app.pay_any(journal), app.pay_any(journal));
                one?;
                two?;
            }
            _ => app.pay(journal).await?,
        }
        app.env.clock.sleep(dice.below(2_000)).await;
    }
}

type EndReason = Rc<RefCell<Option<Result<(), Halt>>>>;

fn seed_run(seed: u64, keys: &Rc<Keys>, sabotage: Sabotage) -> Result<u64, String> {
    traced_run(seed, keys, sabotage).0
}

/// How it ended, and every request there was.
fn traced_run(seed: u64, keys: &Rc<Keys>, sabotage: Sabotage) -> (Result<u64, String>, Vec<String>) {
    let mut world = World::with_keys(seed, keys.clone());
    let ended = run_in(&mut world, sabotage);
    (ended, world.cloud.trace.take())
}

fn run_in(world: &mut World, sabotage: Sabotage) -> Result<u64, String> {
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay(&journal).await.unwrap();
    });
    assert_eq!(end, End::Done(()));
    world.cloud.sabotage = sabotage;
    let dice = world.cloud.dice.clone();
    world.cloud.drive.set_exact_deletes(dice.percent(50));
    strangers(world);
    let clocks = clocks(&dice);
    world.lifelike = Some(clocks.clone());
    let set_percent = if dice.percent(50) { 1 } else { 0 };
    world.cloud.weather.set(weather(&dice));
    let until = world.cloud.time.now() + MINUTES * 60_000;
    let alive: Alive = Rc::new(Cell::new([false; 2]));
    let mut running: [Option<(Process, EndReason)>; 2] = [None, None];
    let mut starts_at = [world.cloud.time.now(), world.cloud.time.now() + dice.below(60_000)];
    while world.cloud.time.now() < until {
        for device in 0..2 {
            if running[device].is_none() && world.cloud.time.now() >= starts_at[device] {
                let mut process = world.process(device, None);
                let ending: EndReason = Rc::default();
                let shared = alive.clone();
                process.start(async move |app| live(app, shared).await, ending.clone());
                running[device] = Some((process, ending));
            }
            set(&alive, device, running[device].is_some());
            let Some((process, ending)) = &mut running[device] else { continue };
            process.turn();
            if let Some(ending) = ending.borrow_mut().take() {
                return Err(format!("device {device} ended: {ending:?}"));
            }
            if process.app.line.dead.get() {
                running[device] = None;
                starts_at[device] = world.cloud.time.now() + dice.below(30_000);
            }
        }
        if dice.percent(set_percent) {
            clocks[dice.below(2) as usize].set(off_ms(&dice));
        }
        if dice.percent(3) {
            let late = world.cloud.late.borrow_mut().pop();
            if let Some(late) = late {
                futures::executor::block_on(world.cloud.deliver(late));
            }
        }
        if !world.cloud.time.advance() {
            // Both are down.
            let tick = world.cloud.time.clone();
            let mut waiting = world.process(2, None);
            waiting.start(
                async move |_| lifeboat_backup::Clock::sleep(&tick, 1_000).await,
                Rc::new(RefCell::new(None)),
            );
            waiting.turn();
            world.cloud.time.advance();
        }
    }
    drop(running);
    calm(world, &dice)
}

fn set(alive: &Alive, device: usize, value: bool) {
    let mut all = alive.get();
    all[device] = value;
    alive.set(all);
}

/// No more faults: everything comes right by itself, and soon.
fn calm(world: &World, dice: &SimRng) -> Result<u64, String> {
    world.check()?;
    world.cloud.weather.set(FaultRates::default());
    if dice.percent(50) {
        world.deliver_late();
    }
    let started = world.cloud.time.now();
    let first = dice.below(2) as usize;
    let (end, _) = world.run(first, None, async |app: App| {
        let journal = match open(&app).await {
            Err(Halt::Fenced | Halt::Empty) => app.restore(|| true).await?,
            other => other?,
        };
        app.pay_times(&journal, 3).await?;
        Ok::<_, Halt>(journal.state())
    });
    let End::Done(Ok(one)) = end else { return Err(format!("calm: {end:?}")) };
    world.deliver_late();
    let (end, _) = world.run(2, None, async |app: App| Ok::<_, Halt>(app.restore(|| false).await?.state()));
    let End::Done(Ok(two)) = end else { return Err(format!("calm, the other: {end:?}")) };
    if one != two {
        return Err("restored something else".into());
    }
    if !world.model.borrow().all().is_subset(&ids(&two)) {
        return Err("an acknowledged entry is lost".into());
    }
    if world.cloud.time.now() - started > 10 * 60_000 {
        return Err("it took too long to come right".into());
    }
    world.check()?;
    Ok(world.model.borrow().acked.len() as u64)
}

/// So many as `LIFEBOAT_SEEDS` says, from `LIFEBOAT_FIRST_SEED` on.
pub fn seeds(usually: u64) -> Range<u64> {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let first = number("LIFEBOAT_FIRST_SEED").unwrap_or(0);
    first..first + number("LIFEBOAT_SEEDS").unwrap_or(usually)
}

/// One of several tests that run side by side, each with seeds of its own.
fn no_weather_loses_an_acknowledged_entry(part: u64) {
    let keys = Rc::new(crate::world::first_keys(&mut SimRng::new(1)));
    let mut acked = 0;
    let mut failed = Vec::new();
    let seeds = seeds(SEEDS);
    let count = seeds.end - seeds.start;
    let first = seeds.start + part * count;
    for seed in first..first + count {
        match seed_run(seed, &keys, Sabotage::Nothing) {
            Ok(entries) => acked += entries,
            Err(why) => failed.push((seed, why)),
        }
    }
    println!("{count} seeds from {first} on, {acked} acknowledged entries");
    assert_eq!(failed, []);
}

/// Seeds of one test, unless the environment says another number.
const SEEDS: u64 = 1_000;

macro_rules! no_weather_loses_an_acknowledged_entry {
    ($($name:ident: $part:literal)*) => { $(
        #[test]
        fn $name() {
            no_weather_loses_an_acknowledged_entry($part);
        }
    )* };
}

no_weather_loses_an_acknowledged_entry! {
    no_weather_loses_an_acknowledged_entry_1: 0
    no_weather_loses_an_acknowledged_entry_2: 1
    no_weather_loses_an_acknowledged_entry_3: 2
    no_weather_loses_an_acknowledged_entry_4: 3
    no_weather_loses_an_acknowledged_entry_5: 4
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let keys = Rc::new(crate::world::first_keys(&mut SimRng::new(1)));
    for seed in 0..4 {
        let (one, two) =
            (traced_run(seed, &keys, Sabotage::Nothing), traced_run(seed, &keys, Sabotage::Nothing));
        assert!(one.1.len() > 100, "seed {seed} has but {} requests", one.1.len());
        assert_eq!(one.0, two.0, "seed {seed}");
        let first = one.1.iter().zip(&two.1).position(|(one, two)| one != two);
        assert_eq!((first, one.1.len()), (None, two.1.len()), "seed {seed} took another way");
    }
}

/// Whether some seed notices.
pub fn noticed(sabotage: Sabotage) -> bool {
    let keys = Rc::new(crate::world::first_keys(&mut SimRng::new(1)));
    let seed = (0..200).find(|seed| seed_run(*seed, &keys, sabotage).is_err());
    println!("noticed at seed {seed:?}");
    seed.is_some()
}
