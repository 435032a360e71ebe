//! The home page of the default theme: it stands with any number of items, and shows none of them twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tempfile::TempDir;

use super::program::{courant, read, write};

const PICTURE: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"200\"><rect width=\"300\" height=\"200\"/></svg>";

/// Which items have more than a title.
#[derive(Clone, Copy)]
struct Extras {
    pictured: fn(usize) -> bool,
    pinned: usize,
    events: usize,
}

const NONE: Extras = Extras { pictured: |_| false, pinned: 0, events: 0 };

/// A site with so many items, one a day, the newest first; every second one of a section.
fn built(items: usize, settings: &str, extras: Extras) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let sections = if items > 1 { "sections: {blog: {title: Weblog, folder: content/blog}}\n" } else { "" };
    write(root, "site.yaml", &format!("title: Dorp\nbase_url: https://dorp.example\n{sections}{settings}"));
    write(root, "static/foto.svg", PICTURE);
    for number in 0..items {
        let (year, month, day) = (2020 - number / 336, 12 - number / 28 % 12, 28 - number % 28);
        let mut text =
            format!("---\ntitle: Bericht {number}\ndate: {year}-{month:02}-{day:02}\ndossiers: [D{}]\n", number % 3);
        if (extras.pictured)(number) {
            text.push_str("image: {src: /foto.svg, alt: Een foto}\n");
        }
        if number < extras.pinned {
            text.push_str("pinned_until: 2030-01-01\n");
        }
        if number < extras.events {
            let _ = writeln!(text, "event: {{start: 2022-01-{:02} 20:00, place: De Brink}}", number + 1);
        }
        let place = if number % 2 == 1 { "blog" } else { "nieuws" };
        write(root, &format!("content/{place}/bericht-{number}.md"), &format!("{text}---\nTekst.\n"));
    }
    let told = courant(root, &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let home = read(&root.join("output"), "index.html");
    (folder, home)
}

/// How often the main part of a page has a heading with a link to each item.
fn headings(home: &str) -> BTreeMap<String, usize> {
    let main = home.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let mut found = BTreeMap::new();
    for part in main.split("<h2").chain(main.split("<h3")).skip(1) {
        let heading = part.split("</h").next().unwrap();
        let link = heading.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(link) = link.filter(|link| link.contains("/bericht-")) {
            *found.entry(link.to_owned()).or_default() += 1;
        }
    }
    found
}

#[test]
fn home_shows_no_item_twice_with_any_number_of_items_and_pictures() {
    for items in [1, 2, 3, 4, 8, 60] {
        for pictured in [|_| true, |_| false, |number: usize| number % 3 == 1] {
            for (pinned, events) in [(0, 0), (1, 2), (4, 6)] {
                let (_folder, home) = built(items, "", Extras { pictured, pinned, events });
                let twice: Vec<_> = headings(&home).into_iter().filter(|(_, count)| *count > 1).collect();
                assert!(twice.is_empty(), "{items} items, {pinned} pinned, {events} events: {twice:?}");
                let shown = headings(&home).len();
                assert!(shown == items.min(shown) && shown >= items.min(9), "{shown} of {items} are shown");
            }
        }
    }
}

#[test]
fn the_row_of_cards_has_three_pictures_or_three_titles() {
    let cards = |pictured, settings| {
        let (_folder, home) = built(20, settings, Extras { pictured, ..NONE });
        let row = home.split("<ol class=\"cards row\">").nth(1).unwrap().split("</ol>").next().unwrap();
        (row.matches("<li class=\"entry").count(), row.matches("<img").count())
    };
    assert_eq!(cards(|_| true, ""), (3, 3));
    assert_eq!(cards(|number| [5, 9, 13].contains(&number), ""), (3, 3));
    assert_eq!(cards(|number| [0, 5, 9].contains(&number), ""), (3, 0), "one of the three is the lead story");
    assert_eq!(cards(|_| true, "theme_options: {images: false}\n"), (3, 0));
}

#[test]
fn an_event_stands_in_the_agenda_as_a_day_and_not_among_the_latest() {
    let (_folder, home) = built(12, "", Extras { events: 3, ..NONE });
    let agenda = home.split("<section class=\"of-agenda\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(agenda.contains("<b>2</b> jan</p>") && agenda.contains("De Brink"), "{agenda}");
    assert_eq!(agenda.matches("<li").count(), 2, "the first is the lead story: {agenda}");
    let (_folder, without) = built(12, "theme_options: {home_lists: [dossiers]}\n", Extras { events: 3, ..NONE });
    assert!(
        !without.contains("of-agenda") && headings(&without).keys().any(|link| link.ends_with("/bericht-1/")),
        "{without}"
    );
}

#[test]
fn dossiers_stand_in_the_order_of_their_newest_items_and_sections_as_bands() {
    let (_folder, home) = built(60, "", NONE);
    let at = |part: &str| home.find(part).unwrap_or_else(|| panic!("{part} is not in {home}"));
    assert!(at("/dossiers/d0/\">D0</a></h3>") < at("/dossiers/d1/\">D1</a></h3>"));
    let band = home.split("<section class=\"band\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(band.contains(">Weblog</a>") && band.matches("<li").count() == 4, "{band}");
}

#[test]
fn a_list_leaves_out_what_others_show_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: eigen\ntheme_options: {aantal: 2}\n");
    let theme = "name: eigen\nextends: courant\noptions:\n  aantal: {type: number, default: 9}\n  namen: {type: list, default: [uit]}\n\
                 lists:\n  alles: {without: [zicht, pinned], limit: aantal}\n  met: {pictured: true, without: [zicht, alles]}\n  \
                 rest: {without: [zicht, alles, met], least: 9}\n  uit: {shown_by: namen, limit: 1}\n  weg: {shown_by: namen}\n  \
                 zicht: {sort: pinned, limit: 1}\n";
    write(root, "themes/eigen/theme.yaml", theme);
    let home = "{% for name in ['zicht', 'alles', 'met', 'rest', 'uit', 'weg'] %}{{ name }}:\
                {% for entry in lists[name] %} {{ entry.title }}{% endfor %}; {% endfor %}";
    write(root, "themes/eigen/templates/home.html", home);
    write(root, "static/foto.svg", PICTURE);
    for number in 0..9 {
        let more = match number {
            3 | 4 => "pinned_until: 2030-01-01\n",
            6 | 8 => "image: {src: /foto.svg, alt: Een foto}\n",
            _ => "",
        };
        let text = format!("---\ntitle: \"{number}\"\ndate: 2020-01-{:02}\n{more}---\nTekst.\n", 20 - number);
        write(root, &format!("content/nieuws/bericht-{number}.md"), &text);
    }
    let told = courant(root, &["build", "--at", "2021-01-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert_eq!(read(&root.join("output"), "index.html").trim(), "zicht: 3; alles: 0 1; met: 6 8; rest:; uit: 0; weg:;");
}
