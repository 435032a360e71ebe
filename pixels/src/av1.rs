//! AVIF of photographs, by the settings of the encoder that were measured to give most for their time (`benches/pictures`).
//!
//! Against `ravif` at speed 7, which drawings still have, this takes a fifth of the CPU for as many bytes and the same score
//! of SSIMULACRA2: colours at half the resolution (4:2:0), blocks of 16 × 16 pixels alone, and no filters after the coding.

use image::RgbImage;
use rav1e::prelude::{
    BlockSize, ChromaSampling, ColorDescription, ColorPrimaries, Config, Context, EncoderConfig, EncoderStatus, Frame,
    FrameType, MatrixCoefficients, PartitionRange, PixelRange, PredictionModesSetting, Rational, SGRComplexityLevel,
    SceneDetectionSpeed, SpeedSettings, TransferCharacteristics,
};

/// The largest width of a small photograph in pixels. In so few pixels, details are small: they need blocks of 8 pixels and a sharper
/// reduction, and it takes little time to look for them.
const SMALL: u32 = 480;

/// Bits of a sample: ten give 2 % fewer bytes than eight at the same score, in the same time.
const DEPTH: u8 = 10;

/// The parts of red, green and blue in brightness and in both differences (ITU-R BT.601), as 65536ths of ten bits of eight.
const BRIGHTNESS: [i32; 3] = [78_612, 154_331, 29_972];
const BLUE: [i32; 3] = [-44_363, -87_094, 131_457];
const RED: [i32; 3] = [131_457, -110_079, -21_378];
/// The middle of a difference.
const MIDDLE: i32 = 512;
const MOST: i32 = 1023;

/// Encodes a photograph at a quality from 1 to 100.
///
/// # Errors
/// The reason why the encoder refuses it.
pub(crate) fn encode(image: &RgbImage, quality: u8) -> Result<Vec<u8>, String> {
    let (width, height) = image.dimensions();
    let config = Config::new().with_encoder_config(settings(width, height, quality)).with_threads(1);
    let mut context: Context<u16> = config.new_context().map_err(|error| error.to_string())?;
    let mut frame = context.new_frame();
    fill(&mut frame, image);
    context.send_frame(frame).map_err(|error| error.to_string())?;
    context.flush();
    let mut coded = Vec::new();
    loop {
        match context.receive_packet() {
            Ok(mut packet) if packet.frame_type == FrameType::KEY => coded.append(&mut packet.data),
            Ok(_) => {}
            Err(EncoderStatus::Encoded | EncoderStatus::LimitReached) => break,
            Err(error) => return Err(error.to_string()),
        }
    }
    let mut file = avif_serialize::Aviffy::new();
    file.matrix_coefficients(avif_serialize::constants::MatrixCoefficients::Bt601).set_chroma_subsampling((true, true));
    Ok(file.to_vec(&coded, None, width, height, DEPTH))
}

/// Whether a photograph of a width is a small one.
pub(crate) fn is_small(width: u32) -> bool {
    width <= SMALL
}

/// The number of AV1 for a quality, from 255 for the coarsest: the scale of `ravif`, less what half the colours and a softer
/// reduction save.
fn quantizer(quality: u8, is_small: bool) -> u8 {
    let (quality, saved) = (i32::from(quality.clamp(1, 100)), if is_small { 7 } else { 10 });
    let hundredths = match quality {
        82.. => (100 - quality) * 260,
        26.. => 8750 - quality * 50,
        _ => 10_000 - quality * 100,
    };
    u8::try_from(((hundredths * 255 + 5000) / 10_000 - saved).clamp(1, 255)).unwrap_or(u8::MAX)
}

fn settings(width: u32, height: u32, quality: u8) -> EncoderConfig {
    let quantizer = quantizer(quality, is_small(width));
    EncoderConfig {
        width: width as usize,
        height: height as usize,
        time_base: Rational::new(1, 1),
        bit_depth: usize::from(DEPTH),
        chroma_sampling: ChromaSampling::Cs420,
        pixel_range: PixelRange::Full,
        color_description: Some(ColorDescription {
            color_primaries: ColorPrimaries::BT709,
            transfer_characteristics: TransferCharacteristics::SRGB,
            matrix_coefficients: MatrixCoefficients::BT601,
        }),
        still_picture: true,
        min_key_frame_interval: 0,
        max_key_frame_interval: 0,
        quantizer: usize::from(quantizer),
        min_quantizer: quantizer,
        tiles: 1,
        speed_settings: speed(is_small(width)),
        ..EncoderConfig::default()
    }
}

