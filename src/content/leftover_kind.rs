//! What was meant as a mark, and is shown as text, and its kinds.

use std::ops::Range;

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
    /// A list of attributes.
    Attributes,
    /// Attributes that are not applied.
    AttributesLost,
    /// The name of an emoji.
    Emoji,
    /// A heading, a list or a note, written as in another program.
    Mark,
    /// Code that nothing closes.
    Fence,
    /// The definition of a link that the text does not use.
    Definition,
    /// Cells for which the table has no column.
    Cell,
    /// An element that is not closed.
    TagOpen,
    /// The end of an element that is not open.
    TagStray,
    /// What looks like an element, and is none.
    TagUnknown,
}
