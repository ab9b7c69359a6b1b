//! From a file's bytes to UTF-8: unpacked, and out of UTF-16. What packs and encodes is told by the
//! content, never by the file's name.

use std::borrow::Cow;
use std::io::Read;

use super::error::ReadError;

/// Most bytes that a packed file may unpack to, unless another bound is given: enough for the SBOM of
/// an operating system, and little enough for a small machine.
pub const MAX_UNPACKED: usize = 256 << 20;

/// How large a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file as it is.
    pub bytes: usize,
    /// Most bytes of what a packed file holds.
    pub unpacked: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: super::MAX_BYTES,
            unpacked: MAX_UNPACKED,
        }
    }
}

impl Limits {
    /// The same bound for files as they are and for what they hold.
    pub fn of(bytes: usize) -> Self {
        let bytes = bytes.min(super::MAX_BYTES);
        Self {
            bytes,
            unpacked: bytes,
        }
    }
}

/// The text of a file as bytes: out of gzip or Zstandard, and out of UTF-16.
pub(super) fn decoded<'b>(
    file: &str,
    bytes: &'b [u8],
    limits: Limits,
) -> Result<Cow<'b, [u8]>, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge {
            file: file.into(),
            most: limits.bytes,
        });
    }
    let bytes = unpacked(file, bytes, limits)?;
    match utf16(&bytes) {
        Some(order) => from_utf16(file, &bytes, order).map(Cow::Owned),
        None => Ok(bytes),
    }
}

/// How a Zstandard frame begins (RFC 8878, section 3.1.1).
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

fn unpacked<'b>(file: &str, bytes: &'b [u8], limits: Limits) -> Result<Cow<'b, [u8]>, ReadError> {
    let mut out = Bounded {
        bytes: Vec::new(),
        most: limits.unpacked,
    };
    let (kind, read) = if bytes.starts_with(b"\x1F\x8B") {
        ("gzip", gzip(bytes, &mut out))
    } else if bytes.starts_with(ZSTD) {
        ("Zstandard", zstd(bytes, &mut out))
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    if out.bytes.len() > out.most {
        return Err(ReadError::TooLarge {
            file: file.into(),
            most: out.most,
        });
    }
    read.map(|()| Cow::Owned(out.bytes))
        .map_err(|why| ReadError::Unpacking {
            file: file.into(),
            kind,
            why,
        })
}

/// What was unpacked, at most one byte more than may be.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Bounded {
    fn take(&mut self, read: impl Read) -> Result<(), String> {
        let room = (self.most + 1).saturating_sub(self.bytes.len()) as u64;
        let read = read.take(room).read_to_end(&mut self.bytes);
        read.map(|_| ()).map_err(|error| error.to_string())
    }
}

fn gzip(bytes: &[u8], out: &mut Bounded) -> Result<(), String> {
    out.take(flate2::read::MultiGzDecoder::new(bytes))
}

/// Frame by frame: of several behind one another the decoder reads one.
fn zstd(mut bytes: &[u8], out: &mut Bounded) -> Result<(), String> {
    while !bytes.is_empty() && out.bytes.len() <= out.most {
        let decoder = ruzstd::decoding::StreamingDecoder::new(&mut bytes);
        out.take(decoder.map_err(|error| error.to_string())?)?;
    }
    Ok(())
}

/// The order of the two bytes of a unit.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// UTF-16 by its byte-order mark, or by the zero byte beside the first character, which every
/// format here has from ASCII. UTF-32 is none.
fn utf16(bytes: &[u8]) -> Option<Order> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => None,
        [0xFF, 0xFE, ..] => Some(Order::Little),
        [0xFE, 0xFF, ..] => Some(Order::Big),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(Order::Little),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(Order::Big),
        _ => None,
    }
}

fn from_utf16(file: &str, bytes: &[u8], order: Order) -> Result<Vec<u8>, ReadError> {
    let pairs = bytes.chunks_exact(2);
    let wrong = |at: usize, why: &'static str| ReadError::Utf16 {
        file: file.into(),
        at,
        why,
    };
    if !pairs.remainder().is_empty() {
        return Err(wrong(bytes.len() - 1, "half a unit is left at the end"));
    }
    let units = pairs.map(|pair| {
        let pair = [pair[0], pair[1]];
        match order {
            Order::Little => u16::from_le_bytes(pair),
            Order::Big => u16::from_be_bytes(pair),
        }
    });
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut at = 0;
    for letter in char::decode_utf16(units) {
        let letter = letter.map_err(|_| wrong(at, "half of a surrogate pair stands alone"))?;
        at += letter.len_utf16() * 2;
        // The mark says how to read, and is no text.
        if !(letter == '\u{feff}' && text.is_empty()) {
            text.push(letter);
        }
    }
    Ok(text.into_bytes())
}
