//! The folders of files about terms and sections: `content/authors/`, `content/dossiers/`, `content/sections/`.

use super::resolved::Config;
use super::streams::Stream;

/// What the files of a folder are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermFolder {
    /// The terms of a taxonomy, by its number.
    Taxonomy(u8),
    /// The sections.
    Sections,
}

impl Config {
    /// What a file is about, if it is in a folder of files about terms or sections. A folder of news stays one: that of a section.
    pub fn term_folder(&self, file: &str) -> Option<TermFolder> {
        let (folder, _) = file.strip_prefix("content/")?.split_once('/')?;
        let found = match folder {
            "pages" => None,
            "sections" => (!self.sections.is_empty()).then_some(TermFolder::Sections),
            folder => {
                let taxonomies = self.taxonomies.iter().zip(0_u8..);
                let found =
                    taxonomies.filter(|(taxonomy, _)| *taxonomy.key == *folder).map(|(_, number)| number).next();
                found.map(TermFolder::Taxonomy)
            }
        };
        found.filter(|_| self.stream_of(file) == Stream::MAIN)
    }

    /// The stream of the section with a name.
    pub fn section_named(&self, name: &str) -> Option<Stream> {
        self.sections.iter().zip(1_u8..).find(|(section, _)| *section.name == *name).map(|(_, number)| Stream(number))
    }
}
