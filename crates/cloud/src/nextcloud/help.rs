//! What the administrator of a Nextcloud can do so that it admits the wallet's pages.

use crate::webdav::{ASKED_HEADERS as HEADERS, ASKED_METHODS as METHODS};

/// Ready to be shown and copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminHelp {
    /// The app `webapppassword` in Nextcloud's store: the way that needs no access to the machine.
    pub app: &'static str,
    /// What to enter there: Administration settings, WebAppPassword, "WebDAV/CalDAV allowed origins".
    pub origin: String,
    /// The setting as a line of `config/config.php`.
    pub config: String,
    /// The setting as a command.
    pub command: String,
    /// Without the app: a block for the nginx in front, beside the one that passes to Nextcloud.
    pub nginx: String,
    /// Without the app: in the virtual host of an Apache in front.
    pub apache: String,
}

impl AdminHelp {
    /// For a wallet whose pages come from there: `https://wallet.example`. `None` for what is no origin, so that
    /// nothing else gets into anybody's configuration.
    pub fn for_origin(origin: &str) -> Option<AdminHelp> {
        let (scheme, host) = origin.split_once("://")?;
        let sound = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if !matches!(scheme, "http" | "https") || host.is_empty() || !host.chars().all(sound) {
            return None;
        }
        Some(AdminHelp {
            app: "https://apps.nextcloud.com/apps/webapppassword",
            origin: origin.to_owned(),
            config: format!("'webapppassword.origins' => ['{origin}'],"),
            command: format!("php occ config:system:set webapppassword.origins 0 --value '{origin}'"),
            nginx: format!(
                "location ~ /remote\\.php/dav/ {{\n\
                 \x20   add_header Access-Control-Allow-Origin \"{origin}\" always;\n\
                 \x20   add_header Access-Control-Allow-Methods \"{METHODS}\" always;\n\
                 \x20   add_header Access-Control-Allow-Headers \"{HEADERS}\" always;\n\
                 \x20   add_header Access-Control-Expose-Headers \"Retry-After\" always;\n\
                 \x20   if ($http_access_control_request_method) {{ return 204; }}\n\
                 \x20   # then as in the location that passes everything else to Nextcloud\n\
                 }}\n"
            ),
            apache: format!(
                "<LocationMatch \"/remote\\.php/dav/\">\n\
                 \x20   Header always set Access-Control-Allow-Origin \"{origin}\"\n\
                 \x20   Header always set Access-Control-Allow-Methods \"{METHODS}\"\n\
                 \x20   Header always set Access-Control-Allow-Headers \"{HEADERS}\"\n\
                 \x20   Header always set Access-Control-Expose-Headers \"Retry-After\"\n\
                 \x20   RewriteEngine On\n\
                 \x20   RewriteCond %{{HTTP:Access-Control-Request-Method}} .\n\
                 \x20   RewriteRule .* - [R=204,L]\n\
                 </LocationMatch>\n"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_origin_everywhere_and_nothing_but_an_origin() {
        let help = AdminHelp::for_origin("https://wallet.example:8443").unwrap();
        for text in [&help.origin, &help.config, &help.command, &help.nginx, &help.apache] {
            assert!(text.contains("https://wallet.example:8443"), "{text}");
        }
        for origin in
            ["", "wallet.example", "https://", "https://a/b", "https://a';rm", "https://a\n", "null"]
        {
            assert_eq!(AdminHelp::for_origin(origin), None, "{origin:?}");
        }
    }
}
