//! Host names as people type them: with a comma for a dot, a space, or two dots.

/// The host that is probably meant by one that cannot exist; `None` where nothing is wrong with it. It may have a port.
pub fn meant_host(host: &str) -> Option<String> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port),
        _ => (host, ""),
    };
    // An IPv6 address, a host with letters of other scripts, or one that is percent-encoded.
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '%' | '\u{b7}') || !c.is_ascii();
    let is_fine = name.starts_with('[')
        || (name.chars().all(is_of_name)
            && !name.starts_with('.')
            && !name.contains("..")
            && !name.contains("www.www."));
    if is_fine {
        return None;
    }
    let plain: String = name.chars().map(|c| if matches!(c, ',' | ';' | ':') { '.' } else { c }).collect();
    let plain: String = plain.chars().filter(|c| is_of_name(*c)).collect();
    let parts: Vec<&str> = plain.split('.').filter(|part| !part.is_empty()).collect();
    let parts = if parts.starts_with(&["www", "www"]) { parts.get(1..).unwrap_or_default() } else { &parts };
    let colon = if port.is_empty() { "" } else { ":" };
    Some(format!("{}{colon}{port}", parts.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_cannot_exist_is_mended() {
        for (host, meant) in [
            ("www,dorp.example", "www.dorp.example"),
            ("www.dorp..example", "www.dorp.example"),
            (".dorp.example", "dorp.example"),
            ("www.dorp;example", "www.dorp.example"),
            ("www. dorp.example", "www.dorp.example"),
            ("www.www.dorp.example", "www.dorp.example"),
            ("dorp,example:8080", "dorp.example:8080"),
            ("dorp.example,", "dorp.example"),
        ] {
            assert_eq!(meant_host(host).as_deref(), Some(meant), "{host}");
        }
        for host in
            ["dorp.example", "dorp.example:80", "bücher.example", "[::1]:80", "a_b.example", "dorp.example.", ""]
        {
            assert_eq!(meant_host(host), None, "{host}");
        }
    }
}
