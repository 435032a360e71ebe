//! Structured data of an event: schema.org's `Event`, with the properties that Google documents
//! (developers.google.com/search/docs/appearance/structured-data/event).

use serde_json::{Value, json};

use crate::plan::view::{EventView, ItemView, PageView, SiteView};

/// The event of an item; `publisher` is the id of its organiser.
pub(super) fn event(page: &PageView<'_>, item: &ItemView<'_>, site: &SiteView, publisher: &str) -> Option<Value> {
    let event = item.event.as_ref()?;
    let mut data = json!({
        "@type": "Event",
        "name": item.title,
        "url": page.url,
        "startDate": event.start.iso,
        "eventStatus": format!("https://schema.org/{}", status(event)),
        "eventAttendanceMode": format!("https://schema.org/{}", attendance(event)),
        "location": locations(event, page),
        "inLanguage": site.language,
        "organizer": {"@id": publisher},
    });
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            data[key] = value;
        }
    };
    add("endDate", event.end.as_ref().map(|end| json!(end.iso)));
    add("description", (!item.summary.is_empty()).then(|| json!(item.summary)));
    add("image", item.image.as_ref().map(|image| json!(image.url)));
    add("previousStartDate", event.moved_from.as_ref().map(|before| json!(before.iso)));
    let is_offered = event.price.is_some() || event.url.is_some();
    add("offers", is_offered.then(|| offer(event, page)));
    Some(data)
}

fn status(event: &EventView<'_>) -> &'static str {
    match (event.state, &event.moved_from) {
        ("cancelled", _) => "EventCancelled",
        (_, Some(_)) => "EventRescheduled",
        (_, None) => "EventScheduled",
    }
}

fn has_place(event: &EventView<'_>) -> bool {
    event.place.is_some() || event.address.is_some()
}

fn attendance(event: &EventView<'_>) -> &'static str {
    match (event.online, has_place(event)) {
        (true, true) => "MixedEventAttendanceMode",
        (true, false) => "OnlineEventAttendanceMode",
        (false, _) => "OfflineEventAttendanceMode",
    }
}

fn locations(event: &EventView<'_>, page: &PageView<'_>) -> Value {
    let mut locations = Vec::new();
    if has_place(event) {
        let name = event.place.or(event.address);
        locations.push(json!({"@type": "Place", "name": name, "address": event.address.or(event.place)}));
    }
    if event.online {
        locations.push(json!({"@type": "VirtualLocation", "url": event.url.unwrap_or(&page.url)}));
    }
    Value::Array(locations)
}

/// The words of a price are no number, but what is free has one.
fn offer(event: &EventView<'_>, page: &PageView<'_>) -> Value {
    const FREE: &[&str] = &["gratis", "free", "kostenlos", "gratuit", "fergees", "0"];
    let mut offer = json!({"@type": "Offer", "url": event.url.unwrap_or(&page.url)});
    match event.price {
        Some(price) if FREE.contains(&price.to_lowercase().as_str()) => {
            offer["price"] = json!(0);
            offer["priceCurrency"] = json!("EUR");
        }
        Some(price) => offer["description"] = json!(price),
        None => {}
    }
    offer
}
