use std::env;

use super::*;

/// A build of these files. Gone when it is dropped.
struct Made(Built);

impl Made {
    fn new(name: &str, files: &[(&str, &str)]) -> Made {
        let folder = env::temp_dir().join(format!("lifeboat-reproduce-{name}-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let made = Built(folder);
        for (file, content) in files {
            made.write(file, content).unwrap();
        }
        Made(made)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0.0).ok();
    }
}

#[test]
fn every_file_that_differs_or_is_in_one_build_only_is_named() {
    let first = Made::new("first", &[("index.html", "a"), ("in/app.wasm", "1"), ("old.js", "x")]);
    let second = Made::new("second", &[("index.html", "a"), ("in/app.wasm", "2"), ("new.js", "x")]);
    let wrong = differences(&first.0, &second.0).unwrap();
    assert_eq!(wrong, ["differs: in/app.wasm", "only in the first: old.js", "only in the second: new.js"]);
    assert_eq!(differences(&first.0, &first.0).unwrap(), [""; 0]);
}
