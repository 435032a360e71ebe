//! Events: the agenda, calendars, and when an event is over.

use std::process::Command;

use super::newsroom::item;
use super::program::{courant, files, read, write};

const SETTINGS: &str = "title: Dorp\nbase_url: https://proef.example\n\
                        sections: {verslagen: {folder: content/verslagen}}\n";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", SETTINGS);
    let event = |title: &str, more: &str| item(title, &format!("date: 2014-01-02\n{more}"), "Tekst.");
    write(
        root,
        "content/nieuws/markt.md",
        &event(
            "Markt",
            "tags: [feest]\nevent: {start: 2014-03-29 14:00, end: 2014-03-29 19:00, place: \"Brink, midden\", price: gratis}\n",
        ),
    );
    write(root, "content/nieuws/kamp.md", &event("Kamp", "event: {start: 2014-03-28, end: 2014-03-30}\n"));
    write(
        root,
        "content/verslagen/koor.md",
        &event(
            "Koor",
            "event: {start: 2014-03-04 20:00, end: 2014-03-04 22:00, repeat: FREQ=WEEKLY;BYDAY=TU;COUNT=8}\n",
        ),
    );
    write(
        root,
        "content/nieuws/stoet.md",
        &event("Stoet", "event: {start: 2013-11-11 18:00, cancelled: true, moved_from: 2013-11-10 18:00}\n"),
    );
    folder
}

