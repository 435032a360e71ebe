//! Moves of files in an output folder that can be undone: until a run is recorded, a failure leaves the old output as it was.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::staging::Staging;
use crate::base::RootedFolder;

/// A move that was made.
#[derive(Debug)]
enum Move {
    /// A folder was created.
    Folder(String),
    /// A file or folder of the tree of new files came to a free place at the top.
    Tree(String),
    /// A staged file came to a free place.
    Created(String),
    /// A staged file and the one in its place were exchanged.
    Exchanged(String, u32),
    /// A file or folder was set aside, under this number.
    Aside(String, u32),
}

/// The moves of a run, in order.
#[derive(Debug)]
pub(super) struct Moves<'w> {
    output: &'w RootedFolder,
    staging: &'w Staging,
    made: Mutex<Vec<Move>>,
}

impl<'w> Moves<'w> {
    pub(super) fn new(output: &'w RootedFolder, staging: &'w Staging) -> Self {
        Self { output, staging, made: Mutex::default() }
    }

    fn note(&self, made: Move) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(made);
    }

    /// Moves the tree of new files into place.
    pub(super) fn place_tree(&self) -> io::Result<()> {
        for name in self.staging.tree_names()? {
            // A rename would replace what came here meanwhile.
            if self.output.kind(&name)?.is_some() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.output.rename(Staging::in_tree(&name), &name)?;
            self.note(Move::Tree(name));
        }
        Ok(())
    }

    /// Moves a staged file to its place, where an older one may be.
    pub(super) fn place(&self, number: u32, file: &str) -> io::Result<()> {
        let staged = Staging::name(number);
        if self.output.stamp(file)?.is_some() {
            self.replace(number, &staged, file)?;
            self.note(Move::Exchanged(file.to_owned(), number));
            return Ok(());
        }
        let rename = || self.output.rename(&staged, file);
        rename().or_else(|error| match error.kind() {
            // Another thread may create the folder meanwhile, so that there is none to create here.
            io::ErrorKind::NotFound => self.create_folders(file).and_then(|()| rename()),
            _ => Err(error),
        })?;
        self.note(Move::Created(file.to_owned()));
        Ok(())
    }

    /// Exchanges a staged file with the one in its place. Where the file system cannot exchange, the old file is copied first,
    /// so that there is one at each moment.
    fn replace(&self, number: u32, staged: &str, file: &str) -> io::Result<()> {
        if self.output.try_exchange(staged, file)? {
            return Ok(());
        }
        let copy = Staging::copy_name(number);
        self.output.copy_new(&mut self.output.open_file(file)?, &copy)?;
        self.output.rename(staged, file)?;
        self.output.rename(copy, staged)
    }

    /// Creates the folders of a file.
    fn create_folders(&self, file: &str) -> io::Result<()> {
        for (at, _) in file.match_indices('/') {
            let Some(folder) = file.get(..at) else { continue };
            if self.output.kind(folder)?.is_none() {
                // A call may create the folder and fail all the same.
                self.note(Move::Folder(folder.to_owned()));
                self.output.create_folder(folder)?;
            }
        }
        Ok(())
    }

    /// Sets a file or folder aside: it is removed when the staging folder is.
    pub(super) fn set_aside(&self, path: &str) -> io::Result<()> {
        let number = self.staging.reserve()?;
        self.output.rename(path, Staging::name(number))?;
        self.note(Move::Aside(path.to_owned(), number));
        Ok(())
    }

    /// Removes the folders above a file that are empty.
    pub(super) fn remove_empty_folders(&self, file: &str) {
        for (at, _) in file.rmatch_indices('/') {
            if !file.get(..at).is_some_and(|folder| self.output.remove_empty_folder(folder)) {
                return;
            }
        }
    }

    /// Undoes all moves, the last one first, as far as possible. What fails is tried once more: a disk that failed may fail again at
    /// the same time, and what was set aside is lost afterwards.
    ///
    /// # Errors
    /// The first move that could not be undone.
    pub(super) fn undo(self) -> io::Result<()> {
        let mut made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        made.reverse();
        made.retain(|made| self.undo_one(made).is_err());
        // Each is tried, whatever became of the others.
        made.iter().map(|made| self.undo_one(made)).fold(Ok(()), io::Result::and)
    }

    fn undo_one(&self, made: &Move) -> io::Result<()> {
        match made {
            Move::Folder(folder) => {
                self.output.remove_empty_folder(folder);
                Ok(())
            }
            Move::Tree(name) => self.output.rename(name, Staging::in_tree(name)),
            Move::Created(file) => self.output.remove(file),
            Move::Exchanged(file, number) => self.output.rename(Staging::name(*number), file),
            Move::Aside(path, number) => {
                let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
                folder.map_or(Ok(()), |folder| self.output.create_folder(folder).map(drop))?;
                self.output.rename(Staging::name(*number), path)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn threads_that_need_one_new_folder_at_once_all_find_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let staging = Staging::open(folder.path()).expect("a staging folder");
        let output = RootedFolder::open(folder.path()).expect("an output folder");
        let moves = Moves::new(&output, &staging);
        for round in 0..100 {
            let staged: Vec<u32> = (0..8).map(|_| staging.put(b"x").expect("a staged file")).collect();
            staged.into_par_iter().for_each(|number| {
                moves.place(number, &format!("tags/{round}/{number}/index.html")).expect("a place");
                assert!(folder.path().join(format!("tags/{round}/{number}/index.html")).is_file());
            });
        }
    }
}
