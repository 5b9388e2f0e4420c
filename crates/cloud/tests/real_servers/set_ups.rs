//! What the documents tell to set up, run as they show it, and used as a page in a browser uses it.

use lifeboat_cloud::{
    Create, DeleteExactly, Drive, DriveError, Path,
    nextcloud::AdminHelp,
    webdav::{Address, Behaviour, Grade, Login, ProbeReport, Way, Weakness, WebDav},
};

use crate::{
    documents::{block, exchanged},
    nginx::Front,
    page::{ORIGIN, Page},
    server::{PASSWORD, Server, USER, apache, apache_with, lighttpd, sabre, wsgidav, wsgidav_with},
};

const PROVIDERS: &str = "providers.md";
/// The blocks of nginx there, in their order.
const NGINX: usize = 1;
const NGINX_CUTTING: usize = 2;

fn drive(page: &Page, url: &str, password: &str, behaviour: Behaviour) -> WebDav<Page> {
    let pause = || -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(tokio::time::sleep(std::time::Duration::from_millis(50)))
    };
    WebDav::new(page.clone(), Address::parse(url).unwrap(), Login::new(USER, password), behaviour)
        .with_pause(pause)
}

async fn probed(page: &Page, url: &str) -> ProbeReport {
    let verdict = drive(page, url, PASSWORD, Behaviour::default()).probe(1).await.unwrap();
    println!("{url}: {verdict:?}");
    verdict
}

/// The whole of what the wallet does there: with names and contents that something on the way may damage.
async fn is_of_use(page: &Page, url: &str) -> ProbeReport {
    let verdict = probed(page, url).await;
    assert!(verdict.allows_channel_state(), "{verdict:?}");
    let drive = drive(page, url, PASSWORD, verdict.behaviour);
    assert_eq!(drive.list(&Path::root()).await, Ok(Vec::new()), "the probe left something behind");
    let folder = Path::root().join("Bitcoin Wallet Backup").join("Zoë's 50 % & co");
    for (name, bytes) in [
        ("READ ME.txt", b"What packs answers packs this. ".repeat(400)),
        ("000000000001.lifeboat", (0..=255).cycle().take(300_000).collect()),
        ("page.html", b"<html>not a page of a portal</html>".to_vec()),
        ("empty", Vec::new()),
    ] {
        let file = folder.join(name);
        created(&drive, &file, &bytes).await;
        assert_eq!(drive.create(&file, b"another").await, Ok(Create::Exists), "{name}");
        assert_eq!(drive.get(&file).await.as_ref(), Ok(&bytes), "{name}");
        let listed = drive.list(&folder).await.unwrap();
        let size = listed.iter().find(|entry| entry.name == name).and_then(|entry| entry.size);
        assert_eq!(size, Some(bytes.len() as u64), "{name}");
        let exactly = drive.delete_exactly(&file, b"another").await;
        let wanted = match verdict.behaviour.exact_delete {
            true => DeleteExactly::Changed,
            false => DeleteExactly::CannotPromise,
        };
        assert_eq!(exactly, Ok(wanted), "{name}");
    }
    assert_eq!(drive.get(&folder.join("missing")).await, Err(DriveError::NotFound));
    assert_eq!(drive.delete(&folder).await, Ok(()));
    assert_eq!(drive.list(&folder).await, Err(DriveError::NotFound));
    assert_eq!(drive.delete(&Path::root().join("Bitcoin Wallet Backup")).await, Ok(()));
    is_told_that_the_password_is_wrong(page, url).await;
    verdict
}

/// The wallet does it this way: if an answer is lost, for example because the server behind the front is
/// slow, it asks again.
async fn created(drive: &WebDav<Page>, file: &Path, bytes: &[u8]) {
    let mut answer = drive.create(file, bytes).await;
    for _ in 0..5 {
        if !matches!(answer, Err(DriveError::Unknown | DriveError::Busy { .. })) {
            break;
        }
        answer = drive.create(file, bytes).await;
    }
    assert!(matches!(answer, Ok(Create::Created | Create::Exists)), "{file:?}: {answer:?}");
}

