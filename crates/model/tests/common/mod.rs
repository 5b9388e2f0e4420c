//! Runs a check and prints what it covered.

use std::time::Instant;

use lifeboat_model::{Bounds, Journal, Variant, names};
use stateright::{Checker, HasDiscoveries, Model};

/// Two: the rest of the suite runs beside it.
const THREADS: usize = 2;

/// Explores everything within the bounds; every property must hold and every "sometimes" must be seen.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn holds<const DEVICES: usize>(what: &str, bounds: Bounds) {
    explore::<DEVICES>(what, Variant::Correct, bounds);
}

/// The same for a variant that is allowed.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn survives<const DEVICES: usize>(variant: Variant, bounds: Bounds) {
    explore::<DEVICES>(&format!("{variant:?}"), variant, bounds);
}

fn explore<const DEVICES: usize>(what: &str, variant: Variant, bounds: Bounds) {
    let began = Instant::now();
    let model = Journal::<DEVICES> { variant, bounds };
    let checked =
        model.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let (states, depth) = (checked.unique_state_count(), checked.max_depth());
    println!("{what}: {states} states, depth {depth}, {:.1} s", began.elapsed().as_secs_f64());
    for name in names::ALWAYS {
        if let Some(path) = checked.discovery(name) {
            panic!("{name}: refuted in {} steps: {path}", path.clone().into_actions().len());
        }
    }
    checked.assert_properties();
}

/// The wrong variant must break one of the promises; prints how soon and where.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn caught(variant: Variant, bounds: Bounds, expected: &[&str]) {
    let began = Instant::now();
    let model = Journal::<2> { variant, bounds };
    // One thread: the first counterexample found is then a shortest one.
    let checked = model.checker().threads(1).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let states = checked.unique_state_count();
    let broken: Vec<_> =
        names::ALWAYS.iter().filter_map(|name| Some((*name, checked.discovery(name)?))).collect();
    let Some((name, path)) = broken.first() else { panic!("{variant:?} is not caught in {states} states") };
    let steps = path.clone().into_actions();
    println!(
        "{variant:?}: {name}: broken in {} steps ({states} states, {:.1} s)",
        steps.len(),
        began.elapsed().as_secs_f64()
    );
    for step in &steps {
        println!("    {step:?}");
    }
    assert!(
        broken.iter().all(|(name, _)| expected.contains(name)),
        "{variant:?} breaks another promise than expected"
    );
}
