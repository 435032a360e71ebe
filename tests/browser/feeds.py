"""feedparser, the most used reader of feeds in Python, on every Atom and RSS feed of the built site: no `bozo`, which is its
word for a feed that it had to forgive something."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "python_packages"))
import feedparser  # noqa: E402

root = pathlib.Path(sys.argv[1])
feeds = sorted(path for path in root.rglob("*.xml") if path.name in ("feed.xml", "rss.xml"))
findings = []
for path in feeds:
    feed = feedparser.parse(path.read_bytes())
    if feed.bozo:
        findings.append(f"{path}: {feed.bozo_exception!r}")
    if feed.version not in ("atom10", "rss20"):
        findings.append(f"{path}: read as `{feed.version}`")
    if not feed.feed.get("title") or not feed.entries:
        findings.append(f"{path}: no title or no entries")
    for entry in feed.entries:
        absent = [name for name in ("id", "link", "title", "published_parsed", "content") if not entry.get(name)]
        if absent:
            findings.append(f"{path}: {entry.get('link')} has no {', '.join(absent)}")
for finding in findings:
    print(finding)
print(f"{len(findings)} findings in {len(feeds)} feeds")
sys.exit(1 if findings or len(feeds) < 40 else 0)
