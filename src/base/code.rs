//! The codes of diagnostics, each with a stable name, a severity and an explanation. `docs/errors.md` is generated from here.

use serde::{Serialize, Serializer};

/// The severity of a finding: an error stops the build, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site cannot be built as it was meant.
    Error,
    /// The site is built, but this is probably not what was meant.
    Warning,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $explanation:literal)+) => {
        /// The code of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $explanation] $variant),+ }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that is shown, and that never changes: `front-matter-missing`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Whether it stops the build.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// The code with this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// The explanation for `docs/errors.md`: meaning and remedy, in a paragraph.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation),+ }
            }
        }
    };
}

codes! {
    FrontMatterMissing "front-matter-missing" Error
        "A Markdown file in `content/` starts with front matter: a line `---`, the keys, and another line `---`."
    FrontMatterUnclosed "front-matter-unclosed" Error
        "The front matter starts with `---` and never ends. Put a line with only `---` after its last key."
    FrontMatterTooLong "front-matter-too-long" Error
        "Front matter is at most 64 KiB. A longer one is nearly always a body that slipped between the `---` lines."
    FrontMatterSyntax "front-matter-syntax" Error
        "The front matter is not valid YAML. The most common cause is a title with a colon: put it in double quotes."
    UnknownKey "unknown-key" Error
        "There is no such key here. What a theme wants beside the known keys goes under `extra`."
    DuplicateKey "duplicate-key" Error
        "A key stands twice. Keep one of the two."
    WrongType "wrong-type" Error
        "The value of a key has another form than the key wants: a text where a list belongs, `ja` where `true` belongs."
    TitleMissing "title-missing" Error
        "Every item, every standing page and the site itself has a `title`."
    DateMissing "date-missing" Error
        "Every news item has a date: a key `date: 2013-12-03`, or a file name that starts with it, such as `2013-12-03-open-dag.md`."
    DateInvalid "date-invalid" Error
        "A date is written as `2013-12-03`, with a time as `2013-12-03 14:30`, with an offset as `2013-12-03 14:30 +01:00`. Dates in words are not read; days that do not exist are refused."
    KeyReserved "key-reserved" Warning
        "The key is known, checked and kept for the newsroom, but does nothing yet in this version."
    KeyNotForPages "key-not-for-pages" Error
        "The key belongs to news items: a standing page in `content/pages/` has no date in lists, no tags, authors or dossiers."
    SlugInvalid "slug-invalid" Error
        "A slug is one part of an address: letters without accents, digits, dashes, and neither `/` nor `..`."
    AddressInvalid "address-invalid" Error
        "An address starts with `/` and has no empty parts, no `..`, `?`, `#`, `*`, `:` or backslash."
    AddressTaken "address-taken" Error
        "Two pages would stand at one address, so one of them would be lost. Give one another `slug`, or remove the alias."
    LinkBroken "link-broken" Error
        "A link leads to a file of the site that is not there, or that is a draft or held back. Links to source files are relative to the file that they stand in, or from the content folder when they start with `/`."
    HeadingMissing "heading-missing" Error
        "A link leads to a heading that the page does not have. The headings that it does have are named."
    ImageMissing "image-missing" Error
        "An image is not there. Put it beside the item, in the item's own folder, or in `static/`."
    ImageWithoutAlt "image-without-alt" Warning
        "An image in the text has no alternative text, so people who do not see it miss it. Write `![what is to be seen](foto.jpg)`."
    ImageAltMissing "image-alt-missing" Error
        "The lead image needs `alt`, the text for people who do not see it."
    AttachmentInvalid "attachment-invalid" Error
        "An attachment is a file that lies in `content/` and is published with its item; pages are linked to in the text."
    ImageUnreadable "image-unreadable" Error
        "A file that is shown as an image is none, is torn, is of a form that browsers do not show, or is so large that decoding it would take all memory."
    ImageExternal "image-external" Error
        "An image is fetched from another host, which then learns who reads what, and may change or remove it. Put the file beside its item, or allow the host: `external_images: [cdn.example.org]` in `site.yaml`."
    ImagePosition "image-position" Warning
        "A published photograph says where it was taken. Images beside items lose what cameras write in them; files in `static/` and AVIF are copied as they are."
    RelatedMissing "related-missing" Error
        "`related` names files of items, relative to the item; this one is not there."
    TagUnusual "tag-unusual" Warning
        "A tag is used once or twice and differs in a letter or so from one that is used more often: probably a slip of the pen."
    HeadingJump "heading-jump" Warning
        "A heading is more than one level below the one before it, such as `####` after `##`. Who reads by headings, as with a screen reader, looks for what lies between. Told by `courant check` and in the preview."
    LinkText "link-text" Warning
        "The text of a link does not say where it leads: `klik hier`, `lees meer`, or nothing at all. Screen readers list links by their texts alone. Told by `courant check` and in the preview."
    TableHeader "table-header" Warning
        "A table has no header row, so nothing says what its columns are. Told by `courant check` and in the preview."
    DocumentLink "document-link" Warning
        "A link leads to a document, such as a PDF, and neither it nor the text around it says so: readers expect a page, and may have a telephone. Files under `attachments` are shown with their type and size. Told by `courant check` and in the preview."
    SummaryLong "summary-long" Warning
        "A `summary` has more than 160 characters: search engines and networks cut it off. Told by `courant check` and in the preview."
    TitleLong "title-long" Warning
        "A title has more than 90 characters: lists, tabs and search engines cut it off. Told by `courant check` and in the preview."
    LinkLocal "link-local" Warning
        "A link leads to this machine or to a private network (`localhost`, `192.168.1.1`, `intranet.local`), where other readers find nothing. On an intranet that is meant: `lints: {link-local: off}`. Told by `courant check` and in the preview."
    LinkDead "link-dead" Warning
        "What a link leads to on another site is not there: an error is answered, or nothing. Told by `courant check --external`."
    LinkMoved "link-moved" Warning
        "What a link leads to on another site has moved for good. Write the new address, as long as the old one still tells it. Told by `courant check --external`."
    LanguageUnknown "language-unknown" Error
        "The item is in a language that `site.yaml` does not have under `language` or `languages`."
    DirectiveUnknown "directive-unknown" Error
        "The theme has no directive of that name."
    DirectiveUnclosed "directive-unclosed" Error
        "A directive starts with `:::` and a name, and ends with a line with only `:::`."
    NotUtf8 "not-utf8" Error
        "Texts are UTF-8. Open the file in your editor and save it with that encoding."
    NulByte "nul-byte" Error
        "There is a NUL byte in a text: the file is damaged, or is no text."
    FileNameNotUtf8 "file-name-not-utf8" Error
        "The name of a file is not UTF-8, so no address can be made of it. Rename it."
    NotAFile "not-a-file" Error
        "A pipe, a socket or a device stands where a file belongs. Reading it could wait for ever."
    SymlinkOutside "symlink-outside" Error
        "A symbolic link leads out of its folder. A site publishes only what stands inside it."
    SymlinkLoop "symlink-loop" Error
        "A symbolic link leads to a folder that it is in itself."
    SymlinkBroken "symlink-broken" Error
        "A symbolic link leads to nothing."
    SettingsMissing "settings-missing" Error
        "There is no `site.yaml` here. `courant init` makes one."
    SettingsSyntax "settings-syntax" Error
        "The file is not valid YAML."
    BaseUrlMissing "base-url-missing" Warning
        "Without `base_url`, whole addresses in feeds, the sitemap and canonical links say <http://localhost>. Set it before you publish."
    BaseUrlInvalid "base-url-invalid" Error
        "`base_url` is the whole address of the site with its scheme: `https://www.example.org`."
    TimeZoneUnknown "time-zone-unknown" Error
        "`time_zone` is a name of the IANA time zone database: `Europe/Amsterdam`."
    LanguageInvalid "language-invalid" Error
        "A language is a BCP 47 tag: `nl`, `en`, `en-US`, `fy`."
    PatternInvalid "pattern-invalid" Error
        "An address pattern has the fields `{year}`, `{month}`, `{day}`, `{slug}` and `{folder}`, among them `{slug}`, and ends in `/` or `.html`."
    HostInvalid "host-invalid" Error
        "`external_images` has names of hosts, without a scheme or a path: `cdn.example.org`, or `*.example.org` for all below it."
    ValueOutOfRange "value-out-of-range" Error
        "A number is outside of what the setting takes."
    PublishTarget "publish-target" Error
        "A target under `publish` has a name of plain letters, digits and dashes, and says where it is."
    SecretInSettings "secret-in-settings" Error
        "Passwords, keys and tokens do not stand in `site.yaml`, which is shared and kept in Git. They come from the environment, or from where the provider's own programs keep them."
    PublishAfter "publish-after" Error
        "Who is told after a publish (`after` of a target) is an address, a key for IndexNow, or a command, each in its own form."
    AfterFailed "after-failed" Warning
        "The site is published, and one of those who are told of that (`after` of the target) could not be told."
    AddressDies "address-dies" Error
        "An address that readers have had would be gone after `courant publish`, and lead nowhere. Give the page that took its place an alias, or let it go: `--let-go ADDRESS` once, or a line under `gone` in `site.yaml`."
    ThemeUnknown "theme-unknown" Error
        "There is no such theme in `themes/`, and it is not one that is built in."
    ThemeCycle "theme-cycle" Error
        "A theme extends itself, by way of others."
    ThemeVersion "theme-version" Error
        "The theme says in `theme.yaml` (`courant:`) that it is made for another version of Courant."
    ThemeOption "theme-option" Error
        "`theme_options` has an option that the theme does not have, or a value of another type."
    TemplateUnknown "template-unknown" Error
        "The theme has no template of that name."
    TemplateSyntax "template-syntax" Error
        "A template of the theme is not valid Tera."
    TemplateRender "template-render" Error
        "A template could not be filled in, mostly because it uses a field that its page does not have. The fields that it does have are named."
    WordMissing "word-missing" Warning
        "The theme lacks a word in this language; the English one is shown."
}

impl Code {
    /// The codes that settings may turn off or turn into errors: warnings about texts, which may be intended.
    pub const LINTS: &[Self] = &[
        Self::DocumentLink,
        Self::HeadingJump,
        Self::ImagePosition,
        Self::ImageWithoutAlt,
        Self::LinkDead,
        Self::LinkLocal,
        Self::LinkMoved,
        Self::LinkText,
        Self::SummaryLong,
        Self::TableHeader,
        Self::TagUnusual,
        Self::TitleLong,
    ];
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
