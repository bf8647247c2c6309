//! [`find_personal_data`]: whether an image file says where a photo was taken, or with which
//! device.
//!
//! Only the structure of the file is read: chunks of pixels are skipped, so a large file costs as
//! little as a small one. Cameras write Exif data (CIPA DC-008), which has the form of a TIFF file;
//! programs add XMP, which is XML.

use std::io::{self, Read, Seek, SeekFrom};

use super::image_file::PersonalData;
use crate::source::ReadSeek;

/// The longest piece of metadata that is read.
const MAX_METADATA: u64 = 1 << 20;

/// How many pieces of a file are looked at. A damaged file could claim any number.
const MAX_PIECES: usize = 4096;

/// What an image file tells about its author.
pub(super) fn find_personal_data(mut file: &mut dyn ReadSeek) -> PersonalData {
    let file = &mut file;
    let mut found = PersonalData::default();
    // A damaged file has no metadata that could be read by others.
    let _ = read_pieces(file, &mut found);
    found
}

fn read_pieces(file: &mut (impl Read + Seek), found: &mut PersonalData) -> io::Result<()> {
    let mut start = [0; 12];
    file.read_exact(&mut start)?;
    match &start {
        [0xff, 0xd8, ..] => jpeg_segments(file, found),
        [0x89, b'P', b'N', b'G', ..] => png_chunks(file, found),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => webp_chunks(file, found),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => {
            file.rewind()?;
            let bytes = read_piece(file, u64::MAX)?;
            found.add(exif_data(&bytes));
            Ok(())
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => {
            // Exif data is an item of its own, at a place that only the index of items tells; its
            // head is unmistakable (ISO/IEC 23008-12, annex A).
            file.rewind()?;
            let bytes = read_piece(file, u64::MAX)?;
            for at in memchr::memmem::find_iter(&bytes, b"Exif\0\0") {
                found.add(exif_data(&bytes[at + 6..]));
            }
            found.add(xmp_data(&bytes));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads a piece, or its beginning.
fn read_piece(file: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(length.min(MAX_METADATA)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn jpeg_segments(file: &mut (impl Read + Seek), found: &mut PersonalData) -> io::Result<()> {
    file.seek(SeekFrom::Start(2))?;
    for _ in 0..MAX_PIECES {
        let mut head = [0; 4];
        file.read_exact(&mut head)?;
        let [0xff, marker, high, low] = head else { return Ok(()) };
        // The pixels begin.
        if marker == 0xda || marker == 0xd9 {
            return Ok(());
        }
        let length = u64::from(u16::from_be_bytes([high, low])).saturating_sub(2);
        let end = file.stream_position()? + length;
        if marker == 0xe1 {
            let bytes = read_piece(file, length)?;
            match bytes.strip_prefix(b"Exif\0\0") {
                Some(exif) => found.add(exif_data(exif)),
                None => found.add(xmp_data(&bytes)),
            }
        }
        file.seek(SeekFrom::Start(end))?;
    }
    Ok(())
}

fn png_chunks(file: &mut (impl Read + Seek), found: &mut PersonalData) -> io::Result<()> {
    file.seek(SeekFrom::Start(8))?;
    for _ in 0..MAX_PIECES {
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let length = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let end = file.stream_position()? + length + 4;
        match &head[4..] {
            b"eXIf" => found.add(exif_data(&read_piece(file, length)?)),
            b"iTXt" | b"tEXt" => found.add(xmp_data(&read_piece(file, length)?)),
            b"IEND" => return Ok(()),
            _ => {}
        }
        file.seek(SeekFrom::Start(end))?;
    }
    Ok(())
}

fn webp_chunks(file: &mut (impl Read + Seek), found: &mut PersonalData) -> io::Result<()> {
    for _ in 0..MAX_PIECES {
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let end = file.stream_position()? + length + length % 2;
        match &head[..4] {
            b"EXIF" => {
                let bytes = read_piece(file, length)?;
                found.add(exif_data(bytes.strip_prefix(b"Exif\0\0").unwrap_or(&bytes)));
            }
            b"XMP " => found.add(xmp_data(&read_piece(file, length)?)),
            _ => {}
        }
        file.seek(SeekFrom::Start(end))?;
    }
    Ok(())
}

/// What Exif data tells.
fn exif_data(bytes: &[u8]) -> PersonalData {
    /// The entries of the first directory that lead to further ones.
    const EXIF_DIRECTORY: u16 = 0x8769;
    const GPS_DIRECTORY: u16 = 0x8825;
    /// The serial numbers of the body, of the lens, and of the camera (in raw files).
    const SERIAL_NUMBERS: [u16; 3] = [0xa431, 0xa435, 0xc62f];
    /// Latitude and longitude, and those of the subject.
    const POSITIONS: [u16; 4] = [0x0002, 0x0004, 0x0014, 0x0016];

    let mut found = PersonalData::default();
    let Some(tiff) = Tiff::new(bytes) else { return found };
    let main = tiff.directory(tiff.number_at(4, 4));
    let mut entries = main.clone();
    for (tag, offset, _) in &main {
        match *tag {
            EXIF_DIRECTORY => entries.extend(tiff.directory(Some(*offset))),
            GPS_DIRECTORY => {
                let gps = tiff.directory(Some(*offset));
                found.location |=
                    gps.iter().any(|(tag, _, count)| POSITIONS.contains(tag) && *count > 0);
            }
            _ => {}
        }
    }
    found.serial_number =
        entries.iter().any(|(tag, _, count)| SERIAL_NUMBERS.contains(tag) && *count > 1);
    found
}

/// The structure of Exif data.
struct Tiff<'b> {
    bytes: &'b [u8],
    is_little_endian: bool,
}

impl<'b> Tiff<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let is_little_endian = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, is_little_endian })
    }

    /// The number of some bytes at an offset.
    fn number_at(&self, at: usize, length: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        let add = |number: usize, byte: &u8| number << 8 | usize::from(*byte);
        Some(if self.is_little_endian {
            bytes.iter().rev().fold(0, add)
        } else {
            bytes.iter().fold(0, add)
        })
    }

    /// The entries of the directory at an offset: tag, value or its offset, count.
    fn directory(&self, at: Option<usize>) -> Vec<(u16, usize, usize)> {
        let Some((at, count)) = at.and_then(|at| Some((at, self.number_at(at, 2)?))) else {
            return Vec::new();
        };
        let entry = |number: usize| {
            let at = at + 2 + number * 12;
            let tag = u16::try_from(self.number_at(at, 2)?).ok()?;
            Some((tag, self.number_at(at + 8, 4)?, self.number_at(at + 4, 4)?))
        };
        (0..count).map_while(entry).collect()
    }
}

/// What XMP tells: as attributes or as elements, under the usual prefixes.
fn xmp_data(bytes: &[u8]) -> PersonalData {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    PersonalData {
        location: has(b"exif:GPSLatitude") || has(b"exif:GPSLongitude"),
        serial_number: has(b"aux:SerialNumber")
            || has(b"exifEX:BodySerialNumber")
            || has(b"aux:LensSerialNumber")
            || has(b"exifEX:LensSerialNumber"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Exif data with a GPS position, a serial number, both or neither.
    fn exif(has_position: bool, has_serial: bool, is_little_endian: bool) -> Vec<u8> {
        let two = |number: u16| {
            if is_little_endian { number.to_le_bytes() } else { number.to_be_bytes() }
        };
        let four = |number: u32| {
            if is_little_endian { number.to_le_bytes() } else { number.to_be_bytes() }
        };
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            [&two(tag)[..], &two(kind), &four(count), &four(value)].concat()
        };
        let mut bytes = if is_little_endian { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        bytes.extend(four(8));
        // Two entries at 8, so the next directories are at 38 and 56.
        bytes.extend(two(2));
        bytes.extend(entry(0x8769, 4, 1, 38));
        bytes.extend(entry(0x8825, 4, 1, 56));
        bytes.extend(four(0));
        bytes.extend(two(1));
        bytes.extend(entry(if has_serial { 0xa431 } else { 0x9003 }, 2, 9, 80));
        bytes.extend(four(0));
        bytes.extend(two(1));
        bytes.extend(entry(if has_position { 2 } else { 0 }, 5, 3, 80));
        bytes.extend(four(0));
        bytes
    }

    fn jpeg(exif: &[u8]) -> Vec<u8> {
        let length = u16::try_from(exif.len() + 8).expect("it is short").to_be_bytes();
        [b"\xff\xd8\xff\xe0\0\x04ab\xff\xe1", &length[..], b"Exif\0\0", exif, b"\xff\xda\0\x02"]
            .concat()
    }

    fn png(exif: &[u8]) -> Vec<u8> {
        let chunk = |name: &[u8], content: &[u8]| {
            let length = u32::try_from(content.len()).expect("it is short").to_be_bytes();
            [&length[..], name, content, b"\0\0\0\0"].concat()
        };
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"IDAT", &[0; 90_000]),
            chunk(b"eXIf", exif),
            chunk(b"IEND", b""),
        ]
        .concat()
    }

    fn webp(exif: &[u8]) -> Vec<u8> {
        let chunk = |name: &[u8], content: &[u8]| {
            let length = u32::try_from(content.len()).expect("it is short").to_le_bytes();
            [name, &length[..], content, &vec![0; content.len() % 2]].concat()
        };
        [&b"RIFF\0\0\0\0WEBP"[..], &chunk(b"VP8 ", &[0; 90_001]), &chunk(b"EXIF", exif)].concat()
    }

    fn heic(exif: &[u8]) -> Vec<u8> {
        [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic----\0\0\0\x06Exif\0\0"[..], exif].concat()
    }

    #[test]
    fn personal_data_is_found_in_every_format() {
        for (number, frame) in [jpeg, png, webp, heic, <[u8]>::to_vec].iter().enumerate() {
            for (location, serial_number) in
                [(false, false), (true, false), (false, true), (true, true)]
            {
                for is_little_endian in [true, false] {
                    let file = frame(&exif(location, serial_number, is_little_endian));
                    let found = find_personal_data(&mut Cursor::new(&file));
                    assert_eq!(found, PersonalData { location, serial_number }, "{number}");
                    // A file that ends anywhere is read without a panic.
                    for end in (0..file.len().min(300)).step_by(7) {
                        find_personal_data(&mut Cursor::new(&file[..end]));
                    }
                }
            }
        }
    }

    #[test]
    fn xmp_is_read() {
        let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"51,30N\"/>";
        let length = u16::try_from(xmp.len() + 2).expect("it is short").to_be_bytes();
        let file = [&b"\xff\xd8\xff\xe1"[..], &length, xmp, b"\xff\xda\0\x02"].concat();
        let found = find_personal_data(&mut Cursor::new(&file));
        assert_eq!(found, PersonalData { location: true, serial_number: false });
    }
}