fn speed(is_small: bool) -> SpeedSettings {
    let mut speed = SpeedSettings::from_preset(7);
    speed.multiref = false;
    speed.rdo_lookahead_frames = 1;
    speed.scene_detection_mode = SceneDetectionSpeed::None;
    speed.motion.include_near_mvs = false;
    speed.motion.use_satd_subpel = false;
    // From 8 to 16: twice the time for 5 % fewer bytes.
    let smallest = if is_small { BlockSize::BLOCK_8X8 } else { BlockSize::BLOCK_16X16 };
    speed.partition.partition_range = PartitionRange::new(smallest, BlockSize::BLOCK_16X16);
    speed.partition.encode_bottomup = false;
    speed.prediction.prediction_modes = PredictionModesSetting::Simple;
    // A third of the time more for 1.5 % fewer bytes.
    speed.prediction.fine_directional_intra = false;
    speed.transform.rdo_tx_decision = false;
    speed.transform.reduced_tx_set = false;
    speed.transform.tx_domain_rate = false;
    speed.transform.enable_inter_tx_split = false;
    speed.sgr_complexity = SGRComplexityLevel::Reduced;
    speed.fast_deblock = true;
    // Two thirds of the time more for 1 % fewer bytes.
    (speed.cdef, speed.lrf) = (false, false);
    speed
}

/// Fills a frame with brightness for each pixel, and with the two differences for each four.
#[expect(clippy::default_trait_access, reason = "the encoder does not export the type")]
fn fill(frame: &mut Frame<u16>, image: &RgbImage) {
    let line = image.width() as usize * 3;
    let lines = || image.as_raw().chunks_exact(line);
    let mut whole = frame.planes.each_mut().map(|plane| plane.mut_slice(Default::default()));
    let [brightness, blue, red] = &mut whole;
    for (to, from) in brightness.rows_iter_mut().zip(lines()) {
        for (sample, pixel) in to.iter_mut().zip(from.chunks_exact(3)) {
            *sample = part(BRIGHTNESS, sum(&[pixel]), 0);
        }
    }
    let differences = blue.rows_iter_mut().zip(red.rows_iter_mut());
    for ((blue, red), pair) in differences.zip(image.as_raw().chunks(2 * line)) {
        let (above, below) = pair.split_at(line);
        let below = if below.is_empty() { above } else { below };
        let squares = above.chunks(6).zip(below.chunks(6));
        for ((blue, red), (above, below)) in blue.iter_mut().zip(red).zip(squares) {
            let colour = sum(&[above, below]);
            (*blue, *red) = (part(BLUE, colour, MIDDLE), part(RED, colour, MIDDLE));
        }
    }
}

/// The sum of the colours of pixels, and their number.
fn sum(parts: &[&[u8]]) -> ([i32; 3], i32) {
    let (mut total, mut count) = ([0; 3], 0);
    for pixel in parts.iter().flat_map(|part| part.chunks_exact(3)) {
        for (total, colour) in total.iter_mut().zip(pixel) {
            *total += i32::from(*colour);
        }
        count += 1;
    }
    (total, count)
}

/// A sample of ten bits from the mean of some pixels.
fn part(weights: [i32; 3], (total, count): ([i32; 3], i32), middle: i32) -> u16 {
    let weighed: i32 = weights.iter().zip(total).map(|(weight, colour)| weight * colour).sum();
    let sample = (weighed + (count << 15)).div_euclid(count << 16) + middle;
    u16::try_from(sample.clamp(0, MOST)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn colours_have_the_samples_of_the_standard() {
        let of = |pixel: [u8; 3], weights, middle| part(weights, sum(&[&pixel]), middle);
        for (colour, [brightness, blue, red]) in [
            ([0, 0, 0], [0, 512, 512]),
            ([255, 255, 255], [1023, 512, 512]),
            ([255, 0, 0], [306, 339, 1023]),
            ([0, 0, 255], [117, 1023, 429]),
        ] {
            let samples = [of(colour, BRIGHTNESS, 0), of(colour, BLUE, MIDDLE), of(colour, RED, MIDDLE)];
            assert_eq!(samples, [brightness, blue, red], "{colour:?}");
        }
    }

    #[test]
    fn a_square_of_pixels_has_their_mean_colour_also_at_an_edge() {
        let (dark, light) = ([0_u8, 40, 80], [100_u8, 120, 160]);
        let two = [dark, light].concat();
        assert_eq!(sum(&[&two, &two]), ([200, 320, 480], 4));
        assert_eq!(sum(&[&dark, &light]), ([100, 160, 240], 2));
        assert_eq!(part(BLUE, sum(&[&two, &two]), MIDDLE), part(BLUE, sum(&[&[50, 80, 120]]), MIDDLE));
    }

    #[test]
    fn a_higher_quality_is_a_finer_quantizer() {
        for is_small in [false, true] {
            let of = |quality| quantizer(quality, is_small);
            let all: Vec<u8> = (1..=100).map(of).collect();
            assert!(all.windows(2).all(|pair| pair[0] >= pair[1]), "{all:?}");
            assert_eq!((of(60), of(0), of(255)), (if is_small { 140 } else { 137 }, of(1), 1));
        }
    }

    #[test]
    fn any_size_can_be_encoded() {
        for (width, height) in [(1, 1), (2, 1), (1, 3), (17, 33), (64, 5)] {
            let image = RgbImage::from_pixel(width, height, Rgb([90, 120, 40]));
            assert!(encode(&image, 60).is_ok_and(|file| file.get(4..12) == Some(b"ftypavif")), "{width} × {height}");
        }
    }
}
