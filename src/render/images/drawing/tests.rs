//! Tests: a drawing is published without what runs or loads, or it is refused.

use super::*;

fn cleaned(svg: &str) -> Result<String, String> {
    let cleaned = harmless("content/a.svg", svg.as_bytes());
    cleaned.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|finding| finding.message.clone())
}

/// The inside of a drawing, as it is published.
fn inside(svg: &str) -> Result<String, String> {
    let whole = cleaned(&format!("<svg xmlns='{SVG}' xmlns:xlink='{XLINK}' xmlns:ev='urn:x'>{svg}</svg>"))?;
    let (_, rest) = whole.split_once('>').unwrap();
    Ok(rest.strip_suffix("</svg>").unwrap().to_owned())
}

#[test]
fn a_drawing_stays_a_drawing() {
    for kept in [
        "<g id=\"a\" class=\"b\" transform=\"rotate(45) translate(1,2)\"><path d=\"M0 0L9 9z\" fill=\"#fff\"></path></g>",
        "<style>.a&gt;.b{fill:url(#c)}@media print{*{fill:#000}}</style>",
        "<linearGradient id=\"c\" xlink:href=\"#d\"><stop offset=\"5%\" style=\"stop-color:rgb(1,2,3)\"></stop></linearGradient>",
        "<text x=\"1\" xml:space=\"preserve\">één &amp; &lt;twee&gt;</text>",
        "<image href=\"data:image/png;base64,iVBORw0KGgo=\" width=\"3\"></image>",
        "<use href=\"#a\" x=\"3\"></use>",
        "<circle r=\"1\"><animate attributeName=\"r\" values=\"1;2\" dur=\"2s\"></animate></circle>",
    ] {
        assert_eq!(inside(kept).as_deref(), Ok(kept));
    }
    let svg = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE svg PUBLIC 'a' 'b'>\n<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:rect/></s:svg>\n";
    assert!(cleaned(svg).unwrap().ends_with("\"><rect></rect></svg>"), "{:?}", cleaned(svg));
    assert!(cleaned("<svg width='3'/>").unwrap().contains(" width=\"3\""));
}

#[test]
fn what_is_not_part_of_the_picture_is_dropped() {
    for (dropped, kept) in [
        ("<script>alert(1)</script>", ""),
        ("<g><script href='x.js'/><ev:script>1</ev:script></g>", "<g></g>"),
        ("<rect onclick='x()' onload='x()' ev:fill='x' ONCLICK='x'/>", "<rect></rect>"),
        ("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>1</script></body></foreignObject>", ""),
        ("<iframe xmlns='http://www.w3.org/1999/xhtml' src='//h'/><handler/><listener/>", ""),
        ("<script xmlns='http://www.w3.org/1999/xhtml'>1</script>", ""),
        ("<a href='javascript:x()' xlink:href='//h' target='x'><path/></a>", "<a><path></path></a>"),
        ("<a href='#ok'/>", "<a href=\"#ok\"></a>"),
        ("<a><animate attributeName='href' to='javascript:x()'/></a>", "<a></a>"),
        ("<a><set attributeName=' xlink:href ' to='javascript:x()'/></a>", "<a></a>"),
        ("<g><set attributeName='onclick' to='x()'/></g>", "<g></g>"),
        ("<!-- a --><?php x ?><?xml-stylesheet href='//h'?>", ""),
        ("<g xml:base='//h/' data-x='1'/>", "<g></g>"),
        ("<![CDATA[<script>1</script>]]>", "&lt;script&gt;1&lt;/script&gt;"),
        ("&lt;script>", "&lt;script&gt;"),
        ("<g href='//h' src='//h'/><feImage href='//h'/>", "<g></g>"),
    ] {
        assert_eq!(inside(dropped).as_deref(), Ok(kept), "{dropped}");
    }
    let rebound =
        format!("<svg xmlns='{SVG}'><g xmlns:xlink='urn:other' xlink:href='//h'/><x xmlns='urn:x'><script/></x></svg>");
    assert!(cleaned(&rebound).unwrap().ends_with("\"><g></g></svg>"));
}

