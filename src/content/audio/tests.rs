//! Files of sound of every form, made here: whole, torn, and none.

use super::{Sound, SoundForm, SoundProblem, has_sound_extension};

fn seen(bytes: &[u8]) -> Result<(SoundForm, u64), SoundProblem> {
    Sound::inspect(bytes).map(|sound| (sound.form, sound.milliseconds))
}

/// Frames of MPEG-1, layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes and 1152 samples each.
fn frames(count: usize) -> Vec<u8> {
    [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat().repeat(count)
}

/// The same with a first frame that counts the others.
fn counted(name: &[u8], frames_said: u32, frames_there: usize) -> Vec<u8> {
    let mut bytes = frames(frames_there + 1);
    let length = u32::try_from(bytes.len()).unwrap() / u32::try_from(frames_there + 1).unwrap() * (frames_said + 1);
    let (at, parts) = match name {
        b"VBRI" => (36, [&b"VBRI\0\x01\0\0\0\0"[..], &length.to_be_bytes(), &frames_said.to_be_bytes()].concat()),
        name => (36, [name, &3_u32.to_be_bytes(), &frames_said.to_be_bytes(), &length.to_be_bytes()].concat()),
    };
    bytes[at..at + parts.len()].copy_from_slice(&parts);
    bytes
}

#[test]
fn frames_of_mp3_are_counted() {
    // 100 frames of 1152 samples at 44.1 kHz.
    let expected = Ok((SoundForm::Mp3, 2_612));
    assert_eq!(seen(&frames(100)), expected);
    for name in [b"Xing", b"Info", b"VBRI"] {
        assert_eq!(seen(&counted(name, 100, 100)), expected, "{name:?}");
        assert_eq!(seen(&counted(name, 100, 90)), Err(SoundProblem::Torn), "{name:?}");
    }
    let tagged =
        |flags: u8, more: &[u8]| [b"ID3\x04\0", &[flags, 0, 0, 1, 2][..], &[0; 130], more, &frames(100)].concat();
    assert_eq!(seen(&tagged(0, &[])), expected);
    assert_eq!(seen(&tagged(0x10, b"3DI\x04\0\x10\0\0\x01\x02")), expected);
    let end = [&b"TAG"[..], &[b' '; 125]].concat();
    assert_eq!(seen(&[frames(100), end].concat()), expected);
    assert_eq!(seen(&[frames(50), b"noise".to_vec(), frames(50)].concat()), expected);
    assert_eq!(seen(&frames(100)[..41_500]), Err(SoundProblem::Torn));
    assert_eq!(seen(b"ID3\x04\0\0\x7f\x7f\x7f\x7f torn"), Err(SoundProblem::Torn));
}

fn boxed(name: &[u8], inside: &[u8]) -> Vec<u8> {
    [&u32::try_from(inside.len() + 8).unwrap().to_be_bytes()[..], name, inside].concat()
}

fn mp4(handler: &[u8], header: &[u8], more: &[u8]) -> Vec<u8> {
    let handler = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 12]].concat());
    let track = boxed(b"trak", &boxed(b"mdia", &handler));
    let movie = boxed(b"moov", &[&boxed(b"mvhd", header)[..], &track, more].concat());
    [boxed(b"ftyp", b"M4A \0\0\0\0"), boxed(b"mdat", &[0; 100]), movie].concat()
}

#[test]
fn boxes_of_mp4_say_how_long_it_takes() {
    let header = [&[0; 12][..], &600_u32.to_be_bytes(), &754_u32.to_be_bytes(), &[0; 80]].concat();
    let whole = mp4(b"soun", &header, &[]);
    assert_eq!(seen(&whole), Ok((SoundForm::Mp4, 1_256)));
    let long = [&[1, 0, 0, 0][..], &[0; 16], &48_000_u32.to_be_bytes(), &480_000_u64.to_be_bytes(), &[0; 80]].concat();
    assert_eq!(seen(&mp4(b"soun", &long, &[])), Ok((SoundForm::Mp4, 10_000)));
    let fragments = boxed(b"mvex", &boxed(b"mehd", &[&[0; 4][..], &1_200_u32.to_be_bytes()].concat()));
    let unknown = [&[0; 12][..], &600_u32.to_be_bytes(), &[0; 84]].concat();
    assert_eq!(seen(&mp4(b"soun", &unknown, &fragments)), Ok((SoundForm::Mp4, 2_000)));
    assert_eq!(seen(&mp4(b"soun", &unknown, &[])), Err(SoundProblem::NoDuration));
    assert_eq!(seen(&mp4(b"vide", &header, &[])), Err(SoundProblem::NoSound));
    for end in [10, 60, 130, whole.len() - 1] {
        assert_eq!(seen(&whole[..end]), Err(SoundProblem::Torn), "{end}");
    }
}

