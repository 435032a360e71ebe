//! Codes of findings, each with a stable name, a severity and an explanation. `docs/errors.md` is generated from this table.

use serde::{Serialize, Serializer};

/// How bad a finding is: an error stops the build, a warning does not.
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
        "A Markdown file in `content/` must start with front matter: a line `---`, the keys, and another line `---`."
    FrontMatterUnclosed "front-matter-unclosed" Error
        "The front matter starts with `---` but never ends. Add a line with only `---` after the last key."
    FrontMatterTooLong "front-matter-too-long" Error
        "Front matter can be at most 64 KiB. A longer one usually means that the body is between the `---` lines."
    FrontMatterContinued "front-matter-continued" Error
        "A key of the front matter stands below the line `---` that ends it, where it is text. Move it above that line."
    KeyMisplaced "key-misplaced" Error
        "The key has no effect where it stands, and the item would be published as if it were not there: it is below `extra`, or it is `live: false` on an item without updates."
    DraftsFolder "drafts-folder" Warning
        "The folder has a name that other programs keep for drafts. Courant publishes what is in it: an item is a draft if it says `draft: true`."
    FrontMatterSyntax "front-matter-syntax" Error
        "The front matter is not valid YAML. The most common cause is a title with a colon: put the title in double quotes."
    UnknownKey "unknown-key" Error
        "The key does not exist. Extra keys for a theme belong under `extra`."
    UnreadFile "unread-file" Warning
        "A file in `content/` looks like the text of an item, and is not read. Items are in files whose names end in `.md` (or `.markdown`, `.mdown`, `.mkd`) or, with front matter, in `.html` or `.htm`, in lower case."
    ValueCut "value-cut" Warning
        "A part of this value is not read: in YAML, `#` after a space begins a comment, and `!` at the beginning a tag. Put the value in quotes. What is meant as a comment stands behind two spaces, and is not reported; nor is one behind a number, a list or quotes, or behind a single word that is no text, such as a URL."
    QuotesKept "quotes-kept" Warning
        "The value is in quotation marks of a word processor, which YAML does not know: they stay, and readers see them. Write straight quotes."
    DuplicateKey "duplicate-key" Error
        "The key is set twice. Keep one of the two."
    WrongType "wrong-type" Error
        "The value has the wrong type: text instead of a list, or `ja` instead of `true`."
    TitleMissing "title-missing" Error
        "Every item, every standing page and the site itself must have a `title`."
    DateMissing "date-missing" Error
        "Every news item must have a date: a key `date: 2013-12-03`, or a file name that starts with the date, such as `2013-12-03-open-dag.md`."
    DateInvalid "date-invalid" Error
        "Write a date as `2013-12-03`, with a time as `2013-12-03 14:30`, and with an offset as `2013-12-03 14:30 +01:00`. Any other form is an error: the hint has your date in the form to write. `12/03/2013` is March or December, depending on the country: the hint has both."
    KeyIdle "key-idle" Warning
        "The key has no effect, because another key of the item decides the same."
    KeyNotForPages "key-not-for-pages" Error
        "The key is only for news items. A standing page in `content/pages/` cannot have a date, tags, authors or dossiers."
    TermFileDated "term-file-dated" Error
        "The folder is for texts about terms: a file in `content/authors/` is about an author, and has no date. News goes into another folder of `content/`."
    TermFileTwice "term-file-twice" Error
        "Two files are about the same term in the same language. Remove one of them, or give it another `language` or `title`."
    TermUnknown "term-unknown" Warning
        "No item has the term that the file is about, but items have one with a name that is nearly the same. The page of the text then has no items, and the page of the items has no text."
    ContactUnknown "contact-unknown" Error
        "The item names a contact that is neither in `site.yaml` under `contacts` nor in `content/contacts/`."
    ContactTwice "contact-twice" Error
        "Two contacts have the same key. Remove one of them, or give it another key."
    ContactNameless "contact-nameless" Error
        "A contact needs a `name`: that of a person, or of a service."
    SectionUnknown "section-unknown" Error
        "A file in `content/sections/` has the name of a section in `site.yaml`, and its text stands on the index of that section."
    SlugInvalid "slug-invalid" Error
        "A slug is one part of an address. It consists of letters, digits and hyphens, without spaces, `/` and `..`."
    NestingTooDeep "nesting-too-deep" Error
        "Lists, quotations, directives or HTML elements are nested more than 100 levels deep, or an HTML element has more than 500 attributes. No reader can follow that, and the time that browsers need grows with the square of the depth. Usually the end of a directive or of an element is missing."
    TermsTooMany "terms-too-many" Error
        "An item can have at most 100 tags, 100 authors and 100 dossiers. Each of them has a page with all its items, and each item shows all of them."
    YamlTooLarge "yaml-too-large" Error
        "The aliases (`*name`) in this YAML repeat so much that the result would be larger than 4 MiB, or its brackets are nested more than 1,000 levels deep. Write the values out, or leave the repetition away."
    AddressInvalid "address-invalid" Error
        "An address starts with `/`. It has no empty parts, no `..`, `?`, `#`, `*` or `:`, and no backslash."
    AddressTaken "address-taken" Error
        "Two pages have the same address, so one would overwrite the other; or one of them is a file and the other would be below it, as `/feed.xml` and `/feed.xml/old/`. Change the `slug` of one of them, or remove the alias."
    SectionInvalid "section-invalid" Error
        "A section is a folder in `content/`, outside `content/pages/`, with addresses as those of the main news: an index that ends in `/`, and patterns for items and archives. Two sections cannot have the same folder."
    TaxonomyInvalid "taxonomy-invalid" Error
        "The name of a taxonomy is a key of the front matter: lower-case letters, digits, `-` and `_`, and none of the keys that items have already."
    RedirectInvalid "redirect-invalid" Error
        "A redirect leads from an old address, such as `/oud/`, `/blog/{name}.html`, `/oud/*` or `/?p=123`, to an address of the site, to a file of `content/`, or to a URL. A name in braces stands for any text within a part of the path, `*` for all that follows, and each old address has one redirect."
    RedirectNeedsHost "redirect-needs-host" Warning
        "Redirects with a pattern or a query are made by the web host: no page can stand at their addresses. Name the host with `host: {files: [nginx]}`, so that its file contains them. Where the host cannot make such a redirect, write the old addresses out, one redirect for each."
    RedirectHidesPage "redirect-hides-page" Warning
        "The pattern of the redirect matches the address of a page, and the web host looks at redirects before it looks for pages. Give the pattern a form that the page does not have, or write the old addresses out."
    LinkBroken "link-broken" Error
        "The link points to a file that does not exist, or to an item that is a draft or not yet published. A link to a source file is relative to the file that contains the link; if it starts with `/`, it is relative to the content folder."
    HeadingMissing "heading-missing" Error
        "The link points to a heading that the page does not have. The hint names the closest heading, or all headings of the page."
    ImageMissing "image-missing" Error
        "The image does not exist. Put it beside the item, in the item's own folder, or in `static/`."
    ImageWithoutAlt "image-without-alt" Warning
        "The image has no alternative text, so people who cannot see it miss its content. Write `![description of the image](foto.jpg)`."
    ImageAltMissing "image-alt-missing" Error
        "The lead image must have `alt`, a text for people who cannot see the image."
    AttachmentInvalid "attachment-invalid" Error
        "An attachment must be a file in `content/` other than a page. To refer to a page, link to it in the text."
    AudioUnreadable "audio-unreadable" Error
        "The recording of an item is not a file of sound, is truncated, does not say how long it takes, or has a format that not all browsers and podcast players play. MP3, M4A, Ogg (Opus, Vorbis) and WAV are played."
    PdfAccessibility "pdf-accessibility" Warning
        "The PDF lacks what screen readers need: tags (the structure of the text), the language, or a title that viewers show in place of the file name. Set them in the program in which the document was made, and export it anew: in a word processor under the properties of the document, and with *tagged PDF* or *PDF/UA* among the options of the export. Reported by `courant check` and the preview."
    PdfEncrypted "pdf-encrypted" Warning
        "The PDF is encrypted. Readers may be asked for a password, and assistive technology and archives may be refused. Export it without protection. Reported by `courant check` and the preview."
    PdfUnreadable "pdf-unreadable" Warning
        "The file is not a PDF, or is truncated or damaged. Some viewers repair a damaged PDF, and others show nothing. Reported by `courant check` and the preview."
    WooInvalid "woo-invalid" Error
        "The category of an attachment is one of the 17 information categories of article 3.3 of the Dutch Wet open overheid, by its official name; the organisation in `site.yaml` is identified as the Register van Overheidsorganisaties does it."
    PodcastInvalid "podcast-invalid" Error
        "A value under `podcast` in `site.yaml` is not what directories of podcasts take: a category of Apple Podcasts, an email address, a GUID, or a square picture."
    WooIdle "woo-idle" Warning
        "An attachment has a category of the Wet open overheid, and `site.yaml` does not say which organisation publishes, so no sitemap for open.overheid.nl is made."
    FileNotAllowed "file-not-allowed" Error
        "The site is `untrusted`, and the file is not a picture, a document, sound, film, an archive or a text. Hosts and browsers run some files, such as `.php`, `.html` and `.js`, and read their settings from others, such as `.htaccess`. The owner of the site can allow more with `untrusted_files` in `site.yaml`, or publish the file from `static/`."
    AliasNotAllowed "alias-not-allowed" Error
        "The site is `untrusted`, and the alias is not the address of a page: it has a part that starts with a dot, or an ending other than `.html`. The owner of the site can allow it with `untrusted_files` in `site.yaml`."
    ImageFocus "image-focus" Error
        "The `focus` of a lead image is not two percentages, such as `50% 20%`."
    ImageUnreadable "image-unreadable" Error
        "The file is not an image, is truncated or damaged so that browsers show nothing, has a format that browsers do not support, or is too large to decode in memory."
    ImageDamaged "image-damaged" Warning
        "The end of the image is missing, or the checksum of one of its parts is wrong: it was copied or saved incompletely. Browsers show what is there, and Courant makes the copies from that."
    DrawingUnsafe "drawing-unsafe" Error
        "The site is `untrusted`, and the SVG drawing has something that could load from another host or exhaust a browser, and that cannot be left out without changing the drawing: an external image, a style with `@import`, a file that is not UTF-8. Save the drawing again as simple SVG, or publish it as PNG."
    ImageExternal "image-external" Error
        "The image loads from another host. That host can track your readers, and can change or remove the image. Put the file beside its item, or allow the host: `external_images: [cdn.example.org]` in `site.yaml`. With a lower level the page is published, and browsers do not show the image, because the Content-Security-Policy forbids it."
    ImagePosition "image-position" Warning
        "A published photograph contains the location where it was taken. Courant removes metadata from images beside items, but copies files in `static/` unchanged."
    DateOrder "date-order" Error
        "A date is before another one that it cannot be before: an event ends before it starts, an item expires before it is published, a correction is older than its item, or the last change is before the publication or in the future."
    WithdrawnBare "withdrawn-bare" Warning
        "`withdrawn` has neither a date nor a reason: readers are told that the item is withdrawn, and nothing else."
    EventRepeat "event-repeat" Error
        "The event cannot repeat as it says. Write `repeat` as a recurrence rule of calendars (RFC 5545 §3.3.10), such as `FREQ=WEEKLY;BYDAY=TU;COUNT=10`, with a `start` that is its first date. It gives 10,000 dates at most."
    LinkWithdrawn "link-withdrawn" Warning
        "The item that this one refers to was withdrawn, or has expired. Remove the reference, or lead readers to where the matter is now."
    FollowUpDue "follow-up-due" Warning
        "The item promises its readers to come back to its subject, and the date has passed. Name it under `follows` in the item that does so, or change `follow_up`."
    FollowsCircle "follows-circle" Warning
        "Items follow each other up in a circle: of two items, the later one has `follows`."
    RelatedMissing "related-missing" Error
        "The file in `related` does not exist. Paths are relative to the item."
    TagUnusual "tag-unusual" Warning
        "The tag is used once or twice and differs by about one letter from a more common tag. It is probably a typo."
    TermSemicolon "term-semicolon" Warning
        "A tag, an author or a dossier has a semicolon in its name: `[care; youth]` is one tag, and so is `[\"care, youth\"]`. Separate them with commas, without quotes around the whole."
    TermsAlike "terms-alike" Warning
        "Two tags, authors or dossiers have different names that would have the same address: `Müller` and `Muller`, `café` and `cafe`. They are kept apart. The name of the oldest item has the short address; the other has a few letters and digits behind it. If both are one, write one name. If not, give one of them an address under `term_slugs` in `site.yaml`: then nothing can move either."
    HeadingJump "heading-jump" Warning
        "The heading is more than one level below the previous heading, such as `####` after `##`; or it is an `<h1>` of HTML, which only the title of the page is. People who navigate by headings, for example with a screen reader, look for the missing level. Reported by `courant check` and the preview."
    HeadingEmpty "heading-empty" Warning
        "The heading has no text. Screen readers announce it, and find nothing. Reported by `courant check` and the preview."
    LinkText "link-text" Warning
        "The link text does not describe its target: `klik hier`, `lees meer`, or no text at all. Screen readers list links by their text alone. Reported by `courant check` and the preview."
    TableHeader "table-header" Warning
        "The table has no header row to name its columns. Reported by `courant check` and the preview."
    DocumentLink "document-link" Warning
        "The link leads to a document, such as a PDF, without saying so. Readers expect a page, and may be on a phone. Files under `attachments` are shown with their type and size. Reported by `courant check` and the preview."
    LinkUnread "link-unread" Warning
        "This was meant as a link or an image, and is shown as text: an address with spaces must stand between `<` and `>`, as in `[a](<Notulen 3 december.pdf>)`, and a label such as `[a][b]` needs a line `[b]: address`. Reported by `courant check` and the preview."
    LinkAddress "link-address" Warning
        "The address of the link leads nowhere: it is empty, its beginning is misspelt (`htps:`), it has spaces (`mailto: name@example.org`), or it is a file on your own computer (`file:`). Reported by `courant check` and the preview."
    HtmlStray "html-stray" Warning
        "An element of HTML in the text is not closed, so that all that follows belongs to it, as in `<b>` without `</b>`; or an end tag such as `</div>` closes an element of the page around the text. Reported by `courant check` and the preview."
    HtmlUnknown "html-unknown" Warning
        "Words between `<` and `>` are read as an element of HTML. Browsers know none of this name, and show nothing. Write `&lt;` instead of `<`. Reported by `courant check` and the preview."
    MarkLeft "mark-left" Warning
        "Readers see a mark as it is written, because Markdown does not know it or reads it differently: `##Heading` without a space, `•` instead of `-`, `** bold **`, `!!! note`, `> [!INFO]`. Or Markdown reads as a mark what is none: a paragraph that is indented by four spaces is code, and one above `---` is a heading. Reported by `courant check` and the preview."
    TableCells "table-cells" Warning
        "The row has more cells than the table has columns, and Markdown leaves out the rest. A bar that is text is written `\\|`, also in code. Reported by `courant check` and the preview."
    TextDamaged "text-damaged" Warning
        "The text was damaged before it came here: it was read in the wrong encoding, so that `é` became `Ã©`, or it has an invisible control character, which HTML and feeds forbid."
    NoteMissing "note-missing" Warning
        "The text refers to a footnote that does not exist, so readers see `[^1]`. Add the note as a line of its own: `[^1]: The text of the note.` Reported by `courant check` and the preview."
    NoteUnused "note-unused" Warning
        "Nothing in the text refers to this footnote, so it stands below the text without a number to come from. Write `[^label]` where it belongs. Reported by `courant check` and the preview."
    NoteTwice "note-twice" Warning
        "Two footnotes have the same label. Capitals do not count: `[^A]` and `[^a]` are one label. References lead to the first of them. Reported by `courant check` and the preview."
    ShortcodeLeft "shortcode-left" Warning
        "The text has a shortcode or a tag of another program, such as Hugo, Jekyll or Zola, which readers see as it is. Write in Markdown what it would show, or use a directive such as `::: note`. Reported by `courant check` and the preview."
    AttributesLeft "attributes-left" Warning
        "The text has a list of attributes in braces, such as `{: .warning}`, which readers see as it is. Only headings can have attributes: `## Heading {#id}`. Reported by `courant check` and the preview."
    EmojiLeft "emoji-left" Warning
        "The text has the name of an emoji between colons, such as `:tada:`, which readers see as it is. Write the character itself. Reported by `courant check` and the preview."
    SummaryLong "summary-long" Warning
        "The `summary` has more than 160 characters, so search engines and social networks cut it off. Reported by `courant check` and the preview."
    TitleLong "title-long" Warning
        "The title has more than 90 characters, so lists, browser tabs and search engines cut it off. Reported by `courant check` and the preview."
    LinkLocal "link-local" Warning
        "The link leads to your own machine or to a private network (`localhost`, `192.168.1.1`, `intranet.local`), which other readers cannot reach. For a site on an intranet, set `lints: {link-local: off}`. Reported by `courant check` and the preview."
    LinkOwn "link-own" Warning
        "The link is a URL of the site itself, and the site has no such page or file. If another program answers at that address, set `lints: {link-own: off}`."
    LinkDead "link-dead" Warning
        "The target of an external link does not respond, or responds with an error. Reported by `courant check --external`."
    LinkMoved "link-moved" Warning
        "The target of an external link has moved permanently. Use the new URL while the old one still redirects to it. Reported by `courant check --external`."
    LiveTime "live-time" Warning
        "The headings of a live item do not say which updates there are: none of them has a time, one between updates has none, there is no such time, or a time is earlier than the one before it."
    LanguageUnknown "language-unknown" Error
        "The language of the item is not in `site.yaml`, under `language` or `languages`."
    VersionAlone "version-alone" Warning
        "There is no item that this text in plain language is a version of, so it stands in lists as an item of its own. The two belong together when their files have the same folder and name: `brug.md` and `brug.nl-x-eenvoudig.md`."
    HtmlUnclosed "html-unclosed" Error
        "A comment (`<!--`) or an element such as `<script>`, `<textarea>` or `<table>` is not closed. Browsers would not show the rest of the page, or show it in the wrong place. Write its end, such as `-->` or `</table>`; if it is text, write `&lt;` instead of `<`."
    DirectiveUnknown "directive-unknown" Error
        "The theme has no directive of this name."
    DirectiveUnclosed "directive-unclosed" Error
        "A directive starts with `:::` and a name, and ends with a line with only `:::`."
    DirectiveAttribute "directive-attribute" Warning
        "The line that opens a block has something that is none of its attributes, so readers do not see it. An attribute is a name that the theme knows, with its value in straight quotes: `telephone=\"+31 500 12 34 57\"`. Reported by `courant check` and the preview."
    NotUtf8 "not-utf8" Error
        "Text files must be UTF-8. Open the file in your editor and save it in that encoding."
    NulByte "nul-byte" Error
        "The text contains a NUL byte. The file is damaged, or is not a text."
    FileNameNotUtf8 "file-name-not-utf8" Error
        "The file name is not UTF-8, so it does not give an address. Rename the file."
    FileNameTwice "file-name-twice" Error
        "Two files of one folder have names that look the same, and differ only in the form in which accents are stored. Not every system can keep both, and they would have one address. Remove or rename one of them."
    NotAFile "not-a-file" Error
        "A pipe, a socket or a device is in the place of a file. Reading it could block forever."
    SymlinkOutside "symlink-outside" Error
        "A symbolic link points outside its folder, or one of the folders of the site is a link to a place outside the site. A site publishes only files inside its own folders."
    SymlinkNested "symlink-nested" Error
        "A symbolic link to a folder stands in a folder that is itself reached by such a link, or links to folders lead to more than 100,000 files. Each step could double the number of paths."
    SymlinkLoop "symlink-loop" Error
        "A symbolic link points to a folder that contains the link."
    SymlinkBroken "symlink-broken" Error
        "A symbolic link points to a file that does not exist."
    SettingsMissing "settings-missing" Error
        "The folder has no `site.yaml`. Run `courant init` to create a site."
    SettingsSyntax "settings-syntax" Error
        "The file is not valid YAML."
    BaseUrlMissing "base-url-missing" Warning
        "Without `base_url`, absolute URLs in feeds, the sitemap and canonical links start with <http://localhost>. Set it before you publish."
    BaseUrlInvalid "base-url-invalid" Error
        "`base_url` must be the absolute URL of the site: `https://www.example.org`."
    TimeZoneUnknown "time-zone-unknown" Error
        "`time_zone` must be a name from the IANA time zone database: `Europe/Amsterdam`."
    LanguageInvalid "language-invalid" Error
        "A language must be a BCP 47 tag: `nl`, `en`, `en-US`, `fy`."
    PatternInvalid "pattern-invalid" Error
        "An address pattern can contain the fields `{year}`, `{month}`, `{day}`, `{slug}` and `{folder}`. It must contain `{slug}` and end in `/` or `.html`."
    HostInvalid "host-invalid" Error
        "`external_images` takes host names without a scheme or a path: `cdn.example.org`, `*.example.org` for all its subdomains, or `*` for every host."
    SettingIdle "setting-idle" Warning
        "The setting has no effect on this site: a section or a lint names a folder that does not exist, a feed has a name although the site has no feeds of that format, the pattern of a redirect leads below no address of the site, or an address under `gone` is one of the site."
    ValueOutOfRange "value-out-of-range" Error
        "The number is outside the range that the setting allows."
    SheetLink "sheet-link" Warning
        "A style sheet loads a font, a picture or another sheet that the site does not have."
    CacheInvalid "cache-invalid" Error
        "`cache` needs a `store`: an object store as for publishing, or a folder outside those of the site and of its builds."
    EmbedNotFetched "embed-not-fetched" Warning
        "`courant build --fetch` did not get the title and the picture of a film or a post from its service. The page is right without them. Build with `--fetch` again, or write them into the block yourself."
    CacheFailed "cache-failed" Warning
        "The cache that machines share could not be read or written, or an object in it is torn. The site is right without it; what is not in the cache is made anew. Check its keys, its permissions and its disk; with `COURANT_CACHE=read` a run does not write to it, and with `COURANT_CACHE=off` it does without."
    PublishTarget "publish-target" Error
        "A target under `publish` needs a name of unaccented letters, digits, hyphens and underscores, and exactly one destination."
    PolicyBlocks "policy-blocks" Warning
        "The text has a script, a style, a frame or a film that browsers leave out, because the Content-Security-Policy of the site forbids it. Allow it under `sources`, or remove it."
    SourceInvalid "source-invalid" Error
        "A value under `sources` is no origin from which pages can load something. Write a host, `https:`, or for scripts and styles `inline`."
    ContactInvalid "contact-invalid" Warning
        "Readers cannot call this number, or write to this address. Telephone numbers are in international format, with the country code."
    BaseUrlExample "base-url-example" Warning
        "The `base_url` is the one of the sample settings. Feeds, the sitemap and shared links would lead readers to a site that is not yours. `courant publish` refuses it."
    LfsPointer "lfs-pointer" Error
        "Git LFS keeps large files outside the repository, and this file is only the note of where. Get the files before you build."
    NotText "not-text" Error
        "The file has the name of a text, and holds an archive, a document or a picture."
    MergeConflict "merge-conflict" Error
        "Git could not merge two versions of this text, and left both in the file, with lines of signs between them."
    SecretInSettings "secret-in-settings" Error
        "Passwords, keys and tokens do not belong in `site.yaml`, which is shared and kept in Git. Set them in the environment, or store them with the tools of the provider."
    PublishAfter "publish-after" Error
        "A notification under `after` of a target must be a URL, an IndexNow key, or a command, each in its own format."
    DigestInvalid "digest-invalid" Error
        "The settings under `digest` are for mail: a URL at which readers unsubscribe, and a Listmonk with its URL, its lists, a user and the name of the environment variable of its token."
    AfterFailed "after-failed" Warning
        "The site is published, but a notification under `after` of the target failed."
    AddressDies "address-dies" Error
        "The published address of an item, a page or a document would disappear. Add the address to the aliases of the page that replaces it. To let it go, write `withdrawn: true` in the item, pass `--let-go ADDRESS` to `courant publish` once, or add it to `gone` in `site.yaml`."
    ThemeUnknown "theme-unknown" Error
        "There is no theme of this name in `themes/`, and it is not built in."
    ThemeCycle "theme-cycle" Error
        "A theme extends itself, directly or through other themes."
    ThemeVersion "theme-version" Error
        "The key `courant` in `theme.yaml` requires another version of Courant."
    ThemeOption "theme-option" Error
        "`theme_options` has an option that the theme does not have, or a value of the wrong type."
    ThemeList "theme-list" Error
        "A list in `theme.yaml` leaves out a list that does not exist or that leaves it out in turn, or reads an option that does not exist or has another type."
    TemplateUnknown "template-unknown" Error
        "The theme has no template of this name."
    TemplateSyntax "template-syntax" Error
        "A template of the theme is not valid Tera."
    TemplateVariable "template-variable" Warning
        "A template of your theme reads a variable or a field that no page has. In a condition, Tera takes it for `false` without a word. The names are in docs/variables.md."
    ThemeUnused "theme-unused" Warning
        "A template or a word of your theme that nothing uses, usually because its name is misspelt."
    TemplateRender "template-render" Error
        "A template failed to render, usually because it uses a variable that the page does not have. The hint names the available variables."
    WordMissing "word-missing" Warning
        "The theme has no translation of a word in this language, and uses the English word instead."
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
