//! Answers in the form of SabreDAV.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Answered, Node, asked::escape};

const NAME: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'(').remove(b')');
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A refusal.
pub(super) fn exception(status: u16, name: &str, words: &str) -> Answered {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">\n  \
         <s:exception>{}</s:exception>\n  <s:message>{}</s:message>\n</d:error>\n",
        escape(name),
        escape(words)
    );
    Answered::bytes(status, "application/xml; charset=utf-8", body)
}

/// A name as it stands in an address.
pub(super) fn encode(name: &str) -> String {
    utf8_percent_encode(name, NAME).to_string()
}

pub(super) fn etag(node: &Node) -> String {
    format!("\"{:08x}{:024x}\"", node.id, node.version)
}

/// One resource with its properties.
pub(super) fn response(href: &str, properties: &str, missing: &str) -> String {
    let missing = match missing {
        "" => String::new(),
        missing => {
            format!(
                "<d:propstat><d:prop>{missing}</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
            )
        }
    };
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>\
         <d:status>HTTP/1.1 200 OK</d:status></d:propstat>{missing}</d:response>"
    )
}

/// All resources.
pub(super) fn multistatus(responses: &[String]) -> Answered {
    let body = format!(
        "<?xml version=\"1.0\"?>\n<d:multistatus xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\" \
         xmlns:oc=\"http://owncloud.org/ns\" xmlns:nc=\"http://nextcloud.org/ns\">{}</d:multistatus>\n",
        responses.concat()
    );
    Answered::bytes(207, "application/xml; charset=utf-8", body)
}

/// `Sun, 01 Mar 2026 00:00:00 GMT`
pub(super) fn http_date(ms: u64) -> String {
    let plain = crate::tree::timestamp(ms);
    let part = |from: usize, to: usize| plain.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let day = usize::try_from(ms / 86_400_000 % 7).ok().and_then(|day| DAYS.get(day));
    let (day, month) = (day.unwrap_or(&""), month.unwrap_or(&""));
    format!("{day}, {} {month} {} {} GMT", part(8, 10), part(0, 4), part(11, 19))
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_are_written_as_http_writes_them() {
        assert_eq!(super::http_date(1_772_323_200_000), "Sun, 01 Mar 2026 00:00:00 GMT");
        assert_eq!(super::http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
