//! The suite every [`Drive`] must pass, in memory or against a real server.
//!
//! ```
//! use lifeboat_cloud::{conformance, memory::MemoryDrive};
//!
//! let failures = futures::executor::block_on(conformance::check(&MemoryDrive::new(), 1));
//! assert!(failures.is_empty(), "{failures:#?}");
//! ```

use std::fmt::Debug;

use futures::future::{join, join_all};

use crate::{Create, DeleteExactly, Drive, DriveError, Glance, Path};

mod rules;

pub use rules::{BrokenRule, Rule};

struct Suite<'a, D> {
    drive: &'a D,
    home: Path,
    failures: Vec<BrokenRule>,
}

/// Tries every rule in a folder of its own, which is removed afterwards. No failures: the drive may be used.
/// `nonce` makes the folder's name: any number not used on this drive.
pub async fn check<D: Drive>(drive: &D, nonce: u64) -> Vec<BrokenRule> {
    let home = Path::root().join(format!("Lifeboat conformance {nonce:016x}"));
    let mut suite = Suite { drive, home, failures: Vec::new() };
    suite.around().await;
    suite.missing("before").await;
    suite.bytes().await;
    suite.names().await;
    suite.listing().await;
    suite.replacing().await;
    suite.kinds().await;
    suite.racing().await;
    suite.deleting_exactly().await;
    suite.deleting().await;
    suite.failures
}

