//! Files of the site as the body of a response: read in small pieces while the browser takes them,
//! so that a response needs no more memory than two pieces, however large the file is.

use std::io;

use http_body_util::channel::Channel;
use hyper::body::Bytes;

use crate::edition::FileContent;
use crate::source::{AssetFile, AssetReader, check_in_place};

/// The size of a piece.
const PIECE: u64 = 64 * 1024;

/// The bytes of a response.
pub(super) enum ContentSource {
    /// In memory.
    Bytes(Bytes),
    /// In a file.
    File(AssetReader),
}

impl ContentSource {
    /// The bytes of a file of the site. Only files on disk are not read yet.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub(super) async fn open(content: &FileContent) -> io::Result<Self> {
        let content = match content {
            FileContent::Memory(bytes) => {
                return Ok(Self::Bytes(Bytes::from_owner(std::sync::Arc::clone(bytes))));
            }
            FileContent::Asset(AssetFile::Builtin(bytes)) => {
                return Ok(Self::Bytes(Bytes::from_static(bytes)));
            }
            FileContent::Asset(AssetFile::Disk(_)) | FileContent::DeferredImage(_) => {
                content.clone()
            }
            content => return content.read().map(|bytes| Self::Bytes(bytes.into())),
        };
        let open = move || match &content {
            FileContent::Asset(file) => file.open_in_place().map(Self::File),
            FileContent::DeferredImage(later) => {
                later.file().map_or(Ok(()), check_in_place)?;
                later.read().map(|bytes| Self::Bytes(bytes.into()))
            }
            content => content.read().map(|bytes| Self::Bytes(bytes.into())),
        };
        tokio::task::spawn_blocking(open).await.map_err(io::Error::other)?
    }

    /// The number of bytes.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(reader) => reader.length,
        }
    }

    /// All bytes at once, for a file that is known to be small.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) async fn read_all(self) -> io::Result<Bytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::File(mut reader) => {
                let length = reader.length;
                let read = tokio::task::spawn_blocking(move || reader.read_at(0, length));
                read.await.map_err(io::Error::other)?.map(Bytes::from)
            }
        }
    }
}

/// The bytes of a file from one position to another, as a body. If the file becomes shorter
/// meanwhile, the connection is closed, so that the browser does not take the part for the whole.
pub(super) fn stream_file(
    mut reader: AssetReader,
    from: u64,
    to: u64,
) -> Channel<Bytes, io::Error> {
    let (mut sender, channel) = Channel::new(1);
    tokio::spawn(async move {
        let mut at = from;
        while at < to {
            let count = PIECE.min(to - at);
            let read = tokio::task::spawn_blocking(move || {
                let piece = reader.read_at(at, count);
                (reader, piece)
            });
            let piece = match read.await {
                Ok((same, Ok(piece))) if !piece.is_empty() => {
                    reader = same;
                    piece
                }
                Ok((_, Ok(_))) => return sender.abort(io::ErrorKind::UnexpectedEof.into()),
                Ok((_, Err(error))) => return sender.abort(error),
                Err(error) => return sender.abort(io::Error::other(error)),
            };
            at += piece.len() as u64;
            // The browser closed the connection.
            if sender.send_data(piece.into()).await.is_err() {
                return;
            }
        }
    });
    channel
}
