//! Properties that hold for any text that a person may write.

use courant::base::Address;
use courant::base::slug::{is_slug, slugify};
use courant::content::split;
use proptest::prelude::*;

proptest! {
    #[test]
    fn splitting_loses_nothing(yaml in "([a-z]+: [^\r\n]{0,30}\n){0,6}", body in "(?s).{0,200}", crlf in any::<bool>()) {
        let body = if crlf { body.replace('\n', "\r\n") } else { body };
        let end = if crlf { "\r\n" } else { "\n" };
        let yaml = if crlf { yaml.replace('\n', "\r\n") } else { yaml };
        let text = format!("---{end}{yaml}---{end}{body}");
        let split = split("content/a.md", &text).unwrap();
        prop_assert_eq!(text.get(split.yaml), Some(yaml.as_str()));
        prop_assert_eq!(text.get(split.body..), Some(body.as_str()));
    }

    #[test]
    fn any_text_is_split_or_rejected(text in "(?s)(---\n)?.{0,300}") {
        if let Ok(split) = split("content/a.md", &text) {
            prop_assert!(split.yaml.end <= split.body && split.body <= text.len());
        }
    }

    #[test]
    fn a_slug_is_valid_in_an_address_and_slugifies_to_itself(title in "(?s).{0,300}") {
        let slug = slugify(&title);
        prop_assert!(slug.is_empty() || is_slug(&slug), "{}", slug);
        prop_assert_eq!(slugify(&slug), slug.as_str());
        prop_assert!(slug.len() <= 100);
    }

    #[test]
    fn an_address_never_leaves_the_output(text in "[/a-z.~%\\\\ #?:*\u{0}é-]{0,40}") {
        if let Ok(address) = Address::parse(&text) {
            let file = address.file();
            prop_assert!(!file.starts_with('/') && !file.is_empty());
            prop_assert!(file.split('/').all(|part| !part.is_empty() && part != ".." && part != "."), "{}", file);
        }
    }
}