fn build(root: &std::path::Path, at: &str) {
    let told = courant(root, &["build", "--at", at]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
}

/// The titles of the entries of a page.
fn titles(page: &str) -> Vec<&str> {
    let heads = page.split("<h2 dir=\"auto\">").skip(1);
    heads.filter_map(|head| head.split("</a>").next()?.rsplit('>').next()).collect()
}

#[test]
fn nothing_that_is_over_is_shown_as_to_come() {
    let folder = site();
    let root = folder.path();
    for (at, upcoming, past) in [
        ("2014-03-01", &["Koor", "Kamp", "Markt"][..], &[][..]),
        ("2014-03-04 21:59", &["Koor", "Kamp", "Markt"], &[]),
        ("2014-03-29 18:59", &["Kamp", "Markt", "Koor"], &[]),
        ("2014-03-29 19:00", &["Kamp", "Koor"], &["Markt"]),
        ("2014-03-31 00:00", &["Koor"], &["Markt", "Kamp"]),
        ("2014-04-22 22:00", &[], &["Koor", "Markt", "Kamp"]),
    ] {
        build(root, at);
        assert_eq!(titles(&read(root, "output/agenda/index.html")), upcoming, "{at}");
        let year = root.join("output/agenda/2014/index.html");
        let shown = year.exists().then(|| read(root, "output/agenda/2014/index.html"));
        assert_eq!(shown.as_deref().map(titles).unwrap_or_default(), past, "{at}");
        assert_eq!(titles(&read(root, "output/agenda/2013/index.html")), ["Stoet"], "{at}");
    }
    let page = read(root, "output/nieuws/2014/markt/index.html");
    assert!(page.contains("Deze activiteit is geweest."), "{page}");
}

#[test]
fn an_incremental_build_knows_the_end_of_an_event() {
    let folder = site();
    build(folder.path(), "2014-03-29 18:59");
    build(folder.path(), "2014-03-29 19:00");
    let clean = site();
    build(clean.path(), "2014-03-29 19:00");
    let (one, other) = (folder.path().join("output"), clean.path().join("output"));
    assert_eq!(files(&one), files(&other));
    for file in files(&one) {
        assert!(std::fs::read(one.join(&file)).unwrap() == std::fs::read(other.join(&file)).unwrap(), "{file}");
    }
}

#[test]
fn the_home_page_shows_the_day_of_an_event() {
    let folder = site();
    build(folder.path(), "2014-03-01");
    let home = read(folder.path(), "output/index.html");
    let agenda = home.split("Agenda</a></h2>").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(agenda.contains("<b>28</b> mrt") && !agenda.contains("2 januari 2014"), "{agenda}");
    // The lead story is an event too.
    let lead = home.split("<article class=\"lead-story").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(lead.contains("4 maart 2014, <span>20:00</span>") && !lead.contains("2 januari 2014"), "{lead}");
}

#[test]
fn search_engines_learn_of_an_event() {
    let folder = site();
    let more = "date: 2014-01-02\nevent: {start: 2014-05-01 20:00, moved_from: 2014-04-01 20:00, online: true, url: \"https://zaal.example/1\"}\n";
    write(folder.path(), "content/nieuws/lezing.md", &item("Lezing", more, "Tekst."));
    build(folder.path(), "2014-03-01");
    let data = |address: &str| {
        let page = read(folder.path(), &format!("output/{address}/index.html"));
        let data =
            page.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        data["@graph"][2].clone()
    };
    let market = data("nieuws/2014/markt");
    assert_eq!((&market["@type"], &market["startDate"]), (&"Event".into(), &"2014-03-29T14:00:00+01:00".into()));
    assert_eq!(market["location"][0]["name"], "Brink, midden");
    assert_eq!(
        (&market["offers"]["price"], &market["eventStatus"]),
        (&0.into(), &"https://schema.org/EventScheduled".into())
    );
    let talk = data("nieuws/2014/lezing");
    assert_eq!(talk["eventStatus"], "https://schema.org/EventRescheduled");
    assert_eq!(
        (&talk["previousStartDate"], &talk["location"][0]["@type"]),
        (&"2014-04-01T20:00:00+02:00".into(), &"VirtualLocation".into())
    );
    assert_eq!(data("verslagen/2014/koor")["startDate"], "2014-03-04T20:00:00+01:00");
    assert_eq!(data("nieuws/2014/stoet")["eventStatus"], "https://schema.org/EventCancelled");
}

#[test]
fn each_event_and_list_of_events_has_a_calendar() {
    let folder = site();
    build(folder.path(), "2014-03-01");
    let output = folder.path().join("output");
    let calendars: Vec<String> = files(&output).into_iter().filter(|file| file.ends_with(".ics")).collect();
    assert_eq!(
        calendars,
        [
            "agenda/events.ics",
            "nieuws/2014/kamp/event.ics",
            "nieuws/2014/markt/event.ics",
            "nieuws/2014/stoet/event.ics",
            "tags/feest/events.ics",
            "verslagen/2014/koor/event.ics",
            "verslagen/events.ics"
        ]
    );
    let text = read(&output, "agenda/events.ics");
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "lines are folded: {text}");
    let lines = text.replace("\r\n ", "");
    assert_eq!(lines.matches("BEGIN:VEVENT").count(), 4, "{lines}");
    for line in [
        "DTSTART;TZID=Europe/Amsterdam:20140329T140000",
        "DTSTART;VALUE=DATE:20140328",
        "DTEND;VALUE=DATE:20140331",
        "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=8",
        "STATUS:CANCELLED",
        "LOCATION:Brink\\, midden",
        "UID:https://proef.example/nieuws/2014/markt/",
        "BEGIN:DAYLIGHT",
    ] {
        assert!(lines.contains(&format!("{line}\r\n")), "{line}: {lines}");
    }
    let list = read(&output, "tags/feest/index.html");
    assert!(
        list.contains("<section class=\"term-next\"") && list.contains(">Markt</a></p>\n<p class=\"date\"><time"),
        "{list}"
    );
    let page = read(&output, "agenda/index.html");
    assert!(page.contains("webcal://proef.example/agenda/events.ics"), "{page}");
}

#[test]
fn a_change_of_an_event_has_a_higher_number() {
    let folder = site();
    let number = |more: &str| -> i64 {
        let front = format!("date: 2014-01-02\n{more}");
        write(folder.path(), "content/nieuws/markt.md", &item("Markt", &front, "Tekst."));
        build(folder.path(), "2014-03-01");
        let text = read(folder.path(), "output/nieuws/2014/markt/event.ics");
        text.split("SEQUENCE:").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap()
    };
    let numbers = [
        number("event: {start: 2014-03-29}\n"),
        number("event: {start: 2014-03-30, moved_from: 2014-03-29}\n"),
        number("event: {start: 2014-03-30, moved_from: 2014-03-29, cancelled: true}\n"),
        number("updated: 2014-01-10\nevent: {start: 2014-03-30}\n"),
        number("updated: 2014-01-10\nevent: {start: 2014-03-30, cancelled: true}\n"),
    ];
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
}

