"""Reads the archives of a site with warcio, plays them with pywb on the loopback interface, and compares what comes back with the
built site.

replay.py ARCHIVES OUTPUT: prints one JSON document with what was compared; ends with an error where something differs.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import surt
from warcio.archiveiterator import ArchiveIterator

KINDS = ["warcinfo", "response", "request", "metadata"]


def read(path):
    """All records of a WARC file: their digests agree, and they are of one capture where they stand together."""
    with open(path, "rb") as stream:
        records = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            payload = record.content_stream().read()
            assert record.digest_checker.passed is not False, (path, record.rec_headers)
            records.append((record.rec_type, record.rec_headers, record.http_headers, payload))
    assert records[0][0] == "warcinfo", path
    info = records[0][1].get_header("WARC-Record-ID")
    assert records[0][1].get_header("WARC-Filename") == path.name
    assert all(kind in KINDS for kind, *_ in records)
    for place, (kind, headers, _, _) in enumerate(records[1:]):
        assert kind == KINDS[1 + place % 3], (path, place, kind)
        assert headers.get_header("WARC-Warcinfo-ID") == info
        response = records[1 + place - place % 3][1]
        assert headers.get_header("WARC-Target-URI") == response.get_header("WARC-Target-URI")
        if kind != "response":
            assert headers.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    return records


def check_index(run):
    """Each line of an index has the key of the Internet Archive's own library, and leads to its record."""
    lines = (run / "index.cdxj").read_text().splitlines()
    assert [line.encode() for line in lines] == sorted(line.encode() for line in lines), run
    for line in lines:
        key, moment, fields = line.split(" ", 2)
        fields = json.loads(fields)
        assert key == surt.surt(fields["url"]), (key, surt.surt(fields["url"]))
        with open(run / fields["filename"], "rb") as stream:
            stream.seek(int(fields["offset"]))
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_type == "response"
            assert record.rec_headers.get_header("WARC-Target-URI") == fields["url"]
            assert record.rec_headers.get_header("WARC-Payload-Digest") == fields["digest"]
            assert record.http_headers.get_statuscode() == fields["status"]
            assert moment == record.rec_headers.get_header("WARC-Date").translate({45: None, 58: None, 84: None, 90: None})
    return len(lines)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Silent(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(url):
    opener = urllib.request.build_opener(Silent)
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def play(runs, urls):
    """Asks pywb for each URL as it was archived last. Returns the answers."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [line for run in runs for line in (run / "index.cdxj").read_bytes().splitlines(keepends=True)]
        pathlib.Path(folder, "site.cdxj").write_bytes(b"".join(sorted(lines)))
        paths = {"archive_paths": [f"{run}/" for run in runs], "index_paths": "./site.cdxj"}
        config = {"collections": {"site": paths}, "framed_replay": False}
        pathlib.Path(folder, "config.yaml").write_text(json.dumps(config))
        port = free_port()
        command = [sys.executable, "-c", "from pywb.apps.cli import wayback; wayback()"]
        command += ["--port", str(port), "--bind", "127.0.0.1"]
        with open(pathlib.Path(folder, "log"), "wb") as log:
            player = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ)
        try:
            home = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    urllib.request.urlopen(home, timeout=5).read()
                    break
                except OSError:
                    assert player.poll() is None, pathlib.Path(folder, "log").read_text()
                    time.sleep(0.2)
            return {url: ask(f"{home}/site/2100id_/{url}") for url in urls}
        finally:
            player.terminate()
            player.wait(30)


def main():
    archives, output = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    runs = sorted(path for path in archives.iterdir() if path.is_dir())
    captures, records = {}, 0
    for run in runs:
        for path in sorted([*run.glob("*.warc"), *run.glob("*.warc.gz")]):
            all_records = read(path)
            records += len(all_records)
            for kind, headers, http, payload in all_records:
                if kind == "response":
                    captures[headers.get_header("WARC-Target-URI")] = (int(http.get_statuscode()), http, payload)
    compared, lines = 0, sum(check_index(run) for run in runs)
    for url, (status, http, payload) in captures.items():
        path = urllib.request.unquote(url.split("/", 3)[3])
        name = path + "index.html" if path == "" or path.endswith("/") else path
        # What a later build replaced is in the archive alone.
        if (output / name).exists():
            assert payload == (output / name).read_bytes(), url
            compared += 1
        assert http.get_header("Content-Length") == str(len(payload)), url
    answers = play(runs, captures)
    for url, (status, headers, body) in answers.items():
        expected, http, payload = captures[url]
        assert status == expected, (url, status, expected)
        assert body == payload, (url, len(body), len(payload))
        if status == 200:
            assert headers["Content-Type"] == http.get_header("Content-Type"), (url, headers["Content-Type"])
    kept = sorted({str(status) for status, _, _ in captures.values()})
    print(json.dumps({"runs": len(runs), "records": records, "lines": lines, "compared": compared, "played": len(answers), "statuses": kept}))


main()
