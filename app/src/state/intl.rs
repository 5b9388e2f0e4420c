//! What the browser gives: clock, timers, number and date formats, the clipboard, two remembered switches.

use js_sys::{Array, Date, Function, Intl, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{kept::object, spawn};
use crate::{
    amount::{self, Unit},
    linked,
    text::{Language, Number, Plural, Texts},
};

/// The time by the browser's clock, Unix ms.
pub fn now_ms() -> u64 {
    let now = Date::now();
    // A clock before 1970 is no clock; the cast saturates.
    #[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let now = now as u64;
    now
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Calls once, later.
pub fn after(ms: i32, then: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(then);
    if let Some(window) = window() {
        let _ = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref::<Function>(), ms);
    }
}

/// Calls every second, without end.
pub fn every_second(tick: impl Fn(u64) + 'static) {
    let callback = Closure::<dyn Fn()>::new(move || tick(now_ms()));
    if let Some(window) = window() {
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(
            callback.as_ref().unchecked_ref::<Function>(),
            1000,
        );
    }
    callback.forget();
}

/// The languages the user wants, best first.
pub fn languages() -> Vec<String> {
    window()
        .map(|w| w.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect())
        .unwrap_or_default()
}

/// Number and date formats follow the browser's own region, but never in a language other than the texts'.
fn locale(language: Language) -> Array {
    let own = languages().into_iter().find(|tag| language.tag() == prefix(tag));
    Array::of1(&JsValue::from_str(own.as_deref().unwrap_or(language.tag())))
}

fn prefix(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn call(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A whole number, grouped.
pub fn whole(number: u64, language: Language) -> String {
    let format = Intl::NumberFormat::new(&locale(language), &Object::new()).format();
    // Sats fit into a double exactly.
    #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
    let number = number as f64;
    call(&format, &JsValue::from_f64(number))
}

/// Millionths as percent, without the sign.
pub fn percent(parts_per_million: u32, language: Language) -> String {
    let options = object(&[("maximumFractionDigits", JsValue::from_f64(4.0))]);
    let format = Intl::NumberFormat::new(&locale(language), &options).format();
    call(&format, &JsValue::from_f64(f64::from(parts_per_million) / 10_000.0))
}

/// A whole number for a text, with its plural category.
pub fn count(number: u64, language: Language) -> Number {
    let rules = Intl::PluralRules::new(&locale(language), &Object::new());
    #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
    let plural = String::from(rules.select(number as f64));
    Number { shown: whole(number, language), plural: Plural::of(&plural) }
}

/// The decimal separator.
pub fn point(language: Language) -> char {
    let format = Intl::NumberFormat::new(&locale(language), &Object::new()).format();
    call(&format, &JsValue::from_f64(0.5)).chars().nth(1).unwrap_or('.')
}

/// The number alone.
pub fn number(msat: u64, unit: Unit, language: Language) -> String {
    match unit {
        Unit::Btc => amount::btc(msat, point(language)),
        Unit::Sats => {
            let (sats, fraction) = amount::sats_parts(msat);
            let sats = whole(sats, language);
            if fraction.is_empty() { sats } else { format!("{sats}{}{fraction}", point(language)) }
        }
    }
}

/// The unit's name.
pub fn unit_name(unit: Unit, texts: &Texts) -> &'static str {
    match unit {
        Unit::Sats => texts.common.sats,
        Unit::Btc => texts.common.btc,
    }
}

/// Number and unit with a space that does not break.
pub fn amount(msat: u64, unit: Unit, texts: &Texts, language: Language) -> String {
    format!("{}\u{a0}{}", number(msat, unit, language), unit_name(unit, texts))
}

fn js_date(at_ms: u64) -> JsValue {
    #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
    let at = at_ms as f64;
    JsValue::from(Date::new(&JsValue::from_f64(at)))
}

/// A moment, as the region writes it.
pub fn date_time(at_ms: u64, language: Language) -> String {
    let options = object(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
    call(&Intl::DateTimeFormat::new(&locale(language), &options).format(), &js_date(at_ms))
}

/// A day, as the region writes it.
pub fn date(at_ms: u64, language: Language) -> String {
    let options = object(&[("dateStyle", "medium".into())]);
    call(&Intl::DateTimeFormat::new(&locale(language), &options).format(), &js_date(at_ms))
}

/// "4s ago", "2m ago", then the date. Never in the future: another device's clock may be ahead.
pub fn ago(at_ms: u64, now_ms: u64, texts: &Texts, language: Language) -> String {
    let seconds = now_ms.saturating_sub(at_ms) / 1000;
    let (count, unit) = match seconds {
        0 => return texts.common.just_now.to_owned(),
        1..60 => (seconds, "second"),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => return date(at_ms, language),
    };
    let options = object(&[("style", "narrow".into()), ("numeric", "always".into())]);
    let format = Intl::RelativeTimeFormat::new(&locale(language), &options);
    #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
    let count = -(count as f64);
    String::from(format.format(count, unit))
}

/// A block is mined in about ten minutes.
const BLOCK_S: f64 = 600.0;

/// A number of blocks, as a rough length of time.
pub fn blocks(count: u32, language: Language) -> String {
    duration(f64::from(count) * BLOCK_S, language)
}

/// Seconds as a rough length of time: "3 min", "12 days".
pub fn duration(seconds: f64, language: Language) -> String {
    let (count, unit) = match seconds {
        s if s < 90.0 => (s, "second"),
        s if s < 5400.0 => (s / 60.0, "minute"),
        s if s < 129_600.0 => (s / 3600.0, "hour"),
        s if s < 60.0 * 86_400.0 => (s / 86_400.0, "day"),
        s if s < 730.0 * 86_400.0 => (s / (30.4 * 86_400.0), "month"),
        s => (s / (365.25 * 86_400.0), "year"),
    };
    let count = if count < 1.0 { 1.0 } else { count.round() };
    let options = object(&[("style", "unit".into()), ("unit", unit.into()), ("unitDisplay", "long".into())]);
    call(&Intl::NumberFormat::new(&locale(language), &options).format(), &JsValue::from_f64(count))
}

/// An amount of US dollars, rounded.
pub fn dollars(amount: f64, language: Language) -> String {
    let options = object(&[
        ("style", "currency".into()),
        ("currency", "USD".into()),
        ("maximumFractionDigits", 0.into()),
    ]);
    call(&Intl::NumberFormat::new(&locale(language), &options).format(), &JsValue::from_f64(amount))
}

/// Bytes as people read them.
pub fn bytes(size: u64, language: Language) -> String {
    #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
    let size = size as f64;
    let (count, unit) = match size {
        s if s < 1000.0 => (s, "byte"),
        s if s < 1_000_000.0 => (s / 1000.0, "kilobyte"),
        s if s < 1_000_000_000.0 => (s / 1_000_000.0, "megabyte"),
        s => (s / 1_000_000_000.0, "gigabyte"),
    };
    let options = object(&[
        ("style", "unit".into()),
        ("unit", unit.into()),
        ("unitDisplay", "short".into()),
        ("maximumFractionDigits", JsValue::from_f64(1.0)),
    ]);
    call(&Intl::NumberFormat::new(&locale(language), &options).format(), &JsValue::from_f64(count))
}

/// Copies; tells whether the browser did.
pub async fn copy(text: &str) -> bool {
    match window() {
        // Missing on pages that are not served securely.
        Some(window) if has_clipboard(&window) => {
            JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
        }
        _ => false,
    }
}

/// Whether the browser hands texts over to other programs (Web Share API).
pub fn can_share() -> bool {
    share_method().is_some()
}

/// Lets the user hand a text over to another program. Whether they did is theirs.
pub fn share(text: &str) {
    let Some((navigator, share)) = share_method() else { return };
    let shared = share.call1(&navigator, &object(&[("text", text.into())]));
    if let Some(promise) = shared.ok().and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        // Refused where the user has changed their mind.
        spawn(async move { drop(JsFuture::from(promise).await) });
    }
}

fn share_method() -> Option<(JsValue, Function)> {
    let navigator = JsValue::from(window()?.navigator());
    let share = Reflect::get(&navigator, &"share".into()).ok()?.dyn_into::<Function>().ok()?;
    Some((navigator, share))
}

/// What the clipboard holds, if the browser and the user allow.
pub async fn paste() -> Option<String> {
    let window = window().filter(has_clipboard)?;
    JsFuture::from(window.navigator().clipboard().read_text()).await.ok()?.as_string()
}

fn has_clipboard(window: &web_sys::Window) -> bool {
    Reflect::get(&window.navigator(), &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object())
}

/// What the page itself remembers: switches of the display, and what [`durable`](super::durable) notes of a wallet.
pub fn stored(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(&format!("lifeboat.display.{key}")).ok()?
}

/// Remembers or forgets it.
pub fn store(key: &str, value: Option<&str>) {
    let Some(storage) = window().and_then(|w| w.local_storage().ok().flatten()) else { return };
    let key = format!("lifeboat.display.{key}");
    let _ = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}

/// The browser's own name for itself, for a support request.
pub fn browser() -> String {
    window().and_then(|w| w.navigator().user_agent().ok()).unwrap_or_default()
}

/// What another program handed over with the address.
pub fn linked() -> Option<String> {
    linked::text(&window()?.location().hash().ok()?)
}

/// The text in composed form (NFC).
pub fn composed(text: String) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}
