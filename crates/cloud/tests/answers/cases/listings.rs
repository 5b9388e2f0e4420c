//! More listings of the kinds that were seen: odd neighbours, odd forms, other places.

use futures::executor::block_on;
use lifeboat_cloud::{
    Drive, DriveError, Path,
    http::Answer,
    webdav::{Address, Behaviour, Login, WebDav},
};

use super::Script;

/// One resource as it stands in a listing.
fn resource(href: &str, folder: bool) -> String {
    let kind = if folder { "<D:collection/>" } else { "" };
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop><D:resourcetype>{kind}</D:resourcetype>\
         <D:getcontentlength>3</D:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

fn listing(inside: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:multistatus xmlns:D=\"DAV:\">{inside}</D:multistatus>"
    )
    .into_bytes()
}

/// The names that a drive at this address lists in this folder, from this body.
fn listed(address: &str, folder: &[&str], body: Vec<u8>) -> Result<Vec<String>, DriveError> {
    let script = Script::of(vec![Answer { status: 207, headers: Vec::new(), body }]);
    let address = Address::parse(address).unwrap();
    let drive = WebDav::new(script, address, Login::new("ana", "secret"), Behaviour::default());
    let folder = folder.iter().fold(Path::root(), |path, name| path.join(*name));
    let mut names: Vec<String> = block_on(drive.list(&folder))?.into_iter().map(|entry| entry.name).collect();
    names.sort();
    Ok(names)
}

const DAV: &str = "https://dav.example.org/dav/";

/// A listing with the root and a file of ours before and after it.
fn beside(neighbour: &str) -> Result<Vec<String>, DriveError> {
    let body = [
        resource("/dav/", true),
        resource("/dav/a.lifeboat", false),
        neighbour.to_owned(),
        resource("/dav/z", false),
    ];
    listed(DAV, &[], listing(&body.concat()))
}

#[test]
fn an_odd_neighbour_closes_nothing() {
    let named = |href: &str| resource(href, false);
    let with_status = |status: &str| named("/dav/odd").replace("HTTP/1.1 200 OK", status);
    let with = |more: &str| named("/dav/odd").replace("</D:prop>", &format!("{more}</D:prop>"));
    for odd in [
        // Names that are not encoded, or are encoded wrongly.
        named("/dav/Tom & Jerry"),
        named("/dav/Tom&Jerry;.txt"),
        named("/dav/caf&eacute;.txt"),
        named("/dav/&#0;"),
        named("/dav/&#xD800;"),
        named("/dav/&#xFFFF;"),
        named("/dav/&#99999999999;"),
        named("/dav/&#x;"),
        named("/dav/&;"),
        named("/dav/100%"),
        named("/dav/%zz"),
        named("/dav/%C3%28"),
        named("/dav/%E2%80%AE.txt"),
        named("/dav/%00"),
        named("/dav/%0A"),
        named("/dav/."),
        named("/dav/.."),
        named("/dav/%2e%2e"),
        named("/dav/a/b/c"),
        named("/dav/a%2Fb"),
        named("/dav/a\\b"),
        named("/dav/a;b=c"),
        named("/dav/a?b=c#d"),
        named("/dav/ leading and trailing "),
        named("/dav/https://elsewhere.example/dav/x"),
        named(&format!("/dav/{}", "long".repeat(5_000))),
        // Statuses.
        with_status(""),
        with_status("OK"),
        with_status("HTTP/1.1 200"),
        with_status("HTTP/2 200 OK"),
        with_status("http/1.1 200 ok"),
        with_status("200"),
        with_status("HTTP/1.1 2OO OK"),
        with_status("HTTP/1.1 423 Locked"),
        with_status("HTTP/1.1 500 Internal Server Error"),
        with_status("HTTP/1.1 99999 Odd"),
        "<D:response><D:href>/dav/odd</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response>"
            .to_owned(),
        "<D:response><D:href>/dav/odd</D:href><D:status>odd</D:status></D:response>".to_owned(),
        "<D:response><D:href>/dav/odd</D:href></D:response>".to_owned(),
        "<D:response><D:href>/dav/odd</D:href><D:propstat/></D:response>".to_owned(),
        // Properties that were not requested, or that make no sense.
        with("<D:getcontentlength>-1</D:getcontentlength>"),
        with("<D:getcontentlength>1e3</D:getcontentlength>"),
        with("<D:getcontentlength>99999999999999999999999</D:getcontentlength>"),
        with("<D:displayname>A &amp; B</D:displayname>"),
        with("<D:displayname>A & B &nbsp; C</D:displayname>"),
        with("<x:y xmlns:x='urn:x' x:z='1'>text<deep><deeper/></deep></x:y>"),
        with("<D:href>/dav/other</D:href><D:status>HTTP/1.1 404 Not Found</D:status>"),
        with(
            "<D:lockdiscovery><D:activelock><D:lockroot><D:href>/dav/</D:href></D:lockroot></D:activelock></D:lockdiscovery>",
        ),
        "<!-- <D:response> --><?php echo 1 ?>".to_owned(),
        "<D:responsedescription>Some text, with &lt;b&gt;</D:responsedescription>".to_owned(),
        "<D:sync-token>urn:x</D:sync-token>".to_owned(),
    ] {
        let names = beside(&odd);
        let both =
            |names: &Vec<String>| names.contains(&"a.lifeboat".to_owned()) && names.contains(&"z".to_owned());
        assert!(names.as_ref().is_ok_and(both), "{}: {names:?}", odd.chars().take(200).collect::<String>());
        let inside = |name: &String| !name.contains('/') && !matches!(name.as_str(), "" | "." | "..");
        assert!(names.iter().flatten().all(inside), "{odd}: {names:?}");
    }
}

