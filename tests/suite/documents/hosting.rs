//! `docs/hosting/`: the settings of each page are settings that a site can have.

use std::path::Path;

use crate::program::{courant, files, read, write};

/// The blocks of a page that are YAML.
fn blocks(page: &str) -> Vec<String> {
    let blocks = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(str::to_owned).collect()
}

#[test]
fn the_documented_settings_of_each_host_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosting");
    let pages: Vec<String> = files(&folder).into_iter().filter(|page| page != "README.md").collect();
    assert!(pages.len() >= 7, "{pages:?}");
    let overview = read(&folder, "README.md");
    for page in pages {
        assert!(overview.contains(&format!("({page})")), "{page} is not in the overview");
        let text = read(&folder, &page);
        let blocks = blocks(&text);
        let site = tempfile::tempdir().unwrap();
        write(
            site.path(),
            "site.yaml",
            &format!("title: Dorp\n{}", blocks[0].replace("www.example.org", "www.dorp.nl")),
        );
        let told = courant(site.path(), &["check"]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{page}: {told:?}");
        for block in blocks {
            serde_yaml::from_str::<serde_yaml::Value>(&block)
                .unwrap_or_else(|error| panic!("{page}: {error}\n{block}"));
        }
    }
}
