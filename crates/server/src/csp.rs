//! The content security policy, and the hashes of a page's inline scripts.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The policy of every answer. `hashes` are those of the inline scripts of the app's page; users choose the
/// hosts of their storage, so any host is allowed over TLS, and loopback without it only in development. What
/// becomes markup or a script passes the one policy for Trusted Types, which is in `public/boot.js`.
pub fn policy(hashes: &[String], dev: bool) -> String {
    let scripts: String = hashes.iter().map(|hash| format!(" 'sha256-{hash}'")).collect();
    let loopback = match dev {
        true => " http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*",
        false => "",
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
         connect-src 'self' https: wss:{loopback}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types default"
    )
}

/// SHA-256, base64, of every inline script, in the page's order.
pub fn inline_script_hashes(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    let mut hashes = Vec::new();
    let mut at = 0;
    while let Some(found) = next_tag(&lower, at) {
        let Some((has_src, body)) = attributes(&lower, found) else { break };
        let Some(len) = lower[body..].find("</script") else { break };
        if !has_src {
            let text = html[body..body + len].replace("\r\n", "\n");
            hashes.push(STANDARD.encode(Sha256::digest(text)));
        }
        at = body + len;
    }
    hashes
}

/// Where the name of the next opening script tag ends, outside of comments.
fn next_tag(lower: &str, mut at: usize) -> Option<usize> {
    loop {
        let open = at + lower[at..].find('<')?;
        let rest = &lower[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = open + 4 + comment.find("-->")? + 3;
        } else if rest.starts_with("<script")
            && rest[7..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
        {
            return Some(open + 7);
        } else {
            at = open + 1;
        }
    }
}

/// Whether the tag has a `src`, and where its content starts.
fn attributes(lower: &str, from: usize) -> Option<(bool, usize)> {
    let (mut has_src, mut quote, mut name) = (false, None, String::new());
    for (i, c) in lower[from..].char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/') => {
                has_src |= name == "src";
                name.clear();
                if c == '>' {
                    return Some((has_src, from + i + 1));
                }
            }
            (None, c) => name.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> String {
        STANDARD.encode(Sha256::digest(text))
    }

    #[test]
    fn hashes_what_stands_between_the_tags_and_nothing_else() {
        let html = "<html><!-- <script>no</script> --><SCRIPT type=\"module\" data-x=\"a>b src\">\nimport a;\n</script>\
                    <script src=\"/x.js\"></script><script async src='y'> </script><scripty>n</scripty><script>2</script>";
        assert_eq!(inline_script_hashes(html), [hash("\nimport a;\n"), hash("2")]);
    }

    #[test]
    fn line_ends_are_hashed_as_the_browser_sees_them() {
        assert_eq!(inline_script_hashes("<script>a\r\nb</script>"), [hash("a\nb")]);
    }

    #[test]
    fn an_unfinished_page_gives_no_hash_and_no_panic() {
        for html in ["<script", "<script>", "<script a=\"", "<!--", "<", "", "<script>x</scrip"] {
            assert!(inline_script_hashes(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn the_policy_allows_no_inline_code_and_loopback_only_in_development() {
        let strict = policy(&["abc=".into()], false);
        assert!(strict.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc=';"));
        assert!(strict.ends_with("; require-trusted-types-for 'script'; trusted-types default"));
        assert!(!strict.contains("unsafe-inline") && !strict.contains("'unsafe-eval'"));
        assert!(!strict.contains("127.0.0.1") && !strict.contains("http:"));
        assert!(policy(&[], true).contains("ws://127.0.0.1:*"));
    }

    proptest::proptest! {
        #[test]
        fn no_page_makes_it_panic(html in "(<script|</script>|<!--|-->|[a-z\"'=> é])*") {
            inline_script_hashes(&html);
        }
    }
}
