//! What the probe finds, and what it leaves.

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, Retry,
    http::{HttpError, Method},
    webdav::{Behaviour, Grade, ProbeReport, Way, Weakness},
    wrong_answers::{Instead, bare, page},
};

use crate::{
    CAREFUL, FRESH, PLAIN, absent,
    double::{Double, Vice},
    luck::hardly_any_is_called_safe,
    world,
};

fn verdict(vice: Vice, lighttpd: bool, latency_ms: u64) -> ProbeReport {
    let double = Double::new();
    double.0.vice.set(vice);
    double.0.lighttpd.set(lighttpd);
    double.0.latency_ms.set(latency_ms);
    let verdict = block_on(double.drive(PLAIN).probe(1)).unwrap();
    let left = double.0.nodes.borrow().len();
    assert!(left == 1 || vice == Vice::KeepsDeleted, "{vice:?}: the probe left {left} behind");
    verdict
}

fn grade(vice: Vice) -> Grade {
    verdict(vice, false, 0).grade
}

#[test]
fn the_probe_finds_each_vice() {
    use Weakness::*;
    assert_eq!(grade(Vice::None), Grade::Safe);
    assert_eq!(grade(Vice::NeverSaysCreated), Grade::Safe);
    assert_eq!(grade(Vice::KeepsDeleted), Grade::Safe);
    assert_eq!(grade(Vice::MoveReplaces), Grade::Safe);
    assert_eq!(grade(Vice::OneTag), Grade::SafeWithReadBack);
    assert_eq!(grade(Vice::Unknown), Grade::SafeWithReadBack);
    assert_eq!(grade(Vice::MoveFails), Grade::PhraseOnly { reason: MoveFails });
    assert_eq!(grade(Vice::Small), Grade::PhraseOnly { reason: RefusesLarge });
    assert_eq!(grade(Vice::Tears), Grade::Unusable { reason: ChangesBytes });
    assert_eq!(grade(Vice::SeveralWriters), Grade::SafeWithReadBack);
    assert_eq!(grade(Vice::NoFolders), Grade::Unusable { reason: MakesNoFolders });
    assert_eq!(grade(Vice::Throttles), Grade::Safe);
    assert_eq!(grade(Vice::Replaces), Grade::PhraseOnly { reason: Replaces });
    assert_eq!(grade(Vice::ReplacesSilently), Grade::PhraseOnly { reason: ReplacesSilently });
    assert_eq!(grade(Vice::RefusesNew), Grade::Unusable { reason: RefusesNew });
    assert_eq!(grade(Vice::ChangesBytes), Grade::Unusable { reason: ChangesBytes });
    assert_eq!(grade(Vice::ChangesNames), Grade::Unusable { reason: ChangesNames });
}

#[test]
fn a_server_that_is_not_known_costs_a_bounded_number_of_requests_more() {
    for (vice, most) in [(Vice::None, 100), (Vice::Unknown, 200)] {
        let double = Double::new();
        double.0.vice.set(vice);
        block_on(double.drive(PLAIN).probe(1)).unwrap();
        println!("{vice:?}: {} requests", double.sent());
        assert!(double.sent() <= most, "{vice:?}: {}", double.sent());
    }
}

/// The careful way rests on one maker of a folder alone.
#[test]
fn of_servers_that_make_a_folder_twice_now_and_then_hardly_any_is_called_safe() {
    hardly_any_is_called_safe(|luck| match grade(Vice::SeveralFolders(luck)) {
        Grade::SafeWithReadBack => true,
        found => {
            assert_eq!(found, Grade::PhraseOnly { reason: Weakness::SeveralFolders });
            false
        }
    });
}

/// A race of a few writers does not see a flaw of one in twenty; a slow line hides tags of a second.
#[test]
fn a_plain_put_is_for_servers_that_are_known_however_well_others_do() {
    for latency_ms in [0, 250, 600, 1100] {
        for vice in [Vice::Unknown, Vice::TagOfTime, Vice::WeakTags, Vice::OneTag] {
            let verdict = verdict(vice, false, latency_ms);
            assert_eq!(verdict.grade, Grade::SafeWithReadBack, "{vice:?} at {latency_ms} ms");
            assert_eq!(verdict.behaviour, CAREFUL, "{vice:?} at {latency_ms} ms");
        }
        for (lighttpd, vice) in [(true, Vice::None), (false, Vice::None)] {
            let verdict = verdict(vice, lighttpd, latency_ms);
            assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::Safe, Way::Put), "at {latency_ms} ms");
        }
        let failing = verdict(Vice::MoveFails, false, latency_ms);
        assert!(!failing.allows_channel_state(), "never a plain PUT because the rename does not work");
    }
}

