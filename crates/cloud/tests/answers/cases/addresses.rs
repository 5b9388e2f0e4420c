//! Addresses as people type and paste them.

use futures::executor::block_on;
use lifeboat_cloud::{
    Drive, DriveError, Path,
    http::{Answer, Http, HttpError, Request},
    webdav::{Address, Behaviour, Login, WebDav},
};

use lifeboat_cloud::wrong_answers::bare;

/// Answers nothing; says where it was asked.
struct Asked<'a>(&'a std::cell::RefCell<String>);

#[async_trait::async_trait(?Send)]
impl Http for Asked<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.0.replace(request.url);
        Ok(bare(500))
    }
}

/// The address that is really asked, `None` for what is refused.
fn asked(text: &str) -> Option<String> {
    let address = match Address::parse(text) {
        Ok(address) => address,
        Err(error) => {
            assert_eq!(error, DriveError::BadAddress, "{text}");
            return None;
        }
    };
    let url = std::cell::RefCell::default();
    let drive = WebDav::new(Asked(&url), address, Login::new("ana", "secret"), Behaviour::default());
    drop(block_on(drive.list(&Path::root())));
    drop(drive);
    Some(url.into_inner())
}

#[test]
fn every_address_of_the_list_is_taken_or_refused_as_it_should_be() {
    let whole = Some("https://dav.example.org/remote.php/dav/files/ana/");
    let text = std::fs::read_to_string(super::folder("addresses.json")).unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    for case in all["cases"].as_array().unwrap() {
        let (id, text) = (case["id"].as_str().unwrap(), case["text"].as_str().unwrap());
        let want = match id {
            "plain" | "spaces-around" | "upper-host" | "davs" | "webdavs" | "no-scheme" => whole,
            // It is never sent in the clear unless the user wrote `http://`.
            "dav" => whole,
            "angle" => Some("https://dav.example.org/"),
            "space-in-path" | "raw-space-in-path" => Some("https://dav.example.org/My%20Files/"),
            "umlaut-path-nfd" => Some("https://dav.example.org/Mu%CC%88ller/"),
            // The browser writes it in ASCII.
            "idn-host" => Some("https://müller.example/dav/"),
            "port" => Some("https://dav.example.org:8443/dav/"),
            "nextcloud-bare" => Some("https://cloud.example.org/"),
            // A page on `https://` gets no answer from there: the words for that name it.
            "http-on-lan" => Some("http://nas.local:5005/home/"),
            // A name in the address, the address of a page for people, and text that is no address: the message names
            // each of them.
            "scheme-one-slash"
            | "user-in-it"
            | "encoded-slash"
            | "latin1-encoded"
            | "nextcloud-web-address"
            | "windows-path"
            | "ideographic-full-stop" => None,
            other => panic!("{other} has no test"),
        };
        assert_eq!(asked(text).as_deref(), want, "{id}: {text:?}");
    }
}

#[test]
fn more_of_the_kind() {
    for (text, want) in [
        ("dav.example.org", Some("https://dav.example.org/")),
        ("dav.example.org.", Some("https://dav.example.org/")),
        ("DAV.example.org:8443", Some("https://dav.example.org:8443/")),
        ("nas:5005/home", Some("https://nas:5005/home/")),
        ("localhost:8080", Some("https://localhost:8080/")),
        ("192.168.1.2/dav", Some("https://192.168.1.2/dav/")),
        ("[::1]:8080/dav", Some("https://[::1]:8080/dav/")),
        ("HTTP://[2001:db8::1]/", Some("http://[2001:db8::1]/")),
        ("<dav.example.org/a>", Some("https://dav.example.org/a/")),
        ("\u{a0}https://dav.example.org/\u{2003}", Some("https://dav.example.org/")),
        ("https://dav.example.org//a///b", Some("https://dav.example.org/a/b/")),
        ("https://dav.example.org/100%25/", Some("https://dav.example.org/100%25/")),
        ("https://dav.example.org/50%/", Some("https://dav.example.org/50%25/")),
        ("https://dav.example.org:/a", Some("https://dav.example.org/a/")),
        ("https://dav.example.org/a:b@c", Some("https://dav.example.org/a%3Ab%40c/")),
        ("https://ana:secret@dav.example.org/", None),
        ("ana@dav.example.org", None),
        ("https://dav.example.org@evil.example/", None),
        ("https://dav.example.org:8o/", None),
        ("https://dav.example.org:0/", None),
        ("https://dav.example.org:65536/", None),
        ("https://dav.example.org:80:81/", None),
        ("https://:443/", None),
        ("https://.example.org/", None),
        ("https://[::1/", None),
        ("https://[::1]a/", None),
        ("https://::1/", None),
        ("https://[fe80::1%25eth0]/", None),
        ("https://[example.org]/", None),
        ("https://dav%2eexample.org/", None),
        ("https://dav.exa\nmple.org/", None),
        ("https://dav.example.org/a\nb/", None),
        ("https://dav.example.org/a%00b/", None),
        ("https://dav.example.org/../b/", None),
        ("https://dav.example.org/%2E%2e/b/", None),
        ("https://dav.example.org/./b/", None),
        ("https:\\\\dav.example.org\\a", None),
        ("https://dav.example.org\\@evil.example/", None),
        ("https://dav.example.org/a?b", None),
        ("https://dav.example.org/a#b", None),
        ("https//dav.example.org/", None),
        ("https:dav.example.org", None),
        ("file:///home/ana", None),
        ("javascript:alert(1)//", None),
        ("ftp://dav.example.org/", None),
        ("ana", None),
        ("", None),
        ("https://", None),
    ] {
        assert_eq!(asked(text).as_deref(), want, "{text:?}");
    }
}

proptest::proptest! {
    /// Whatever is typed: no password goes to another host than the one that stands there, and nothing leaves
    /// the folder.
    #[test]
    fn what_is_taken_names_one_host(text in "(https?://)?[a-z@:\\[\\]./%\\\\?# 0-9<>]{0,30}") {
        if let Some(url) = asked(&text) {
            let (_, rest) = url.split_once("://").unwrap();
            let (authority, path) = rest.split_once('/').unwrap();
            proptest::prop_assert!(!authority.contains(['@', '%', '\\', '?', '#', ' ']), "{url}");
            proptest::prop_assert!(path.split('/').all(|name| name != ".." && name != "."), "{url}");
            proptest::prop_assert!(!path.contains(['?', '#', '\\']), "{url}");
        }
    }
}