#[test]
fn the_same_listing_is_read_in_every_form() {
    let own = ["/dav/", "/dav/a.lifeboat", "/dav/z"];
    let plain = own.map(|href| resource(href, href.ends_with('/'))).concat();
    let want = Ok(vec!["a.lifeboat".to_owned(), "z".to_owned()]);
    let whole = listing(&plain);
    let text = String::from_utf8(whole.clone()).unwrap();
    let prefixed =
        |prefix: &str| own.map(|href| resource(&format!("{prefix}{href}"), href.ends_with('/'))).concat();
    for body in [
        text.clone(),
        text.replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", ""),
        text.replace("D:", "ns0:").replace("xmlns:D", "xmlns:ns0"),
        text.replace("D:", "").replace("xmlns:D=", "xmlns="),
        text.replace("xmlns:D", "xmlns:b='urn:x' xmlns:D"),
        text.replace("><", ">\r\n\t<"),
        text.replace("/dav/a.lifeboat", "\n  /dav/a.lifeboat\n "),
        text.replace("/dav/a.lifeboat", "/dav/%61%2E%6Cifeboat"),
        text.replace("/dav/", "/dav//"),
        text.replace("/dav/", "/%64av/"),
        text.clone() + "\n\n<!-- made by somebody -->\n",
        String::from_utf8(listing(&prefixed("https://dav.example.org"))).unwrap(),
        String::from_utf8(listing(&prefixed("HTTP://inner:8080"))).unwrap(),
        String::from_utf8(listing(&prefixed("https://ana@dav.example.org"))).unwrap(),
        String::from_utf8(listing(&prefixed("/a/b"))).unwrap(),
    ] {
        assert_eq!(listed(DAV, &[], body.clone().into_bytes()), want, "{body}");
    }
    assert_eq!(listed(DAV, &[], [b"\xef\xbb\xbf".to_vec(), whole].concat()), want);
}

#[test]
fn what_is_no_listing_of_this_folder_is_none() {
    let of = |hrefs: &[(&str, bool)]| {
        listing(&hrefs.iter().map(|(href, folder)| resource(href, *folder)).collect::<String>())
    };
    let (whole, file) = (of(&[("/dav/", true), ("/dav/a", false)]), "https://dav.example.org/");
    for (what, address, folder, body) in [
        ("an empty one", DAV, &[][..], of(&[])),
        ("of another folder", DAV, &["x"], of(&[("/dav/y/", true), ("/dav/y/a", false)])),
        ("of the folder above", DAV, &["x"], of(&[("/dav/", true), ("/dav/x/", true)])),
        ("of two places", DAV, &[], of(&[("/dav/", true), ("/other/a", false)])),
        // A server that leaves the folder itself out: one that is in it must not be taken for it.
        ("without the folder", DAV, &[], of(&[("/dav/dav/", true)])),
        ("without the folder, two in it", DAV, &[], of(&[("/dav/dav/", true), ("/dav/b/", true)])),
        ("without the root", file, &[], of(&[("/Bitcoin%20Wallet%20Backup/", true)])),
        ("without the root, a file", file, &[], of(&[("/a.lifeboat", false)])),
        ("without the folder, of the same name", DAV, &["x"], of(&[("/dav/x/x/", true)])),
        ("cut", DAV, &[], whole.get(..whole.len() - 20).unwrap().to_vec()),
        ("twice", DAV, &[], [whole.clone(), whole.clone()].concat()),
        ("with something behind", DAV, &[], [whole.clone(), b"Warning: in line 3".to_vec()].concat()),
        ("packed", DAV, &[], b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage".to_vec()),
        ("with an empty reference", DAV, &[], of(&[("/dav/", true), ("", false)])),
        ("nested", DAV, &[], listing(&listing("").iter().map(|byte| char::from(*byte)).collect::<String>())),
    ] {
        let names = listed(address, folder, body);
        assert_eq!(names, Err(DriveError::NotADrive), "{what}");
    }
}

/// A proxy may add names to the drive's address, or cut it off; at the root of a host, too.
#[test]
fn a_proxy_may_add_and_cut_names() {
    let of = |hrefs: &[(&str, bool)]| {
        listing(&hrefs.iter().map(|(href, folder)| resource(href, *folder)).collect::<String>())
    };
    let a = Ok(vec!["a".to_owned()]);
    for (address, folder, body) in [
        ("https://dav.example.org/", &[][..], of(&[("/", true), ("/a", false)])),
        ("https://dav.example.org/", &[], of(&[("/inner/dav/", true), ("/inner/dav/a", false)])),
        ("https://dav.example.org/", &["x"], of(&[("/inner/x/", true), ("/inner/x/a", false)])),
        ("https://dav.example.org/a/b/", &[], of(&[("/", true), ("/a", false)])),
        ("https://dav.example.org/a/b/", &["x"], of(&[("/x/", true), ("/x/a", false)])),
    ] {
        assert_eq!(listed(address, folder, body), a, "{address} {folder:?}");
    }
}
