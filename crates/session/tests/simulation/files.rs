//! Files that a tab offers its user to save.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use lifeboat_session::host::OfferedFile;

/// What a browser keeps of them, by their addresses.
#[derive(Clone, Default)]
pub struct OfferedFiles(Rc<RefCell<BTreeMap<String, Vec<u8>>>>);

impl OfferedFiles {
    /// One more.
    pub fn offer(&self, number: u64, content: &[u8]) -> Box<dyn OfferedFile> {
        let mut files = self.0.borrow_mut();
        let address = format!("blob:{number}/{}", files.len());
        files.insert(address.clone(), content.to_vec());
        Box::new(SimFile { files: self.clone(), address })
    }

    /// What stands in one, as a text.
    pub fn text(&self, address: &str) -> Option<String> {
        self.0.borrow().get(address).map(|content| String::from_utf8(content.clone()).unwrap())
    }
}

struct SimFile {
    files: OfferedFiles,
    address: String,
}

impl OfferedFile for SimFile {
    fn address(&self) -> String {
        self.address.clone()
    }
}

impl Drop for SimFile {
    fn drop(&mut self) {
        self.files.0.borrow_mut().remove(&self.address);
    }
}
