//! The pictures of an item that stand on the old host: fetched, and named by their addresses here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::item::ImportedItem;
use super::links;
use super::loss::{Harm, ImportLoss};
use super::picture_fetcher::PicturePlan;
use super::report::ImportedThing;
use super::writer::ImportWriter;
use crate::base::{Error, RootedFolder};

impl ImportWriter<'_> {
    /// The body with the addresses of pictures that are here now; the lead image gets its own.
    ///
    /// # Errors
    /// The site cannot be written to.
    pub(super) fn fetch_pictures(&mut self, item: &mut ImportedItem, body: String) -> Result<String, Error> {
        let (Some(fetcher), Some(site)) = (self.fetcher.as_ref(), self.site) else { return Ok(body) };
        let plans: RefCell<BTreeMap<String, PicturePlan>> = RefCell::default();
        let note = |to: &str| {
            let plan = fetcher.plan(to);
            plans.borrow_mut().extend(plan.map(|plan| (to.to_owned(), plan)));
            None
        };
        links::rewrite(&body, note);
        if let Some(image) = &item.image {
            note(&image.src);
        }
        let plans = plans.into_inner();
        let is_there = |path: &str| site.kind(path).is_ok_and(|kind| kind.is_some());
        let mut missing: Vec<PicturePlan> = plans.values().filter(|plan| !is_there(&plan.path)).cloned().collect();
        missing.sort_by(|one, other| one.path.cmp(&other.path));
        missing.dedup_by(|one, other| one.path == other.path);
        // What was removed here stays away.
        missing.retain(|plan| self.state.path(&key(plan)).is_none());
        let results = fetcher.fetch(&missing);
        for (plan, result) in missing.iter().zip(results) {
            self.keep_picture(site, item, plan, result)?;
        }
        let found = |to: &str| plans.get(to).filter(|plan| is_there(&plan.path)).map(|plan| plan.address.clone());
        if let Some(image) = item.image.as_mut()
            && let Some(address) = found(&image.src)
        {
            image.src = address;
        }
        Ok(links::rewrite(&body, |to| found(to).map(|address| super::equivalents::address(&address))))
    }

    fn keep_picture(
        &mut self,
        site: &RootedFolder,
        item: &ImportedItem,
        plan: &PicturePlan,
        result: Result<Vec<u8>, String>,
    ) -> Result<(), Error> {
        self.report.count_in(ImportedThing::Pictures);
        match result {
            Ok(bytes) => {
                let written = site.write_new(&plan.path, &bytes);
                written.map_err(|error| Error::io(&format!("cannot write {}", plan.path), &error))?;
                self.state.note(&key(plan), &plan.path, &bytes);
                self.report.count_out(ImportedThing::Pictures);
            }
            Err(reason) => {
                let loss = ImportLoss::new(Harm::Part, "pictures that could not be fetched", &*item.place.file);
                let message = format!("the picture {} could not be fetched: {reason}", plan.url);
                let hint = "import again, or put the picture into `static/` yourself";
                self.report.losses(vec![loss.at(item.place.line).told(message, hint)]);
            }
        }
        Ok(())
    }
}

fn key(plan: &PicturePlan) -> String {
    format!("fetched {}", plan.url)
}
