//! Blocks that show what is not text: pictures, and films, posts and maps of other services.

use std::fs;

use tempfile::TempDir;

use super::program::{courant, read, write};

const FILM: &str = "::: video https://youtu.be/dorp2018 title=\"De opening\"\n:::\n";

fn dorp(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "site.yaml",
        &format!("title: Dorp\nbase_url: https://dorp.example\nlanguage: nl\n{settings}"),
    );
    folder
}

fn item(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\n---\nTekst.\n\n{body}")
}

#[test]
fn the_pictures_of_a_gallery_are_links_to_the_whole_of_them() {
    let folder = dorp("");
    let path = folder.path();
    let gallery = "::: gallery De opening\n![Een brug](brug.png)\n![](stil.png)\n[![Met link](brug.png)](/nieuws/)\n:::\n\n::: facts\n- **Waar**: hier\n:::\n";
    write(path, "content/nieuws/2018-05-04-opening/index.md", &item("Opening", gallery));
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sites/whole/content/nieuws/brug/foto.png");
    for name in ["brug.png", "stil.png"] {
        fs::copy(picture, path.join("content/nieuws/2018-05-04-opening").join(name)).unwrap();
    }
    write(path, "content/nieuws/2018-05-05-anders.md", &item("Anders", ""));
    let told = courant(path, &["build", "--at", "2019-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    let page = read(path, "output/nieuws/2018/opening/index.html");
    let gallery = page.split("class=\"gallery wide\"").nth(1).unwrap().split("</figure>").next().unwrap();
    let links: Vec<&str> = gallery.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    // A picture without words gives a link no name, and a link holds no other.
    assert_eq!(links, ["/nieuws/2018/opening/brug.png", "/nieuws/"], "{gallery}");
    // The style sheet of all blocks is linked once.
    assert_eq!(page.matches("/assets/blocks-").count(), 1, "{page}");
    assert!(!read(path, "output/nieuws/2018/anders/index.html").contains("/assets/blocks-"));
}

#[test]
fn a_film_stands_behind_a_click_in_pages_and_as_a_link_in_feeds() {
    let folder = dorp("");
    let path = folder.path();
    write(path, "content/nieuws/2018-05-04-opening.md", &item("Opening", FILM));
    let told = courant(path, &["build", "--at", "2019-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    let page = read(path, "output/nieuws/2018/opening/index.html");
    let block = page.split("<details>").nth(1).unwrap();
    let frame = "<iframe src=\"https://www.youtube-nocookie.com/embed/dorp2018\" title=\"De opening\" loading=\"lazy\"";
    assert!(block.contains(frame) && block.contains("YouTube hier tonen"), "{page}");
    let feed = read(path, "output/feed.xml");
    assert!(!feed.contains("iframe") && !feed.contains("stylesheet"), "{feed}");
    assert!(feed.contains("https://youtu.be/dorp2018"), "{feed}");
}

#[test]
fn frames_that_nobody_sees_are_told() {
    let folder = dorp("sources: {frame: []}\n");
    let path = folder.path();
    let films = format!(
        "{FILM}\n::: video opening.mp4\n:::\n\n::: embed https://voorbeeld.example/film\n:::\n\n::: video\n:::\n"
    );
    write(path, "content/nieuws/2018-05-04-opening.md", &item("Opening", &films));
    let told = courant(path, &["check", "--at", "2019-01-01"]);
    for said in [
        "does not allow `www.youtube-nocookie.com`",
        "write `<video src=\"opening.mp4\" controls></video>`",
        "`https://voorbeeld.example/film` is no address of a film",
        "the block `video` shows nothing: it has no address",
    ] {
        assert!(told.err.contains(said) || told.out.contains(said), "{said}: {told:?}");
    }
}

#[test]
fn who_is_not_trusted_shows_no_frames_of_unknown_hosts() {
    let folder = dorp("untrusted: true\n");
    let path = folder.path();
    let films = "::: video https://films.example/w/abc\n:::\n\n::: video javascript:alert(1)\n:::\n";
    write(path, "content/nieuws/2018-05-04-opening.md", &item("Opening", &format!("{FILM}\n{films}")));
    let told = courant(path, &["build", "--at", "2019-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    let page = read(path, "output/nieuws/2018/opening/index.html");
    assert_eq!(page.matches("<iframe").count(), 1, "{page}");
    assert!(!page.contains("\"javascript:") && !page.contains("\"https://films.example"), "{page}");
}