/// Only a page that may see the refusal can say so.
async fn is_told_that_the_password_is_wrong(page: &Page, url: &str) {
    let stranger = drive(page, url, "wrong", Behaviour::default());
    assert_eq!(stranger.account().await, Err(DriveError::SignedOut));
}

async fn lets_no_page_in(page: &Page, url: &str) {
    let drive = drive(page, url, PASSWORD, Behaviour::default());
    assert_eq!(drive.account().await, Err(DriveError::Unreachable));
}

fn apache_block(home: &str) -> String {
    let folder = format!("{home}/data");
    let users = format!("{home}/users");
    block(PROVIDERS, "apache", 1, &[("/srv/dav", &folder), ("/etc/apache2/dav.users", &users)])
}

fn root(server: &Server) -> String {
    format!("{}/", server.origin())
}

#[tokio::test]
async fn apache_as_documented_lets_the_page_in() {
    lets_no_page_in(&Page::default(), &root(&apache().await)).await;
    let server = apache_with(&["headers", "rewrite"], apache_block).await;
    let verdict = is_of_use(&Page::default(), &root(&server)).await;
    assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::SafeWithReadBack, Way::Aside));
}

/// Its answers are packed, and tell the packed length, which is longer for what cannot be packed.
#[tokio::test]
async fn apache_that_packs_what_it_sends_is_of_use() {
    let server = apache_with(&["headers", "rewrite", "filter", "deflate"], |home| {
        exchanged(&apache_block(home), &[("    Dav On\n", "    Dav On\n    SetOutputFilter DEFLATE\n")])
    });
    is_of_use(&Page::default(), &root(&server.await)).await;
}

#[tokio::test]
async fn wsgidav_as_documented_lets_the_page_in() {
    let server = wsgidav_with(&block(PROVIDERS, "yaml", 1, &[])).await;
    let verdict = is_of_use(&Page::default(), &root(&server)).await;
    assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::SafeWithReadBack, Way::Aside));
}

/// The folder that the front passes on to.
async fn with_folder(server: Server) -> Server {
    let file = Path::root().join("dav").join("made");
    assert_eq!(server.drive().create(&file, b"x").await, Ok(Create::Created));
    assert_eq!(server.drive().delete(&file).await, Ok(()));
    server
}

fn nginx_block(server: &Server, number: usize) -> String {
    block(PROVIDERS, "nginx", number, &[("http://127.0.0.1:8081", &server.origin())])
}

async fn front(server: &Server, number: usize) -> Front {
    Front::with(&nginx_block(server, number), "").await
}

#[tokio::test]
async fn nginx_as_documented_stands_in_front_of_lighttpd() {
    let server = with_folder(lighttpd().await).await;
    let front = front(&server, NGINX).await;
    let verdict = is_of_use(&front.page(), &front.url("/dav/")).await;
    assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::Safe, Way::Put));
    assert!(verdict.behaviour.exact_delete, "{verdict:?}");
}

#[tokio::test]
async fn nginx_as_documented_stands_in_front_of_apache_wsgidav_and_sabre() {
    for server in [apache().await, wsgidav().await, sabre().await] {
        let server = with_folder(server).await;
        let front = front(&server, NGINX).await;
        let verdict = is_of_use(&front.page(), &front.url("/dav/")).await;
        assert_eq!((verdict.grade, verdict.behaviour.way), (Grade::SafeWithReadBack, Way::Aside));
    }
}

#[tokio::test]
async fn nginx_may_pack_what_it_sends() {
    let packing = "gzip on;\ngzip_types *;\ngzip_min_length 1;\ngzip_proxied any;\n";
    for server in [lighttpd().await, wsgidav().await] {
        let server = with_folder(server).await;
        let front = Front::with(&nginx_block(&server, NGINX), packing).await;
        is_of_use(&front.page(), &front.url("/dav/")).await;
    }
}

/// The root as well as what is below it.
#[tokio::test]
async fn nginx_may_cut_off_the_folder_as_documented() {
    for server in [lighttpd().await, apache().await, wsgidav().await] {
        let front = front(&server, NGINX_CUTTING).await;
        is_of_use(&front.page(), &front.url("/dav/")).await;
    }
}

