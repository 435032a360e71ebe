//! Films, posts and maps of other services, by the addresses that readers know: the page of the service that stands in a frame. What it
//! gives is written by the services: YouTube's privacy-enhanced mode, Vimeo's player parameters, OpenStreetMap's export, and the
//! `embed` pages of PeerTube and Mastodon.

use url::Url;

/// Something of another service that a page can show in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The page for the frame.
    pub frame: String,
    /// The name of the service, or its host.
    pub service: String,
    /// Whether every host may be one of this service, as with PeerTube and Mastodon.
    pub is_of_any_host: bool,
    /// Where the service says what it is, as JSON: its oEmbed (oembed.com), or the status of Mastodon's API. Maps have none.
    pub about: Option<String>,
}

/// What an address shows; `None` where it is of no service that is known.
pub fn embed_of(address: &str) -> Option<Embed> {
    let url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (frame, service, about) = match host {
        "youtube.com" | "m.youtube.com" | "music.youtube.com" | "youtube-nocookie.com" | "youtu.be" => {
            (youtube(&url)?, "YouTube", Some(oembed("https://www.youtube.com/oembed?format=json", &url)))
        }
        "vimeo.com" | "player.vimeo.com" => {
            (vimeo(&url)?, "Vimeo", Some(oembed("https://vimeo.com/api/oembed.json?width=1280", &url)))
        }
        "openstreetmap.org" => (map(&url)?, "OpenStreetMap", None),
        _ => {
            let (frame, about) = peertube(&url).or_else(|| mastodon(&url))?;
            return Some(Embed { frame, service: host.to_owned(), is_of_any_host: true, about: Some(about) });
        }
    };
    Some(Embed { frame, service: service.to_owned(), is_of_any_host: false, about })
}

/// What an address shows on a site: whoever is not trusted puts nothing into pages but what the services show that are known by name.
pub fn embed_on_site(address: &str, untrusted: bool) -> Option<Embed> {
    embed_of(address).filter(|embed| !(embed.is_of_any_host && untrusted))
}

/// What a provider of oEmbed is asked about a page.
fn oembed(provider: &str, of: &Url) -> String {
    let whole = Url::parse_with_params(provider, [("url", of.as_str())]);
    whole.map_or_else(|_invalid| provider.to_owned(), String::from)
}

