//! What a week has for a notice board: its items and the dates of its events.

use super::listing::ItemId;
use super::site::Site;
use super::weeks::Week;
use crate::base::date::When;
use crate::config::LanguageId;

impl Site {
    /// The weeks of a language that have a page, oldest first; none without notice boards.
    pub fn weeks(&self, language: LanguageId) -> &[Week] {
        self.order.weeks.get(language.index()).map_or(&[], Vec::as_slice)
    }

    /// The news of a week, newest first.
    pub fn news_of_week(&self, language: LanguageId, week: Week) -> &[ItemId] {
        let (monday, sunday) = week.days();
        let news = self.newest_first(language);
        let day = |id: &ItemId| self.item(*id).date.day();
        let start = news.partition_point(|id| day(id) > sunday);
        let end = news.partition_point(|id| day(id) >= monday);
        news.get(start..end).unwrap_or_default()
    }

    /// The dates of events that are held in a week, by their start.
    pub fn events_of_week(&self, language: LanguageId, week: Week) -> Vec<(ItemId, When)> {
        let (monday, sunday) = week.days();
        let lists = self.newsroom(language);
        let past = lists.past.iter().flat_map(|(_, ids)| ids);
        let mut found: Vec<(ItemId, When)> = Vec::new();
        for id in lists.upcoming.iter().chain(past) {
            let Some(event) = &self.item(*id).newsroom().event else { continue };
            let starts = event.starts();
            let until = starts.partition_point(|start| start.day() <= sunday);
            // Dates have one length, so the ends are in the order of the starts.
            let last_day = |start: &When| event.end_of(*start, self.config.time_zone).unwrap_or(*start).day();
            let held = starts.iter().take(until).rev().take_while(|start| last_day(start) >= monday);
            found.extend(held.map(|start| (*id, *start)));
        }
        found.sort_by_key(|(id, start)| (start.at, *id));
        found
    }
}