/// What counts requests lets in again after a while.
#[test]
fn a_server_that_takes_only_so_many_requests_in_a_time_is_waited_for() {
    for (vice, found) in [(Vice::None, Grade::Safe), (Vice::Unknown, Grade::SafeWithReadBack)] {
        let double = Double::new();
        double.0.vice.set(vice);
        double.0.left.set(Some(40));
        let refill = double.clone();
        let drive = double.drive(PLAIN).with_pause(move || {
            refill.0.left.set(Some(40));
            Box::pin(async {})
        });
        assert_eq!(block_on(drive.probe(1)).map(|verdict| verdict.grade), Ok(found), "{vice:?}");
        assert_eq!(double.0.nodes.borrow().len(), 1, "{vice:?}: the probe left something behind");
    }
}

/// A wallet is taken over before its storage is tried out. On a server that answers 204 to everything it has
/// written, an entry would be taken for one that replaced another.
#[test]
fn the_first_look_finds_out_how_a_server_says_created() {
    for (vice, created) in [(Vice::None, 201), (Vice::Unknown, 201), (Vice::NeverSaysCreated, 204)] {
        let double = Double::new();
        double.0.vice.set(vice);
        let careful = block_on(double.drive(CAREFUL).first_look("Samantha", 1)).unwrap();
        assert_eq!(careful, Some(Behaviour { created, ..CAREFUL }), "{vice:?}");
        assert_eq!((double.sent(), double.0.nodes.borrow().len()), (4, 1), "{vice:?}");
        assert_eq!(block_on(double.drive(careful.unwrap()).create(&absent(), FRESH)), Ok(Create::Created));
    }
    let double = Double::new();
    double.0.vice.set(Vice::NeverSaysCreated);
    assert_eq!(block_on(double.drive(CAREFUL).create(&absent(), FRESH)), Err(DriveError::Overwrote));
}

/// The careful way rests on the rename. A server that is known creates in one step without it, and a backup
/// may have been there for long before the wallet is brought back from it.
#[test]
fn where_no_rename_works_the_first_look_finds_another_way_or_none() {
    let look = |vice, folder| {
        let double = Double::new();
        double.0.vice.set(vice);
        let found = block_on(double.drive(CAREFUL).first_look(folder, 1)).unwrap();
        assert_eq!(double.0.nodes.borrow().len(), 1, "{vice:?}");
        let folder = Path::root().join(folder);
        found.map(|found| block_on(double.drive(found).create(&folder.join("file"), FRESH)))
    };
    for folder in ["Samantha", "Wallet #1"] {
        assert_eq!(look(Vice::ProxyBreaksMoves, folder), Some(Ok(Create::Created)));
        assert_eq!(look(Vice::MoveFails, folder), None);
    }
    assert_eq!(look(Vice::None, "Wallet #1"), Some(Ok(Create::Created)));
    assert_eq!(look(Vice::Unknown, "Wallet #1"), None, "the careful way cannot bear that name");
}

/// One answer that is lost, or to what something on the way has sent twice, says nothing of the server. Where
/// a look comes to no end, the next one does: none takes a server to create as most do, which would be found
/// out with the entry that counts.
#[test]
fn one_lost_answer_is_no_verdict_of_the_first_look() {
    let (lost, twice) = ([Ok(bare(503)), Ok(bare(502)), Err(HttpError::NoAnswer)], [bare(412), bare(404)]);
    let lost = (0..4).flat_map(|at| lost.clone().map(|instead| (at, instead)));
    let twice = (1..3).flat_map(|at| twice.clone().map(|instead| (at, Ok(instead))));
    let faults: Vec<(usize, Instead)> = lost.chain(twice).collect();
    for (vice, way, created) in [
        (Vice::None, Way::Aside, 201),
        (Vice::Unknown, Way::Aside, 201),
        (Vice::NeverSaysCreated, Way::Aside, 204),
        (Vice::ProxyBreaksMoves, Way::Put, 201),
    ] {
        for ((at, instead), effect) in faults.iter().flat_map(|fault| [(fault, true), (fault, false)]) {
            let double = Double::new();
            double.0.vice.set(vice);
            double.exchange(Some(*at), instead.clone(), effect);
            let look = || block_on(double.drive(CAREFUL).first_look("Samantha", 1));
            let found =
                look().or_else(|error| if error.retry() == Retry::Never { Err(error) } else { look() });
            let found = found.map(|found| found.map(|found| (found.way, found.created)));
            assert_eq!(found, Ok(Some((way, created))), "{vice:?}: {instead:?} at {at}, {effect}");
            let most = if way == Way::Put { 150 } else { 16 };
            assert!(double.sent() <= most, "{vice:?}: {instead:?} at {at}, {effect}: {}", double.sent());
        }
    }
}

