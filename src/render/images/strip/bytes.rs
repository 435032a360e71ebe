//! The bytes of a file, read part by part.

/// Why the parts of a file cannot be told.
#[derive(Debug)]
pub(super) enum Broken {
    /// It ends within a part.
    Ends,
    Because(String),
}

/// The bytes of a file from the front to the back.
pub(super) struct Bytes<'b> {
    pub(super) rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, length: usize) -> Result<&'b [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Broken::Ends)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        self.take(N)?.try_into().map_err(|_other_length| Broken::Ends)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Broken> {
        let [byte] = self.array()?;
        Ok(byte)
    }
}
