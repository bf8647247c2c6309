//! [`NetlifyStore`]: a site at Netlify, by its protocol of digests: the digests of all files are sent,
//! Netlify says which contents it lacks, and publishes when it has them. So every publication is
//! complete or does not appear at all.
//!
//! Source of the protocol: docs.netlify.com, "Get started with the Netlify API", "File digest method".

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

use crate::digest::{FileEntry, TagKind};
use crate::error::{ErrorKind, PublishError};
use crate::http::{HttpClient, HttpRequest, HttpResponse};
use crate::observation::{KnownContent, Observation};
use crate::plan::FileSource;
use crate::store::{OnFile, Snapshot, SnapshotChange, SnapshotStore, StateFile};
use crate::target_path::{STATE_FOLDER, TargetPath};

/// The address of the interface.
pub const NETLIFY_API: &str = "https://api.netlify.com/api/v1";

/// How long Netlify may take to publish what it has.
const PATIENCE: Duration = Duration::from_secs(300);

/// A site at Netlify.
pub struct NetlifyStore {
    client: HttpClient,
    api: String,
    token: String,
    site: String,
    /// The files of the present publication: path with a slash before it, and digest.
    files: BTreeMap<String, String>,
    /// The present publication.
    deploy: Option<String>,
}

/// What Offprint reads of a site.
#[derive(Deserialize)]
struct SiteFacts {
    id: String,
    published_deploy: Option<DeployFacts>,
}

/// What Offprint reads of a publication.
#[derive(Deserialize)]
struct DeployFacts {
    id: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    error_message: Option<String>,
}

/// What Offprint reads of a file.
#[derive(Deserialize)]
struct FileFacts {
    path: String,
    sha: Option<String>,
    size: u64,
}

impl NetlifyStore {
    /// A site, by its identifier or its domain.
    pub fn open(api: &str, site: &str, token: String) -> Self {
        Self {
            client: HttpClient::new(60),
            api: api.trim_end_matches('/').to_owned(),
            token,
            site: site.to_owned(),
            files: BTreeMap::new(),
            deploy: None,
        }
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        accept: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<HttpResponse, PublishError> {
        let url = format!("{}/{path}", self.api);
        let headers = vec![
            ("authorization", format!("Bearer {}", self.token)),
            ("accept", accept.to_owned()),
            ("content-type", kind.to_owned()),
        ];
        let response = self.client.send(&HttpRequest { method, url: &url, headers, body })?;
        match response.status {
            200..300 => Ok(response),
            401 | 403 => {
                Err(PublishError::new(ErrorKind::Credentials, "Netlify refuses the token")
                    .help("create a new personal access token, and set NETLIFY_AUTH_TOKEN"))
            }
            404 => Err(PublishError::new(
                ErrorKind::Settings,
                format!("Netlify knows no site `{}`, or the token may not access it", self.site),
            )
            .help("set `site` to the site's API ID, or to its domain NAME.netlify.app")),
            status => Err(PublishError::new(
                if status >= 500 { ErrorKind::Connection } else { ErrorKind::Other },
                format!("Netlify answers {status}"),
            )
            .help("publish again; if it stays, see the status page of Netlify")),
        }
    }

    fn get<T: for<'d> Deserialize<'d>>(&self, path: &str) -> Result<T, PublishError> {
        parse(&self.send("GET", path, "application/json", "application/json", b"")?)
    }

    fn manifest_path() -> String {
        format!("/{STATE_FOLDER}/{}", StateFile::Manifest.name())
    }

    /// Waits until Netlify has published what it has.
    fn wait_for(&self, deploy: &str) -> Result<(), PublishError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let facts: DeployFacts = self.get(&format!("deploys/{deploy}"))?;
            match facts.state.as_str() {
                "ready" => return Ok(()),
                "error" => {
                    let why = facts.error_message.unwrap_or_else(|| "no reason given".to_owned());
                    let why: String = why.chars().filter(|c| !c.is_control()).take(200).collect();
                    return Err(PublishError::new(
                        ErrorKind::Other,
                        format!("Netlify could not publish the files: {why}"),
                    ));
                }
                _ if Instant::now() > deadline => {
                    return Err(PublishError::new(
                        ErrorKind::Connection,
                        "Netlify has all files but has not published them after five minutes",
                    )
                    .help("see the deploys of the site at Netlify"));
                }
                _ => std::thread::sleep(Duration::from_millis(500)),
            }
        }
    }
}

