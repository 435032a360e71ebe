//! What was meant as a mark, and is shown as text, and its kinds.

use std::ops::Range;

use crate::base::Code;

/// A piece of text that was meant as a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Its kind.
    pub kind: LeftoverKind,
    /// Its bytes in the body.
    pub range: Range<usize>,
    /// What to write instead.
    pub hint: String,
}

/// The kind of what is left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftoverKind {
    /// A link or an image that is text.
    Link,
    /// A reference to a note that is not there.
    NoteMissing,
    /// A note whose label another note has.
    NoteTwice,
    /// A shortcode or a tag of a template.
    Shortcode,
    /// Code of a program that runs elsewhere.
    Program,
    /// A list of attributes.
    Attributes,
    /// Attributes that are not applied.
    AttributesLost,
    /// The name of an emoji.
    Emoji,
    /// A heading, a list or a note, written as in another program.
    Mark,
    /// Words on the line of a block that are none of its attributes.
    BlockWords,
    /// The end of a block that is not open.
    BlockStray,
    /// A sign within a number or a word that is read as emphasis.
    Emphasis,
    /// A paragraph that is code, because it is indented.
    Indented,
    /// A paragraph that is a heading, because of the line below it.
    Underlined,
    /// A line that is shown behind the one above it.
    Joined,
    /// A heading without text.
    HeadingEmpty,
    /// A heading of HTML of the level of the title.
    HeadingTop,
    /// A note to which nothing refers.
    NoteUnused,
    /// Code that nothing closes.
    Fence,
    /// The definition of a link that the text does not use.
    Definition,
    /// Cells for which the table has no column.
    Cell,
    /// Text right below a table, which became a row of it.
    RowStray,
    /// An element that is not closed.
    TagOpen,
    /// The end of an element that is not open.
    TagStray,
    /// What looks like an element, and is none.
    TagUnknown,
    /// The beginning of an element without its `>`.
    TagCut,
    /// The name of a character that HTML does not have.
    Character,
    /// An element of the head of a page.
    OfHead,
    /// A block without anything to show.
    BlockEmpty,
    /// A block without what it is for.
    BlockLacks,
}

impl LeftoverKind {
    /// The code and the message of a finding of this kind.
    pub fn told(self) -> (Code, &'static str) {
        match self {
            Self::Link => (Code::LinkUnread, "this is no link, so readers see it as it is written here"),
            Self::NoteMissing => (Code::NoteMissing, "there is no footnote for this reference"),
            Self::NoteTwice => (Code::NoteTwice, "another footnote has this label, and references lead to that one"),
            Self::NoteUnused => (Code::NoteUnused, "nothing in the text refers to this footnote"),
            Self::Shortcode => {
                (Code::ShortcodeLeft, "this is a tag of another program, so readers see it as it is written here")
            }
            Self::Program => {
                (Code::ShortcodeLeft, "this is code for a program that does not run here, so it is left out")
            }
            Self::Attributes => {
                (Code::AttributesLeft, "this is no attribute here, so readers see it as it is written here")
            }
            Self::AttributesLost => (Code::AttributesLeft, "these attributes have no effect here"),
            Self::Emoji => (Code::EmojiLeft, "this is the name of an emoji, and readers see the name"),
            Self::Mark => (Code::MarkLeft, "this is no mark of Markdown, so readers see it as it is written here"),
            Self::BlockWords => (Code::DirectiveAttribute, "this is not read as an attribute of the block"),
            Self::BlockStray => (Code::MarkLeft, "this line closes a block, and none is open"),
            Self::Emphasis => (Code::MarkLeft, "this is read as emphasis, so readers do not see its signs"),
            Self::Indented => (Code::MarkLeft, "the spaces before this line make it code"),
            Self::Underlined => (Code::MarkLeft, "the line of signs below this text makes it a heading"),
            Self::Joined => (Code::MarkLeft, "readers see this line and those below it behind each other, as one"),
            Self::Fence => (Code::MarkLeft, "nothing closes this block of code, so all that follows is code"),
            Self::HeadingEmpty => (Code::HeadingEmpty, "this heading has no text"),
            Self::HeadingTop => {
                (Code::HeadingJump, "this heading has the level of the title, which each page has only once")
            }
            Self::Definition => {
                (Code::LinkUnread, "readers do not see this line: it defines a link that the text does not use")
            }
            Self::Cell => {
                (Code::TableCells, "the table has no column for this, so readers do not see it: each `|` begins a cell")
            }
            Self::RowStray => (Code::MarkLeft, "this line is read as a row of the table above it"),
            Self::TagOpen => (Code::HtmlStray, "this element is not closed, so all that follows belongs to it"),
            Self::TagStray => (
                Code::HtmlStray,
                "this closes an element that is not open here: it may be one of the page around the text",
            ),
            Self::TagCut => (Code::HtmlStray, "this element is not complete, so readers see it as it is written here"),
            Self::Character => (Code::MarkLeft, "HTML has no such character, so readers see it as it is written here"),
            Self::OfHead => (Code::HtmlStray, "this belongs to the head of a page, and changes the whole page"),
            Self::BlockEmpty => (Code::MarkLeft, "this block has nothing in it"),
            Self::BlockLacks => (Code::MarkLeft, "this block lacks what it is for"),
            Self::TagUnknown => (Code::HtmlUnknown, "this is read as HTML, so readers do not see it"),
        }
    }
}