/// What the documents warn of: then renames do not work, and the server is refused, whatever else it does.
#[tokio::test]
async fn a_front_that_encodes_the_target_twice_is_found_out() {
    let server = with_folder(apache().await).await;
    let twice =
        exchanged(&nginx_block(&server, NGINX), &[("(?<rest>.*)$", "(.*)$"), ("http://$rest", "http://$1")]);
    let front = Front::with(&twice, "").await;
    let verdict = probed(&front.page(), &front.url("/dav/")).await;
    assert_eq!(verdict.grade, Grade::PhraseOnly { reason: Weakness::MoveFails }, "{verdict:?}");
}

#[tokio::test]
async fn a_front_that_takes_no_snapshots_is_found_out() {
    let server = with_folder(lighttpd().await).await;
    for limit in ["", "client_max_body_size 128k;", "client_max_body_size 1m;"] {
        let small = exchanged(&nginx_block(&server, NGINX), &[("client_max_body_size 64m;", limit)]);
        let front = Front::with(&small, "").await;
        let verdict = probed(&front.page(), &front.url("/dav/")).await;
        let wanted = Grade::PhraseOnly { reason: Weakness::RefusesLarge };
        assert_eq!(verdict.grade, wanted, "{limit:?}: {verdict:?}");
    }
}

/// The list that the documents once gave.
#[tokio::test]
async fn a_front_that_does_not_allow_if_match_costs_only_the_exact_delete() {
    let server = with_folder(lighttpd().await).await;
    let old = exchanged(&nginx_block(&server, NGINX), &[("If-Match, ", "")]);
    let front = Front::with(&old, "").await;
    let verdict = is_of_use(&front.page(), &front.url("/dav/")).await;
    assert!(!verdict.behaviour.exact_delete, "{verdict:?}");
}

#[tokio::test]
async fn a_front_of_another_authority_is_not_believed() {
    let server = with_folder(lighttpd().await).await;
    let (front, other) = (front(&server, NGINX).await, front(&server, NGINX).await);
    lets_no_page_in(&other.page(), &front.url("/dav/")).await;
}

/// What the screen of Nextcloud shows, in front of another server at the same address.
#[tokio::test]
async fn the_help_for_administrators_lets_the_page_in() {
    let help = AdminHelp::for_origin(ORIGIN).unwrap();
    let below = "/remote.php/dav/files/ana/";
    let server = wsgidav().await;
    let file = Path::root().join("remote.php").join("dav").join("files").join("ana").join("made");
    assert_eq!(server.drive().create(&file, b"x").await, Ok(Create::Created));
    assert_eq!(server.drive().delete(&file).await, Ok(()));
    let passing = format!(
        "proxy_pass {};\nproxy_set_header Host $http_host;\nclient_max_body_size 64m;",
        server.origin()
    );
    let renames = "set $dest $http_destination;\nif ($dest ~ \"^https://(?<rest>.*)$\") { set $dest \"http://$rest\"; }\n\
                   proxy_set_header Destination $dest;";
    let passed = "# then as in the location that passes everything else to Nextcloud";
    let nginx = exchanged(&help.nginx, &[(passed, &format!("{passing}\n{renames}"))]);
    let front = Front::with(&nginx, "").await;
    is_of_use(&front.page(), &front.url(below)).await;

    let server = apache_with(&["headers", "rewrite"], |home| {
        format!(
            "<Directory {home}/data>\nDav On\nAuthType Basic\nAuthName test\nAuthUserFile {home}/users\n\
             <LimitExcept OPTIONS>\nRequire valid-user\n</LimitExcept>\n</Directory>\n{}",
            help.apache
        )
    });
    let server = server.await;
    assert_eq!(server.drive().create(&file, b"x").await, Ok(Create::Created));
    assert_eq!(server.drive().delete(&file).await, Ok(()));
    is_of_use(&Page::default(), &format!("{}{below}", server.origin())).await;
}
