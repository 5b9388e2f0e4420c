use proptest::prelude::*;

use super::*;

const GOOD: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:x="urn:x">
  <D:response><D:href>/a&amp;b/</D:href>
    <D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype>
      <D:getcontentlength>12</D:getcontentlength><x:getetag>no</x:getetag></D:prop>
      <D:status>HTTP/1.1 200 OK</D:status></D:propstat>
    <D:propstat><D:prop><D:getetag>refused</D:getetag></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
  </D:response>
</D:multistatus>"#;

#[test]
fn reads_only_the_properties_that_are_there() {
    let expected =
        Resource { href: "/a&b/".to_owned(), collection: true, length: Some(12), ..Resource::default() };
    assert_eq!(parse(GOOD.as_bytes()), Ok(vec![expected]));
}

#[test]
fn the_prefix_of_the_namespace_does_not_matter() {
    let expected = parse(GOOD.as_bytes());
    let renamed = GOOD.replace("xmlns:D=", "xmlns:lp1=").replace("<D:", "<lp1:").replace("</D:", "</lp1:");
    assert_eq!(parse(renamed.as_bytes()), expected);
    let default = GOOD.replace("xmlns:D=", "xmlns=").replace("<D:", "<").replace("</D:", "</");
    assert_eq!(parse(default.as_bytes()), expected);
}

#[test]
fn every_cut_is_refused() {
    for length in 0..GOOD.len() {
        assert_eq!(parse(&GOOD.as_bytes()[..length]), Err(NotMultistatus), "{length}");
    }
}

#[test]
fn refuses_what_is_no_multistatus() {
    let bomb = r#"<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <multistatus xmlns="DAV:"><response><href>&b;</href></response></multistatus>"#;
    let external = r#"<!DOCTYPE m SYSTEM "file:///etc/passwd"><multistatus xmlns="DAV:"></multistatus>"#;
    let deep = format!("<multistatus xmlns='DAV:'>{}{}</multistatus>", "<a>".repeat(99), "</a>".repeat(99));
    for text in [
        "",
        "not xml",
        "{}",
        "<html><body>Sign in</body></html>",
        "<multistatus/>",
        "<multistatus xmlns='urn:other'/>",
        "<multistatus xmlns='DAV:'/><multistatus xmlns='DAV:'/>",
        "<multistatus xmlns='DAV:'/>text",
        "<multistatus xmlns='DAV:'></wrong>",
        "<multistatus xmlns='DAV:'><response></response></multistatus>",
        bomb,
        external,
        &deep,
    ] {
        assert_eq!(parse(text.as_bytes()), Err(NotMultistatus), "{text}");
    }
    let latin1 = b"<?xml version='1.0' encoding=\"ISO-8859-1\"?><multistatus xmlns='DAV:'><response><href>/Zo\xeb/</href></response></multistatus>";
    assert_eq!(parse(latin1).unwrap()[0].href, "/Zo\u{eb}/");
    // What is UTF-8 is read as such, whatever it says.
    let declared = "<?xml version='1.0' encoding='iso-8859-1'?><multistatus xmlns='DAV:'><response><href>/Zo\u{eb}/</href></response></multistatus>";
    assert_eq!(parse(declared.as_bytes()).unwrap()[0].href, "/Zo\u{eb}/");
    // A name in another encoding is no reason to refuse all others.
    assert_eq!(parse(b"<multistatus xmlns='DAV:'>\xff</multistatus>"), Ok(Vec::new()));
    assert_eq!(parse(b"\xef\xbb\xbf<multistatus xmlns='DAV:'></multistatus>"), Ok(Vec::new()));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn nothing_like_xml_makes_it_panic(text in "(<[/?!]?[a-zD:]{0,12}( xmlns(:D)?='DAV:')?/?>|&[a-z#x0-9]{0,9};|[a-z<>&;\\[\\]!-]{0,4}){0,40}") {
        let _ = parse(text.as_bytes());
    }

    #[test]
    fn no_change_of_one_byte_makes_it_panic(at in 0..GOOD.len(), byte in any::<u8>()) {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = parse(&bytes);
    }
}

/// A name that was not encoded: of no file of ours.
#[test]
fn an_entity_that_nobody_has_defined_stands_as_it_is() {
    for (written, read) in
        [("&unknown;", "&unknown;"), ("a &amp; b", "a & b"), ("&#0;", "&#0;"), ("&#x41;", "A")]
    {
        let body =
            format!("<multistatus xmlns='DAV:'><response><href>{written}</href></response></multistatus>");
        assert_eq!(parse(body.as_bytes()).unwrap()[0].href, read);
    }
}