/// Nothing else is tried where it is refused, and nothing is taken for granted where it is not answered.
#[test]
fn a_first_look_that_finds_nothing_out_takes_the_most_careful_way_or_none() {
    for at in 0..2 {
        let double = Double::new();
        double.exchange(Some(at), Ok(bare(403)), false);
        assert_eq!(block_on(double.drive(CAREFUL).first_look("Samantha", 1)), Ok(Some(CAREFUL)), "at {at}");
        assert!(double.sent() < 10, "at {at}: {}", double.sent());
    }
    for (instead, error) in [
        (Ok(bare(503)), DriveError::Unavailable { after_ms: None }),
        (Err(HttpError::NotSent), DriveError::Unreachable),
        (Err(HttpError::NoAnswer), DriveError::Unknown),
        (Ok(bare(401)), DriveError::SignedOut),
    ] {
        let double = Double::new();
        double.exchange(None, instead, false);
        assert_eq!(block_on(double.drive(CAREFUL).first_look("Samantha", 1)), Err(error));
        assert!(double.sent() < 10, "{}", double.sent());
    }
}

/// The same while all is tried out.
#[test]
fn one_lost_answer_is_no_verdict_of_a_probe() {
    for (vice, lighttpd) in [(Vice::None, false), (Vice::None, true), (Vice::Unknown, false)] {
        let asked = Double::new();
        let probe = |double: &Double| {
            double.0.vice.set(vice);
            double.0.lighttpd.set(lighttpd);
            block_on(double.drive(PLAIN).probe(1))
        };
        let sound = probe(&asked);
        for at in 0..asked.sent() {
            for (instead, effect) in
                [(Err(HttpError::NoAnswer), true), (Err(HttpError::NoAnswer), false), (Ok(bare(502)), true)]
            {
                let double = Double::new();
                double.exchange(Some(at), instead.clone(), effect);
                match probe(&double) {
                    Err(error) => assert_ne!(error.retry(), Retry::Never, "{instead:?} at {at}, {effect}"),
                    found => assert_eq!(found, sound, "{vice:?}: {instead:?} at {at}, {effect}"),
                }
            }
        }
    }
}

#[test]
fn tags_are_judged_by_two_writes_of_one_second() {
    for (latency_ms, exact) in [(0, true), (250, true), (600, false), (1100, false)] {
        assert_eq!(verdict(Vice::None, true, latency_ms).behaviour.exact_delete, exact, "{latency_ms}");
        let coarse = verdict(Vice::TagOfTime, true, latency_ms);
        assert!(!coarse.behaviour.exact_delete, "{latency_ms}: {coarse:?}");
    }
}

/// No answer that is about something else (too fast, not now, not allowed) is taken for a verdict.
#[test]
fn a_race_without_a_winner_or_without_a_loser_is_no_verdict() {
    for status in [401, 423, 429, 500, 503, 507] {
        for method in [Method::Mkcol, Method::Put] {
            let double = Double::new();
            double.0.refuses_races.set(Some((method, status)));
            let outcome = block_on(double.drive(PLAIN).probe(1));
            assert!(outcome.is_err(), "{status} to {method:?}: {outcome:?}");
            assert_eq!(double.0.nodes.borrow().len(), 1);
        }
    }
}

#[test]
fn a_server_that_is_still_at_work_on_a_file_is_asked_again() {
    let double = Double::new();
    // List, two folders, the file; then the look at it.
    let at = {
        let double = Double::new();
        block_on(double.drive(PLAIN).probe(1)).unwrap();
        let first = double.0.requests.borrow().iter().position(|request| request.method == Method::Get);
        first.unwrap()
    };
    double.exchange(Some(at), Ok(bare(425)), false);
    assert_eq!(block_on(double.drive(PLAIN).probe(1)).map(|verdict| verdict.grade), Ok(Grade::Safe));
}