#[test]
fn what_would_load_something_is_refused() {
    for svg in [
        "<image href='https://h/a.png'/>",
        "<image xlink:href='//h'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<image href='data:text/html;base64,AAAA'/>",
        "<use href='other.svg#a'/>",
        "<use href='data:image/svg+xml,x'/>",
        "<style>svg{background:image-set(\"//h\" 1x)}</style>",
        "<style>@import '//h';</style>",
        "<style><![CDATA[@import '//h';]]></style>",
        "<style>@im<!-- -->port '//h';</style>",
        "<style>@imp&#111;rt '//h';</style>",
        "<rect style='fill:url(//h)'/>",
        "<rect style='fill:u&#114;l(//h)'/>",
        "<rect fill='u\\72l(//h)'/>",
        "<rect mask='url(https://h#a)'/>",
        "<rect><animate attributeName='fill' to='url(//h)'/></rect>",
        "<rect><set attributeName='fill' values='#fff;url(//h)'/></rect>",
    ] {
        assert!(inside(svg).is_err(), "{svg} became {:?}", inside(svg));
    }
}

#[test]
fn what_is_no_drawing_in_utf_8_is_refused() {
    let utf_16: Vec<u8> = "\u{feff}<svg><script/></svg>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(harmless("a.svg", &utf_16).is_err());
    for svg in [
        "",
        "x",
        "<svg/>x",
        "<svg/><svg/>",
        "<svg>",
        "<svg><g></svg></g>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        "<script/>",
        "<?xml version='1.0' encoding='UTF-7'?><svg/>",
        "<!DOCTYPE svg [<!ENTITY a '<script/>'>]><svg>&a;</svg>",
        "<!DOCTYPE svg [<!ENTITY % a SYSTEM '//h'> %a;]><svg/>",
        "<svg>&a;</svg>",
        "<svg id='&a;'/>",
        "<svg>&#0;</svg>",
        "\u{feff}<!--ftypavif--><x/>",
    ] {
        assert!(cleaned(svg).is_err(), "{svg} became {:?}", cleaned(svg));
    }
    assert!(cleaned("<!--ftypavif--><svg><script/></svg>").unwrap().ends_with("\"></svg>"));
}

#[test]
fn depth_attributes_namespaces_and_copies_are_bounded() {
    assert!(cleaned(&format!("<svg>{}{}</svg>", "<g>".repeat(120), "</g>".repeat(120))).is_ok());
    assert!(cleaned(&format!("<svg>{}", "<g>".repeat(200_000))).is_err());
    let attributes = |count: usize| (0..count).map(|number| format!(" a{number}=''")).collect::<Vec<_>>().concat();
    assert!(cleaned(&format!("<svg{}/>", attributes(200))).is_ok());
    assert!(cleaned(&format!("<svg{}/>", attributes(20_000))).is_err());
    let nested = (0..100).map(|number| format!("<g xmlns:a{number}='urn:x'>")).collect::<Vec<_>>().concat();
    assert!(cleaned(&format!("<svg>{nested}{}</svg>", "</g>".repeat(100))).is_err());
    let tree = |levels: usize| {
        let level =
            |level: usize| format!("<g id='g{}'>{}</g>", level + 1, format!("<use href='#g{level}'/>").repeat(10));
        format!("<svg><g id='g0'/>{}</svg>", (0..levels).map(level).collect::<String>())
    };
    assert!(cleaned(&tree(3)).is_ok());
    assert!(cleaned(&tree(9)).is_err());
    assert!(cleaned("<svg><g id='a'><use href='#a'/></g></svg>").is_err());
    assert!(cleaned("<svg><pattern id='p'><rect fill='url(#q)'/></pattern><pattern id='q'><rect fill='url(#p)'/></pattern></svg>").is_err());
}

#[test]
fn a_finding_has_the_place() {
    let finding = harmless("content/a.svg", b"<svg>\n <g>\n  <image href='//h'/></g></svg>").unwrap_err();
    assert_eq!((finding.place.line, finding.place.column, finding.hints.len()), (3, 3, 1));
}

#[test]
fn characters_that_xml_does_not_allow_hide_nothing() {
    for hidden in [
        "<rect style='fill:url\u{1}(//h)'/>",
        "<rect fill='u\u{1}rl(//h)'/>",
        "<style>a{fill:url\u{0}(//h)}</style>",
        "<style>a{fill:url\u{fffe}(//h)}</style>",
        "<style>@\u{8}import '//h';</style>",
    ] {
        assert!(inside(hidden).is_err_and(|why| why.contains("another host")), "{hidden:?}: {:?}", inside(hidden));
    }
    assert_eq!(inside("<a href='java\u{1}script:x()'/>").as_deref(), Ok("<a></a>"));
    assert_eq!(inside("<text>a\u{1}b</text>").as_deref(), Ok("<text>ab</text>"));
}