impl SnapshotStore for NetlifyStore {
    fn tag_kind(&self) -> TagKind {
        TagKind::Sha1
    }

    fn current(&mut self) -> Result<Snapshot, PublishError> {
        let site: SiteFacts = self.get(&format!("sites/{}", encoded(&self.site)))?;
        self.site = site.id;
        self.deploy = site.published_deploy.map(|deploy| deploy.id);
        let mut snapshot = Snapshot::default();
        self.files.clear();
        if self.deploy.is_none() {
            return Ok(snapshot);
        }
        let files: Vec<FileFacts> = self.get(&format!("sites/{}/files", encoded(&self.site)))?;
        for file in files {
            let Some(digest) = file.sha else { continue };
            self.files.insert(file.path.clone(), digest.clone());
            let Ok(path) = TargetPath::new(file.path.trim_start_matches('/')) else { continue };
            let content = KnownContent::Tag(digest);
            snapshot.files.insert(path, Observation::File { bytes: file.size, content });
        }
        if self.files.contains_key(&Self::manifest_path()) {
            let path = format!("sites/{}/files{}", encoded(&self.site), Self::manifest_path());
            // The media type for the content instead of facts about it.
            let raw = "application/vnd.bitballoon.v1.raw";
            snapshot.manifest = Some(self.send("GET", &path, raw, "application/json", b"")?.body);
        }
        Ok(snapshot)
    }

    fn previous_manifest(&mut self) -> Result<Option<Vec<u8>>, PublishError> {
        Err(PublishError::new(
            ErrorKind::NoPrevious,
            "Netlify itself keeps all publications of a site",
        )
        .help("open the deploys of the site at Netlify, choose one, and publish it"))
    }

    fn publish(
        &mut self,
        change: &SnapshotChange<'_>,
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError> {
        // Files of others stay: Netlify has their contents.
        let mut files = self.files.clone();
        for path in change.removed {
            files.remove(&format!("/{path}"));
        }
        let mut contents: BTreeMap<String, (String, Option<usize>)> = BTreeMap::new();
        for (index, write) in change.writes.iter().enumerate() {
            let digest = write.entry.tag.clone().unwrap_or_default();
            files.insert(format!("/{}", write.path), digest.clone());
            contents.insert(digest, (format!("/{}", write.path), Some(index)));
        }
        let manifest = FileEntry::of(change.manifest, TagKind::Sha1).tag.unwrap_or_default();
        files.insert(Self::manifest_path(), manifest.clone());
        contents.insert(manifest, (Self::manifest_path(), None));
        let now: SiteFacts = self.get(&format!("sites/{}", encoded(&self.site)))?;
        if now.published_deploy.map(|deploy| deploy.id) != self.deploy {
            return Err(PublishError::new(
                ErrorKind::Conflict,
                "someone else published to this site in the meantime",
            )
            .help("publish again"));
        }
        let order = json!({ "files": files, "title": change.summary }).to_string();
        let kind = "application/json";
        let path = format!("sites/{}/deploys", encoded(&self.site));
        let deploy: DeployFacts =
            parse(&self.send("POST", &path, kind, kind, order.as_bytes())?)?;
        for digest in &deploy.required {
            let Some((path, index)) = contents.get(digest) else {
                return Err(PublishError::new(
                    ErrorKind::Other,
                    "Netlify asks for a file that is not published",
                ));
            };
            let bytes = match index.and_then(|index| change.writes.get(index)) {
                Some(write) => match &write.source {
                    FileSource::Local(file) => std::fs::read(file)
                        .map_err(|error| PublishError::at_path("read", file, &error))?,
                    FileSource::Kept => Vec::new(),
                },
                None => change.manifest.to_vec(),
            };
            let path = format!("deploys/{}/files{}", encoded(&deploy.id), encoded(path));
            self.send("PUT", &path, kind, "application/octet-stream", &bytes)?;
            if let Some(index) = index {
                on_file(*index, None)?;
            }
        }
        self.wait_for(&encoded(&deploy.id))?;
        self.deploy = Some(deploy.id);
        Ok(())
    }
}

fn parse<T: for<'d> Deserialize<'d>>(response: &HttpResponse) -> Result<T, PublishError> {
    serde_json::from_slice(&response.body).map_err(|_| {
        PublishError::new(ErrorKind::Other, "Netlify answers with something that is not expected")
    })
}

/// A text as part of a URL's path; slashes stay.
fn encoded(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'.')
        .remove(b'-')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}
