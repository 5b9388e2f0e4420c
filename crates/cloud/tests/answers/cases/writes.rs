//! Answers to what changes something, and to looks at one file: each within a server that is sound otherwise.

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, DeleteExactly, Drive, DriveError, Path,
    http::Method,
    webdav::{Behaviour, Grade, Way, Weakness},
};
use serde_json::Value;

use super::{
    Script, cases, dav, given,
    tiny::{Instead, Tiny},
};
use lifeboat_cloud::wrong_answers::{bare, page};

const PLAIN: Behaviour = Behaviour { way: Way::Put, created: 201, exact_delete: false };
const FOLDER: &str = "Bitcoin Wallet Backup";

fn file() -> Path {
    Path::root().join("a.lifeboat")
}

/// The answers that a case gives, in their order.
fn answers(case: &Value) -> Vec<lifeboat_cloud::http::Answer> {
    case["answers"].as_array().unwrap().iter().map(|answer| given("webdav", answer)).collect()
}

/// A folder that is made, or there already: whatever is said, a file ends up in it if that is possible at all.
#[test]
fn an_answer_about_a_folder_never_hides_that_it_is_there() {
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        if !case["ask"].as_str().unwrap().starts_with("make_folders") {
            continue;
        }
        let told = answers(&case).remove(0);
        for way in [Way::Put, Way::Aside] {
            let answer = told.clone();
            // The folder is there, and the first write is told that it is not.
            let server = Tiny::new(move |request, before| match request.method {
                Method::Put if before == 0 => Instead::only(bare(409)),
                Method::Mkcol if request.url.ends_with(".claim/") => None,
                Method::Mkcol => Instead::only(answer.clone()),
                _ => None,
            })
            .with_folder(FOLDER);
            let drive = server.drive(Behaviour { way, ..PLAIN });
            let created = block_on(drive.create(&Path::root().join(FOLDER).join("a.lifeboat"), b"bytes"));
            let want = match id {
                "mkcol-405" | "mkcol-403" | "mkcol-405-html" | "mkcol-501" => Ok(Create::Created),
                // It is the caller that asks again.
                "mkcol-423" => Err(DriveError::Busy { after_ms: None }),
                other => panic!("{other} has no test"),
            };
            assert_eq!(created, want, "{id}, {way:?}");
        }
        // If it is not there, none of these makes it so.
        let server = Tiny::new(move |request, _| match request.method {
            Method::Mkcol => Instead::only(told.clone()),
            _ => None,
        });
        let created =
            block_on(server.drive(PLAIN).create(&Path::root().join(FOLDER).join("a.lifeboat"), b"bytes"));
        let want = match id {
            "mkcol-403" => Err(DriveError::Denied),
            "mkcol-423" => Err(DriveError::Busy { after_ms: None }),
            "mkcol-501" => Err(DriveError::Unsupported),
            _ => Err(DriveError::Unavailable { after_ms: None }),
        };
        assert_eq!(created, want, "{id}");
    }
}

#[test]
fn a_server_without_folders_is_told_from_one_that_replaces() {
    let server = Tiny::new(|request, _| match request.method {
        Method::Mkcol => Instead::only(bare(501)),
        _ => None,
    });
    let verdict = block_on(server.drive(PLAIN).probe(1)).unwrap();
    assert_eq!(verdict.grade, Grade::Unusable { reason: Weakness::MakesNoFolders });
}

/// The statuses of the case, given to the probe's own writes of one name: the first creates, the second would replace.
fn probed(case: &Value) -> Grade {
    let told = answers(case);
    let server = Tiny::new(move |request, _| {
        let of_the_file = request.url.ends_with(".lifeboat") && request.method == Method::Put;
        let again = request.body == b"another";
        let answer = told.get(usize::from(again)).or(told.first()).filter(|_| of_the_file)?;
        let carried_out = answer.status < 300;
        Some(Instead { answer: answer.clone(), carried_out })
    });
    block_on(server.drive(PLAIN).probe(1)).unwrap().grade
}

#[test]
fn every_answer_to_a_write_that_was_seen_is_graded_by_its_name() {
    let mut count = 0;
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        let want = match id {
            "put-412-always" => Grade::Unusable { reason: Weakness::RefusesNew },
            "put-replaces" | "put-201-for-existing" => Grade::PhraseOnly { reason: Weakness::Replaces },
            _ => continue,
        };
        count += 1;
        assert_eq!(probed(&case), want, "{id}");
    }
    assert_eq!(count, 3);
}

