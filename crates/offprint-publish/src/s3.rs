//! [`S3Store`]: a bucket of an S3-compatible store.
//!
//! Every object is written in one request, so it is never half written. The list of the bucket tells
//! size and ETag of all objects, so every publication compares all of them. Old contents are kept by
//! copies that the store makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use url::Url;

use crate::digest::{ContentDigest, TagKind};
use crate::error::{ErrorKind, PublishError};
use crate::http::{HttpClient, HttpRequest, HttpResponse};
use crate::local_site::LocalSite;
use crate::observation::{KnownContent, Observation, Observations};
use crate::parallel::run_parallel;
use crate::response_headers::{ResponseHeaders, content_type};
use crate::store::{FileStore, OnFile, StateFile, Upload};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// How long a signature is valid.
const VALID: Duration = Duration::from_secs(3600);

/// A bucket of an S3-compatible store.
pub struct S3Store {
    bucket: Bucket,
    credentials: Credentials,
    client: HttpClient,
    /// Before every key: empty, or it ends with `/`.
    prefix: String,
    headers: ResponseHeaders,
}

/// The most bytes that the key of an object may have.
const MAX_KEY_BYTES: usize = 1024;

impl S3Store {
    /// A bucket. Without an endpoint it is at Amazon.
    ///
    /// # Errors
    ///
    /// The settings do not fit.
    pub fn open(
        endpoint: Option<&str>,
        region: &str,
        bucket: &str,
        prefix: Option<&str>,
        (key, secret, token): (String, String, Option<String>),
    ) -> Result<Self, PublishError> {
        let amazon = format!("https://s3.{region}.amazonaws.com");
        let invalid = |what: &str| PublishError::new(ErrorKind::Settings, what.to_owned());
        let url = Url::parse(endpoint.unwrap_or(&amazon))
            .map_err(|_| invalid("`endpoint` or `region` is not valid"))?;
        // A name with a dot has no certificate as a part of the host.
        let style = if endpoint.is_some() || bucket.contains('.') {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        let bucket = Bucket::new(url, style, bucket.to_owned(), region.to_owned())
            .map_err(|_| invalid("`endpoint` or `bucket` is not valid"))?;
        let credentials = match token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        let prefix = match prefix.map(|prefix| prefix.trim_matches('/')) {
            None | Some("") => String::new(),
            Some(prefix) => format!("{prefix}/"),
        };
        let client = HttpClient::new(60);
        Ok(Self { bucket, credentials, client, prefix, headers: ResponseHeaders::default() })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn state_key(&self, name: &str) -> String {
        self.key(&format!("{STATE_FOLDER}/{name}"))
    }

    fn kept_key(&self, digest: &ContentDigest) -> String {
        self.state_key(&format!("previous/{digest}"))
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let url = self.bucket.get_object(Some(&self.credentials), key).sign(VALID);
        let response = self.send("GET", &url, Vec::new(), b"")?;
        match response.status {
            200 => Ok(Some(response.body)),
            404 if !has_code(&response, "NoSuchBucket") => Ok(None),
            _ => Err(self.explain(&response, key)),
        }
    }

    fn put(
        &self,
        key: &str,
        bytes: &[u8],
        headers: Vec<(&str, String)>,
    ) -> Result<HttpResponse, PublishError> {
        let url = self.bucket.put_object(Some(&self.credentials), key).sign(VALID);
        let response = self.send("PUT", &url, headers, bytes)?;
        if response.status == 200 { Ok(response) } else { Err(self.explain(&response, key)) }
    }

    fn put_state(&self, key: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("cache-control", "no-store".to_owned()),
        ];
        self.put(key, bytes, headers).map(drop)
    }

    fn delete(&self, key: &str) -> Result<(), PublishError> {
        let url = self.bucket.delete_object(Some(&self.credentials), key).sign(VALID);
        let response = self.send("DELETE", &url, Vec::new(), b"")?;
        match response.status {
            200 | 204 | 404 => Ok(()),
            _ => Err(self.explain(&response, key)),
        }
    }

    /// Lets the store copy an object.
    fn copy(&self, from: &str, to: &str) -> Result<(), PublishError> {
        let source = self.bucket.object_url(from);
        let encoded = match source.path().split_once(from_bucket(&self.bucket, &source)) {
            Some((_, key)) => key.trim_start_matches('/').to_owned(),
            None => source.path().trim_start_matches('/').to_owned(),
        };
        let source = format!("/{}/{encoded}", self.bucket.name());
        let mut action = self.bucket.put_object(Some(&self.credentials), to);
        action.headers_mut().insert("x-amz-copy-source", source.clone());
        let url = action.sign(VALID);
        let response = self.send("PUT", &url, vec![("x-amz-copy-source", source)], b"")?;
        // A copy that fails late has the status of success.
        if response.status == 200 && !has_text(&response, "<Error>") {
            Ok(())
        } else {
            Err(self.explain(&response, from))
        }
    }

    fn send(
        &self,
        method: &str,
        url: &Url,
        headers: Vec<(&str, String)>,
        body: &[u8],
    ) -> Result<HttpResponse, PublishError> {
        self.client.send(&HttpRequest { method, url: url.as_str(), headers, body })
    }

    /// All objects whose keys begin with a prefix: key below it, size and ETag.
    fn list(&self, prefix: &str) -> Result<BTreeMap<String, (u64, Option<String>)>, PublishError> {
        let mut objects = BTreeMap::new();
        let mut continuation = None;
        loop {
            let mut action = ListObjectsV2::new(&self.bucket, Some(&self.credentials));
            action.with_prefix(prefix.to_owned());
            if let Some(token) = continuation.take() {
                action.with_continuation_token(token);
            }
            let response = self.send("GET", &action.sign(VALID), Vec::new(), b"")?;
            if response.status != 200 {
                return Err(self.explain(&response, prefix));
            }
            let parsed = std::str::from_utf8(&response.body)
                .ok()
                .and_then(|text| ListObjectsV2::parse_response(text).ok())
                .ok_or_else(|| {
                    PublishError::new(ErrorKind::Other, "the store sends a list that is not valid")
                })?;
            for object in parsed.contents {
                let tag = object.etag.map(|tag| tag.trim_matches('"').to_owned());
                if let Some(key) = object.key.strip_prefix(prefix) {
                    objects.insert(key.to_owned(), (object.size.unwrap_or(0), tag));
                }
            }
            match parsed.next_continuation_token {
                Some(token) => continuation = Some(token),
                None => return Ok(objects),
            }
        }
    }

    /// What an error of the store means.
    fn explain(&self, response: &HttpResponse, key: &str) -> PublishError {
        let bucket = self.bucket.name();
        let says = |code: &str| has_code(response, code);
        if says("RequestTimeTooSkewed") || says("RequestExpired") {
            return PublishError::new(
                ErrorKind::Clock,
                "the clock of this machine differs too much from the store's",
            )
            .help("set the clock, or let it be set automatically, and publish again");
        }
        if says("NoSuchBucket") {
            return PublishError::new(
                ErrorKind::Settings,
                format!("the store has no bucket `{bucket}`"),
            )
            .help("create it, or correct `bucket`, `region` or `endpoint`");
        }
        if says("InvalidAccessKeyId")
            || says("SignatureDoesNotMatch")
            || says("ExpiredToken")
            || says("InvalidToken")
            || response.status == 401
        {
            return PublishError::new(ErrorKind::Credentials, "the store refuses the credentials").help(
                "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE \
                 names",
            );
        }
        if response.status == 403 {
            return PublishError::new(
                ErrorKind::Permission,
                format!("these credentials may not access `{key}` in the bucket `{bucket}`"),
            )
            .help("they need to list, read, write and delete objects");
        }
        if response.status == 412 || response.status == 409 {
            return PublishError::new(
                ErrorKind::Conflict,
                format!("`{key}` was changed by someone else in the meantime"),
            )
            .help("publish again");
        }
        if response.status == 507 || says("QuotaExceeded") || says("XMinioStorageFull") {
            return PublishError::new(ErrorKind::DiskFull, "the store is full")
                .help("free some space there, then publish again: it continues where it stopped");
        }
        let kind = if response.status >= 500 { ErrorKind::Connection } else { ErrorKind::Other };
        PublishError::new(kind, format!("the store answers {} for `{key}`", response.status))
    }
}

impl FileStore for S3Store {
    fn tag_kind(&self) -> TagKind {
        TagKind::Md5
    }

