use super::*;
use crate::Twist;

struct World {
    google: Google,
    token: String,
}

impl World {
    fn new() -> World {
        let mut google = Google::new(&["http://localhost/"]);
        let token = google.token(0);
        World { google, token }
    }

    fn ask(&mut self, method: &str, path: &str, query: &str, kind: &str, body: &[u8]) -> (u16, Value) {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let asked = Asked {
            method: method.to_owned(),
            base: String::new(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: vec![
                header("authorization", &format!("Bearer {}", self.token)),
                header("content-type", kind),
            ],
            body: body.to_vec(),
            twist: Twist::default(),
        };
        let answer = self.google.answer(&asked, 0);
        (answer.status, serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
    }

    fn create(&mut self, metadata: &Value, content: &str) -> (u16, Value) {
        let body = format!(
            "--b\r\ncontent-type: application/json\r\n\r\n{metadata}\r\n--b\r\ncontent-type: text/plain\r\n\r\n{content}\r\n--b--"
        );
        let kind = "multipart/related; boundary=b";
        self.ask("POST", "/upload/drive/v3/files", "uploadType=multipart", kind, body.as_bytes())
    }

    fn id(&mut self) -> String {
        let (_, body) = self.ask("GET", "/drive/v3/files/generateIds", "count=1", "", b"");
        body["ids"][0].as_str().unwrap().to_owned()
    }

    fn list(&mut self, q: &str, more: &str) -> (u16, Value) {
        let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
        self.ask("GET", "/drive/v3/files", &format!("q={q}{more}"), "", b"")
    }
}

#[test]
fn an_id_is_used_once_and_only_if_it_was_generated() {
    let mut world = World::new();
    let id = world.id();
    assert_eq!(world.create(&json!({ "id": "1invented" }), "x").0, 400);
    assert_eq!(
        world.create(&json!({ "id": id, "name": "a" }), "x"),
        (200, json!({ "kind": "drive#file", "id": id, "name": "a", "mimeType": "application/octet-stream" }))
    );
    let (status, body) = world.create(&json!({ "id": id, "name": "b" }), "y");
    assert_eq!((status, &body["error"]["errors"][0]["reason"]), (409, &json!("fileIdInUse")));
    assert_eq!(world.ask("DELETE", &format!("/drive/v3/files/{id}"), "", "", b"").0, 204);
    assert_eq!(world.create(&json!({ "id": id }), "x").0, 409);
    assert_eq!(world.ask("GET", &format!("/drive/v3/files/{id}"), "", "", b"").0, 404);
}

#[test]
fn names_may_repeat_and_listings_lag_and_come_in_pages() {
    let mut world = World::new();
    for _ in 0..5 {
        assert_eq!(world.create(&json!({ "name": "it's", "appProperties": { "k": "v'" } }), "x").0, 200);
    }
    let found = |(status, body): (u16, Value)| {
        assert_eq!(status, 200, "{body}");
        body["files"].as_array().unwrap().len()
    };
    assert_eq!(found(world.list("name = 'it\\'s' and trashed = false", "")), 5);
    assert_eq!(found(world.list("appProperties has { key='k' and value='v\\'' }", "&pageSize=2")), 2);
    let (_, page) = world.list("", "&pageSize=2&fields=nextPageToken,files(id)");
    let next = format!("&pageSize=4&pageToken={}", page["nextPageToken"].as_str().unwrap());
    assert_eq!(found(world.list("", &next)), 3);
    assert!(page["files"][0]["name"].is_null());
    assert_eq!(world.list("name like 'x'", "").0, 400);
    world.google.files.lag_changes = 2;
    assert_eq!(found(world.list("", "")), 3);
}

#[test]
fn an_app_sees_only_its_own_files_until_it_is_disconnected() {
    let mut world = World::new();
    let (_, file) = world.create(&json!({}), "x");
    let path = format!("/drive/v3/files/{}", file["id"].as_str().unwrap());
    let ours = world.token.clone();
    world.token = world.google.oauth.issue(OTHER_CLIENT, SAMANTHA, &[DRIVE_FILE], 0).unwrap();
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 404);
    world.token = world.google.oauth.issue(CLIENT, SAMANTHA, &["email"], 0).unwrap();
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 403);
    world.token = ours;
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 200);
    world.google.act("disconnect", &json!({ "client": CLIENT, "account": SAMANTHA }), 0).unwrap();
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 401);
    world.token = world.google.token(0);
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 404);
}

#[test]
fn a_folder_in_the_bin_takes_its_files_with_it_and_a_deleted_one_ends_them() {
    let mut world = World::new();
    let (_, folder) = world.ask(
        "POST",
        "/drive/v3/files",
        "",
        "application/json",
        json!({ "mimeType": FOLDER, "name": "f" }).to_string().as_bytes(),
    );
    let (_, file) = world.create(&json!({ "parents": [folder["id"]] }), "x");
    world.google.act("trash", &json!({ "name": "f" }), 0).unwrap();
    let path = format!("/drive/v3/files/{}", file["id"].as_str().unwrap());
    assert_eq!(
        world.ask("GET", &path, "fields=trashed,explicitlyTrashed", "", b"").1,
        json!({ "trashed": true, "explicitlyTrashed": false })
    );
    world.google.act("delete_forever", &json!({ "name": "f" }), 0).unwrap();
    assert_eq!(world.ask("GET", &path, "", "", b"").0, 404);
    assert_eq!(world.ask("GET", "/drive/v3/about", "", "", b"").0, 400);
}