#[test]
fn a_server_that_says_204_to_a_new_file_is_used_as_its_probe_found_it() {
    let case = cases("webdav").into_iter().find(|case| case["id"] == "put-204-created").unwrap();
    let told = answers(&case).remove(0);
    let server = Tiny::new(move |request, _| {
        let new = request.method == Method::Put;
        new.then(|| Instead { answer: told.clone(), carried_out: true })
    });
    let behaviour = Behaviour { created: 204, ..PLAIN };
    assert_eq!(block_on(server.drive(behaviour).create(&file(), b"bytes")), Ok(Create::Created));
    // Nothing had revealed that, so something may have been replaced.
    assert_eq!(block_on(server.drive(PLAIN).create(&file(), b"bytes")), Err(DriveError::Overwrote));
}

#[test]
fn a_server_that_is_still_at_work_on_a_file_is_asked_again() {
    let case = cases("webdav").into_iter().find(|case| case["id"] == "get-425-after-put").unwrap();
    let told = answers(&case).remove(1);
    for times in [1, 3] {
        let told = told.clone();
        let server = Tiny::new(move |request, before| match request.method {
            Method::Get if before < times => Instead::only(told.clone()),
            _ => None,
        });
        let verdict = block_on(server.drive(PLAIN).probe(1)).unwrap();
        assert_eq!(verdict.grade, Grade::Safe, "{times}");
    }
    // For good it is no verdict.
    let server = Tiny::new(move |request, _| match request.method {
        Method::Get => Instead::only(told.clone()),
        _ => None,
    });
    assert_eq!(block_on(server.drive(PLAIN).probe(1)), Err(DriveError::Busy { after_ms: None }));
}

/// Where renames do not get through, only a server that is known keeps channel state (docs/decisions.md).
#[test]
fn a_proxy_that_breaks_renames_is_named_and_never_leads_to_a_plain_put_elsewhere() {
    let case = cases("webdav").into_iter().find(|case| case["id"] == "move-502").unwrap();
    let told = answers(&case).remove(0);
    let broken = move |request: &lifeboat_cloud::http::Request, _| match request.method {
        Method::Move => Instead::only(told.clone()),
        _ => None,
    };
    let unknown = block_on(Tiny::unknown(broken.clone()).drive(PLAIN).probe(1)).unwrap();
    assert_eq!(unknown.grade, Grade::PhraseOnly { reason: Weakness::MoveFails });
    let known = block_on(Tiny::new(broken).drive(PLAIN).probe(1)).unwrap();
    assert_eq!((known.grade, known.behaviour.way), (Grade::Safe, Way::Put));
}

#[test]
fn a_look_at_one_file_is_believed_only_in_its_own_form() {
    let mut count = 0;
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        let exact = Behaviour { exact_delete: true, ..PLAIN };
        match id {
            // A page where the file should be; and then a look at it that is no answer.
            "missing-as-empty-207" => {
                let answers = [vec![page(200, "Sign in")], answers(&case)].concat();
                let address = lifeboat_cloud::webdav::Address::parse("https://dav.example.org/dav/").unwrap();
                let login = lifeboat_cloud::webdav::Login::new("ana", "secret");
                let drive = lifeboat_cloud::webdav::WebDav::new(Script::of(answers), address, login, PLAIN);
                assert_eq!(block_on(drive.get(&file())), Err(DriveError::NotADrive), "{id}");
            }
            "depth-0-unquoted-etag" | "depth-0-weak-etag" => {
                let deleted = block_on(dav(&case, exact).delete_exactly(&file(), b"abc"));
                assert_eq!(deleted, Ok(DeleteExactly::CannotPromise), "{id}");
            }
            "get-html-file" => {
                let mut told = answers(&case);
                told[0].body = b"<html>stored bytes".to_vec();
                let address = lifeboat_cloud::webdav::Address::parse("https://dav.example.org/dav/").unwrap();
                let login = lifeboat_cloud::webdav::Login::new("ana", "secret");
                let drive = lifeboat_cloud::webdav::WebDav::new(Script::of(told), address, login, PLAIN);
                assert_eq!(block_on(drive.get(&file())), Ok(b"<html>stored bytes".to_vec()), "{id}");
            }
            _ => continue,
        }
        count += 1;
    }
    assert_eq!(count, 4);
}

/// Each case of the file is run by one of these tests: none is only there to be read.
#[test]
fn no_case_is_left_out() {
    for case in cases("webdav") {
        let (id, ask) = (case["id"].as_str().unwrap(), case["ask"].as_str().unwrap());
        let listed = ask.starts_with("list(")
            || ask == "stat(\"/\")"
            || ask == "space()"
            || ask.starts_with("make_folders");
        let own = [
            "put-202",
            "put-423",
            "put-412-always",
            "put-replaces",
            "put-201-for-existing",
            "put-204-created",
            "get-425-after-put",
            "move-502",
            "missing-as-empty-207",
            "depth-0-unquoted-etag",
            "depth-0-weak-etag",
            "get-html-file",
        ];
        assert!(listed || own.contains(&id), "{id}: {ask}");
    }
}