fn page(flags: u8, granule: u64, contents: &[u8]) -> Vec<u8> {
    let head = [&b"OggS\0"[..], &[flags], &granule.to_le_bytes(), &[7, 0, 0, 0], &[0; 8]].concat();
    [&head[..], &[1, u8::try_from(contents.len()).unwrap()], contents].concat()
}

#[test]
fn the_last_page_of_ogg_says_how_long_it_takes() {
    let opus = page(2, 0, b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0");
    let samples = 48_000 * 3 + 0x138;
    let whole = [opus.clone(), page(0, u64::MAX, b"sound"), page(4, samples, b"end")].concat();
    assert_eq!(seen(&whole), Ok((SoundForm::Ogg, 3_000)));
    let vorbis = page(2, 0, b"\x01vorbis\0\0\0\0\x02\x44\xac\0\0");
    assert_eq!(seen(&[vorbis, page(4, 88_200, b"end")].concat()), Ok((SoundForm::Ogg, 2_000)));
    assert_eq!(seen(&whole[..whole.len() - 1]), Err(SoundProblem::Torn));
    assert_eq!(seen(&[opus, page(0, samples, b"more")].concat()), Err(SoundProblem::Torn));
    let other = |contents: &[u8]| seen(&page(2, 0, contents));
    assert_eq!(other(b"Speex   "), Err(SoundProblem::Form("Speex".into())));
    assert_eq!(other(b"\x80theora"), Err(SoundProblem::NoSound));
}

fn wav(length: u32, there: usize) -> Vec<u8> {
    let format =
        [&b"fmt \x10\0\0\0\x01\0\x01\0"[..], &8_000_u32.to_le_bytes(), &16_000_u32.to_le_bytes(), &[2, 0, 16, 0]]
            .concat();
    let note = b"LIST\x03\0\0\0abc\0";
    [&b"RIFF\0\0\0\0WAVE"[..], &format, note, b"data", &length.to_le_bytes(), &vec![0; there]].concat()
}

#[test]
fn the_data_of_wav_says_how_long_it_takes() {
    assert_eq!(seen(&wav(24_000, 24_000)), Ok((SoundForm::Wav, 1_500)));
    assert_eq!(seen(&wav(u32::MAX, 24_000)), Ok((SoundForm::Wav, 1_500)));
    assert_eq!(seen(&wav(24_000, 20_000)), Err(SoundProblem::Torn));
    assert_eq!(seen(&wav(24_000, 24_000)[..40]), Err(SoundProblem::Torn));
    assert_eq!(seen(b"RIFF\0\0\0\0WAVE"), Err(SoundProblem::Torn));
}

#[test]
fn what_is_no_sound_is_told() {
    for none in [&b""[..], b"<!DOCTYPE html>", b"%PDF-1.7", b"Dit is geen geluid.", b"\xff\xfb\x90\0"] {
        assert_eq!(seen(none), Err(SoundProblem::NoSound), "{none:?}");
    }
    assert_eq!(seen(b"version https://git-lfs.github.com/spec/v1\n"), Err(SoundProblem::Pointer));
    assert_eq!(seen(b"fLaC\0\0\0\x22"), Err(SoundProblem::Form("FLAC".into())));
    assert_eq!(seen(b"\xff\xf1\x50\x80"), Err(SoundProblem::Form("AAC without a container".into())));
    assert!(has_sound_extension("a/B.MP3") && has_sound_extension("x.opus") && !has_sound_extension("mp3"));
}