#[test]
fn what_cannot_be_an_event_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://proef.example\n");
    for (event, code, said) in [
        ("{start: 2014-03-29, end: 2014-03-28}", "date-order", "ends before it starts"),
        ("{start: 2014-03-29 20:00, end: 2014-03-29 19:00}", "date-order", "ends before it starts"),
        ("{start: 29 maart 2014}", "date-invalid", "2014-03-29"),
        ("{end: 2014-03-29}", "", "start"),
        ("{start: 2014-03-29, repeat: elke week}", "event-repeat", "FREQ=WEEKLY"),
        ("{start: 2014-03-29, repeat: FREQ=DAILY;COUNT=99999}", "event-repeat", "10000 dates"),
        ("{start: 2014-03-29, repeat: FREQ=MINUTELY}", "event-repeat", "by the day"),
        ("{start: 2014-03-29, repeat: FREQ=WEEKLY;BYDAY=MO}", "event-repeat", "start: 2014-03-31"),
        ("{start: 2014-03-29, url: zaal.example}", "address-invalid", "https://zaal.example"),
        ("{start: 2014-03-29, plaats: Brink}", "unknown-key", "place"),
        ("2014-03-29", "wrong-type", "keys of its own"),
    ] {
        let more = format!("date: 2014-01-02\nevent: {event}\n");
        write(folder.path(), "content/nieuws/a.md", &item("A", &more, "Tekst."));
        let told = courant(folder.path(), &["check", "--at", "2014-02-01"]);
        assert_eq!(told.status, 1, "{event}: {told:?}");
        assert!(told.err.contains(code) && told.err.contains(said), "{event}: {told:?}");
        assert!(told.err.contains("content/nieuws/a.md:4:"), "{event}: {told:?}");
    }
}

#[test]
#[ignore = "wants the icalendar package of Python"]
fn a_calendar_library_reads_the_dates() {
    let folder = site();
    build(folder.path(), "2014-03-01");
    let script = "import sys, icalendar\n\
        sys.path.insert(0, '.')\n\
        calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n\
        assert not list(calendar.errors), calendar.errors\n\
        zones = [str(zone['TZID']) for zone in calendar.walk('VTIMEZONE')]\n\
        print(zones)\n\
        for event in sorted(calendar.walk('VEVENT'), key=lambda event: str(event['SUMMARY'])):\n\
        \x20   assert not event.errors, event.errors\n\
        \x20   print(event['SUMMARY'], event.decoded('DTSTART').isoformat(), event['STATUS'])\n\
        zone = calendar.walk('VTIMEZONE')[0].to_tz(lookup_tzid=False)\n\
        import datetime, dateutil.rrule\n\
        choir = [event for event in calendar.walk('VEVENT') if event['SUMMARY'] == 'Koor'][0]\n\
        start = choir.decoded('DTSTART').replace(tzinfo=None)\n\
        rule = dateutil.rrule.rrulestr(choir['RRULE'].to_ical().decode(), dtstart=start)\n\
        print([day.replace(tzinfo=zone).astimezone(datetime.timezone.utc).strftime('%m-%d %H') for day in rule])\n";
    let file = folder.path().join("output/agenda/events.ics");
    let packages = format!("{}/tests/browser/python_packages", env!("CARGO_MANIFEST_DIR"));
    let told = Command::new("python3").env("PYTHONPATH", packages).args(["-c", script]).arg(file).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success(), "{err}");
    let expected = "['Europe/Amsterdam']\n\
        Kamp 2014-03-28 CONFIRMED\n\
        Koor 2014-03-04T20:00:00+01:00 CONFIRMED\n\
        Markt 2014-03-29T14:00:00+01:00 CONFIRMED\n\
        Stoet 2013-11-11T18:00:00+01:00 CANCELLED\n\
        ['03-04 19', '03-11 19', '03-18 19', '03-25 19', '04-01 18', '04-08 18', '04-15 18', '04-22 18']\n";
    assert_eq!(out, expected);
}