impl<D: Drive> Suite<'_, D> {
    fn expect<T: Debug + PartialEq>(&mut self, rule: Rule, what: impl Into<String>, got: T, wanted: T) {
        self.expect_that(rule, what, &got, got == wanted);
    }

    fn expect_that(&mut self, rule: Rule, what: impl Into<String>, got: &impl Debug, holds: bool) {
        if !holds {
            let got = format!("{got:?}").chars().take(300).collect();
            self.failures.push(BrokenRule { rule, what: what.into(), got });
        }
    }

    async fn around(&mut self) {
        let root = self.drive.list(&Path::root()).await;
        self.expect_that(Rule::RootIsListed, "list of the root", &root, root.is_ok());
        let account = self.drive.account().await;
        let named = account.as_ref().is_ok_and(|account| !account.name.is_empty());
        self.expect_that(Rule::AccountIsNamed, "account", &account, named);
        let quota = self.drive.quota().await;
        self.expect_that(Rule::QuotaIsAnswered, "quota", &quota, quota.is_ok());
        let place = self.drive.place(&self.home);
        let named = place.words.last().map(String::as_str) == self.home.name();
        self.expect_that(Rule::PlaceNamesTheFolder, "place of a folder", &place, named);
    }

    async fn missing(&mut self, when: &str) {
        let missing = self.home.join(format!("nothing {when}"));
        for path in [missing.clone(), missing.join("deeper").join("still")] {
            let what = format!("of a name {} deep, {when}", path.names().len());
            let got = self.drive.get(&path).await;
            self.expect(Rule::MissingFileIsNotFound, &what, got, Err(DriveError::NotFound));
            let got = self.drive.glance(&path).await;
            self.expect(Rule::MissingFileIsNotSeen, &what, got, Ok(Glance::NothingSeen));
            let got = self.drive.has(&path).await;
            self.expect(Rule::MissingFileIsNotSeen, &what, got, Ok(false));
            let got = self.drive.list(&path).await;
            self.expect(Rule::MissingFolderIsNotFound, &what, got, Err(DriveError::NotFound));
            let got = self.drive.delete(&path).await;
            self.expect(Rule::MissingDeleteIsNotFound, &what, got, Err(DriveError::NotFound));
        }
    }

    async fn round_trip(&mut self, rule: Rule, path: &Path, bytes: &[u8]) {
        let what = format!("{} bytes as {:?}", bytes.len(), path.name());
        let created = self.drive.create(path, bytes).await;
        self.expect(rule, format!("create of {what}"), created, Ok(Create::Created));
        let seen = self.drive.glance(path).await;
        self.expect(Rule::FileIsSeen, format!("glance at {what}"), seen, Ok(Glance::Something));
        let there = self.drive.has(path).await;
        self.expect(Rule::FileIsSeen, format!("presence of {what}"), there, Ok(true));
        match self.drive.get(path).await {
            Ok(got) if got == bytes => {}
            Ok(got) => {
                self.expect_that(rule, format!("get of {what}"), &format!("{} other bytes", got.len()), false)
            }
            Err(error) => self.expect_that(rule, format!("get of {what}"), &error, false),
        }
    }

    async fn bytes(&mut self) {
        let deep =
            ["a", "b b", "c", "d", "e"].iter().fold(self.home.join("deep"), |path, name| path.join(*name));
        self.round_trip(Rule::FoldersAreMade, &deep.join("file"), b"deep").await;
        let every: Vec<u8> = (0..=255).collect();
        let home = self.home.join("bytes");
        self.round_trip(Rule::BytesAreExact, &home.join("every byte.lifeboat"), &every).await;
        self.round_trip(Rule::BytesAreExact, &home.join("lines.txt"), b"one\r\ntwo\nthree\r\0").await;
        self.round_trip(Rule::EmptyFileIsAFile, &home.join("empty"), b"").await;
        self.round_trip(Rule::LargeFileComesBack, &home.join("large"), &noise(2 << 20)).await;
        let page =
            b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>404 Not Found</body></html>";
        self.round_trip(Rule::PageComesBack, &home.join("page.html"), page).await;
        self.round_trip(Rule::PageComesBack, &home.join("listing.xml"), b"<multistatus xmlns='DAV:'/>").await;
    }

    async fn names(&mut self) {
        let folder = self.home.join("names Größe 100 %");
        let names = [
            "000000000042.lifeboat",
            "Recovery phrase 1.lifeboat",
            "READ ME.txt",
            "BitcoinWalletBackup_Zoë",
            "7",
            "two  words",
            "ünïcödé 日本 🛟",
            "plus+and&amp",
            "50% off",
            "%20",
            "it's, (or) [not] @home",
            "UPPER",
            ".hidden",
            "a.b.c",
            "tilde~ =equal",
        ];
        let mut wanted: Vec<String> = Vec::new();
        for name in names {
            let bytes = format!("this is {name}");
            self.round_trip(Rule::NamesAreExact, &folder.join(name), bytes.as_bytes()).await;
            wanted.push(name.to_owned());
        }
        // These a drive may refuse, but not change.
        for name in ["50% off #1?", "one; two", "quote\" <tag>", "a\\b:c*d|e"] {
            let path = folder.join(name);
            match self.drive.create(&path, name.as_bytes()).await {
                Err(_) => {
                    let got = self.drive.get(&path).await;
                    self.expect_that(Rule::NamesAreExact, format!("get of {name:?}"), &got, got.is_err());
                }
                Ok(Create::Created) => {
                    let got = self.drive.get(&path).await;
                    self.expect(
                        Rule::NamesAreExact,
                        format!("get of {name:?}"),
                        got,
                        Ok(name.as_bytes().to_vec()),
                    );
                    wanted.push(name.to_owned());
                }
                Ok(Create::Exists) => self.expect_that(Rule::NamesAreExact, "create", &Create::Exists, false),
            }
        }
        // Two names on some drives, one on others; but then for every operation.
        let twin = folder.join("upper");
        let created = self.drive.create(&twin, b"this is upper").await;
        let got = self.drive.get(&twin).await;
        let bytes: &[u8] = if created == Ok(Create::Created) { b"this is upper" } else { b"this is UPPER" };
        self.expect_that(Rule::CaseIsTreatedAlike, "create of \"upper\"", &created, created.is_ok());
        self.expect(Rule::CaseIsTreatedAlike, "get of \"upper\"", got, Ok(bytes.to_vec()));
        if created == Ok(Create::Created) {
            wanted.push("upper".to_owned());
        }
        let listed = self.drive.list(&folder).await;
        let mut listed: Vec<String> =
            listed.unwrap_or_default().into_iter().map(|entry| entry.name).collect();
        listed.sort();
        wanted.sort();
        self.expect(Rule::NamesAreExact, "list of many names", listed, wanted);
        for name in ["", ".", "..", "a/b"] {
            let got = self.drive.create(&folder.join(name).join("x"), b"x").await;
            self.expect(
                Rule::NamesStayInside,
                format!("create below {name:?}"),
                got,
                Err(DriveError::BadAddress),
            );
        }
    }

    async fn listing(&mut self) {
        let folder = self.home.join("listing");
        for number in 0..20_usize {
            let created = self.drive.create(&folder.join(format!("{number:012}")), &noise(number)).await;
            self.expect(Rule::ListingIsComplete, "create", created, Ok(Create::Created));
        }
        let created = self.drive.create(&folder.join("inner").join("file"), b"x").await;
        self.expect(Rule::ListingIsFlat, "create in an inner folder", created, Ok(Create::Created));
        let listed = self.drive.list(&folder).await.unwrap_or_default();
        for number in 0..20_usize {
            let name = format!("{number:012}");
            let hits: Vec<_> = listed.iter().filter(|entry| entry.name == name).collect();
            let sound = matches!(hits.as_slice(), [entry] if !entry.folder
                && entry.size.is_none_or(|size| size == number as u64));
            self.expect_that(Rule::ListingIsComplete, format!("entry of {number} bytes"), &hits, sound);
        }
        let inner = listed.iter().any(|entry| entry.name == "inner" && entry.folder);
        self.expect_that(Rule::ListingIsComplete, "entry of a folder", &listed, inner);
        self.expect(Rule::ListingIsFlat, "number of entries", listed.len(), 21);
    }

    async fn replacing(&mut self) {
        let file = self.home.join("replacing").join("file");
        let created = self.drive.create(&file, b"first").await;
        self.expect(Rule::SecondCreateExists, "first create", created, Ok(Create::Created));
        let again = self.drive.create(&file, b"first").await;
        self.expect(Rule::SameBytesExist, "create of the same bytes", again, Ok(Create::Exists));
        let attempts: [&[u8]; 4] = [b"other", b"a longer one than the first", b"", b"firs"];
        for other in attempts {
            let again = self.drive.create(&file, other).await;
            let what = format!("create of {} other bytes", other.len());
            self.expect(Rule::SecondCreateExists, what, again, Ok(Create::Exists));
            let got = self.drive.get(&file).await;
            self.expect(Rule::NothingIsReplaced, "get after it", got, Ok(b"first".to_vec()));
        }
        let listed = self.drive.list(&self.home.join("replacing")).await.map(|all| all.len());
        self.expect(Rule::NothingIsReplaced, "entries left", listed, Ok(1));
    }

    async fn kinds(&mut self) {
        let folder = self.home.join("kinds");
        let file = folder.join("file");
        let _ = self.drive.create(&file, b"file").await;
        let got = self.drive.create(&folder, b"x").await;
        let kept = self.drive.get(&file).await;
        self.expect_that(
            Rule::FolderIsNotReplaced,
            "create with a folder's name",
            &got,
            got != Ok(Create::Created),
        );
        self.expect(Rule::FolderIsNotReplaced, "get of a file in it", kept, Ok(b"file".to_vec()));
        let got = self.drive.create(&file.join("below"), b"x").await;
        self.expect_that(Rule::FileIsNoFolder, "create below a file", &got, got.is_err());
        let got = self.drive.get(&file).await;
        self.expect(Rule::FileIsNoFolder, "get of that file", got, Ok(b"file".to_vec()));
        let got = self.drive.list(&file).await;
        self.expect(Rule::FileIsNoFolder, "list of a file", got, Err(DriveError::WrongKind));
        let got = self.drive.get(&folder).await;
        self.expect(Rule::FolderIsNoFile, "get of a folder", got, Err(DriveError::WrongKind));
    }

    async fn racing(&mut self) {
        for round in 0..5 {
            let file = self.home.join("racing").join(format!("round {round}"));
            let bodies: Vec<Vec<u8>> = (0..8).map(|writer| noise(1000 + 100 * writer)).collect();
            let answers = join_all(bodies.iter().map(|body| self.drive.create(&file, body))).await;
            let winners: Vec<usize> =
                (0..8).filter(|writer| answers.get(*writer) == Some(&Ok(Create::Created))).collect();
            let what = format!("eight writers, round {round}");
            self.expect_that(Rule::OneCreateWins, &what, &answers, winners.len() == 1);
            let stored = self.drive.get(&file).await;
            let won = winners.first().and_then(|winner| bodies.get(*winner)).cloned();
            let intact = stored.is_ok() && stored.clone().ok() == won;
            let got = stored.map(|bytes| bodies.iter().position(|body| *body == bytes));
            self.expect_that(
                Rule::OneCreateWins,
                format!("{what}: whose bytes are there"),
                &(got, winners),
                intact,
            );
        }
    }

    async fn deleting_exactly(&mut self) {
        let folder = self.home.join("exactly");
        let file = folder.join("file");
        let rule = Rule::ExactBytesAreDeleted;
        let created = self.drive.create(&file, b"the bytes").await;
        self.expect(rule, "create", created, Ok(Create::Created));
        let others: [&[u8]; 4] = [b"the byte", b"the bytes ", b"", b"The bytes"];
        for other in others {
            let got = self.drive.delete_exactly(&file, other).await;
            let spared = matches!(got, Ok(DeleteExactly::Changed | DeleteExactly::CannotPromise));
            self.expect_that(rule, format!("delete_exactly of {} other bytes", other.len()), &got, spared);
            let got = self.drive.get(&file).await;
            self.expect(rule, "get after it", got, Ok(b"the bytes".to_vec()));
        }
        let got = self.drive.delete_exactly(&file, b"the bytes").await;
        let left = self.drive.get(&file).await;
        match got {
            Ok(DeleteExactly::Deleted) => {
                self.expect(rule, "get of what was deleted", left, Err(DriveError::NotFound));
            }
            Ok(DeleteExactly::CannotPromise) => {
                self.expect(rule, "get of what was not", left, Ok(b"the bytes".to_vec()));
                return;
            }
            Ok(DeleteExactly::Changed) | Err(_) => self.expect_that(rule, "delete_exactly", &got, false),
        }
        let got = self.drive.delete_exactly(&file, b"the bytes").await;
        self.expect(rule, "delete_exactly of what is gone", got, Err(DriveError::NotFound));
        for round in 0..5 {
            let file = folder.join(format!("round {round}"));
            let (damaged, whole) = (noise(900), noise(1000));
            let _ = self.drive.create(&file, &damaged).await;
            let deletes = join_all((0..4).map(|_| self.drive.delete_exactly(&file, &damaged)));
            let creates = join_all((0..4).map(|_| self.drive.create(&file, &whole)));
            let (deletes, creates) = join(deletes, creates).await;
            let got = self.drive.get(&file).await;
            let created = creates.contains(&Ok(Create::Created));
            let intact = if created { got == Ok(whole) } else { got != Ok(damaged) };
            let one = deletes.iter().filter(|answer| **answer == Ok(DeleteExactly::Deleted)).count() == 1;
            let what = format!("four deletes and four creates, round {round}");
            self.expect_that(rule, what, &(deletes, creates), intact && one);
        }
    }

    async fn deleting(&mut self) {
        let folder = self.home.join("deleting");
        let (file, other) = (folder.join("file"), folder.join("file 2"));
        let _ = self.drive.create(&file, b"1").await;
        let _ = self.drive.create(&other, b"2").await;
        let got = self.drive.delete(&file).await;
        self.expect(Rule::FileIsDeleted, "delete of a file", got, Ok(()));
        let got = self.drive.get(&file).await;
        self.expect(Rule::FileIsDeleted, "get of it", got, Err(DriveError::NotFound));
        let got = self.drive.get(&other).await;
        self.expect(Rule::FileIsDeleted, "get of its neighbour", got, Ok(b"2".to_vec()));
        let got = self.drive.delete(&file).await;
        self.expect(Rule::MissingDeleteIsNotFound, "second delete", got, Err(DriveError::NotFound));
        let got = self.drive.create(&file, b"again").await;
        self.expect(Rule::NameIsFreeAgain, "create after delete", got, Ok(Create::Created));
        let got = self.drive.get(&file).await;
        self.expect(Rule::NameIsFreeAgain, "get after that", got, Ok(b"again".to_vec()));
        let home = self.home.clone();
        let got = self.drive.delete(&home).await;
        self.expect(Rule::FolderIsDeleted, "delete of a full folder", got, Ok(()));
        let got = self.drive.list(&home).await;
        self.expect(Rule::FolderIsDeleted, "list of it", got, Err(DriveError::NotFound));
        let got = self.drive.get(&other).await;
        self.expect(Rule::FolderIsDeleted, "get of a file in it", got, Err(DriveError::NotFound));
        self.missing("afterwards").await;
        let got = self.drive.delete(&Path::root()).await;
        self.expect_that(Rule::FolderIsDeleted, "delete of the root", &got, got.is_err());
    }
}

/// Bytes without a pattern, the same for the same length.
fn noise(length: usize) -> Vec<u8> {
    let mut state = length as u64 ^ 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}