/// Something on the way has sent the first file twice; the answer to the delete was lost, and it is asked again.
#[test]
fn neither_what_was_sent_twice_nor_a_lost_answer_to_the_delete_is_a_verdict() {
    let asked = Double::new();
    block_on(asked.drive(PLAIN).probe(1)).unwrap();
    let number = |method| asked.0.requests.borrow().iter().position(|request| request.method == method);
    let deletes = asked.0.requests.borrow().iter().rposition(|request| request.method == Method::Delete);
    for (at, instead) in
        [(number(Method::Put), Ok(bare(412))), (deletes, Err(HttpError::NoAnswer)), (deletes, Ok(bare(502)))]
    {
        let double = Double::new();
        double.exchange(at, instead.clone(), true);
        let found = block_on(double.drive(PLAIN).probe(1)).map(|found| found.grade);
        assert_eq!(found, Ok(Grade::Safe), "{instead:?} at {at:?}");
    }
}

/// On a full disk some servers answer 201 and keep a part, or nothing.
#[test]
fn what_arrived_torn_is_never_created_and_never_bears_its_name() {
    let bytes = vec![7; 10_000];
    for kept in [0, 4096, 9_999] {
        let double = world();
        double.0.tears_at.set(Some(kept));
        let drive = double.drive(CAREFUL);
        let torn = block_on(drive.create(&absent(), &bytes));
        assert_eq!(torn, Err(DriveError::Unavailable { after_ms: None }), "{kept}");
        assert_eq!(double.has(&absent()), None, "{kept}");
        double.0.tears_at.set(None);
        assert_eq!(block_on(drive.create(&absent(), &bytes)), Ok(Create::Created), "it heals: {kept}");
        let left = double.0.nodes.borrow().keys().filter(|key| key.ends_with(".claim")).count();
        assert_eq!(left, 0, "{kept}");
        let double = world();
        double.0.tears_at.set(Some(kept));
        let plain = block_on(double.drive(PLAIN).create(&absent(), &bytes));
        assert_ne!(plain, Ok(Create::Created), "{kept}");
    }
}

#[test]
fn a_server_that_never_says_created_is_used_as_it_is() {
    let double = world();
    double.0.vice.set(Vice::NeverSaysCreated);
    let drive = double.drive(PLAIN);
    let verdict = block_on(drive.probe(1)).unwrap();
    assert_eq!(verdict.behaviour.created, 204);
    let drive = drive.with_behaviour(verdict.behaviour);
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(block_on(drive.create(&absent(), b"x")), Ok(Create::Exists));
}

#[test]
fn the_probe_tidies_up_wherever_it_fails() {
    let requests = {
        let double = Double::new();
        block_on(double.drive(PLAIN).probe(1)).unwrap();
        double.sent()
    };
    for at in 0..requests {
        for instead in [Ok(bare(403)), Ok(bare(401)), Err(HttpError::NoAnswer), Ok(page(200, "Sign in"))] {
            let double = Double::new();
            double.exchange(Some(at), instead.clone(), true);
            let outcome = block_on(double.drive(PLAIN).probe(1));
            let left = double.0.nodes.borrow().len();
            assert_eq!(left, 1, "{instead:?} at {at}: {outcome:?}");
        }
    }
}

#[test]
fn a_server_that_refuses_us_is_told_from_one_that_is_weak() {
    for (status, error) in
        [(401, DriveError::SignedOut), (403, DriveError::Denied), (507, DriveError::QuotaFull)]
    {
        // The root may be listed; nothing may be written.
        let double = Double::new();
        double.exchange(Some(1), Ok(bare(status)), false);
        assert_eq!(block_on(double.drive(PLAIN).probe(1)), Err(error));
    }
}

#[test]
fn a_server_that_lets_no_page_send_if_match_is_used_without_exact_deletes() {
    let double = Double::new();
    double.0.shuts_out.set(Some("if-match"));
    let verdict = block_on(double.drive(PLAIN).probe(1)).unwrap();
    assert!(verdict.allows_channel_state() && !verdict.behaviour.exact_delete, "{verdict:?}");
    assert_eq!(double.0.nodes.borrow().len(), 1);
}