    fn can_keep(&self) -> bool {
        true
    }

    fn prepare(&mut self, site: &LocalSite) -> Result<(), PublishError> {
        self.headers = ResponseHeaders::of_site(site)?;
        Ok(())
    }

    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError> {
        let key = self.state_key("lock");
        if let Some(lock) = self.get(&key)? {
            return Ok(Some(lock));
        }
        let url = self.bucket.put_object(Some(&self.credentials), &key).sign(VALID);
        let headers =
            vec![("if-none-match", "*".to_owned()), ("cache-control", "no-store".to_owned())];
        let response = self.send("PUT", &url, headers, owner)?;
        match response.status {
            200 => {}
            409 | 412 => return Ok(Some(self.get(&key)?.unwrap_or_default())),
            // A store that does not know the condition.
            400 | 501 => self.put_state(&key, owner)?,
            _ => return Err(self.explain(&response, &key)),
        }
        // A store that ignores the condition lets the last one win.
        let lock = self.get(&key)?.unwrap_or_default();
        Ok((lock != owner).then_some(lock))
    }

    fn unlock(&mut self) -> Result<(), PublishError> {
        self.delete(&self.state_key("lock"))
    }

    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError> {
        self.get(&self.state_key(file.name()))
    }

    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError> {
        self.put_state(&self.state_key(file.name()), bytes)
    }

    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError> {
        self.delete(&self.state_key(file.name()))
    }

