//! What the old PIN still opens after a change.

use lifeboat_backup::layout;

use super::*;

/// Everything that the old PIN, with every keyring that is still in the folder, can open there.
fn what_opens(world: &World, pin: &str) -> Vec<String> {
    let folder = world.folder.clone();
    let mut files = Vec::new();
    for position in 0..200 {
        files.extend(
            world.cloud.drive.peek(&folder.entry(position)).map(|file| (layout::entry_name(position), file)),
        );
    }
    for seq in 0..9 {
        files.extend(world.cloud.drive.peek(&folder.phrase(seq)).map(|file| (format!("phrase {seq}"), file)));
    }
    let parsed: Vec<_> =
        files.iter().map(|(name, file)| (name.clone(), StoredFile::parse(file).unwrap())).collect();
    let keys: Vec<_> = parsed.iter().filter_map(|(_, file)| opened(file.keyring.as_ref()?, pin)).collect();
    let opens = |file: &StoredFile<'_>| keys.iter().any(|keys| keys.open(file.sealed().unwrap()).is_ok());
    parsed.iter().filter(|(_, file)| opens(file)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn what_the_old_pin_opens_ends_for_everything_written_from_then_on() {
    let base = Base::new();
    let world = base.world();
    let before: Vec<_> = what_opens(&world, OLD);
    assert!(before.contains(&"phrase 1".to_owned()) && before.len() == 5, "{before:?}");
    let (end, _) = world.run(0, None, async |app: App| {
        let (_, journal) = start(&app).await?;
        // A snapshot with the old keyring stays for a while.
        journal.prove().await.unwrap();
        let head = journal.prove().await.unwrap();
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        journal.change_keys(keys).await.unwrap();
        app.pay_times(&journal, 70).await?;
        journal.prove().await.unwrap();
        app.env.clock.sleep(300_000).await;
        Ok::<_, Halt>(head)
    });
    let End::Done(Ok(head)) = end else { panic!("{end:?}") };
    let after = what_opens(&world, OLD);
    let newer: Vec<_> = after
        .iter()
        .filter(|name| layout::entry_position(name).is_none_or(|position| position > head))
        .collect();
    assert_eq!(newer, Vec::<&String>::new(), "the old PIN reads on");
    assert!(what_opens(&world, NEW).contains(&layout::entry_name(64)));
}

/// A journal of the first release has a keyring before entry 0, which is never deleted.
#[test]
fn no_entry_that_stays_carries_a_keyring() {
    let base = Base::new();
    let world = base.world();
    let (end, _) = world.run(0, None, async |app: App| {
        let (_, journal) = start(&app).await?;
        while journal.prove().await.unwrap() < 130 {}
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    let mut mileposts = Vec::new();
    for position in [0, 64, 128] {
        let file = world.cloud.drive.peek(&world.folder.entry(position)).unwrap();
        assert!(StoredFile::parse(&file).unwrap().keyring.is_none(), "entry {position}");
        mileposts.push(file.len());
    }
    let file = world.cloud.drive.peek(&world.folder.entry(129)).unwrap();
    assert!(StoredFile::parse(&file).unwrap().keyring.is_some(), "a snapshot opens by itself");
    assert!(
        mileposts[1..].iter().all(|milepost| *milepost < file.len()),
        "none of them is a snapshot: {mileposts:?}"
    );
}
