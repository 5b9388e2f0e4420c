//! A user's drive.

use lifeboat_cloud::http::browser::Fetch;
use wasm_bindgen::prelude::*;

use super::clock::clock;
use super::options::JsOptions;
use crate::access::{
    AccountAccess, AccountKind, BucketAccess, BucketForm, DavAccess, RemoteStorageAccess, ServiceAccess,
};
use crate::connection::Connection;
use crate::error::ModuleError;

/// A drive that its user has connected, by the fields of a form or by the access token of a sign-in.
#[wasm_bindgen(js_name = Drive)]
pub struct JsDrive(pub(super) Connection);

#[wasm_bindgen(js_class = Drive)]
impl JsDrive {
    /// Any WebDAV server. It has to let pages of other origins in (CORS).
    pub fn webdav(
        #[wasm_bindgen(unchecked_param_type = "WebDavForm")] form: JsValue,
    ) -> Result<JsDrive, JsValue> {
        let form = JsOptions::new(form);
        let (address, user, password) = (form.text("address")?, form.text("user")?, form.text("password")?);
        Ok(made(DavAccess::new(Fetch, clock(), &address, &user, &password))?)
    }

    /// A Nextcloud: its address, and an app password. Asks it how it calls the user.
    pub async fn nextcloud(
        #[wasm_bindgen(unchecked_param_type = "WebDavForm")] form: JsValue,
    ) -> Result<JsDrive, JsValue> {
        let form = JsOptions::new(form);
        let (address, user, password) = (form.text("address")?, form.text("user")?, form.text("password")?);
        Ok(made(DavAccess::nextcloud(Fetch, clock(), &address, &user, &password).await)?)
    }

    /// A bucket of S3-compatible storage.
    pub fn s3(#[wasm_bindgen(unchecked_param_type = "S3Form")] form: JsValue) -> Result<JsDrive, JsValue> {
        let form = JsOptions::new(form);
        let text = |name: &str| form.text(name).map(|text| text.to_string());
        let form = BucketForm {
            address: text("address")?,
            region: text("region")?,
            bucket: text("bucket")?,
            prefix: form.maybe("prefix")?.unwrap_or_default().to_string(),
            access_key: text("accessKey")?,
            secret_key: form.text("secretKey")?,
        };
        Ok(made(BucketAccess::new(Fetch, clock(), form))?)
    }

    /// A remoteStorage server: what WebFinger and its page for signing in gave.
    #[wasm_bindgen(js_name = remoteStorage)]
    pub fn remote_storage(
        #[wasm_bindgen(unchecked_param_type = "RemoteStorageForm")] form: JsValue,
    ) -> Result<JsDrive, JsValue> {
        let form = JsOptions::new(form);
        let (user, root, token) = (form.text("user")?, form.text("storageRoot")?, form.text("token")?);
        Ok(made(RemoteStorageAccess::new(Fetch, clock(), &user, &root, &token))?)
    }

    /// A Dropbox, by the access token of a sign-in.
    pub fn dropbox(
        #[wasm_bindgen(unchecked_param_type = "OAuthToken")] token: JsValue,
    ) -> Result<JsDrive, JsValue> {
        Ok(account(AccountKind::Dropbox, token)?)
    }

    /// A Google Drive, by the access token of a sign-in with the scope `drive.file`.
    #[wasm_bindgen(js_name = googleDrive)]
    pub fn google_drive(
        #[wasm_bindgen(unchecked_param_type = "OAuthToken")] token: JsValue,
    ) -> Result<JsDrive, JsValue> {
        Ok(account(AccountKind::GoogleDrive, token)?)
    }

    /// A OneDrive, by the access token of a sign-in.
    #[wasm_bindgen(js_name = oneDrive)]
    pub fn one_drive(
        #[wasm_bindgen(unchecked_param_type = "OAuthToken")] token: JsValue,
    ) -> Result<JsDrive, JsValue> {
        Ok(account(AccountKind::OneDrive, token)?)
    }

    /// Finds out whether it keeps a wallet safe, and how it has to be used; once. Throws `Unsafe`,
    /// `SignedOut`, ... `Journal.create` does that by itself; after `Journal.restore` and `Journal.open` do
    /// it when there is time, and give the drive to `useDrive`.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn probe(&self) -> js_sys::Promise {
        let connection = self.0.clone();
        wasm_bindgen_futures::future_to_promise(async move {
            connection.try_out(clock().now_ms()).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Whose it is. Also the cheapest check that the credentials work.
    #[wasm_bindgen(unchecked_return_type = "Promise<string>")]
    pub fn account(&self) -> js_sys::Promise {
        let connection = self.0.clone();
        wasm_bindgen_futures::future_to_promise(async move { Ok(connection.account().await?.into()) })
    }
}

fn made<E: Into<ModuleError>>(
    access: Result<impl ServiceAccess + 'static, E>,
) -> Result<JsDrive, ModuleError> {
    access.map(|access| JsDrive(Connection::new(access))).map_err(Into::into)
}

fn account(kind: AccountKind, token: JsValue) -> Result<JsDrive, ModuleError> {
    let token = JsOptions::new(token);
    let app_folder = token.maybe("appFolder")?.unwrap_or_default();
    let access = AccountAccess::new(Fetch, kind, &app_folder, &token.text("accessToken")?);
    let access = match token.maybe("address")? {
        Some(address) => access.with_address(&address),
        None => access,
    };
    made(Ok::<_, ModuleError>(access))
}
