//! Which records of a WordPress export readers saw: public kinds, and texts that no plug-in kept for members.

use super::xml_node::XmlNode;

/// Kinds in which plug-ins keep what visitors sent or bought.
const PRIVATE_KINDS: &[&str] = &[
    "edd_payment",
    "email_log",
    "feedback",
    "flamingo_contact",
    "flamingo_inbound",
    "flamingo_outbound",
    "nf_sub",
    "shop_order",
    "shop_order_refund",
    "shop_subscription",
    "wpforms",
    "wpforms_log",
];

/// Shortcodes of membership plug-ins.
const MEMBER_CODES: &[&str] = &[
    "content_protector",
    "is_logged_in",
    "ismember",
    "loggedin",
    "logged_in",
    "members-only",
    "members_only",
    "membersonly",
    "membership",
    "passster",
    "user_logged_in",
];

/// How the shortcodes of membership plug-ins begin.
const MEMBER_PREFIXES: &[&str] =
    &["arm_restrict", "ihc-", "mepr-", "pmpro_", "rcp_", "s2if", "s2member", "um_", "wcm_", "wlm_", "wpmem_"];

/// Words that are shortcodes of such plug-ins where something closes them.
const MEMBER_WORDS: &[&str] = &[
    "hide",
    "lock",
    "locked",
    "member",
    "members",
    "paywall",
    "premium",
    "private",
    "protected",
    "restrict",
    "restricted",
];

/// Blocks of membership plug-ins.
const MEMBER_BLOCKS: &[&str] =
    &["<!-- wp:jetpack/paywall", "<!-- wp:woocommerce-memberships/", "<!-- wp:pmpro/", "<!-- wp:memberful/"];

/// Fields in which membership plug-ins keep who may read a text.
const MEMBER_FIELDS: &[&str] = &[
    "_ihc_mb_who",
    "_jetpack_newsletter_access",
    "_members_access_role",
    "_memberful_acl",
    "_memberful_post_acl",
    "_swpm_protect_post",
    "_wpmem_block",
    "ihc_mb_who",
    "passster_activate_protection",
    "rcp_access_level",
    "rcp_subscription_level",
    "rcp_user_level",
    "s2member_ccaps_req",
];

/// Whether records of a kind are texts for readers: those of the program itself, and others that have an address of words.
pub(super) fn is_for_readers(record: &XmlNode) -> bool {
    let kind = record.text_of("wp:post_type");
    let link = record.text_of("link");
    let path = link.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let is_public = matches!(record.text_of("wp:status"), "publish" | "future");
    is_own(kind) || is_public && !PRIVATE_KINDS.contains(&kind) && !is_internal(kind) && has_words(path)
}

/// Whether a kind is one of the program itself.
pub(super) fn is_own(kind: &str) -> bool {
    matches!(kind, "post" | "page" | "")
}

/// Whether a kind holds what visitors sent or bought.
pub(super) fn is_private(kind: &str) -> bool {
    PRIVATE_KINDS.contains(&kind)
}

fn has_words(path: &str) -> bool {
    !path.is_empty() && !path.contains('?')
}

/// Kinds of records that are no texts for readers.
pub(super) fn is_internal(kind: &str) -> bool {
    const KINDS: &[&str] = &[
        "acf-field",
        "acf-field-group",
        "custom_css",
        "customize_changeset",
        "elementor_library",
        "feedback",
        "oembed_cache",
        "revision",
        "scheduled-action",
        "user_request",
        "wp_font_face",
        "wp_font_family",
        "wp_global_styles",
        "wp_navigation",
        "wp_template",
        "wp_template_part",
        "wpcf7_contact_form",
    ];
    KINDS.contains(&kind)
}

/// What keeps a text from readers who are no members: a shortcode, block or field. `None` for a text that all could read.
pub(super) fn limit(record: &XmlNode) -> Option<String> {
    let field = record.all("wp:postmeta").find(|meta| {
        let value = meta.text_of("wp:meta_value").to_ascii_lowercase();
        let is_open =
            matches!(&*value, "" | "0" | "no" | "all" | "none" | "everybody" | "public" | "a:0:{}" | "[]" | "false");
        !is_open && MEMBER_FIELDS.contains(&meta.text_of("wp:meta_key"))
    });
    if let Some(field) = field {
        return Some(format!("the field `{}`", field.text_of("wp:meta_key")));
    }
    let text = record.text_of("content:encoded");
    if let Some(block) = MEMBER_BLOCKS.iter().find(|block| text.contains(**block)) {
        return Some(format!("the block `{}`", block.trim_start_matches("<!-- wp:")));
    }
    let code = text.match_indices('[').find_map(|(at, _)| {
        let name =
            text.get(at + 1..)?.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).next()?;
        let is_shown = text.get(..at).is_some_and(|before| before.ends_with('['));
        let name = name.to_ascii_lowercase();
        let is_certain =
            MEMBER_CODES.contains(&&*name) || MEMBER_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let is_word = MEMBER_WORDS.contains(&&*name);
        let is_limit = is_certain || is_word && text.to_ascii_lowercase().contains(&format!("[/{name}]"));
        (!is_shown && is_limit).then_some(name)
    })?;
    Some(format!("the shortcode `{code}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit_of(text: &str) -> Option<String> {
        limit(
            &XmlNode::parse(&format!("<item><content:encoded><![CDATA[{text}]]></content:encoded></item>"))
                .unwrap()
                .children[0],
        )
    }

    #[test]
    fn texts_for_members_are_known() {
        for text in [
            "Voor ieder. [lock]Voor leden.[/lock]",
            "[Private role=\"x\"]a[/private]",
            "[s2If current_user_is(s2member_level1)]a[/s2If]",
            "[mepr-show rules=\"1\"]a",
            "<!-- wp:jetpack/paywall /-->",
        ] {
            assert!(limit_of(text).is_some(), "{text}");
        }
        for text in ["Een [private] woord", "[[lock]]", "[gallery]", ""] {
            assert_eq!(limit_of(text), None, "{text}");
        }
    }
}