    fn check_names(&mut self, paths: &[&TargetPath]) -> Result<(), PublishError> {
        // Any name can be stored, but keys are short (Amazon S3, "Naming Amazon S3 objects").
        match paths.iter().find(|path| self.key(path.as_str()).len() > MAX_KEY_BYTES) {
            None => Ok(()),
            Some(path) => Err(PublishError::new(
                ErrorKind::FileName,
                format!("the store cannot store `{path}`: its key has more than 1,024 bytes"),
            )
            .help("rename it, or use a shorter `prefix`")),
        }
    }

    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError> {
        let objects = self.list(&self.prefix)?;
        // A store has no folders: `a` and `a/b` can both be files.
        let observed = paths.iter().chain(others).map(|path| {
            let found = match objects.get(path.as_str()) {
                None => Observation::Absent,
                Some((bytes, tag)) => Observation::File {
                    bytes: *bytes,
                    content: tag.clone().map_or(KnownContent::Unknown, KnownContent::Tag),
                },
            };
            (path.clone(), found)
        });
        Ok(observed.collect())
    }

    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError> {
        Ok(ContentDigest::of(&self.get(&self.key(path.as_str()))?.unwrap_or_default()))
    }

    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError> {
        run_parallel(files, on_file, &|upload| {
            let bytes = read_unchanged(&upload.file, &upload.entry.sha256)?;
            let mut headers = vec![("content-type", content_type(&upload.path))];
            if let Some(cache) = self.headers.cache_control(&upload.path) {
                headers.push(("cache-control", cache));
            }
            if let Some(tag) = &upload.replaced_tag {
                headers.push(("if-match", format!("\"{tag}\"")));
            }
            let response = self.put(&self.key(upload.path.as_str()), &bytes, headers)?;
            Ok(response.etag)
        })
    }

    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError> {
        run_parallel(paths, on_file, &|path| self.delete(&self.key(path.as_str())).map(|()| None))
    }

    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError> {
        let names = self.list(&self.state_key("previous/"))?.into_keys();
        Ok(names.filter_map(|name| ContentDigest::try_from(name).ok()).collect())
    }

    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        run_parallel(files, on_file, &|(path, digest)| {
            self.copy(&self.key(path.as_str()), &self.kept_key(digest)).map(|()| None)
        })
    }

    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        run_parallel(files, on_file, &|(path, digest)| {
            self.copy(&self.kept_key(digest), &self.key(path.as_str())).map(|()| None)
        })
    }

    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError> {
        run_parallel(digests, &mut |_, _| Ok(()), &|digest| {
            self.delete(&self.kept_key(digest)).map(|()| None)
        })
    }
}

/// The part of an object's path that names the bucket: empty if the host does.
fn from_bucket<'b>(bucket: &'b Bucket, url: &Url) -> &'b str {
    let is_in_path = url.path_segments().and_then(|mut parts| parts.next()) == Some(bucket.name());
    if is_in_path { bucket.name() } else { "" }
}

fn has_text(response: &HttpResponse, text: &str) -> bool {
    String::from_utf8_lossy(&response.body).contains(text)
}

fn has_code(response: &HttpResponse, code: &str) -> bool {
    has_text(response, &format!("<Code>{code}</Code>"))
}

/// Reads a file that must still have the content of the plan.
pub fn read_unchanged(file: &Path, digest: &ContentDigest) -> Result<Vec<u8>, PublishError> {
    let bytes = fs::read(file).map_err(|error| PublishError::at_path("read", file, &error))?;
    if ContentDigest::of(&bytes) == *digest {
        return Ok(bytes);
    }
    Err(PublishError::new(
        ErrorKind::Other,
        format!("`{}` changed while it was published", file.display()),
    )
    .help("publish again"))
}