/// The parts of the path that are not empty.
fn parts(url: &Url) -> Vec<&str> {
    url.path_segments().map(|parts| parts.filter(|part| !part.is_empty()).collect()).unwrap_or_default()
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// An identifier: letters and digits of ASCII, `-` and `_`.
fn id(text: &str) -> Option<&str> {
    let is_id = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    is_id.then_some(text)
}

fn number(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn youtube(url: &Url) -> Option<String> {
    let of_query = value(url, "v");
    let film = match (parts(url).as_slice(), &of_query) {
        (["watch"], Some(film)) => film.as_str(),
        (["embed" | "shorts" | "live", film, ..], _) => film,
        ([film], _) if url.host_str() == Some("youtu.be") => film,
        _ => return None,
    };
    let start = value(url, "t").or_else(|| value(url, "start")).and_then(|time| seconds(&time));
    let start = start.map(|seconds| format!("?start={seconds}")).unwrap_or_default();
    Some(format!("https://www.youtube-nocookie.com/embed/{}{start}", id(film)?))
}

/// A time as YouTube writes it: `90`, `90s`, `1m30s`, `1h2m3s`.
fn seconds(time: &str) -> Option<u32> {
    let (mut seconds, mut number) = (0_u32, 0_u32);
    for c in time.chars() {
        let unit = match c {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            digit => {
                number = number.checked_mul(10)?.checked_add(digit.to_digit(10)?)?;
                continue;
            }
        };
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        number = 0;
    }
    seconds.checked_add(number).filter(|seconds| *seconds > 0)
}

fn vimeo(url: &Url) -> Option<String> {
    let (film, of_path) = match parts(url).as_slice() {
        ["video", film] | [film] => (*film, None),
        [film, secret] => (*film, Some((*secret).to_owned())),
        _ => return None,
    };
    let secret = of_path.or_else(|| value(url, "h"));
    let secret = secret.as_deref().and_then(id).map(|secret| format!("&h={secret}")).unwrap_or_default();
    Some(format!("https://player.vimeo.com/video/{}?dnt=1{secret}", number(film)?))
}

/// The frame of a film, and what is said about it.
fn peertube(url: &Url) -> Option<(String, String)> {
    let film = match parts(url).as_slice() {
        ["w", film] | ["videos", "watch" | "embed", film] => id(film)?,
        _ => return None,
    };
    let host = with_port(url)?;
    let about = oembed(&format!("{}://{host}/services/oembed?format=json", url.scheme()), url);
    Some((format!("https://{host}/videos/embed/{film}"), about))
}

/// The frame of a post, and what is said about it.
fn mastodon(url: &Url) -> Option<(String, String)> {
    let (user, post) = match parts(url).as_slice() {
        [user, post] | [user, post, "embed"] => (user.strip_prefix('@')?, number(post)?),
        _ => return None,
    };
    let is_user = !user.is_empty() && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.@".contains(&b));
    let host = with_port(url).filter(|_| is_user)?;
    let about = format!("{}://{host}/api/v1/statuses/{post}", url.scheme());
    Some((format!("https://{host}/@{user}/{post}/embed"), about))
}

/// The host, with its port if it is not that of its scheme.
fn with_port(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// `…/#map=18/53.2191/6.5665`, and `?mlat=…&mlon=…` for a mark.
fn map(url: &Url) -> Option<String> {
    let mut view = url.fragment()?.split('&').find_map(|part| part.strip_prefix("map="))?.split('/');
    let mut next = || view.next()?.parse::<f64>().ok().filter(|number| number.is_finite());
    let (zoom, latitude, longitude) = (next()?, next()?, next()?);
    let is_on_earth = (0.0..=20.0).contains(&zoom) && latitude.abs() <= 85.0 && longitude.abs() <= 180.0;
    // At zoom 0 the world is as wide as a tile of 256 pixels; a frame shows about three tiles by two.
    let (width, height) = (1.5 * 360.0 / zoom.exp2(), 170.0 / zoom.exp2());
    let (west, east) = (longitude - width, longitude + width);
    let (south, north) = (latitude - height, latitude + height);
    let coordinate = |name| value(url, name)?.parse::<f64>().ok().filter(|number| number.is_finite());
    let mark = coordinate("mlat").zip(coordinate("mlon"));
    let mark = mark.map(|(latitude, longitude)| format!("&marker={latitude:.5}%2C{longitude:.5}")).unwrap_or_default();
    is_on_earth.then(|| {
        format!(
            "https://www.openstreetmap.org/export/embed.html?bbox={west:.5}%2C{south:.5}%2C{east:.5}%2C{north:.5}&layer=mapnik{mark}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(address: &str) -> Option<String> {
        embed_of(address).map(|embed| embed.frame)
    }

    #[test]
    fn the_addresses_that_readers_know_lead_to_the_page_for_a_frame() {
        let film = "https://www.youtube-nocookie.com/embed/a1-B_c2";
        for address in [
            "https://www.youtube.com/watch?v=a1-B_c2",
            "https://m.youtube.com/watch?list=x&v=a1-B_c2",
            "https://youtu.be/a1-B_c2?si=spoor",
            "https://www.youtube.com/shorts/a1-B_c2",
            "https://www.youtube.com/embed/a1-B_c2",
            "http://youtube.com/live/a1-B_c2",
        ] {
            assert_eq!(frame(address).as_deref(), Some(film), "{address}");
        }
        assert_eq!(
            frame("https://youtu.be/a1?t=1m30s").as_deref(),
            Some("https://www.youtube-nocookie.com/embed/a1?start=90")
        );
        let vimeo = |end| Some(format!("https://player.vimeo.com/video/7654?dnt=1{end}"));
        assert_eq!(frame("https://vimeo.com/7654"), vimeo(""));
        assert_eq!(frame("https://vimeo.com/7654/0a1b"), vimeo("&h=0a1b"));
        assert_eq!(frame("https://player.vimeo.com/video/7654?h=0a1b"), vimeo("&h=0a1b"));
        let own = embed_of("https://films.example:8443/w/kkGMgK9ZtnKfYAgnEtQxbv").unwrap();
        assert_eq!(own.frame, "https://films.example:8443/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv");
        assert_eq!((own.service.as_str(), own.is_of_any_host), ("films.example", true));
        let post = frame("https://sociaal.example/@dorp/1093/embed");
        assert_eq!(post.as_deref(), Some("https://sociaal.example/@dorp/1093/embed"));
        let map = frame("https://www.openstreetmap.org/?mlat=53.2&mlon=6.5#map=10/53.2/6.5").unwrap();
        assert_eq!(
            map,
            "https://www.openstreetmap.org/export/embed.html?bbox=5.97266%2C53.03398%2C7.02734%2C53.36602&layer=mapnik&marker=53.20000%2C6.50000"
        );
    }

    #[test]
    fn services_are_asked_at_their_own_addresses() {
        let about = |address: &str| embed_of(address).unwrap().about;
        assert_eq!(
            about("https://youtu.be/a1?t=90").as_deref(),
            Some("https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fyoutu.be%2Fa1%3Ft%3D90")
        );
        assert!(
            about("https://vimeo.com/7654").unwrap().starts_with("https://vimeo.com/api/oembed.json?width=1280&url=")
        );
        assert_eq!(
            about("https://films.example:8443/w/kkGM").as_deref(),
            Some(
                "https://films.example:8443/services/oembed?format=json&url=https%3A%2F%2Ffilms.example%3A8443%2Fw%2FkkGM"
            )
        );
        let post = about("https://sociaal.example/@dorp/1093");
        assert_eq!(post.as_deref(), Some("https://sociaal.example/api/v1/statuses/1093"));
        assert_eq!(about("https://www.openstreetmap.org/#map=10/53.2/6.5"), None);
    }

    #[test]
    fn nothing_else_comes_into_a_frame() {
        for address in [
            "",
            "film.mp4",
            "javascript:alert(1)//youtu.be/a1",
            "https://www.youtube.com/@dorp",
            "https://www.youtube.com/watch?v=\"onload=x",
            "https://youtu.be/%22%3E",
            "https://vimeo.com/dorp",
            "https://voorbeeld.example/film",
            "https://voorbeeld.example/@/12",
            "https://www.openstreetmap.org/#map=99/1/1",
            "https://www.openstreetmap.org/#map=NaN/inf/1",
        ] {
            assert_eq!(frame(address), None, "{address}");
        }
    }
}
